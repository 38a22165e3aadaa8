"""The dated rule sets by which signatures are made; a set that signed events is never changed, only succeeded."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from denialops.domain.base import Record
from denialops.domain.rulebook.loading import Faults, Text, read_table
from denialops.errors import RulesInvalid

FILE = "signatures.yaml"
WORD = "name"
"""The kind of every word that the set does not know: a person's name is among them."""
NUMBER = "number"
"""The kind of whatever holds a digit and is nothing more special: counts, ids, hexadecimal."""

_ESCAPED_OR_CLASS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.S)
_UNBOUNDED = re.compile(r"[*+]|\{\d*,\}")
# A run of characters that belong together; what it is, is decided by what it holds.
_CHUNK = r"\w(?:[\w.:/@#%+~'’&-]*\w)?"
# Most words stand alone with no digit near; that they begin no kind is seen at once.
_PLAIN = r"[A-Za-z]++(?![\w.:/@#%+~'’&-]|[ ,;]{0,2}\d)"


class Kind(Record):
    """What `pattern` matches is replaced by <kind>. Repeats are bounded, so that no text can make matching slow."""

    kind: Annotated[str, Field(pattern="^[a-z]+$")]
    pattern: Text

    @field_validator("pattern")
    @classmethod
    def _is_safe(cls, pattern: str) -> str:
        try:
            groups = re.compile(pattern).groups
        except re.error as error:
            raise ValueError(f"is no regular expression: {error}") from error
        if groups:
            raise ValueError("holds a group that captures; write (?:…)")
        if _UNBOUNDED.search(_ESCAPED_OR_CLASS.sub("x", pattern)):
            raise ValueError("repeats without a bound; write {0,n}")
        return pattern


class SignatureRules(Record):
    """One set. Only `words` survive in a message, at most `longest` of them; what matches a kind never does."""

    effective_from: date
    longest: int = Field(ge=1)
    kinds: tuple[Kind, ...]
    words: frozenset[str]

    @field_validator("words", mode="before")
    @classmethod
    def _split(cls, words: object) -> object:
        return frozenset(words.split()) if isinstance(words, str) else words

    @field_validator("words")
    @classmethod
    def _are_lower_case(cls, words: frozenset[str]) -> frozenset[str]:
        wrong = sorted(word for word in words if not re.fullmatch("[a-z]+", word))
        if wrong:
            raise ValueError(f"words are written in a to z: {', '.join(wrong[:5])}")
        return words

    @property
    def version(self) -> str:
        return self.effective_from.isoformat()

    @cached_property
    def tokens(self) -> re.Pattern[str]:
        """A plain word, every kind as a named group in their order, then any other run of characters."""
        names = [*dict.fromkeys(row.kind for row in self.kinds), WORD, NUMBER]
        kept = f"<(?P<kept>{'|'.join(dict.fromkeys(names))})>"
        kinds = [f"(?P<{row.kind}_{place}>{row.pattern})" for place, row in enumerate(self.kinds)]
        return re.compile("|".join((f"(?P<plain>{_PLAIN})", kept, *kinds, f"(?P<chunk>{_CHUNK})")))


class SignatureBook(Record):
    """Every set that ever signed, oldest first."""

    sets: Annotated[tuple[SignatureRules, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _are_in_order(self) -> Self:
        dates = [rules.effective_from for rules in self.sets]
        if dates != sorted(set(dates)):
            raise ValueError("sets stand oldest first, each with a day of its own")
        return self

    def in_force(self, on: date) -> SignatureRules:
        """The set for events received on that day; before all of them the oldest, for a clock that is wrong."""
        return next((rules for rules in reversed(self.sets) if rules.effective_from <= on), self.sets[0])

    def before(self, version: str) -> tuple[SignatureRules, ...]:
        """The sets older than this one, newest first."""
        return tuple(rules for rules in reversed(self.sets) if rules.version < version)

    def find(self, version: str) -> SignatureRules | None:
        """The set that signed with this version."""
        return next((rules for rules in self.sets if rules.version == version), None)


def parse_signature_book(text: str) -> SignatureBook:
    """`text`: data/rules/recovery/signatures.yaml. Raises RulesInvalid with every fault."""
    faults = Faults()
    book = read_table({FILE: text}, FILE, SignatureBook, faults)
    if book is None:
        raise RulesInvalid(faults.lines)
    return book
