"""Several processes on one PostgreSQL: any may die, all see the same, and nothing is done twice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from denialops.domain.cases import STAGE_NAMES
from tests.contract.scripted import wait_until
from tests.fakes.servers import Postgres
from tests.journeys.processes import Web, serving, working_processes

pytestmark = pytest.mark.service


@pytest.fixture
def place(postgres: Postgres) -> str:
    return postgres.make_database()


@pytest.fixture
def web(tmp_path: Path, place: str) -> Iterator[Web]:
    with serving(tmp_path, place) as web:
        yield web


def test_what_a_killed_worker_left_is_done_by_the_other_one_and_each_stage_once(
    web: Web, tmp_path: Path, place: str
) -> None:
    cases = [f"c{number}" for number in range(12)]
    with working_processes(tmp_path, place, 2) as (first, second):
        for case_id in cases:
            web.take(case_id)
        wait_until(lambda: {first.pid, second.pid} == {line.pid for line in web.done()})
        first.kill()
        _wait_for_all(web, cases)

    lines = web.done()
    assert web.repeated() == []
    assert {(line.case_id, line.stage) for line in lines if line.what == "done"} == {
        (case_id, stage) for case_id in cases for stage in STAGE_NAMES
    }
    assert {web.status(case_id) for case_id in cases} == {"review"}


def test_a_worker_that_is_told_to_end_leaves_its_work_to_the_other_one_at_once(
    web: Web, tmp_path: Path, place: str
) -> None:
    with working_processes(tmp_path, place, 2) as (first, second):
        task_id = web.take("c1")
        wait_until(lambda: bool(web.done()))
        holder = web.done()[0].pid
        worker, other = (first, second) if first.pid == holder else (second, first)
        worker.communicate(timeout=30)
        _wait_for_all(web, ["c1"])

    assert web.repeated() == []
    assert web.done()[-1].pid == other.pid
    assert web.queue.status(task_id) == "completed"


@pytest.mark.parametrize("stop", ["cancel", "pause"])
def test_work_is_stopped_from_another_process_within_two_seconds(
    web: Web, tmp_path: Path, place: str, stop: str
) -> None:
    with working_processes(tmp_path, place, 1):
        task_id = web.take("c1")
        wait_until(lambda: bool(web.done()))
        asked = time.monotonic()
        getattr(web.queue, stop)(task_id)
        wait_until(lambda: web.done()[-1].what == "stopped")
        waited = time.monotonic() - asked

        assert waited < 2
        assert web.queue.status(task_id) == {"cancel": "cancelled", "pause": "paused"}[stop]


def test_paused_work_goes_on_where_it_was(web: Web, tmp_path: Path, place: str) -> None:
    with working_processes(tmp_path, place, 1):
        task_id = web.take("c1")
        wait_until(lambda: any(line.stage == "extract" for line in web.done()))
        web.queue.pause(task_id)
        wait_until(lambda: web.done()[-1].what == "stopped")
        web.queue.resume(task_id)
        _wait_for_all(web, ["c1"])

    assert web.repeated() == []
    assert [line.stage for line in web.done() if line.what == "begun"].count("ingest") == 1
    assert web.queue.status(task_id) == "completed"


def test_work_goes_on_after_the_database_started_anew(postgres: Postgres, web: Web, tmp_path: Path, place: str) -> None:
    cases = [f"c{number}" for number in range(8)]
    with working_processes(tmp_path, place, 2):
        for case_id in cases:
            web.take(case_id)
        wait_until(lambda: len(web.done()) > 4)
        postgres.stop(mode="immediate")
        postgres.start()
        _wait_for_all(web, cases)

    assert web.repeated() == []
    assert {web.status(case_id) for case_id in cases} == {"review"}


def _wait_for_all(web: Web, cases: list[str]) -> None:
    wait_until(lambda: all(web.status(case_id) != "reading" for case_id in cases), limit_s=40)
    wait_until(lambda: all(web.queue.get(str(web.queue.find(name))).status == "completed" for name in cases))
