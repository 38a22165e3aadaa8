"""Quotas: what is counted, what is refused, and what a refusal takes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from denialops.errors import QuotaSpent, SpaceSpent
from denialops.ports.recovery import RecoveryStore
from denialops.recovery.quotas import LimitedVault, QuotaLimits, Quotas
from denialops.store.vault import FileVault
from tests.contract.adapters import SqliteAdapter
from tests.contract.makers import FakeClock, open_case

TODAY = "2026-03-02"


def make_quotas(store: RecoveryStore, clock: FakeClock, **limits: int) -> Quotas:
    return Quotas(store, clock, QuotaLimits(**limits))


def used(store: RecoveryStore, what: str, day: str = TODAY) -> int:
    with store.snapshot() as reads:
        return reads.quota_used(day, what)


def use(store: RecoveryStore, quotas: Quotas, amount: int) -> None:
    with store.transaction() as work:
        quotas.use(work, "events", amount)


def test_what_fits_is_counted_and_what_exceeds_is_refused_and_taken_back(
    store: RecoveryStore, clock: FakeClock
) -> None:
    quotas = make_quotas(store, clock, events_a_day=10)
    use(store, quotas, 8)

    with pytest.raises(QuotaSpent, match="quota of 10 events a day"):
        use(store, quotas, 3)
    use(store, quotas, 2)

    assert used(store, "events") == 10


def test_the_next_day_begins_anew(store: RecoveryStore, clock: FakeClock) -> None:
    quotas = make_quotas(store, clock, events_a_day=10)
    use(store, quotas, 10)

    clock.pass_days(1)
    use(store, quotas, 10)

    assert (used(store, "events"), used(store, "events", "2026-03-03")) == (10, 10)


def test_a_quota_is_one_for_all_processes(adapter: SqliteAdapter, clock: FakeClock) -> None:
    stores = [adapter.open_recovery() for _ in range(2)]
    first, second = (make_quotas(store, clock, cases_a_day=1) for store in stores)

    with first.reserved("cases"):
        pass

    with pytest.raises(QuotaSpent), second.reserved("cases"):
        pytest.fail("was begun all the same")


def test_what_was_reserved_for_something_that_failed_is_given_back(store: RecoveryStore, clock: FakeClock) -> None:
    quotas = make_quotas(store, clock, cases_a_day=1)

    with pytest.raises(ValueError), quotas.reserved("cases"):
        raise ValueError("could not be opened")

    assert used(store, "cases") == 0


def test_what_is_taken_whole_may_go_beyond_and_the_next_may_not(store: RecoveryStore, clock: FakeClock) -> None:
    quotas = make_quotas(store, clock, cases_a_day=5)

    quotas.refuse_spent("cases")
    quotas.count("cases", 7)

    assert used(store, "cases") == 7
    with pytest.raises(QuotaSpent):
        quotas.refuse_spent("cases")


def test_without_quotas_nothing_is_refused_or_written(store: RecoveryStore, clock: FakeClock) -> None:
    quotas = make_quotas(store, clock)

    use(store, quotas, 1_000_000)
    quotas.count("cases", 1_000)
    quotas.refuse_spent("cases")
    quotas.refuse_full(10**12)
    with quotas.reserved("cases", 1_000):
        pass

    assert (used(store, "events"), used(store, "cases")) == (0, 0)


def test_files_are_taken_until_the_space_is_used_up(
    adapter: SqliteAdapter, store: RecoveryStore, clock: FakeClock, tmp_path: Path
) -> None:
    vault = LimitedVault(FileVault(tmp_path / "originals"), make_quotas(store, clock, megabytes=1))
    open_case(adapter.open())

    sha256 = vault.put(b"x" * (1_000_000 - 1234))
    with pytest.raises(SpaceSpent, match="1 MB"):
        vault.put(b"y" * (1_000_000 - 1233))

    assert len(vault.get(sha256)) == 1_000_000 - 1234


def test_what_is_used_is_told_beside_its_limit(adapter: SqliteAdapter, store: RecoveryStore, clock: FakeClock) -> None:
    quotas = make_quotas(store, clock, events_a_day=10, megabytes=5)
    open_case(adapter.open())
    use(store, quotas, 4)

    told = {use.what: (use.used, use.limit) for use in quotas.list_use()}

    assert told == {"events": (4, 10), "cases": (0, 0), "megabytes": (1, 5)}
