"""Kill switches: what they stop, until when, and which are refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from denialops.domain.recovery.safety import KnownVendor, SwitchScope
from denialops.errors import InvalidValue, SwitchNotFound, WorkHeld
from denialops.ports.recovery import RecoveryStore
from denialops.recovery.switches import Switches
from tests.contract.adapters import SqliteAdapter
from tests.contract.makers import FakeClock

WHY = "It sends every page twice."


@pytest.fixture
def switches(store: RecoveryStore, clock: FakeClock) -> Switches:
    return Switches(store, clock)


@pytest.mark.parametrize(
    ("scope", "target", "stopped"),
    [
        ("tenant", "", ["case_stage", "quick_fax", "both"]),
        ("workflow", "case_stage", ["case_stage", "both"]),
        ("vendor", "quick_fax", ["quick_fax", "both"]),
        ("vendor", "case_stage", []),
        ("workflow", "quick_fax", []),
        ("vendor", "slow_fax", []),
    ],
)
def test_a_switch_stops_what_it_names_and_nothing_else(
    switches: Switches, scope: SwitchScope, target: str, stopped: list[str]
) -> None:
    switches.set(scope, target, reason=WHY, actor="Ruth")

    found = {
        "case_stage": switches.find_stop(workflow="case_stage"),
        "quick_fax": switches.find_stop(vendor="quick_fax"),
        "both": switches.find_stop(workflow="case_stage", vendor="quick_fax"),
    }
    assert [name for name, stop in found.items() if stop] == stopped


def test_who_is_refused_reads_what_is_stopped_until_when_and_why(switches: Switches, clock: FakeClock) -> None:
    switches.set("vendor", "quick_fax", reason=WHY, actor="Ruth", expires_at=clock.now() + timedelta(hours=2))

    with pytest.raises(WorkHeld) as raised:
        switches.refuse_stopped(vendor="quick_fax")

    assert str(raised.value) == "The vendor quick_fax is stopped until 2026-03-02 17:00 UTC: It sends every page twice."


def test_the_whole_clinic_is_named_as_such(switches: Switches) -> None:
    switches.set("tenant", "", reason=WHY, actor="Ruth")

    with pytest.raises(WorkHeld, match=r"^All work of this clinic is stopped: It sends"):
        switches.refuse_stopped(workflow="case_stage")


def test_a_switch_is_over_when_its_time_is(switches: Switches, clock: FakeClock) -> None:
    switches.set("tenant", "", reason=WHY, actor="Ruth", expires_at=clock.now() + timedelta(hours=1))

    before = switches.find_stop(workflow="case_stage")
    clock.pass_days(1 / 24)
    after = switches.find_stop(workflow="case_stage")

    assert before and not after
    switches.refuse_stopped(workflow="case_stage")


def test_a_switch_is_over_when_somebody_lifts_it_and_stays_in_the_list(switches: Switches) -> None:
    switch = switches.set("vendor", "quick_fax", reason=f" {WHY} ", actor="Ruth")

    switches.lift(switch.switch_id, actor="Omar")

    assert switches.find_stop(vendor="quick_fax") is None
    assert switches.list(in_force=True) == ()
    (kept,) = switches.list()
    assert (kept.reason, kept.set_by, kept.lifted_by) == (WHY, "Ruth", "Omar")


def test_what_two_switches_stop_goes_on_only_when_both_are_lifted(switches: Switches) -> None:
    first = switches.set("vendor", "quick_fax", reason=WHY, actor="Ruth")
    switches.set("tenant", "", reason=WHY, actor="Ruth")

    switches.lift(first.switch_id, actor="Ruth")

    assert switches.find_stop(vendor="quick_fax")


def test_a_vendor_that_was_paused_is_stopped(switches: Switches, store: RecoveryStore) -> None:
    at = "2026-03-02T15:00:00+00:00"
    with store.transaction() as work:
        work.save_vendor(KnownVendor(vendor="fax", is_reviewed=True, is_paused=True, first_seen=at, last_seen=at))

    with pytest.raises(WorkHeld, match=r"^The vendor fax is paused\.$"):
        switches.refuse_stopped(vendor="fax")
    assert switches.find_stop(workflow="fax") is None


@pytest.mark.parametrize(
    ("scope", "target", "reason"),
    [
        ("tenant", "clinic", WHY),
        ("vendor", " ", WHY),
        ("workflow", "", WHY),
        ("vendor", "quick_fax", " "),
        ("vendor", "quick_fax", "x" * 501),
    ],
)
def test_a_switch_that_does_not_fit_is_refused(
    switches: Switches, scope: SwitchScope, target: str, reason: str
) -> None:
    with pytest.raises(InvalidValue):
        switches.set(scope, target, reason=reason, actor="Ruth")

    assert switches.list() == ()


def test_a_switch_that_would_be_over_already_is_refused(switches: Switches, clock: FakeClock) -> None:
    with pytest.raises(InvalidValue, match="over already"):
        switches.set("tenant", "", reason=WHY, actor="Ruth", expires_at=clock.now())


@pytest.mark.parametrize("times", [0, 1])
def test_only_a_switch_in_force_can_be_lifted(switches: Switches, times: int) -> None:
    switch_id = switches.set("tenant", "", reason=WHY, actor="Ruth").switch_id if times else "unknown"
    for _ in range(times):
        switches.lift(switch_id, actor="Ruth")

    with pytest.raises(SwitchNotFound):
        switches.lift(switch_id, actor="Omar")


def test_a_switch_of_one_clinic_stops_no_other(switches: Switches, adapter: SqliteAdapter, clock: FakeClock) -> None:
    switches.set("tenant", "", reason=WHY, actor="Ruth")

    assert Switches(adapter.open_recovery("other_clinic"), clock).find_stop(workflow="case_stage") is None


@pytest.mark.parametrize("hours", [-10, -6, 0, 5.5, 14])
def test_an_end_told_in_any_time_zone_is_the_same_moment(switches: Switches, clock: FakeClock, hours: float) -> None:
    end = clock.now() + timedelta(minutes=30)

    switches.set("tenant", "", reason=WHY, actor="Ruth", expires_at=end.astimezone(timezone(timedelta(hours=hours))))

    assert switches.find_stop() is not None
    clock.moment = end
    assert switches.find_stop() is None


def test_an_end_outside_of_all_calendars_is_refused(switches: Switches) -> None:
    end = datetime(9999, 12, 31, 23, tzinfo=UTC).replace(tzinfo=timezone(timedelta(hours=-14)))

    with pytest.raises(InvalidValue, match="outside of all calendars"):
        switches.set("tenant", "", reason=WHY, actor="Ruth", expires_at=end)
