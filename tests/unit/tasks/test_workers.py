"""Who lives is told by signatures; nobody is judged by one who was silent itself."""

from __future__ import annotations

from typing import cast

import pytest

from denialops.errors import StoreUnavailable
from denialops.tasks.tables import TaskTables
from denialops.tasks.workers import OnlyWorker, Workers

LOST_S = 10.0


class FakeTables:
    """Counts what is asked of the database; `is_away`: it does not answer."""

    def __init__(self) -> None:
        self.now, self.is_away = 0.0, False
        self.asked: list[str] = []

    def prepare(self) -> None:
        self.asked.append("prepare")

    def sign(self, worker_id: str) -> None:
        if self.is_away:
            raise StoreUnavailable()
        self.asked.append("sign")

    def sign_off(self, worker_id: str) -> None:
        self.asked.append("sign off")

    def take_over_lost(self, lost_after_s: float) -> int:
        self.asked.append("take over")
        return 3

    def take_over_others(self, own_id: str) -> int:
        return 2


@pytest.fixture
def tables() -> FakeTables:
    return FakeTables()


@pytest.fixture
def workers(tables: FakeTables) -> Workers:
    workers = Workers(cast(TaskTables, tables), "me", lost_after_s=LOST_S, seconds=lambda: tables.now)
    workers.sign_in()
    return workers


def live(workers: Workers, tables: FakeTables, seconds: float) -> None:
    end = tables.now + seconds
    while tables.now < end:
        tables.now += LOST_S / 5
        workers.beat()


def test_a_new_process_judges_nobody_until_it_has_lived_for_the_whole_time(
    workers: Workers, tables: FakeTables
) -> None:
    early = workers.take_over()
    live(workers, tables, LOST_S)

    assert (early, workers.take_over()) == (0, 3)
    assert tables.asked[:2] == ["prepare", "sign"]


def test_after_a_gap_of_its_own_it_judges_nobody_for_the_whole_time(workers: Workers, tables: FakeTables) -> None:
    live(workers, tables, LOST_S)
    tables.now += LOST_S
    workers.beat()
    just_back = workers.take_over()
    live(workers, tables, LOST_S)

    assert (just_back, workers.take_over()) == (0, 3)


def test_a_process_that_cannot_sign_knows_before_the_others_do(workers: Workers, tables: FakeTables) -> None:
    tables.is_away = True
    tables.now += LOST_S * 0.7
    with pytest.raises(StoreUnavailable):
        workers.beat()
    too_early = workers.is_silent()
    tables.now += LOST_S * 0.15

    assert (too_early, workers.is_silent()) == (False, True)


def test_the_only_process_takes_over_once_and_is_never_silent(tables: FakeTables) -> None:
    only = OnlyWorker(cast(TaskTables, tables), "me")
    only.sign_in()
    only.beat()

    assert (only.take_over(), only.take_over(), only.is_silent()) == (2, 0, False)
    only.sign_off()
    assert tables.asked == []
