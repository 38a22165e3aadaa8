"""Puts the case's own words back where a reply has placeholders, also while the reply is still arriving."""

from __future__ import annotations

import json
import re

from denialops.llm.redaction.pseudonyms import Pseudonyms
from denialops.llm.redaction.spans import COUNTED_LABELS, DAY, MONTH

_LABELS = "|".join(sorted(COUNTED_LABELS, key=len, reverse=True)).replace("_", r"[_\s-]")
_BARE_LABELS = "|".join(sorted(COUNTED_LABELS, key=len, reverse=True))
_SIGN = "[+−–-]"
PLACEHOLDER = re.compile(
    rf"\[[ ]{{0,2}}(?i:(?P<label>{_LABELS})[ _\\-]{{0,3}}(?P<number>\d{{1,4}})|(?P<unit>DAY|"
    rf"MONTH)[ _]?(?P<sign>{_SIGN}?)[ ]?(?P<offset>\d{{1,5}}))"
    r"(?:\.(?P<form>\d{1,2}))?(?!\d)(?:[ ]{0,2}\])?"
    rf"|(?<![\w\[])(?:(?P<label2>{_BARE_LABELS})\\{{0,2}}_(?P<number2>\d{{1,4}})|(?P<unit2>DAY|"
    rf"MONTH)(?P<sign2>{_SIGN})(?P<offset2>\d{{1,5}}))"
    r"(?:\.(?P<form2>\d{1,2}))?(?!\w)\]?"
)
"""As we write them, and as models mangle them: other case, blanks for the underscore, a missing bracket."""


def _beginnings(words: tuple[str, ...]) -> list[str]:
    return sorted({word[:length] for word in words for length in range(1, len(word) + 1)}, key=len, reverse=True)


_ALL = (*COUNTED_LABELS, DAY, MONTH)
_SPOKEN_BEGINNINGS = "|".join(_beginnings(_ALL)).replace("_", r"[_\s-]")
_MAY_GO_ON = re.compile(
    rf"\[[ ]{{0,2}}(?i:(?:{_SPOKEN_BEGINNINGS})?|(?:{_LABELS})[ _\\-]{{0,3}}(?:\d{{1,4}}(?:\.\d{{0,2}})?[ ]{{0,2}})?"
    rf"|(?:DAY|MONTH)[ _]?{_SIGN}?[ ]?(?:\d{{1,5}}(?:\.\d{{0,2}})?[ ]{{0,2}})?)\Z"
    rf"|(?<![\w\[])(?:{'|'.join(_beginnings(_ALL))})\Z"
    rf"|(?<![\w\[])(?:(?:{_BARE_LABELS})\\{{0,2}}(?:_\d{{0,4}})?|(?:DAY|"
    rf"MONTH){_SIGN}?\d{{0,5}})(?:(?<=\d)\.\d{{0,2}})?\Z"
)
"""The end of a piece that the next piece may turn into a placeholder."""


class Restorer:
    """One reply. Feed the pieces, then finish; `unknown` lists the placeholders that stand for nothing."""

    def __init__(self, pseudonyms: Pseudonyms, *, in_json: bool) -> None:
        self._pseudonyms = pseudonyms
        self._in_json = in_json
        self._waiting = ""
        self._before = ""
        self.unknown: list[str] = []

    def feed(self, piece: str) -> str:
        """What of the text so far can be shown."""
        text = self._waiting + piece
        open_end = _MAY_GO_ON.search(self._before + text, len(self._before))
        held = open_end.start() - len(self._before) if open_end else len(text)
        return self._release(text, held)

    def finish(self) -> str:
        """The rest, where nothing follows any more."""
        return self._release(self._waiting, len(self._waiting))

    def restore(self, text: str) -> str:
        """A whole text at once."""
        return PLACEHOLDER.sub(self._replace, text)

    def _release(self, text: str, until: int) -> str:
        whole, shift = self._before + text, len(self._before)
        pieces, done = [], shift
        for match in PLACEHOLDER.finditer(whole, shift):
            if match.start() >= shift + until:
                break
            pieces += [whole[done : match.start()], self._replace(match)]
            done = match.end()
        end = max(done, shift + until)
        pieces.append(whole[done:end])
        self._before, self._waiting = whole[end - 1 : end] if end else "", whole[end:]
        return "".join(pieces)

    def _replace(self, match: re.Match[str]) -> str:
        form = int(match["form"] or match["form2"] or 1)
        unit = match["unit"] or match["unit2"]
        if unit:
            sign = -1 if (match["sign"] or match["sign2"] or "+") != "+" else 1
            label, number = unit.upper(), sign * int(match["offset"] or match["offset2"])
        else:
            label = re.sub(r"[\s-]", "_", (match["label"] or match["label2"]).upper())
            number = int(match["number"] or match["number2"])
        found = self._pseudonyms.find(label, number, form)
        if found is None:
            self.unknown.append(match.group())
            return match.group()
        return json.dumps(found, ensure_ascii=False)[1:-1] if self._in_json else found
