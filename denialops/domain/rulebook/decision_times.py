"""The payer's own clock: how long it may take to decide, by request and urgency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from denialops.domain.base import Record
from denialops.domain.rulebook.deadlines import Limit
from denialops.domain.rulebook.loading import LawRow, Text

Applies = Literal["any", "urgent", "concurrent", "pre_service", "post_service", "drug"]


class DecisionClock(Limit):
    """A time that applies to one kind of request."""

    applies: Applies


class DecisionTime(LawRow):
    """`steps`: whose decision it is; "claim" is the first decision. No clocks: the row informs in its note."""

    regimes: Annotated[tuple[Text, ...], Field(min_length=1)]
    steps: Annotated[tuple[Text, ...], Field(min_length=1)]
    label: Text
    clocks: tuple[DecisionClock, ...] = ()
    note: str = ""
    phases: tuple[Text, ...] = ()
    categories: tuple[Text, ...] = ()
    states: tuple[Text, ...] = ()

    def clock_for(self, requests: Sequence[Applies]) -> DecisionClock | None:
        """The clock of the first kind of request that the row knows."""
        by_kind = {clock.applies: clock for clock in self.clocks}
        return next((by_kind[kind] for kind in requests if kind in by_kind), None)


class DecisionTimeRules(Record):
    decision_times: tuple[DecisionTime, ...]

    @cached_property
    def _by_regime(self) -> dict[str, tuple[DecisionTime, ...]]:
        regimes = {regime for row in self.decision_times for regime in row.regimes}
        return {name: tuple(row for row in self.decision_times if name in row.regimes) for name in regimes}

    def of(self, regime: str, on: date) -> Iterator[DecisionTime]:
        """The rows of a regime that are in force on a day."""
        return (row for row in self._by_regime.get(regime, ()) if row.in_force(on))
