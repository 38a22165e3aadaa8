"""Which days the federal government is closed; the dates themselves come from the `holidays` library."""

from __future__ import annotations

from functools import cached_property

from denialops.domain.base import Record
from denialops.domain.rulebook.loading import LawRow, Text


class Holiday(LawRow):
    """`name` is the library's name of the day; observed days of weekends follow it."""

    name: Text


class HolidayRules(Record):
    holidays: tuple[Holiday, ...]

    @cached_property
    def by_name(self) -> dict[str, Holiday]:
        return {row.name: row for row in self.holidays}
