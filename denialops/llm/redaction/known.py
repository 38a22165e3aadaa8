"""Finds the values that the case knows, in every spelling that letters and scanners make of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache

from denialops.domain.models import Identifier
from denialops.llm.redaction.folding import Folded, plain, skeleton
from denialops.llm.redaction.spans import ADDRESS, LABELS, NAME, Span

_PARTICLES = frozenset(
    "de la las los del van von der den ter ten bin ibn ben al el da das do dos di du le y e jr sr ii iii iv mr mrs "
    "ms dr".split()
)
_TITLES = "mr mrs ms miss mx dr sr sra srta mister doctor patient paciente member dear".split()
_BREAK = r"(?:[ ]|-?[ \t]{0,4}\r?\n[ \t]{0,80})?"
_GAP = r"(?:[ \t]{0,12}(?:[,'/_*-]{1,2}|(?<=\W[a-z][a-z])\.|(?<=\W[a-z])\.)?[ \t]{0,12}(?:\r?\n[ \t]{0,80})?)"
_STATE_PART = re.compile(r"[A-Z]{2}")
_EDGE, _END = r"(?<![^\W_])", r"(?![^\W_])"
_CENTS = re.compile(r"[.,]\d\d(?!\d)")
_NO_LETTERS = re.compile(r"[\W_]+")
_INITIALS = re.compile(r"[^\W_]\.[ ]?[^\W_]\.")
_SHORTEST_NUMBER, _LOOSE_FROM = 3, 5


class KnownValues:
    """A fixed set of identifiers as one search. Its patterns are built when a text first has something for them."""

    def __init__(self, identifiers: tuple[Identifier, ...], ordinary: frozenset[str]) -> None:
        names = [identifier.value for identifier in identifiers if identifier.kind == "name"]
        self._people = [_Person(name) for name in dict.fromkeys(names)]
        self._ordinary = _skeletons(ordinary)
        self._long_tokens = {token for person in self._people for token in person.tokens if len(token) >= _LOOSE_FROM}
        self._values = {_squeezed(part): (label, part) for label, part in _parts(identifiers)}

    @property
    def people(self) -> tuple[tuple[str, str], ...]:
        """(key, name) of each person, in the order given."""
        return tuple((person.key, person.name) for person in self._people)

    def find(self, text: str) -> Iterator[Span]:
        folded = Folded(text)
        joined = _NO_LETTERS.sub("", folded.text)
        names = self._names_for(folded.text, joined)
        if names:
            for match in names.finditer(folded.text):
                yield self._span(folded, match, NAME, self._owner(match.group()))
        if self._others and any(value in joined for value in self._values):
            for match in self._others.finditer(folded.text):
                start, end = folded.place(match.start()), folded.place(match.end())
                if _CENTS.match(text, end) or not _is_spelled(text[start:end], match.group()):
                    continue
                label, value = self._values[_squeezed(match.group())]
                yield self._span(folded, match, label, re.sub(r"[\W_]", "", value).upper())

    def strangers(self, names: Iterable[str]) -> tuple[Identifier, ...]:
        """Those of the names that no other name says, neither one of these people nor a longer one among them."""
        found = [_Person(name) for name in dict.fromkeys(names)]
        longest: list[_Person] = []
        for person in sorted(found, key=lambda person: len(person.tokens), reverse=True):
            if not any(person.is_part_of(other) for other in (*self._people, *longest)):
                longest.append(person)
        return tuple(Identifier(kind="name", value=person.name) for person in found if person in longest)

    def _names_for(self, text: str, joined: str) -> re.Pattern[str] | None:
        """What finds the names in this text; None where it has neither a word of them nor initials."""
        if any(joined.count(token) != text.count(token) for token in self._long_tokens):
            return self._torn
        has_word = any(token in text for person in self._people for token in person.tokens)
        return self._whole if has_word or _INITIALS.search(text) else None

    @cached_property
    def _whole(self) -> re.Pattern[str] | None:
        return _names_pattern(self._people, self._ordinary, re.escape)

    @cached_property
    def _others(self) -> re.Pattern[str] | None:
        return _values_pattern(self._values)

    @cached_property
    def _torn(self) -> re.Pattern[str] | None:
        """Also finds words that stand there only once gaps and line ends are taken out; seldom needed."""
        return _names_pattern(self._people, self._ordinary, _loose)

    def _span(self, folded: Folded, match: re.Match[str], label: str, key: str) -> Span:
        end = match.end() - (len(match.group()) - len(match.group().rstrip(" ,.\n'")))
        return Span(folded.place(match.start()), folded.place(end - 1) + 1, label, key)

    def _owner(self, found: str) -> str:
        """Whose name it is: the first person with the most of its words."""
        words = set(re.findall(r"[^\W_]+", found))
        squeezed = _squeezed(found)
        return max(self._people, key=lambda person: person.likeness(words, squeezed)).key


@lru_cache(maxsize=4)
def _skeletons(words: frozenset[str]) -> frozenset[str]:
    return frozenset(map(skeleton, words))


class _Person:
    def __init__(self, name: str) -> None:
        self.name = name
        self.words = [word for word in re.findall(r"[^\W\d_]+", plain(name)) if word]
        self.key = " ".join(self.words)
        self.tokens = tuple(
            dict.fromkeys(skeleton(word) for word in self.words if word not in _PARTICLES and len(word) > 1)
        )
        self.initials = "".join(dict.fromkeys(skeleton(word[0]) for word in self.words if word not in _PARTICLES))

    def is_part_of(self, other: _Person) -> bool:
        """Whether whoever finds the other finds this one, too: "A. Lee" in "Ann Marie Lee"."""
        return set(self.tokens) <= set(other.tokens) and set(self.initials) <= set(other.initials)

    def likeness(self, words: set[str], squeezed: str) -> int:
        return sum(2 for token in self.tokens if token in words) + sum(1 for token in self.tokens if token in squeezed)


def _names_pattern(
    people: Iterable[_Person], ordinary: frozenset[str], spell: Callable[[str], str]
) -> re.Pattern[str] | None:
    parts = [_person_pattern(person, ordinary, spell) for person in people if person.tokens]
    return re.compile("|".join(parts)) if parts else None


def _person_pattern(person: _Person, ordinary: frozenset[str], spell: Callable[[str], str]) -> str:
    """Runs of the name's words in any order with initials between, then single words, then dotted initials."""
    loose = "|".join(spell(token) for token in sorted(person.tokens, key=len, reverse=True))
    initial = rf"(?:{_EDGE}[{person.initials}]\.?{_END}{_GAP})"
    particle = r"(?:(?:[a-z]\.?|de|la|del|de la|van|von|der|bin|al|y)(?=[\s,.])|[a-z]')"
    between = rf"(?:{_GAP}(?:{particle}{_GAP})?)"
    alone = [spell(token) for token in person.tokens if token not in ordinary and len(token) > 2]
    beside = [spell(token) for token in person.tokens if token in ordinary or len(token) <= 2]
    pieces = [
        rf"{initial}{{0,2}}(?:{loose})(?:{between}(?:{loose})){{1,5}}"
        rf"(?:[ ]?[,.]?[ ]?{_EDGE}[{person.initials}]{_END}\.?)?"
    ]
    if alone:
        pieces.append(
            rf"{initial}{{0,2}}{_EDGE}(?:{'|'.join(alone)})(?=s?{_END})(?:,?[ ]{_EDGE}[{person.initials}](?:\.|"
            rf"{_END}))?"
        )
    if beside:
        pieces.append(
            rf"{_BEHIND_TITLE}(?:{'|'.join(beside)}){_END}|{_EDGE}[{person.initials}]\.[ ]?(?:{'|'.join(beside)}){_END}"
        )
    if len(person.initials) > 1:
        pieces.append(rf"{_EDGE}[{person.initials}]\.[ ]?(?:[{person.initials}]\.[ ]?){{1,3}}(?!\w)")
    return "|".join(pieces)


