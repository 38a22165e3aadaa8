"""Days, business days, months and federal holidays: pure arithmetic on dates."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from denialops.domain.rulebook.deadlines import Limit, MissingDay
from denialops.domain.rulebook.holidays import HolidayRules

ONE_DAY = timedelta(days=1)
DAYS_A_WEEK = 7
SATURDAY = 5
HOURS_A_DAY = 24


class Calendar:
    """Business days by the holiday rules; a fixed holiday on a weekend is observed on the weekday beside it."""

    def __init__(self, rules: HolidayRules) -> None:
        self._rules = rules

    def is_holiday(self, day: date) -> bool:
        return day in self._rules.closed_in(day.year)

    def is_business_day(self, day: date) -> bool:
        return day.weekday() < SATURDAY and not self.is_holiday(day)

    def roll(self, day: date) -> date:
        """The day itself, or the next business day."""
        while not self.is_business_day(day):
            day += ONE_DAY
        return day

    def safe(self, day: date) -> date:
        """The day itself, or the last business day before it."""
        while not self.is_business_day(day):
            day -= ONE_DAY
        return day

    def add(self, start: date, limit: Limit, missing_day: MissingDay = "last_of_month") -> date:
        """The last day of a time that starts the day after `start`."""
        match limit.unit:
            case "day":
                return start + limit.number * ONE_DAY
            case "business_day":
                return self._add_business_days(start, limit.number)
            case "week":
                return start + DAYS_A_WEEK * limit.number * ONE_DAY
            case "month":
                return _add_months(start, limit.number, missing_day)
            case "year":
                return _add_months(start, 12 * limit.number, missing_day)
            case "hour":
                return start + limit.number // HOURS_A_DAY * ONE_DAY
            case "noon_next_day":
                return start + ONE_DAY
            case "year_end":
                return date(start.year + limit.number, 12, 31)

    def _add_business_days(self, day: date, number: int) -> date:
        for _ in range(number):
            day = self.roll(day + ONE_DAY)
        return day


def _add_months(start: date, number: int, missing_day: MissingDay) -> date:
    """The same day of a later month; a day that month lacks becomes its last day, or the first of the next."""
    years, month = divmod(start.month - 1 + number, 12)
    year, month = start.year + years, month + 1
    last = monthrange(year, month)[1]
    if start.day <= last:
        return date(year, month, start.day)
    end = date(year, month, last)
    return end if missing_day == "last_of_month" else end + ONE_DAY
