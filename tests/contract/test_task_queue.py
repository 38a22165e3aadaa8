"""The queue runs every stage once, keeps codes instead of words, and stops when told."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from denialops.domain.cases import STAGE_NAMES
from denialops.domain.tasks import progress_of
from denialops.errors import (
    DamagedFile,
    IllegalTransition,
    InvalidValue,
    OutputError,
    ReadingTimedOut,
    StoreUnavailable,
    TaskNotFound,
)
from denialops.logs import correlated
from denialops.tasks.engine import DbosTaskQueue
from denialops.tasks.limits import QueueLimits
from tests.contract.engines import EngineAdapter, PostgresEngine, SqliteEngine, make_queue
from tests.contract.scripted import (
    ScriptedWork,
    UntilCancelled,
    UntilReleased,
    wait_for,
    wait_until,
)
from tests.fakes.servers import Postgres

PATIENT = "Ada Muñoz, born 1961"


@pytest.fixture(scope="module")
def work() -> ScriptedWork:
    return ScriptedWork()


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> EngineAdapter:
    folder = tmp_path_factory.mktemp("engine")
    if request.param == "sqlite":
        return SqliteEngine(folder)
    server: Postgres = request.getfixturevalue("postgres")
    return PostgresEngine(folder, server.make_database())


@pytest.fixture(scope="module")
def queue(place: EngineAdapter, work: ScriptedWork) -> Iterator[DbosTaskQueue]:
    """One engine for the module: a process has only one, and its first queue takes a second to be noticed."""
    queue = make_queue(place)
    queue.start(work)
    yield queue
    queue.stop()


@pytest.fixture
def case_id() -> str:
    return uuid4().hex


def test_a_case_goes_through_every_stage_in_order(queue: DbosTaskQueue, work: ScriptedWork, case_id: str) -> None:
    task_id = queue.submit(case_id)
    wait_for(queue, task_id, "completed")

    assert work.ran[case_id] == list(STAGE_NAMES)
    assert queue.find(case_id) == task_id


def test_work_can_begin_at_a_later_stage(queue: DbosTaskQueue, work: ScriptedWork, case_id: str) -> None:
    wait_for(queue, queue.submit(case_id, first_stage="route"), "completed")

    assert work.ran[case_id] == ["route", "draft", "ground"]


def test_an_error_of_ours_ends_the_task_with_its_code(queue: DbosTaskQueue, work: ScriptedWork, case_id: str) -> None:
    work.script[case_id, "extract"] = [DamagedFile(PATIENT)]
    wait_for(queue, queue.submit(case_id), "failed")

    assert work.ran[case_id] == ["ingest", "extract"]
    assert work.failures[case_id] == ("extract", "damaged_file")


def test_an_unforeseen_error_is_an_internal_error_without_its_words(
    queue: DbosTaskQueue, work: ScriptedWork, place: EngineAdapter, case_id: str, capfd: pytest.CaptureFixture[str]
) -> None:
    work.script[case_id, "ingest"] = [ValueError(PATIENT)]
    wait_for(queue, queue.submit(case_id), "failed")

    assert work.failures[case_id] == ("ingest", "internal_error")
    tables = ("workflow_status", "workflow_input", "workflow_output", "operation_outputs")
    stored = [place.execute(f"SELECT * FROM {{schema}}{table}") for table in tables]
    assert "Muñoz" not in str(stored)
    assert "Muñoz" not in "".join(capfd.readouterr())


def test_an_error_that_may_pass_is_tried_again(queue: DbosTaskQueue, work: ScriptedWork, case_id: str) -> None:
    work.script[case_id, "draft"] = [OutputError(), OutputError()]
    wait_for(queue, queue.submit(case_id), "completed")

    assert work.ran[case_id].count("draft") == 3
    assert case_id not in work.failures


def test_trying_again_has_an_end(queue: DbosTaskQueue, work: ScriptedWork, case_id: str) -> None:
    work.script[case_id, "draft"] = [OutputError() for _ in range(9)]
    wait_for(queue, queue.submit(case_id), "failed")

    assert work.ran[case_id].count("draft") == 3
    assert work.failures[case_id] == ("draft", "output_failed")


def test_a_file_that_took_too_long_is_not_read_again_at_once(
    queue: DbosTaskQueue, work: ScriptedWork, case_id: str
) -> None:
    work.script[case_id, "ingest"] = [ReadingTimedOut(), ReadingTimedOut()]
    wait_for(queue, queue.submit(case_id), "failed")

    assert work.ran[case_id] == ["ingest"]


def test_a_running_case_stops_when_cancelled(queue: DbosTaskQueue, work: ScriptedWork, case_id: str) -> None:
    long_stage = UntilCancelled()
    work.script[case_id, "ingest"] = long_stage
    task_id = queue.submit(case_id)
    assert long_stage.began.wait(5)
    assert queue.status(task_id) == "running"
    queue.cancel(task_id)

    assert queue.status(task_id) == "cancelled"
    wait_until(lambda: long_stage.ended)
    assert work.ran[case_id] == ["ingest"]
    assert case_id not in work.failures


def test_a_cancelled_case_can_be_submitted_again(queue: DbosTaskQueue, work: ScriptedWork, case_id: str) -> None:
    long_stage = UntilCancelled()
    work.script[case_id, "ingest"] = long_stage
    first = queue.submit(case_id)
    assert long_stage.began.wait(5)
    queue.cancel(first)
    del work.script[case_id, "ingest"]
    second = queue.submit(case_id)
    wait_for(queue, second, "completed")

    assert second != first
    assert queue.find(case_id) == second


def test_a_case_with_a_live_task_gets_no_second_one(queue: DbosTaskQueue, work: ScriptedWork, case_id: str) -> None:
    busy = UntilReleased()
    work.script[case_id, "ingest"] = busy
    first = queue.submit(case_id)
    second = queue.submit(case_id)
    busy.released.set()
    wait_for(queue, first, "completed")

    assert second == first
    assert work.ran[case_id] == list(STAGE_NAMES)


def test_urgent_cases_go_first(queue: DbosTaskQueue, work: ScriptedWork) -> None:
    busy = [(uuid4().hex, UntilReleased()) for _ in range(QueueLimits().at_once)]
    for name, blocker in busy:
        work.script[name, "ingest"] = blocker
        queue.submit(name)
    assert all(blocker.began.wait(5) for _, blocker in busy)
    late, urgent, normal = (uuid4().hex for _ in range(3))
    tasks = [queue.submit(name, priority=p) for name, p in ((late, 500), (normal, 100), (urgent, 1))]
    assert {queue.status(task) for task in tasks} == {"pending"}
    # One place becomes free, so that they go one after the other.
    busy[0][1].released.set()
    for task in tasks:
        wait_for(queue, task, "completed")
    for _, blocker in busy:
        blocker.released.set()

    begun = list(dict.fromkeys(work.order))
    assert begun[-3:] == [urgent, normal, late]


def test_an_unknown_task_is_not_found(queue: DbosTaskQueue) -> None:
    with pytest.raises(TaskNotFound):
        queue.status("nowhere.1")
    with pytest.raises(TaskNotFound):
        queue.cancel("nowhere.1")
    assert queue.find("nowhere") is None


def test_the_engine_stores_ids_and_nothing_pickled(queue: DbosTaskQueue, place: EngineAdapter, case_id: str) -> None:
    with correlated("the-request-of-somebody"):
        task_id = queue.submit(case_id, first_stage="ground")
    wait_for(queue, task_id, "completed")

    sql = "SELECT inputs FROM {schema}workflow_input WHERE workflow_uuid = :task_id"
    ((inputs,),) = place.execute(sql, task_id=task_id)
    assert inputs == f'{{"args": ["{case_id}", "ground", "the-request-of-somebody"], "kwargs": {{}}}}'
    assert queue.get(task_id).correlation_id == "the-request-of-somebody"


def test_a_stage_can_submit_another_case(queue: DbosTaskQueue, work: ScriptedWork, case_id: str) -> None:
    other, submitted = uuid4().hex, []
    work.script[case_id, "ground"] = lambda _: submitted.append(queue.submit(other, first_stage="route"))
    wait_for(queue, queue.submit(case_id, first_stage="ground"), "completed")

    wait_for(queue, submitted[0], "completed")
    assert work.ran[other] == ["route", "draft", "ground"]


def test_a_task_tells_how_far_it_is_and_who_has_it(queue: DbosTaskQueue, work: ScriptedWork, case_id: str) -> None:
    busy = UntilReleased()
    work.script[case_id, "route"] = busy
    task_id = queue.submit(case_id, priority=3)
    assert busy.began.wait(5)
    wait_until(lambda: queue.get(task_id).done == 2)
    seen = queue.get(task_id)
    busy.released.set()
    wait_for(queue, task_id, "completed")

    assert (seen.case_id, seen.status, seen.stage, seen.done, seen.priority) == (case_id, "running", "route", 2, 3)
    assert (seen.starts, bool(seen.worker), bool(seen.started_at), seen.ended_at) == (1, True, True, "")
    assert progress_of(seen) == (0.4, "Choosing the way")
    assert progress_of(queue.get(task_id)) == (1.0, "Done")


def test_tasks_are_listed_newest_first_page_by_page(queue: DbosTaskQueue, work: ScriptedWork, case_id: str) -> None:
    tasks = []
    for _ in range(3):
        tasks.append(queue.submit(case_id, first_stage="ground"))
        wait_for(queue, tasks[-1], "completed")
    first = queue.list_tasks(case_id=case_id, limit=2)
    second = queue.list_tasks(case_id=case_id, limit=2, cursor=first.cursor)

    assert [task.task_id for task in (*first.tasks, *second.tasks)] == tasks[::-1]
    assert (bool(first.cursor), second.cursor) == (True, "")


def test_tasks_are_listed_by_status_with_the_code_that_ended_them(
    queue: DbosTaskQueue, work: ScriptedWork, case_id: str
) -> None:
    work.script[case_id, "ingest"] = [DamagedFile()]
    wait_for(queue, queue.submit(case_id), "failed")
    wait_for(queue, queue.submit(case_id, first_stage="ground"), "completed")

    (failed,) = queue.list_tasks(case_id=case_id, status="failed").tasks
    assert (failed.code, failed.done, failed.stage) == ("damaged_file", 0, "ingest")
    assert queue.list_tasks(case_id=case_id, status="dead").tasks == ()


def test_a_place_in_the_list_that_does_not_exist_is_refused(queue: DbosTaskQueue) -> None:
    with pytest.raises(InvalidValue):
        queue.list_tasks(cursor="nowhere")


def test_paused_work_stops_and_goes_on_from_the_stage_it_was_in(
    queue: DbosTaskQueue, work: ScriptedWork, case_id: str
) -> None:
    long_stage = UntilCancelled()
    work.script[case_id, "extract"] = long_stage
    task_id = queue.submit(case_id)
    assert long_stage.began.wait(5)
    queue.pause(task_id)
    wait_until(lambda: long_stage.ended)
    paused = queue.get(task_id)
    del work.script[case_id, "extract"]
    queue.resume(task_id)
    wait_for(queue, task_id, "completed")

    assert (paused.status, paused.stage) == ("paused", "extract")
    assert work.ran[case_id] == ["ingest", "extract", "extract", "route", "draft", "ground"]


def test_a_paused_case_is_not_taken_for_stranded(queue: DbosTaskQueue, work: ScriptedWork, case_id: str) -> None:
    long_stage = UntilCancelled()
    work.script[case_id, "ingest"] = long_stage
    queue.pause(queue.submit(case_id))
    work.unfinished = [(case_id, "ingest")]
    queue._settle()
    queue._settle()
    work.unfinished = []

    assert [task.status for task in queue.list_tasks(case_id=case_id).tasks] == ["paused"]


def test_work_that_begins_anew_takes_the_place_of_paused_work(
    queue: DbosTaskQueue, work: ScriptedWork, case_id: str
) -> None:
    paused = queue.submit(case_id)
    wait_for(queue, paused, "completed")
    long_stage = UntilCancelled()
    work.script[case_id, "ingest"] = long_stage
    paused = queue.submit(case_id)
    assert long_stage.began.wait(5)
    queue.pause(paused)
    del work.script[case_id, "ingest"]
    wait_for(queue, queue.submit(case_id), "completed")

    assert queue.status(paused) == "cancelled"
    with pytest.raises(IllegalTransition):
        queue.resume(paused)


@pytest.mark.parametrize("order", ["pause", "resume"])
def test_work_that_has_ended_can_be_neither_paused_nor_resumed(queue: DbosTaskQueue, case_id: str, order: str) -> None:
    task_id = queue.submit(case_id, first_stage="ground")
    wait_for(queue, task_id, "completed")

    with pytest.raises(IllegalTransition):
        getattr(queue, order)(task_id)


def test_waiting_work_can_be_put_first(queue: DbosTaskQueue, work: ScriptedWork) -> None:
    busy = [(uuid4().hex, UntilReleased()) for _ in range(QueueLimits().at_once)]
    for name, blocker in busy:
        work.script[name, "ingest"] = blocker
        queue.submit(name)
    assert all(blocker.began.wait(5) for _, blocker in busy)
    early, late = uuid4().hex, uuid4().hex
    tasks = [queue.submit(early, priority=5), queue.submit(late, priority=9)]
    queue.set_priority(tasks[1], 1)
    busy[0][1].released.set()
    for task in tasks:
        wait_for(queue, task, "completed")
    for _, blocker in busy:
        blocker.released.set()

    assert list(dict.fromkeys(work.order))[-2:] == [late, early]


def test_work_waits_for_a_store_that_is_away_and_fails_nothing(
    queue: DbosTaskQueue, work: ScriptedWork, case_id: str
) -> None:
    work.script[case_id, "extract"] = [StoreUnavailable() for _ in range(9)]
    wait_for(queue, queue.submit(case_id), "completed")

    assert work.ran[case_id].count("extract") == 10
    assert case_id not in work.failures
