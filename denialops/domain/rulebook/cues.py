"""Cues are phrases of letters with a weight: they speak for an answer, or against it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import Annotated, NamedTuple

from pydantic import AfterValidator

from denialops.domain.base import Record

_TOP_SHARE, _TOP_LEAST, _TOP_MOST = 0.45, 350, 900

_OPTIONAL_TAIL = re.compile(r"[a-z0-9][?*]|[a-z0-9]\{0")
_COUNT = re.compile(r"\{?[\d,]*\}|\{[\d,]*")
"""What is left of {0,100}: how often, and no words of a letter."""
_SPACE = re.compile(r"((?<=[}\]]) | (?=(?:\(\?:)?(?:\\w|\[)))| ")
"""A space beside an open number of letters must be there, or the letters could be split in too many ways."""
_LITERAL = re.compile(r"[a-z0-9]{3,}")


def _checked(say: str) -> str:
    try:
        re.compile(say)
    except re.error as fault:
        raise ValueError(f"is no regular expression: {fault}") from fault
    if re.sub(r"\\[A-Z]", "", say) != re.sub(r"\\[A-Z]", "", say).lower():
        raise ValueError("cues are matched on lower-case text")
    return say


Phrase = Annotated[str, AfterValidator(_checked)]
"""A regular expression over folded text (lower case, no accents, line breaks as spaces).
A space in it allows any number of spaces, also none: faxes lose them. It begins and ends at word edges."""


class Hit(NamedTuple):
    start: int
    end: int
    weight: int


class Cue:
    """One phrase, compiled, with groups of literals: one of each must be there before the costlier search starts."""

    __slots__ = ("anchors", "needs", "pattern", "weight")

    def __init__(self, say: str, weight: int) -> None:
        self.weight = weight
        self.pattern = re.compile(f"(?:{_lenient(say)})(?![a-z0-9])")
        self.anchors = _anchors(say)
        self.needs = (self.anchors, *_further_anchors(say, self.anchors)) if self.anchors else ()

    def _may_stand(self, flat: str, start: int, end: int) -> bool:
        for group in self.needs:  # plain loops: these are the hottest lines of the reader
            for anchor in group:
                if flat.find(anchor, start, end) >= 0:
                    break
            else:
                return False
        return True

    def all(self, flat: str, start: int, end: int) -> Iterator[Hit]:
        """Every place of the cue at a word edge."""
        if not self._may_stand(flat, start, end):
            return
        for match in self.pattern.finditer(flat, start, end):
            begin = match.start()
            if begin == 0 or not (flat[begin - 1].isalnum() and flat[begin].isalnum()):
                yield Hit(begin, match.end(), self.weight)


_KEY = 4
"""Anchors are looked up by so many first characters; the shortest anchors by all they have."""


@lru_cache(maxsize=4)
def _keys_of(flat: str) -> frozenset[str]:
    """Every run of three and of four letters in the words of a letter."""
    runs = {word[at : at + _KEY] for word in set(_LITERAL.findall(flat)) for at in range(len(word) - _KEY + 2)}
    return frozenset(runs | {run[: _KEY - 1] for run in runs})


class _CueIndex:
    """The cues of a set by the first characters of their anchors: most letters hold few of them."""

    __slots__ = ("_always", "_by_key", "_cues", "_keys", "_last")

    def __init__(self, cues: tuple[Cue, ...]) -> None:
        self._cues = cues
        self._always = [number for number, cue in enumerate(cues) if not cue.anchors]
        self._by_key: dict[str, list[int]] = {}
        for number, cue in enumerate(cues):
            for anchor in cue.anchors:
                self._by_key.setdefault(anchor[:_KEY], []).append(number)
        self._keys = frozenset(self._by_key)
        self._last: tuple[str, tuple[Cue, ...]] = ("", ())

    def possible(self, flat: str) -> tuple[Cue, ...]:
        """The cues that may stand in a letter, in their order; the last letter's are kept."""
        known, cues = self._last
        if known is not flat:
            present = self._keys & _keys_of(flat)
            numbers = sorted({*self._always, *chain.from_iterable(self._by_key[key] for key in present)})
            cues = tuple(self._cues[number] for number in numbers)
            self._last = (flat, cues)
        return cues


