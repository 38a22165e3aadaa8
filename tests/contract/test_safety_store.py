"""Vendors, kill switches, quotas and leases, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

import pytest

from denialops.domain.recovery.safety import KillSwitch, KnownVendor, KnownWorkflow
from denialops.errors import InvalidValue, StoreUnavailable
from denialops.limits.stored import StoredWindow
from denialops.ports.recovery import RecoveryReads, RecoveryStore, RecoveryWork
from tests.contract.adapters import PostgresAdapter, StoreAdapter
from tests.contract.makers import FakeClock, open_case
from tests.fakes.servers import Postgres

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


def test_quotas_of_days_that_are_over_can_be_forgotten(recovery: RecoveryStore) -> None:
    with recovery.transaction() as work:
        for day in ("2026-03-01", "2026-03-01T23", "2026-03-02", "2026-03-02T00"):
            work.use_quota(day, "events", 1)
        work.drop_quotas("2026-03-02")

        kept = [
            work.quota_used(day, "events") for day in ("2026-03-01", "2026-03-01T23", "2026-03-02", "2026-03-02T00")
        ]
    assert kept == [0, 0, 1, 1]


def test_originals_are_counted_once_each(adapter: StoreAdapter, recovery: RecoveryStore) -> None:
    cases = adapter.open()
    with recovery.snapshot() as reads:
        before = reads.stored_bytes()
    open_case(cases, "c1", sha256="aa" * 32)
    open_case(cases, "c2", sha256="aa" * 32)
    open_case(cases, "c3", sha256="bb" * 32)

    with recovery.snapshot() as reads:
        assert (before, reads.stored_bytes()) == (0, 2 * 1234)
    with adapter.open_recovery("other_clinic").snapshot() as reads:
        assert reads.stored_bytes() == 0


def test_a_window_lets_so_many_calls_in_and_tells_the_next_how_long_to_wait(
    recovery: RecoveryStore, clock: FakeClock
) -> None:
    window = StoredWindow(recovery, 2)
    waits = [window.admit("fax")]
    for passed_s in (20, 20, 19, 2):
        clock.pass_days(passed_s / 86_400)
        waits.append(window.admit("fax"))

    assert waits == [0, 0, pytest.approx(20), pytest.approx(1), 0]
    assert window.admit("mail") == 0


def test_a_window_without_a_limit_lets_everybody_in(recovery: RecoveryStore) -> None:
    window = StoredWindow(recovery, 0)

    assert [window.admit("fax") for _ in range(100)] == [0.0] * 100


def test_a_window_is_shared_by_all_who_use_the_database(adapter: StoreAdapter) -> None:
    windows = [StoredWindow(adapter.open_recovery(), 10) for _ in range(2)]

    with ThreadPoolExecutor(4) as threads:
        waits = list(threads.map(lambda number: windows[number % 2].admit("fax"), range(30)))

    assert waits.count(0) == 10


class AwayStore:
    """Implements ports.RecoveryStore by not being there; counts who asked."""

    def __init__(self) -> None:
        self.asked = 0

    def snapshot(self) -> AbstractContextManager[RecoveryReads]:
        raise StoreUnavailable()

    def transaction(self) -> AbstractContextManager[RecoveryWork]:
        self.asked += 1
        raise StoreUnavailable()


def test_a_database_that_is_away_leaves_each_process_its_own_window() -> None:
    store = AwayStore()
    window = StoredWindow(store, 2, seconds=lambda: 100.0)

    waits = [window.admit("fax") for _ in range(3)]

    assert waits == [0, 0, 60]
    assert store.asked == 1


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


def test_a_text_that_postgres_cannot_keep_is_refused_in_words(postgres: Postgres, clock: FakeClock) -> None:
    adapter = PostgresAdapter(postgres.make_database(), clock)
    store = adapter.open_recovery()

    with pytest.raises(InvalidValue, match="NUL"):
        add(store, make_switch().model_copy(update={"reason": "It stops\0here."}))

    assert in_force(store, AT) == []
    adapter.close()
