"""What a compliant notice has, rule by rule: how each element is told, when it is due, what follows without it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from denialops.domain.base import Record
from denialops.domain.rulebook.cues import Cue, Hit, Phrase
from denialops.domain.rulebook.deadlines import Limit
from denialops.domain.rulebook.loading import LawRow, Text

Check = Literal[
    "decided_in_time", "window", "advance_notice", "identified", "reason", "meaning", "written_after_call",
    "medicare_criteria", "same_rationale", "other_reviewer", "child",
]  # fmt: skip
Otherwise = Literal["not_found", "cannot_judge", "not_applicable"]
Decision = Literal["first", "review"]


class Wording(Record):
    """Phrases of which one is enough, compiled when first looked for; written as a plain list."""

    phrases: tuple[Phrase, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _from_list(cls, raw: object) -> object:
        return {"phrases": raw} if isinstance(raw, list) else raw

    @cached_property
    def _cues(self) -> tuple[Cue, ...]:
        return tuple(Cue(say, 1) for say in self.phrases)

    def first(self, flat: str) -> Hit | None:
        """The first phrase in the order of the rule that stands in the text."""
        return next((hit for cue in self._cues for hit in cue.all(flat, 0, len(flat))), None)


class DefectRule(LawRow):
    """One element of a compliant notice. Empty conditions mean any.

    `says`: words by which the element is there; `facts`: fields that show it; `against`: words that contradict it;
    `raised_by`: without these words (or `diagnoses` codes) the rule asks nothing; `check`: a comparison of facts
    and dates, with its `limit`. `otherwise`: the answer when none of these tells; elements that are due only
    `if_relied_upon` are never called missing, and those that `may_be_enclosed` not while the letter names enclosures.
    `point`: the gap as a letter to the payer says it, after "we did not find"; `cites`: rows of the library.
    """

    regimes: Annotated[tuple[Text, ...], Field(min_length=1)]
    element: Text
    severity: Literal["H", "M", "L"]
    says: Wording = Wording()
    facts: tuple[Text, ...] = ()
    against: Wording = Wording()
    raised_by: Wording = Wording()
    diagnoses: tuple[Text, ...] = ()
    check: Check | None = None
    limit: Limit | None = None
    presumed_days: Annotated[int, Field(ge=0)] = 0
    extension_days: Annotated[int, Field(ge=0)] = 0
    otherwise: Otherwise = "not_found"
    note: str = ""
    if_relied_upon: bool = False
    may_be_enclosed: bool = False
    decisions: tuple[Decision, ...] = ()
    phases: tuple[Text, ...] = ()
    categories: tuple[Text, ...] = ()
    kinds: tuple[Text, ...] = ()
    urgencies: tuple[Text, ...] = ()
    levels: tuple[Text, ...] = ()
    states: tuple[Text, ...] = ()
    cites: tuple[Text, ...] = ()
    consequence: str = ""

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if self.if_relied_upon and self.otherwise == "not_found":
            raise ValueError("an element due only if relied upon is never called missing")
        if self.check in ("window", "advance_notice") and self.limit is None:
            raise ValueError(f"{self.check} needs a limit")
        if self.otherwise == "not_found" and not (self.says.phrases or self.facts or self.check):
            raise ValueError("nothing tells whether the element is there")
        return self

    @property
    def citable(self) -> bool:
        """Status U informs a person and never enters a letter."""
        return self.status != "U"


class Consequence(LawRow):
    """What follows when a payer does not keep to the rule, in plain words."""

    words: Text


class StateWords(Record):
    """Words of a letter that tell under which state's insurance law it was written."""

    id: Text
    says: Wording


class DefectRules(Record):
    """`notice_kinds`: papers that must have the elements of a notice, for rules that name no kinds of their own.

    `enclosed`: words that send the reader to an enclosure; `bare_reasons`: reasons that explain nothing;
    `not_english`: words of a letter that these phrases cannot read.
    """

    notice_kinds: Annotated[tuple[Text, ...], Field(min_length=1)]
    enclosed: Wording
    bare_reasons: Wording
    not_english: Wording
    states: tuple[StateWords, ...]
    defects: tuple[DefectRule, ...]
    consequences: tuple[Consequence, ...]

    @cached_property
    def _by_regime(self) -> dict[str, tuple[DefectRule, ...]]:
        regimes = {regime for row in self.defects for regime in row.regimes}
        return {name: tuple(row for row in self.defects if name in row.regimes) for name in regimes}

    @cached_property
    def consequence_words(self) -> dict[str, str]:
        return {row.id: row.words for row in self.consequences}

    def of(self, regime: str, on: date) -> Iterator[DefectRule]:
        """The rules of a regime that are in force on a day."""
        return (row for row in self._by_regime.get(regime, ()) if row.in_force(on))
