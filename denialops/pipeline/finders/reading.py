"""A letter prepared for the finders: folded text, lines and sentences, all with positions of the original."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

SURE, LIKELY, GUESS = 0.96, 0.85, 0.6


class Found(NamedTuple):
    """A value with its place in the letter's text, before it becomes a fact."""

    field: str
    value: str
    start: int
    end: int
    confidence: float
    finder: str
    flags: tuple[str, ...] = ()


class Span(NamedTuple):
    start: int
    end: int


_ACCENTED = "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿ"
_PLAIN = "aaaaaaceeeeiiiinooooouuuuyaaaaaaceeeeiiiinooooouuuuyy"
_FOLD = str.maketrans(
    _ACCENTED + "‘’‚‛ʼ“”„‐‑‒–—−\xa0\u2007\u202f\u2009\t•·§ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    _PLAIN + "'''''" + '"""' + "------" + "     " + "**§abcdefghijklmnopqrstuvwxyz",
)
_LOST_ZERO = re.compile(
    r"(?<![a-z\d/.-])[ol](?=\d{1,2}[/-][\dol]{1,2}[/-][\dol]{2})|(?<![a-z\d])l(?=[\do]{1,2} (?:calendar )?(?:days|"
    r"months))|"
    r"(?<=ber |ary |rch |ril |may |une |uly |ust )[l|](?=\d)|"
    r"(?<=\d)o(?=[\d\s,.)/-]|$)|(?<=[\d/.-])o(?=\d)|(?<=\d)[l|](?=[\d/.-])|(?<=[/.-])[l|](?=\d)"
)
_LOST_LETTER = re.compile(
    r"(?<![a-z0-9])(?=[a-z]{0,12}[01][a-z])(?:[a-z]{2,12}[01]|[a-z][01](?=[a-z]{2})|"
    r"[01](?=[a-z]{3}))[a-z]{1,12}(?:[01][a-z]{0,12})?(?![a-z0-9])|(?<![a-z0-9])[a-z]{3,12}1(?![a-z0-9])"
)
_WITH_L = frozenset(
    "claim claims claimant plan plans health appeal appeals medical mail bill billed billing file filed filing "
    "level will all allowed policy letter clinical clinic hospital total denial denials eligible telephone tel "
    "deadline include legal federal supplier original additional enrollee employee employer facility dental "
    "optical personal approval calendar april july only also could would should call final formal internal "
    "external help electronic limit stimulation".split()
)
_NEIGHBOURHOOD = 1200
_SPACES = re.compile(r"\s+")
_BREAKS = str.maketrans("\n\r\f\v", "    ")
_ABBREVIATION = re.compile(
    r"(?:\b(?:no|nos|dr|mr|mrs|ms|st|inc|vs|u\.s|p\.o|sec|ch|ext|e\.g|i\.e|jr|sr|approx|dept|sept?|jan|feb|mar|apr|"
    r"aug|oct|nov|dec|co|ave|blvd|rd|ste|art|cal|rev|fig|tel|pg|para|ph)|(?:^|[\s.(])[a-z])\.$"
)
_SENTENCE_END = re.compile(r"[.!?]+[\"')\]]*(?=\s)|\n")
_BULLET = re.compile(r"\s*(?:[*\-•▪●o]\s|\(?\d{1,2}[.)]\s|\[[ x]?\])")
_COLUMNS = re.compile(r"\S {3,}\S")
_LABEL_LINE = re.compile(r"\s*[a-z][\w /#'.-]{1,38}:")


def fold(text: str) -> str:
    """Lower case without accents, curly quotes and tabs; every character keeps its place."""
    return text.translate(_FOLD)


def _as_word(match: re.Match[str]) -> str:
    """A word in which a scan made a letter a digit (c0vered, r1ghts)."""
    word = match.group().replace("0", "o")
    with_l = word.replace("1", "l")
    return with_l if with_l in _WITH_L else match.group() if word.endswith("1") else word.replace("1", "i")


class Reading:
    """The text of a letter in three forms of equal length: `text`, `lower` (folded), `flat` (folded, one line)."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lower = fold(text)
        self.flat = _LOST_LETTER.sub(_as_word, self.lower.translate(_BREAKS))

    @cached_property
    def figures(self) -> str:
        """`flat` with the letters that scans make of digits put right (2O26, l2/05), for dates, days and amounts."""
        return _LOST_ZERO.sub(lambda match: "0" if match.group() == "o" else "1", self.flat)

    @cached_property
    def line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def line_of(self, position: int) -> Span:
        """The line that holds `position`, without its line break."""
        start = self.line_starts[bisect_right(self.line_starts, position) - 1]
        end = self.text.find("\n", start)
        return Span(start, len(self.text) if end < 0 else end)

    @cached_property
    def lines(self) -> tuple[Span, ...]:
        """Lines that are not blank."""
        spans = (self.line_of(start) for start in self.line_starts)
        return tuple(span for span in spans if self.text[span.start : span.end].strip())

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Sentences in reading order; a table row, a label line or a list item is one of its own."""
        return tuple(self._split())

    def _split(self) -> Iterator[Span]:
        start = 0
        for match in _SENTENCE_END.finditer(self.lower):
            end = match.end()
            if self._goes_on(match.start(), end):
                continue
            yield from self._trimmed(start, end)
            start = end
        yield from self._trimmed(start, len(self.text))

    def _goes_on(self, at: int, end: int) -> bool:
        """Whether the sentence runs on after the stop or line break at [at, end)."""
        if self.lower[at] == "\n":
            return self._is_wrapped(at)
        follows = self.text[end : end + 40].lstrip()[:1]
        if follows and not (follows.isupper() or follows.isdigit() or follows in "\"'(“‘¿¡*•[$"):
            return True
        return bool(_ABBREVIATION.search(self.lower, max(0, at - 8), at + 1))

    def _is_wrapped(self, at: int) -> bool:
        """Whether the line that ends here continues in the next one."""
        line = self.lower[self.lower.rfind("\n", 0, at) + 1 : at]
        stop = self.lower.find("\n", at + 1)
        following = self.lower[at + 1 : len(self.lower) if stop < 0 else stop]
        if not line.strip() or not following.strip() or line.rstrip().endswith((":", ".")):
            return False
        if _COLUMNS.search(line) or _COLUMNS.search(following) or _BULLET.match(following):
            return False
        if self.text[at + 1 : at + 40].lstrip()[:1].islower():
            return True
        return len(line) >= 55 and not _LABEL_LINE.match(following)

    def _trimmed(self, start: int, end: int) -> Iterator[Span]:
        piece = self.text[start:end]
        left = len(piece) - len(piece.lstrip())
        right = len(piece.rstrip())
        if right > left:
            yield Span(start + left, start + right)

    def sentence_at(self, position: int) -> Span:
        """The sentence around `position`, cut to its neighbourhood where it never ends."""
        starts = self._sentence_starts
        index = max(bisect_right(starts, position) - 1, 0)
        start, end = self.sentences[index] if self.sentences else (0, len(self.text))
        return Span(max(start, position - _NEIGHBOURHOOD), min(end, position + _NEIGHBOURHOOD))

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [span.start for span in self.sentences]

    def before(self, position: int, length: int) -> str:
        """Folded text that leads to `position`, on one line, wide gaps closed."""
        window = _SPACES.sub(" ", self.flat[max(0, position - 2 * length - 20) : position])
        return window[-length:]

    def cut(self, span: Span) -> str:
        return self.text[span.start : span.end]
