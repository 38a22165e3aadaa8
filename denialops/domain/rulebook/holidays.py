"""Which days the federal government is closed."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from denialops.domain.base import Record
from denialops.domain.rulebook.loading import LawRow, Text

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
DAYS_A_WEEK = 7
WEEKDAY_BESIDE = {5: timedelta(days=-1), 6: timedelta(days=1)}
"""Friday for a Saturday, Monday for a Sunday."""


class FallsOn(Record):
    """A fixed `day` of the month, or the `nth` weekday of it (-1: the last)."""

    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    weekday: Weekday | None = None
    nth: Literal[-1, 1, 2, 3, 4] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        by_day, by_weekday = self.day is not None, self.weekday is not None and self.nth is not None
        if by_day == by_weekday or (self.weekday is None) != (self.nth is None):
            raise ValueError("needs either a day, or a weekday with its nth")
        return self

    def day_in(self, year: int) -> date:
        if self.day is not None:
            return date(year, self.month, self.day)
        assert self.weekday is not None and self.nth is not None
        wanted = WEEKDAYS.index(self.weekday)
        if self.nth < 0:
            last = date(year, self.month, monthrange(year, self.month)[1])
            return last - timedelta(days=(last.weekday() - wanted) % DAYS_A_WEEK)
        first = date(year, self.month, 1)
        return first + timedelta(days=(wanted - first.weekday()) % DAYS_A_WEEK + DAYS_A_WEEK * (self.nth - 1))


class Holiday(LawRow):
    name: Text
    falls_on: FallsOn


class HolidayRules(Record):
    holidays: tuple[Holiday, ...]

    def closed_in(self, year: int) -> frozenset[date]:
        """Closed days of a year; a New Year's Day on a Saturday is observed in the year before."""
        if year not in self._years:
            days = (day for of in (year, year + 1) for day in self._observed(of))
            self._years[year] = frozenset(day for day in days if day.year == year)
        return self._years[year]

    @cached_property
    def _years(self) -> dict[int, frozenset[date]]:
        return {}

    def _observed(self, year: int) -> Iterator[date]:
        for row in self.holidays:
            day = row.falls_on.day_in(year)
            if row.in_force(day):
                yield day
                yield day + WEEKDAY_BESIDE.get(day.weekday(), timedelta())
