"""A payer that denies one code more often than it used to is one incident, and charts show what was expected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from denialops.domain.recovery.events import WorkflowEvent
from denialops.domain.recovery.incidents import Incident, IncidentStatus
from denialops.ports.recovery import IncidentQuery, RecoveryStore
from denialops.recovery.denial_weeks import DenialWeek, denial_weeks
from denialops.recovery.incidents import change_status
from tests.contract.detecting import NOON, make_denial, make_detection, make_processor, post
from tests.contract.makers import FakeClock

TEST = make_detection().rules.denials
CHANGE = 210
"""The day of the change, thirty weeks after NOON, a Monday."""


def twice_a_week() -> list[WorkflowEvent]:
    return [make_denial(week * 7 + day) for week in range(30) for day in (0, 3)]


def daily(days: range, **changed: Any) -> list[WorkflowEvent]:
    return [make_denial(day, **changed) for day in days]


def make_payment(day: float) -> WorkflowEvent:
    return make_denial(day, event_type="claim.paid", error_code="")


def take_in(recovery: RecoveryStore, clock: FakeClock, *events: WorkflowEvent, cases: Sequence[str] = ()) -> None:
    post(recovery, *events, cases=cases)
    clock.moment = max(event.occurred_at for event in events)
    make_processor(recovery, clock).catch_up()


def list_incidents(recovery: RecoveryStore) -> list[Incident]:
    with recovery.snapshot() as reads:
        return sorted(reads.page_incidents(IncidentQuery(), limit=100), key=lambda incident: incident.number)


def set_status(recovery: RecoveryStore, clock: FakeClock, status: IncidentStatus) -> None:
    incident = list_incidents(recovery)[-1]
    with recovery.transaction() as work:
        at = clock.moment.isoformat(timespec="microseconds")
        change_status(work, incident, status, actor="Ruth", reason="called them", at=at)


def weeks_of(recovery: RecoveryStore, code: str = "medical_necessity") -> tuple[DenialWeek, ...]:
    with recovery.snapshot() as reads:
        return denial_weeks(reads, "Harbor Ridge", code, TEST)


def test_only_the_payer_and_code_that_rose_are_named(recovery: RecoveryStore, clock: FakeClock) -> None:
    steady = [make_denial(week * 7 + 1, error_code="bad_request") for week in range(33)]
    other = [make_denial(week * 7 + 1, vendor="Lakeside") for week in range(33)]
    take_in(recovery, clock, *twice_a_week(), *steady, *other, *daily(range(CHANGE, CHANGE + 20)))

    (found,) = list_incidents(recovery)
    assert (found.vendor, found.error_code, found.severity) == ("Harbor Ridge", "medical_necessity", "high")
    late = date.fromisoformat(str(found.evidence["since"])) - (NOON + timedelta(days=CHANGE)).date()
    assert abs(late.days) <= 2
    assert found.evidence["seen"] == 20 - late.days
    assert found.evidence["expected"] == pytest.approx(5.6, abs=0.8)
    assert found.evidence["measured_in"] == "days"


def test_it_is_opened_before_the_twentieth_denial(recovery: RecoveryStore, clock: FakeClock) -> None:
    take_in(recovery, clock, *twice_a_week())
    taken = 0
    while not list_incidents(recovery):
        take_in(recovery, clock, make_denial(CHANGE + taken * 7 / 6))
        taken += 1

    assert 4 < taken < 20


def test_what_it_counts_goes_on(recovery: RecoveryStore, clock: FakeClock) -> None:
    take_in(recovery, clock, *twice_a_week(), *daily(range(CHANGE, CHANGE + 14)))
    (opened,) = list_incidents(recovery)
    take_in(recovery, clock, *daily(range(CHANGE + 14, CHANGE + 16)), cases=("c1", "c2"))

    (found,) = list_incidents(recovery)
    assert (found.event_count, found.case_count) == (opened.event_count + 2, 2)
    assert found.evidence["seen"] == found.event_count
    assert found.last_seen == clock.moment.isoformat(timespec="microseconds")


def test_what_fell_back_after_it_was_resolved_stays_resolved(recovery: RecoveryStore, clock: FakeClock) -> None:
    take_in(recovery, clock, *twice_a_week(), *daily(range(CHANGE, CHANGE + 20)))
    set_status(recovery, clock, "RESOLVED")
    take_in(recovery, clock, *daily(range(CHANGE + 21, CHANGE + 120, 4)))

    assert [incident.status for incident in list_incidents(recovery)] == ["RESOLVED"]


def test_a_rise_after_a_resolved_one_is_a_regression(recovery: RecoveryStore, clock: FakeClock) -> None:
    take_in(recovery, clock, *twice_a_week(), *daily(range(CHANGE, CHANGE + 20)))
    set_status(recovery, clock, "RESOLVED")
    take_in(recovery, clock, *[make_denial(CHANGE + 21 + place / 6) for place in range(60)])

    old, new = list_incidents(recovery)
    assert (old.status, new.status, new.regression_of) == ("RESOLVED", "NEW", old.incident_id)
    assert str(new.evidence["since"]) > str(old.evidence["since"])


def test_an_ignored_rise_stays_quiet_as_long_as_ignoring_lasts(recovery: RecoveryStore, clock: FakeClock) -> None:
    take_in(recovery, clock, *twice_a_week(), *daily(range(CHANGE, CHANGE + 20)))
    set_status(recovery, clock, "IGNORED")
    take_in(recovery, clock, *[make_denial(CHANGE + 21 + place / 8) for place in range(100)])
    quiet = [incident.status for incident in list_incidents(recovery)]
    take_in(recovery, clock, *[make_denial(CHANGE + 52 + place / 40) for place in range(200)])

    assert quiet == ["IGNORED"]
    assert [incident.status for incident in list_incidents(recovery)] == ["IGNORED", "NEW"]


def test_more_claims_explain_more_denials(recovery: RecoveryStore, clock: FakeClock) -> None:
    """Where payments are told too, what a payer decided is known: three times the claims are no rise."""
    before = [make_payment(week * 7 + day) for week in range(30) for day in range(5)]
    since = [make_payment(CHANGE + place / 3) for place in range(60)]
    take_in(recovery, clock, *twice_a_week(), *before, *since, *daily(range(CHANGE, CHANGE + 20)))

    assert list_incidents(recovery) == []


def test_a_greater_share_of_denials_is_a_rise(recovery: RecoveryStore, clock: FakeClock) -> None:
    paid = [make_payment(week * 7 + day + part / 4) for week in range(34) for day in range(5) for part in range(4)]
    take_in(recovery, clock, *twice_a_week(), *paid, *daily(range(CHANGE, CHANGE + 28)))

    (found,) = list_incidents(recovery)
    assert found.evidence["measured_in"] == "claims"


def test_late_arrivals_are_judged_by_when_they_happened(recovery: RecoveryStore, clock: FakeClock) -> None:
    take_in(recovery, clock, *daily(range(CHANGE, CHANGE + 3)), *twice_a_week())
    take_in(recovery, clock, *daily(range(0, CHANGE, 2)))

    assert list_incidents(recovery) == []


def test_a_payer_that_was_silent_for_long_has_a_new_past(recovery: RecoveryStore, clock: FakeClock) -> None:
    """Its claims were not told meanwhile: nobody knows that there were none."""
    take_in(recovery, clock, make_denial(0), *daily(range(CHANGE, CHANGE + 40)))

    assert list_incidents(recovery) == []


def test_a_code_that_a_watched_payer_never_used_is_told(recovery: RecoveryStore, clock: FakeClock) -> None:
    take_in(recovery, clock, *twice_a_week(), *daily(range(CHANGE, CHANGE + 9), error_code="bad_request"))

    (found,) = list_incidents(recovery)
    assert (found.error_code, found.evidence["expected"], found.evidence["denials_before"]) == ("bad_request", 0.0, 0)


def test_codes_that_the_payer_uses_now_and_then_are_counted_and_rare_ones_are_not(
    recovery: RecoveryStore, clock: FakeClock
) -> None:
    steady = [make_denial(week * 7 + 1, error_code="bad_request") for week in range(33)]
    rare = [make_denial(day, error_code="other") for day in (1, 90)]
    take_in(recovery, clock, *twice_a_week(), *steady, *rare, *daily(range(CHANGE, CHANGE + 20)))

    (found,) = list_incidents(recovery)
    assert found.evidence["codes_watched"] == 2


def test_weeks_show_what_was_expected_once_there_is_a_past(recovery: RecoveryStore, clock: FakeClock) -> None:
    take_in(recovery, clock, *twice_a_week(), *daily(range(CHANGE, CHANGE + 9)))

    weeks = weeks_of(recovery)
    assert [week.starts for week in weeks[:2]] == [date(2026, 3, 2), date(2026, 3, 9)]
    assert [week.denials for week in weeks] == [2] * 30 + [7, 2]
    assert [week.expected is None for week in weeks] == [True] * 8 + [False] * 24
    settled = weeks[30]
    assert settled.high is not None and settled.low is not None and settled.expected is not None
    assert settled.expected == pytest.approx(2, abs=0.1)
    assert settled.low <= settled.expected < settled.high < 7


def test_of_a_payer_without_claims_there_are_no_weeks(recovery: RecoveryStore) -> None:
    assert weeks_of(recovery) == ()
