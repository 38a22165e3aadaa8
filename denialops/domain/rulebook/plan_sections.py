"""How plan documents are read: the headings of their sections, the terms in them, and which denial asks for which."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated

from pydantic import Field

from denialops.domain.base import Record
from denialops.domain.plans import PlanKind
from denialops.domain.rulebook.cues import Cue, Hit, Phrase
from denialops.domain.rulebook.loading import Text

_WORDS = Annotated[tuple[Phrase, ...], Field(min_length=1)]


class Sayings(Record):
    """Phrases of which one is enough, unless one of the others is there too."""

    says: _WORDS
    unless: tuple[Phrase, ...] = ()

    @cached_property
    def _cues(self) -> tuple[Cue, ...]:
        return tuple(Cue(say, 1) for say in self.says)

    @cached_property
    def _against(self) -> tuple[Cue, ...]:
        return tuple(Cue(say, 1) for say in self.unless)

    def first(self, flat: str) -> Hit | None:
        """The first phrase in the order of the rule that stands in folded text."""
        if any(hit for cue in self._against for hit in cue.all(flat, 0, len(flat))):
            return None
        return next(self.all(flat), None)

    def all(self, flat: str) -> Iterator[Hit]:
        return (hit for cue in self._cues for hit in cue.all(flat, 0, len(flat)))


class SectionRule(Sayings):
    """Headings of one kind of section. `defines`: a term, which its definition may also name in running text."""

    kind: PlanKind
    defines: tuple[Phrase, ...] = ()

    @cached_property
    def terms(self) -> tuple[Cue, ...]:
        return tuple(Cue(say, 1) for say in self.defines)


class StepRule(Sayings):
    """A step of the plan's own ladder, told by the words around its time limit; `levels`: the steps of ours it is."""

    id: Text
    levels: Annotated[tuple[Text, ...], Field(min_length=1)]


class WaiverRule(Sayings):
    """Words by which a plan says that a step is not needed; a denial of these categories says that it was."""

    kind: PlanKind
    categories: Annotated[tuple[Text, ...], Field(min_length=1)]


class UseRule(Record):
    """The sections that a denial of this category turns on: quoted in the letter, or shown to its writers."""

    category: Text
    quote: tuple[PlanKind, ...] = ()
    show: tuple[PlanKind, ...] = ()

    @property
    def kinds(self) -> tuple[PlanKind, ...]:
        return (*self.quote, *self.show)


class PlanSectionRules(Record):
    """`neutral`: headings that end the section before them without being of a kind.

    `asks`: words of a member's own time limit; `decides`: words of the plan's time to answer.
    `plain_words`: words of a service that tell nothing about which it is; `same`: words that mean the same.
    """

    sections: tuple[SectionRule, ...]
    neutral: Sayings
    contents: Sayings
    asks: Sayings
    decides: Sayings
    steps: tuple[StepRule, ...]
    waivers: tuple[WaiverRule, ...]
    needed: Sayings
    uses: tuple[UseRule, ...]
    plain_words: frozenset[str]
    same: tuple[tuple[Text, ...], ...]

    @cached_property
    def by_category(self) -> dict[str, UseRule]:
        return {row.category: row for row in self.uses}

    def step_of(self, level: str) -> str:
        """The plan's step that is open at a step of ours; "" where plans set no time for it."""
        return next((row.id for row in self.steps if level in row.levels), "")
