"""Incidents of failures end by themselves when it is over, and not before, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from denialops.domain.recovery.actions import Action, ActionStatus
from denialops.domain.recovery.incidents import Incident
from denialops.ports.recovery import IncidentQuery, RecoveryStore
from denialops.recovery.incidents_resolving import QuietWatch
from tests.contract.detecting import NOON, make_denial, make_detection, make_event, make_processor, make_success, post
from tests.contract.makers import FakeClock


@pytest.fixture
def watch(recovery: RecoveryStore, clock: FakeClock) -> QuietWatch:
    return QuietWatch(recovery, make_detection().rules, clock=clock)


def take_in(recovery: RecoveryStore, clock: FakeClock, *, minutes: float) -> None:
    """What is there, and then so many minutes after noon."""
    make_processor(recovery, clock).catch_up()
    clock.moment = NOON + timedelta(minutes=minutes)


def newest(recovery: RecoveryStore) -> Incident:
    with recovery.snapshot() as reads:
        return max(reads.page_incidents(IncidentQuery(), limit=10), key=lambda incident: incident.number)


def add_action(recovery: RecoveryStore, incident: Incident, status: ActionStatus) -> None:
    at = NOON.isoformat()
    action = Action(
        action_id="a1", number=0, incident_id=incident.incident_id, decision_id="d1", kind="retry_tasks",
        target="quick_fax", parameters={}, risk="low", status=status, key="k1", proposed_at=at, changed_at=at,
    )  # fmt: skip
    with recovery.transaction() as work:
        work.add_action(action)


def test_it_ends_when_it_succeeds_again_and_stays_quiet(
    recovery: RecoveryStore, clock: FakeClock, watch: QuietWatch
) -> None:
    post(recovery, make_event(0), make_success(1))
    take_in(recovery, clock, minutes=15)

    resolved = watch.run_once()
    found = newest(recovery)
    with recovery.snapshot() as reads:
        step = reads.list_incident_steps(found.incident_id)[-1]
    assert (resolved, found.status) == (1, "RESOLVED")
    assert (step.type, step.actor, step.body["before"], step.body["after"]) == (
        "status_changed", "DenialOps", "NEW", "RESOLVED",
    )  # fmt: skip
    assert "succeeded again" in str(step.body["reason"])


def test_what_is_over_ends_once(recovery: RecoveryStore, clock: FakeClock, watch: QuietWatch) -> None:
    post(recovery, make_event(0), make_success(1))
    take_in(recovery, clock, minutes=15)

    assert [watch.run_once(), watch.run_once()] == [1, 0]


def test_it_stays_open_while_it_is_not_quiet_yet(recovery: RecoveryStore, clock: FakeClock, watch: QuietWatch) -> None:
    post(recovery, make_event(0), make_success(1))
    take_in(recovery, clock, minutes=14)

    assert (watch.run_once(), newest(recovery).status) == (0, "NEW")


@pytest.mark.parametrize(
    "success",
    [
        {"minutes": -1},
        {"minutes": 0},
        {"minutes": 1, "vendor": "slow_fax"},
        {"minutes": 1, "workflow_id": "faxing"},
    ],
)
def test_only_a_later_success_of_its_own_ends_it(
    recovery: RecoveryStore, clock: FakeClock, watch: QuietWatch, success: dict[str, object]
) -> None:
    post(recovery, make_event(0), make_success(**success))  # type: ignore[arg-type]
    take_in(recovery, clock, minutes=500)

    assert (watch.run_once(), newest(recovery).status) == (0, "NEW")


@pytest.mark.parametrize(("status", "resolved"), [("approved", 0), ("running", 0), ("done", 1), ("proposed", 1)])
def test_it_waits_for_what_is_being_done(
    recovery: RecoveryStore, clock: FakeClock, watch: QuietWatch, status: ActionStatus, resolved: int
) -> None:
    post(recovery, make_event(0), make_success(1))
    take_in(recovery, clock, minutes=60)
    add_action(recovery, newest(recovery), status)

    assert watch.run_once() == resolved


def test_a_rise_in_denials_does_not_end_by_itself(recovery: RecoveryStore, clock: FakeClock, watch: QuietWatch) -> None:
    post(recovery, *(make_denial(week * 7) for week in range(30)), *(make_denial(210 + day) for day in range(20)))
    post(recovery, make_denial(231, event_type="claim.paid", error_code=""))
    take_in(recovery, clock, minutes=400 * 1440)

    assert (watch.run_once(), newest(recovery).kind, newest(recovery).status) == (0, "denials", "NEW")


def test_what_was_only_proposed_is_declined_when_it_is_over(
    recovery: RecoveryStore, clock: FakeClock, watch: QuietWatch
) -> None:
    post(recovery, make_event(0), make_success(1))
    take_in(recovery, clock, minutes=15)
    add_action(recovery, newest(recovery), "proposed")

    watch.run_once()

    with recovery.snapshot() as reads:
        step = reads.list_action_steps("a1")[-1]
        assert (reads.get_action("a1").status, step.actor) == ("declined", "DenialOps")
    assert step.body["reason"] == "The incident is over."


def test_what_was_done_stays_done_when_it_is_over(recovery: RecoveryStore, clock: FakeClock, watch: QuietWatch) -> None:
    post(recovery, make_event(0), make_success(1))
    take_in(recovery, clock, minutes=15)
    add_action(recovery, newest(recovery), "done")

    watch.run_once()

    with recovery.snapshot() as reads:
        assert reads.get_action("a1").status == "done"
