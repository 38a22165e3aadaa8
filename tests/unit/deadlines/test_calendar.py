"""Business days, months and federal holidays."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialops.domain.calendar import Calendar
from denialops.domain.rulebook.deadlines import Limit, Unit
from tests.fakes.routing_cases import shipped_rules

CALENDAR = Calendar(shipped_rules().holidays)
DAYS = st.dates(date(2000, 1, 1), date(2079, 12, 31))
FEDERAL = holidays.country_holidays("US", years=range(2000, 2081))


def limit(number: int, unit: Unit) -> Limit:
    return Limit(number=number, unit=unit)


@given(DAYS)
def test_holidays_are_those_of_the_federal_government(day: date) -> None:
    assert CALENDAR.is_holiday(day) == (day in FEDERAL)


def test_juneteenth_is_a_holiday_since_2021_only() -> None:
    assert not CALENDAR.is_holiday(date(2020, 6, 19))
    assert CALENDAR.is_holiday(date(2026, 6, 19))


def test_a_new_years_day_on_a_saturday_closes_the_last_day_of_the_year() -> None:
    assert CALENDAR.is_holiday(date(2027, 12, 31))


@pytest.mark.parametrize("row", shipped_rules().holidays.holidays, ids=lambda row: row.id)
def test_every_holiday_row_closes_a_day(row: object) -> None:
    rules = shipped_rules().holidays
    fewer = rules.model_copy(update={"holidays": tuple(other for other in rules.holidays if other is not row)})

    assert len(fewer.closed_in(2026)) < len(rules.closed_in(2026))


@given(DAYS)
def test_the_safe_day_is_the_last_business_day_not_after(day: date) -> None:
    safe = CALENDAR.safe(day)

    assert CALENDAR.is_business_day(safe)
    assert 0 <= (day - safe).days <= 4
    assert not any(CALENDAR.is_business_day(safe + timedelta(days=n)) for n in range(1, (day - safe).days + 1))


@given(DAYS)
def test_rolling_goes_to_the_next_business_day_and_stays_there(day: date) -> None:
    rolled = CALENDAR.roll(day)

    assert CALENDAR.is_business_day(rolled)
    assert CALENDAR.safe(day) <= day <= rolled == CALENDAR.roll(rolled)


@given(DAYS, st.integers(1, 60))
def test_business_days_are_counted_without_the_first_day(start: date, number: int) -> None:
    last = CALENDAR.add(start, limit(number, "business_day"))

    between = [start + timedelta(days=n) for n in range(1, (last - start).days + 1)]
    assert sum(CALENDAR.is_business_day(day) for day in between) == number
    assert CALENDAR.is_business_day(last)


@given(DAYS, st.integers(0, 60))
def test_months_keep_the_day_or_end_with_the_month(start: date, number: int) -> None:
    last = CALENDAR.add(start, limit(number, "month"))

    assert (last.year - start.year) * 12 + last.month - start.month == number
    assert last.day == min(start.day, monthrange(last.year, last.month)[1])


@given(DAYS, st.integers(0, 60))
def test_a_missing_day_may_become_the_first_of_the_next_month(start: date, number: int) -> None:
    conservative = CALENDAR.add(start, limit(number, "month"))
    rolled = CALENDAR.add(start, limit(number, "month"), "first_of_next")

    assert rolled == conservative if conservative.day == start.day else rolled == conservative + timedelta(days=1)


@given(DAYS, st.integers(1, 100), st.integers(1, 100))
def test_days_add_up(start: date, first: int, second: int) -> None:
    at_once = CALENDAR.add(start, limit(first + second, "day"))

    assert at_once == CALENDAR.add(CALENDAR.add(start, limit(first, "day")), limit(second, "day"))


@pytest.mark.parametrize(
    ("number", "unit", "last"),
    [
        (72, "hour", date(2026, 11, 23)),
        (30, "hour", date(2026, 11, 21)),
        (2, "week", date(2026, 12, 4)),
        (1, "year", date(2027, 11, 20)),
        (1, "noon_next_day", date(2026, 11, 21)),
        (3, "year_end", date(2029, 12, 31)),
        (1, "business_day", date(2026, 11, 23)),
    ],
)
def test_every_unit_counts_from_the_day_after(number: int, unit: Unit, last: date) -> None:
    assert CALENDAR.add(date(2026, 11, 20), limit(number, unit)) == last


def test_a_year_from_leap_day_ends_with_february() -> None:
    assert CALENDAR.add(date(2024, 2, 29), limit(1, "year")) == date(2025, 2, 28)
