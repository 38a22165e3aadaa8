"""Vendors, kill switches, quotas and leases, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from denialops.domain.recovery.safety import KillSwitch, KnownVendor, KnownWorkflow
from denialops.ports.recovery import RecoveryStore
from tests.contract.adapters import StoreAdapter
from tests.contract.makers import FakeClock

AT = "2026-03-02T15:00:00.000000+00:00"
LATER = "2026-03-02T16:00:00.000000+00:00"


def make_switch(switch_id: str = "s1", *, set_at: str = AT, expires_at: str = "") -> KillSwitch:
    return KillSwitch(
        switch_id=switch_id,
        scope="vendor",
        target="quick_fax",
        reason="It sends every page twice.",
        set_by="Ruth",
        set_at=set_at,
        expires_at=expires_at,
    )


def make_vendor(vendor: str = "quick_fax", *, is_reviewed: bool = False, is_paused: bool = False) -> KnownVendor:
    return KnownVendor(vendor=vendor, is_reviewed=is_reviewed, is_paused=is_paused, first_seen=AT, last_seen=LATER)


def add(store: RecoveryStore, *switches: KillSwitch) -> None:
    with store.transaction() as work:
        for switch in switches:
            work.add_kill_switch(switch)


def in_force(store: RecoveryStore, at: str) -> list[str]:
    with store.snapshot() as reads:
        return [switch.switch_id for switch in reads.list_kill_switches(in_force_at=at)]


def test_a_vendor_comes_back_as_it_was_saved_last(recovery: RecoveryStore) -> None:
    for vendor in (make_vendor(), make_vendor(is_reviewed=True, is_paused=True), make_vendor("clear_path")):
        with recovery.transaction() as work:
            work.save_vendor(vendor)

    with recovery.snapshot() as reads:
        assert reads.list_vendors() == (make_vendor("clear_path"), make_vendor(is_reviewed=True, is_paused=True))
        assert reads.find_vendor("clear_path") == make_vendor("clear_path")
        assert reads.find_vendor("nobody") is None


def test_a_workflow_comes_back_as_it_was_saved_last(recovery: RecoveryStore) -> None:
    workflow = KnownWorkflow(workflow_id="claim_submission", is_reviewed=False, first_seen=AT, last_seen=AT)
    reviewed = workflow.model_copy(update={"is_reviewed": True})

    for version in (workflow, reviewed):
        with recovery.transaction() as work:
            work.save_workflow(version)

    with recovery.snapshot() as reads:
        assert reads.list_workflows() == (reviewed,)


def test_kill_switches_come_newest_first(recovery: RecoveryStore) -> None:
    add(recovery, make_switch("old"), make_switch("new", set_at=LATER))

    with recovery.snapshot() as reads:
        assert reads.list_kill_switches() == (make_switch("new", set_at=LATER), make_switch("old"))


def test_a_kill_switch_is_in_force_until_it_expires(recovery: RecoveryStore) -> None:
    add(recovery, make_switch("for_ever"), make_switch("for_an_hour", expires_at=LATER))

    assert in_force(recovery, AT) == ["for_an_hour", "for_ever"]
    assert in_force(recovery, LATER) == ["for_ever"]


def test_a_lifted_kill_switch_says_who_lifted_it_and_when(recovery: RecoveryStore) -> None:
    add(recovery, make_switch())

    with recovery.transaction() as work:
        assert work.lift_kill_switch("s1", actor="Omar")

    assert in_force(recovery, AT) == []
    with recovery.snapshot() as reads:
        (switch,) = reads.list_kill_switches()
    assert (switch.lifted_by, switch.lifted_at) == ("Omar", AT)


@pytest.mark.parametrize("switch_id", ["lifted", "expired", "unknown"])
def test_only_what_is_in_force_can_be_lifted(recovery: RecoveryStore, clock: FakeClock, switch_id: str) -> None:
    add(recovery, make_switch("lifted"), make_switch("expired", expires_at=LATER))
    with recovery.transaction() as work:
        work.lift_kill_switch("lifted", actor="Ruth")
    clock.pass_days(1)

    with recovery.transaction() as work:
        assert not work.lift_kill_switch(switch_id, actor="Omar")

    with recovery.snapshot() as reads:
        assert "Omar" not in {switch.lifted_by for switch in reads.list_kill_switches()}


def test_quotas_add_up_by_day_and_kind(recovery: RecoveryStore) -> None:
    with recovery.transaction() as work:
        used = [work.use_quota("2026-03-02", what, 2) for what in ("events", "events", "cases")]

    with recovery.snapshot() as reads:
        assert used == [2, 4, 2]
        assert reads.quota_used("2026-03-02", "events") == 4
        assert reads.quota_used("2026-03-03", "events") == 0


def test_what_a_refused_request_used_of_its_quota_is_given_back(recovery: RecoveryStore) -> None:
    with pytest.raises(RuntimeError), recovery.transaction() as work:
        work.use_quota("2026-03-02", "events", 5)
        raise RuntimeError("refused")

    with recovery.snapshot() as reads:
        assert reads.quota_used("2026-03-02", "events") == 0


def test_many_at_once_use_a_quota_without_losing_any(recovery: RecoveryStore) -> None:
    def use(_: int) -> None:
        with recovery.transaction() as work:
            work.use_quota("2026-03-02", "events", 1)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(use, range(40)))

    with recovery.snapshot() as reads:
        assert reads.quota_used("2026-03-02", "events") == 40


def test_a_lease_belongs_to_one_until_its_time_is_over(recovery: RecoveryStore, clock: FakeClock) -> None:
    def take(owner: str) -> bool:
        with recovery.transaction() as work:
            return work.take_lease("processor", owner, seconds=30)

    assert [take("first"), take("second"), take("first")] == [True, False, True]

    clock.pass_days(1)

    assert [take("second"), take("first")] == [True, False]


def test_a_lease_is_dropped_by_its_owner_only(recovery: RecoveryStore) -> None:
    with recovery.transaction() as work:
        work.take_lease("processor", "first", seconds=30)
        work.drop_lease("processor", "second")
        refused = work.take_lease("processor", "second", seconds=30)
        work.drop_lease("processor", "first")

        assert not refused
        assert work.take_lease("processor", "second", seconds=30)


def test_another_tenant_sees_and_changes_nothing(adapter: StoreAdapter, recovery: RecoveryStore) -> None:
    add(recovery, make_switch())
    with recovery.transaction() as work:
        work.save_vendor(make_vendor())
        work.use_quota("2026-03-02", "events", 5)
        work.take_lease("processor", "first", seconds=30)
    other = adapter.open_recovery("other_clinic")

    with other.transaction() as work:
        assert work.list_vendors() == work.list_kill_switches() == work.list_workflows() == ()
        assert work.quota_used("2026-03-02", "events") == 0
        assert not work.lift_kill_switch("s1", actor="Omar")
        assert work.take_lease("processor", "second", seconds=30)