def _loose(token: str) -> str:
    """The word, also with blanks between its letters or broken at the end of a line, where it is long enough."""
    if len(token) < _LOOSE_FROM:
        return re.escape(token)
    return _BREAK.join(re.escape(char) for char in token)


_BEHIND_TITLE = (
    "(?:" + "|".join(rf"(?<={_EDGE}{skeleton(title)}{dot})" for title in _TITLES for dot in (r"\s", r"\.\s")) + ")"
)


def _parts(identifiers: Iterable[Identifier]) -> Iterator[tuple[str, str]]:
    """What is searched for apart from names and dates: each value, of an address each part but the state."""
    for identifier in identifiers:
        if identifier.kind == "address":
            for part in _address_parts(identifier.value):
                yield ADDRESS, part
        elif identifier.kind not in ("name", "date") and _is_worth_searching(identifier.value):
            yield LABELS[identifier.kind], identifier.value


def _address_parts(address: str) -> Iterator[str]:
    for piece in re.split(r"[,\n;]", address):
        words = [word for word in piece.split() if not _STATE_PART.fullmatch(word.strip("."))]
        if words and len(_squeezed(" ".join(words))) > 2:
            yield " ".join(words)


def _is_worth_searching(value: str) -> bool:
    return len(_squeezed(value)) > _SHORTEST_NUMBER and any(char.isdigit() or char == "@" for char in value)


def _values_pattern(values: Iterable[str]) -> re.Pattern[str] | None:
    longest_first = sorted(values, key=len, reverse=True)
    spelled = ("[\\W_]{0,3}".join(re.escape(char) for char in value) for value in longest_first)
    return re.compile(rf"(?<![\w$])(?:{'|'.join(spelled)})(?![^\W_])") if longest_first else None


def _is_spelled(original: str, found: str) -> bool:
    """Folding makes "solo" of 5010: a number has a digit in the text, too."""
    return any(char.isdigit() for char in original) or not found.isalnum() or len(found) > 6


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]", "", skeleton(text))
