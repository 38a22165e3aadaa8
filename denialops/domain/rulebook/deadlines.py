"""Filing deadlines: how long a step may be asked for, from which day, and what happens on weekends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from denialops.domain.base import Record
from denialops.domain.rulebook.loading import LawRow, Text

Unit = Literal["hour", "day", "business_day", "week", "month", "year", "noon_next_day", "year_end"]
Anchor = Literal[
    "notice", "receipt", "decision", "decision_served", "payment", "service", "effective", "discharge", "request",
    "negotiation_end",
]  # fmt: skip
MissingDay = Literal["first_of_next", "last_of_month"]
Weekend = Literal["none", "roll"]


class Limit(Record):
    """`year_end`: December 31 of the number-th year after; `noon_next_day`: noon of the day after."""

    number: Annotated[int, Field(ge=0)]
    unit: Unit


class DeadlineRow(LawRow):
    """One step of a ladder (`role` ladder), or a clock beside it. Empty conditions mean any.

    `limit` None: the plan or the state sets it. `presumed_days` is granted only where receipt is presumed.
    `not_before`: the later of the limit and that day counts. `good_cause`: where a late filing may be excused.
    """

    regimes: Annotated[tuple[Text, ...], Field(min_length=1)]
    step: Text
    rank: int
    role: Literal["ladder", "clock"] = "ladder"
    label: Text
    decided_by: Text
    limit: Limit | None = None
    bound: Literal["exact", "at_least", "at_most"] = "exact"
    note: str = ""
    runs_from: Anchor
    presumed_days: Annotated[int, Field(ge=0)] = 0
    weekend: Weekend = "none"
    missing_day: MissingDay = "last_of_month"
    not_before: Literal["", "effective"] = ""
    phases: tuple[Text, ...] = ()
    categories: tuple[Text, ...] = ()
    kinds: tuple[Text, ...] = ()
    levels: tuple[Text, ...] = ()
    urgencies: tuple[Text, ...] = ()
    settings: tuple[Text, ...] = ()
    states: tuple[Text, ...] = ()
    minimum_amount: Decimal | None = None
    good_cause: str = ""

    @property
    def sets_a_date(self) -> bool:
        """Only verified rows plan a day."""
        return self.status != "U"


class DeadlineRules(Record):
    deadlines: tuple[DeadlineRow, ...]

    @cached_property
    def _by_regime(self) -> dict[str, tuple[DeadlineRow, ...]]:
        regimes = {regime for row in self.deadlines for regime in row.regimes}
        return {name: tuple(row for row in self.deadlines if name in row.regimes) for name in regimes}

    def of(self, regime: str, on: date) -> Iterator[DeadlineRow]:
        """The rows of a regime that are in force on a day."""
        return (row for row in self._by_regime.get(regime, ()) if row.in_force(on))
