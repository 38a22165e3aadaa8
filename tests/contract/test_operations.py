"""What those who run an installation ask of store and queue, of SQLite and PostgreSQL alike."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from denialops.domain.census import CaseTally
from denialops.domain.health import SchemaState
from denialops.ports import CaseStore
from denialops.store.migrations import MIGRATIONS
from tests.contract.adapters import StoreAdapter
from tests.contract.engines import EngineAdapter, working
from tests.contract.makers import TODAY, make_change, open_case, open_reviewed
from tests.contract.scripted import ScriptedWork, wait_for

SOON = TODAY + timedelta(days=7)


def tally(store: CaseStore, today: date = TODAY) -> CaseTally:
    with store.snapshot() as reads:
        return reads.tally(today=today, soon=today + timedelta(days=7))


def test_a_store_that_can_be_used_says_so_and_has_all_its_migrations(store: CaseStore) -> None:
    store.check()

    assert store.schema() == SchemaState(applied=len(MIGRATIONS), known=len(MIGRATIONS))


def test_a_look_at_the_store_changes_nothing_and_holds_nobody_up(store: CaseStore) -> None:
    open_case(store)
    store.check()
    open_case(store, "c2", sha256="bb" * 32)

    assert sum(tally(store).by_status.values()) == 2


def test_an_empty_store_has_nothing_to_count(store: CaseStore) -> None:
    assert tally(store) == CaseTally(by_status={})


def test_cases_are_counted_by_status_without_removed_ones(store: CaseStore) -> None:
    open_case(store)
    open_reviewed(store, "c2", sha256="bb" * 32)
    open_reviewed(store, "c3", sha256="cc" * 32)
    with store.transaction() as unit:
        unit.remove_case("c3", make_change("case_removed"))

    assert tally(store).by_status == {"reading": 1, "review": 1}


@pytest.mark.parametrize(
    ("days_before_safe_date", "missed_and_soon"),
    [(8, (0, 0)), (7, (0, 1)), (0, (0, 1)), (-1, (1, 0)), (-400, (1, 0))],
)
def test_a_deadline_is_near_for_a_week_and_then_missed(
    store: CaseStore, days_before_safe_date: int, missed_and_soon: tuple[int, int]
) -> None:
    open_reviewed(store)
    safe_date = date(2026, 4, 1)

    found = tally(store, safe_date - timedelta(days=days_before_safe_date))

    assert (found.missed, found.soon) == missed_and_soon


def test_another_clinics_cases_are_not_counted(adapter: StoreAdapter) -> None:
    open_case(adapter.open("clinic"))

    assert tally(adapter.open("others")).by_status == {}


def test_tasks_are_counted_by_state(engine: EngineAdapter) -> None:
    with working(engine, ScriptedWork()) as queue:
        before = dict(queue.count_tasks())
        for _ in range(2):
            wait_for(queue, queue.submit(uuid4().hex, first_stage="ground"), "completed")

        assert (before, dict(queue.count_tasks())) == ({}, {"completed": 2})