class CueSet(Record):
    """`title` counts only near the start of a letter; the other lists count anywhere."""

    title: tuple[Phrase, ...] = ()
    near_conclusive: tuple[Phrase, ...] = ()
    strong: tuple[Phrase, ...] = ()
    weak: tuple[Phrase, ...] = ()
    against: tuple[Phrase, ...] = ()

    @cached_property
    def _anywhere(self) -> _CueIndex:
        weighted = ((9, self.near_conclusive), (4, self.strong), (1, self.weak), (-4, self.against))
        return _CueIndex(tuple(Cue(say, weight) for weight, phrases in weighted for say in phrases))

    @cached_property
    def _phrases(self) -> _CueIndex:
        """All but the weak cues, which tell nothing by themselves."""
        weighted = ((9, self.near_conclusive), (4, self.strong), (-4, self.against))
        options = ((weight, option) for weight, phrases in weighted for say in phrases for option in _options(say))
        return _CueIndex(tuple(Cue(option, weight) for weight, option in options))

    @cached_property
    def _words(self) -> tuple[Cue, ...]:
        return tuple(Cue(say, 1) for say in self.weak)

    @cached_property
    def _at_top(self) -> _CueIndex:
        return _CueIndex(tuple(Cue(say, 9) for say in self.title))

    def hits(self, flat: str, start: int = 0, end: int | None = None) -> Iterator[Hit]:
        """Every cue that is found, once, heaviest first."""
        stop = len(flat) if end is None else end
        for cue in self._at_top.possible(flat):
            yield from islice(cue.all(flat, start, min(stop, start + top_length(len(flat)))), 1)
        for cue in self._anywhere.possible(flat):
            yield from islice(cue.all(flat, start, stop), 1)

    def places(self, flat: str, searched: str = "") -> tuple[Hit, ...]:
        """Every place of every cue, heaviest cue first; `title` and `weak` cues are left out.

        `searched`: the letter with parts blanked, where only the rest is to be searched.
        """
        body = searched or flat
        return tuple(hit for cue in self._phrases.possible(flat) for hit in cue.all(body, 0, len(body)))

    def words(self, flat: str, start: int, end: int) -> tuple[Hit, ...]:
        """Every place of the weak cues in a part of a letter."""
        return tuple(hit for cue in self._words for hit in cue.all(flat, start, end))

    def first(self, flat: str, start: int = 0, end: int | None = None) -> Hit | None:
        return next(self.hits(flat, start, end), None)


def _lenient(say: str) -> str:
    """Words may be split by any number of spaces; runs of letters are bounded, so no text makes a search slow."""
    bounded = say.replace("\\w+", "\\w{1,25}").replace("\\w*", "\\w{0,25}").replace("\\d+", "\\d{1,9}")
    return _SPACE.sub(lambda space: " +" if space.group(1) else " *", bounded)


def top_length(letter_length: int) -> int:
    """So many characters at the start of a letter are its title zone."""
    return int(min(_TOP_MOST, max(_TOP_LEAST, letter_length * _TOP_SHARE)))


def _anchors(say: str) -> tuple[str, ...]:
    """Literals of which at least one stands in every text that the phrase matches; () when none is certain."""
    anchors: list[str] = []
    for option in _options(say):
        literal = _certain_literal(option)
        inner = () if len(literal) >= 4 else _anchors_of_group(option)
        if not literal and not inner:
            return ()
        anchors.extend(inner or (literal,))
    return tuple(anchors)


def _further_anchors(say: str, known: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """What else must stand in a phrase of one option: a literal of each of its other brackets."""
    if len(_options(say)) > 1:
        return ()
    literal = _certain_literal(say)
    groups: list[tuple[str, ...]] = [(literal,)] if literal else []
    groups += [group for group in map(_anchors, _required_groups(say)) if group]
    return tuple(sorted((group for group in groups if group != known), key=len)[:2])


def _options(pattern: str) -> list[str]:
    """The alternatives of a pattern, split at the bars outside brackets."""
    options, depth = [""], 0
    for char in pattern:
        depth += (char in "([") - (char in ")]")
        if char == "|" and depth == 0:
            options.append("")
        else:
            options[-1] += char
    return options


def _anchors_of_group(option: str) -> tuple[str, ...]:
    """Anchors of the bracket that must match, the one with the longest literals of all."""
    groups = (_anchors(group) for group in _required_groups(option))
    return max((group for group in groups if group), key=lambda group: min(map(len, group)), default=())


def _required_groups(option: str) -> Iterator[str]:
    """What stands in the outer (?:...) brackets that may not be left out; a bracket within one is optional with it."""
    depth, start = 0, 0
    for at, char in enumerate(option):
        if at and option[at - 1] == "\\":
            continue
        if char in "([":
            depth += 1
            start = at if depth == 1 else start
        elif char in ")]":
            depth -= 1
            if depth == 0 and option.startswith("(?:", start) and option[at + 1 : at + 2] not in ("?", "*", "{"):
                yield option[start + 3 : at]


def _certain_literal(say: str) -> str:
    """The longest literal outside brackets and options; "" when there is none."""
    plain = _OPTIONAL_TAIL.sub(" ", re.sub(r"\\.", " ", _without_groups(say)))
    plain = _COUNT.sub(" ", plain)
    return max(_LITERAL.findall(plain), key=len, default="")


def _without_groups(pattern: str) -> str:
    """The pattern with bracketed parts blanked, so that only certain letters stay."""
    kept, depth = [], 0
    for char in pattern:
        if char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
            kept.append(" ")
        elif depth == 0:
            kept.append(char)
    return "".join(kept)
