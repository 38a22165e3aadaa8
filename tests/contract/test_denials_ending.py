"""A rise in denials ends by itself when the payer is back at its old rate for weeks, and not before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from denialops.domain.recovery.actions import ActionStatus
from denialops.domain.recovery.events import WorkflowEvent
from denialops.ports.recovery import RecoveryStore
from denialops.recovery.denials_ending import RiseWatch
from tests.contract.detecting import NOON, make_denial, make_detection, make_processor, make_success
from tests.contract.makers import FakeClock
from tests.contract.test_denial_incidents import CHANGE, daily, list_incidents, set_status, take_in, twice_a_week
from tests.contract.test_incidents_resolving import add_action

FALLEN = CHANGE + 21
"""The day on which the payer went back to two denials a week."""


@pytest.fixture
def watch(recovery: RecoveryStore, clock: FakeClock) -> RiseWatch:
    return RiseWatch(recovery, make_detection().rules, clock=clock)


@pytest.fixture
def risen(recovery: RecoveryStore, clock: FakeClock) -> None:
    take_in(recovery, clock, *twice_a_week(), *daily(range(CHANGE, FALLEN)))


def after(weeks: int, *days: int) -> list[WorkflowEvent]:
    return [make_denial(FALLEN + week * 7 + day) for week in range(weeks) for day in days]


def status_of(recovery: RecoveryStore) -> str:
    (incident,) = list_incidents(recovery)
    return incident.status


@pytest.mark.usefixtures("risen")
def test_it_ends_after_weeks_at_the_old_rate(recovery: RecoveryStore, clock: FakeClock, watch: RiseWatch) -> None:
    take_in(recovery, clock, *after(5, 0, 3))

    resolved = watch.run_once()
    (incident,) = list_incidents(recovery)
    with recovery.snapshot() as reads:
        step = reads.list_incident_steps(incident.incident_id)[-1]
    assert (resolved, incident.status, step.actor) == (1, "RESOLVED", "DenialOps")
    assert str(step.body["reason"]).startswith("Back to what it was: 8 denials in the 4 weeks up to ")


@pytest.mark.usefixtures("risen")
def test_what_is_over_ends_once(recovery: RecoveryStore, clock: FakeClock, watch: RiseWatch) -> None:
    take_in(recovery, clock, *after(5, 0, 3))

    assert [watch.run_once(), watch.run_once()] == [1, 0]


@pytest.mark.usefixtures("risen")
@pytest.mark.parametrize(
    "events",
    [
        pytest.param(after(3, 0, 3), id="too few weeks"),
        pytest.param(after(8, 0, 1, 2, 3, 4, 5), id="it goes on"),
        pytest.param(after(8, 0, 1, 3, 4), id="twice as often as before"),
        pytest.param([], id="nothing was told of the payer since"),
        pytest.param([make_denial(FALLEN + 60, vendor="Lakeside")], id="another payer was told of"),
        pytest.param([make_success((FALLEN + 60) * 1440, vendor="Harbor Ridge")], id="no claims"),
    ],
)
def test_it_stays_open(
    recovery: RecoveryStore, clock: FakeClock, watch: RiseWatch, events: list[WorkflowEvent]
) -> None:
    if events:
        take_in(recovery, clock, *events)
    clock.moment = NOON + timedelta(days=FALLEN + 90)

    assert (watch.run_once(), status_of(recovery)) == (0, "NEW")


def test_other_codes_tell_that_the_payer_was_watched(
    recovery: RecoveryStore, clock: FakeClock, watch: RiseWatch
) -> None:
    other = [make_denial(day, error_code="bad_request") for day in range(0, FALLEN + 29, 7)]
    risen = [event for event in other if event.occurred_at < NOON + timedelta(days=FALLEN)]
    take_in(recovery, clock, *twice_a_week(), *daily(range(CHANGE, FALLEN)), *risen)
    take_in(recovery, clock, *[event for event in other if event not in risen])

    assert (watch.run_once(), status_of(recovery)) == (1, "RESOLVED")


@pytest.mark.usefixtures("risen")
@pytest.mark.parametrize(
    ("status", "ends"),
    [("proposed", 0), ("approved", 0), ("running", 0), ("done", 1), ("declined", 1), ("failed", 1)],
)
def test_what_waits_for_a_person_or_runs_is_awaited(
    recovery: RecoveryStore, clock: FakeClock, watch: RiseWatch, status: ActionStatus, ends: int
) -> None:
    take_in(recovery, clock, *after(5, 0, 3))
    add_action(recovery, list_incidents(recovery)[0], status)

    assert watch.run_once() == ends


@pytest.mark.usefixtures("risen")
def test_what_a_person_ignored_is_left_as_it_is(recovery: RecoveryStore, clock: FakeClock, watch: RiseWatch) -> None:
    set_status(recovery, clock, "IGNORED")
    take_in(recovery, clock, *after(5, 0, 3))

    assert (watch.run_once(), status_of(recovery)) == (0, "IGNORED")


def test_a_code_that_was_never_used_before_is_for_people_to_close(
    recovery: RecoveryStore, clock: FakeClock, watch: RiseWatch
) -> None:
    take_in(recovery, clock, *twice_a_week(), *daily(range(CHANGE, CHANGE + 9), error_code="bad_request"))
    take_in(recovery, clock, *after(10, 0, 3))

    assert (watch.run_once(), status_of(recovery)) == (0, "NEW")


@pytest.mark.usefixtures("risen")
def test_what_rises_again_is_a_regression(recovery: RecoveryStore, clock: FakeClock, watch: RiseWatch) -> None:
    take_in(recovery, clock, *after(5, 0, 3))
    watch.run_once()
    first = FALLEN + 36
    take_in(recovery, clock, *[make_denial(first + place / 6) for place in range(60)])
    make_processor(recovery, clock).catch_up()

    old, new = list_incidents(recovery)
    assert (old.status, new.regression_of) == ("RESOLVED", old.incident_id)
