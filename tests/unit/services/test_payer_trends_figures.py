"""Figures of trends: rises first, weeks counted right, shares only where payments are told, hours on the wall clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from denialops.domain.recovery.events import CLAIM_DENIED, CLAIM_PAID
from denialops.domain.recovery.safety import HourCount
from denialops.services import Services
from tests.fakes.desk import make_clock, open_services
from tests.fakes.pipeline import FakePipeline
from tests.fakes.recovery import NOW, PAYER, add_rise, add_weeks


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with open_services(tmp_path, clock=make_clock(), pipeline=FakePipeline()) as services:
        yield services


def _count(services: Services, hours_ago: int, events: int, event_type: str, *, code: str = "") -> None:
    hour = f"{NOW - timedelta(hours=hours_ago):%Y-%m-%dT%H}"
    count = HourCount(
        hour=hour, workflow_id="claims", event_type=event_type, vendor=PAYER, error_code=code, events=events
    )
    with services.recovery.transaction() as work:
        work.add_to_hours([count])


def test_without_denials_there_is_no_trend(services: Services) -> None:
    _count(services, 1, 5, CLAIM_PAID)
    found = services.payer_trends()

    assert (found.denials, found.payers, found.weeks, found.since, found.trends) == (0, 0, 0, None, ())
    assert services.denial_weeks("nobody", "197") == ()


def test_a_trend_tells_its_last_weeks_beside_a_usual_one(services: Services) -> None:
    add_weeks(services.recovery, [2, 2, 2, 2, 3, 0, 5, 6])
    found = services.payer_trends()
    (trend,) = found.trends

    assert (trend.denials, trend.recent, trend.usual, trend.share) == (22, (3, 0, 5, 6), 2.0, None)
    assert (found.weeks, found.since) == (8, date(2026, 1, 12))


def test_a_usual_week_is_not_made_of_too_few(services: Services) -> None:
    add_weeks(services.recovery, [2, 2, 2, 3, 0, 5, 6])

    assert services.payer_trends().trends[0].usual is None


def test_the_share_counts_payments_where_they_are_told(services: Services) -> None:
    add_weeks(services.recovery, [1, 1])
    _count(services, 1, 8, CLAIM_PAID)

    assert services.payer_trends().trends[0].share == 0.2


def test_an_open_rise_goes_first(services: Services) -> None:
    add_weeks(services.recovery, [9] * 8, payer="steady")
    add_weeks(services.recovery, [1] * 8)
    add_rise(services.recovery)

    assert [(row.payer, row.incident_id) for row in services.payer_trends().trends] == [(PAYER, "rise"), ("steady", "")]


def test_what_is_older_than_half_a_year_is_left_out(services: Services) -> None:
    add_weeks(services.recovery, [1] * 40)
    found = services.payer_trends()

    assert (found.weeks, found.denials) == (26, 26)
    assert len(services.denial_weeks(PAYER, "197")) == 26


def test_a_week_far_above_its_past_is_above_its_band(services: Services) -> None:
    add_weeks(services.recovery, [4] * 20 + [15])
    *before, last = services.denial_weeks(PAYER, "197")

    assert all(week.high is None or week.denials <= week.high for week in before)
    assert last.high is not None
    assert last.denials > last.high


def test_events_are_told_by_hour_for_a_day_and_by_day_for_longer(services: Services) -> None:
    _count(services, 2, 3, CLAIM_DENIED, code="197")
    _count(services, 2, 4, CLAIM_PAID)
    _count(services, 100, 7, CLAIM_PAID)
    day, week = services.event_figures(days=1), services.event_figures(days=7)

    assert (day.is_hourly, len(day.times), week.is_hourly, len(week.times)) == (True, 25, False, 8)
    assert [(slot.failed, slot.other) for slot in day.times if slot.failed] == [(3, 4)]
    assert sum(slot.other for slot in week.times) == 11
    assert [(row.vendor, row.failed, row.other) for row in week.vendors] == [(PAYER, 3, 11)]
