"""The bench of events judges rates and growth, and fills a store as if the events had come in."""

from __future__ import annotations

from pathlib import Path

from denialops.bench.events import FEW, MANY, Rate, fill, growth_rows, rate_rows
from denialops.ports.recovery import EventQuery
from denialops.recovery.processor import POSITION
from denialops.store.case_store import SqliteCaseStore
from tests.contract.makers import FakeClock


def rate(requests: int, *, events: int = 1) -> Rate:
    """So many requests of 10 ms in a second."""
    return Rate([0.01] * requests, events, wall_s=1.0, clients_cpu_s=0.2, server_cpu_s=0.5)


def test_a_rate_is_told_with_what_one_waits_and_what_an_event_costs() -> None:
    (row,) = rate_rows("SQLite", {(16, 100): rate(50, events=100)})

    assert (row["value"], row["unit"], row["goal"], row["verdict"]) == (5000, "events/s", ">= 1000", "met")
    assert row["limit"] == "p95 10.0 ms, cpu 100 us, clients 20%"


def test_too_few_are_a_miss_and_one_connection_is_only_told() -> None:
    rows = list(rate_rows("SQLite", {(1, 1): rate(50), (16, 1): rate(299)}))

    assert [row["verdict"] for row in rows] == ["", "MISSED"]


def test_what_grows_slower_with_what_is_stored_is_a_miss() -> None:
    few = {(16, 1): rate(400), (16, 100): rate(40, events=100)}
    many = {(16, 1): rate(330), (16, 100): rate(30, events=100)}

    rows = list(growth_rows("SQLite", few, many))

    assert [(row["value"], row["verdict"]) for row in rows] == [(0.825, "met"), (0.75, "MISSED")]
    assert f"{MANY:,} over {FEW:,} stored" in rows[0]["what"]


def test_a_store_is_filled_up_to_what_is_wanted_and_all_of_it_counts_as_looked_at(tmp_path: Path) -> None:
    store = SqliteCaseStore(tmp_path, tenant="clinic", clock=FakeClock())

    fill(store.recovery(), 40)
    fill(store.recovery(), 60)

    with store.recovery().snapshot() as reads:
        assert reads.count_events(EventQuery()) == 60
        assert reads.count_events(EventQuery(error_code="timeout")) == 20
        assert reads.get_position(POSITION) == 60
    store.close()
