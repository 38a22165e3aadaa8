"""What a stopped process left is taken up by the next one, and nobody waits for work that nobody does."""

from __future__ import annotations

from pathlib import Path

import pytest

from denialops.domain.cases import STAGE_NAMES
from denialops.errors import DamagedFile
from denialops.tasks.claim import WorkerName
from denialops.tasks.limits import QueueLimits
from tests.contract.engines import QUICK, EngineAdapter, make_queue, working
from tests.contract.scripted import ScriptedWork, UntilCancelled, UntilReleased, wait_for, wait_until


def test_a_stop_in_the_middle_of_a_stage_is_made_good_by_the_next_start(engine: EngineAdapter) -> None:
    first, long_stage = ScriptedWork(), UntilCancelled()
    first.script["c1", "extract"] = long_stage
    with working(engine, first) as queue:
        queue.submit("c1")
        assert long_stage.began.wait(10)

    second = ScriptedWork()
    second.unfinished = [("c1", "extract")]
    with working(engine, second) as queue:
        wait_until(lambda: second.ran["c1"][-1:] == ["ground"])
    assert first.ran["c1"] == ["ingest", "extract"]
    assert second.ran["c1"] == ["extract", "route", "draft", "ground"]


def test_a_case_saved_but_never_queued_is_taken_up_at_the_start(engine: EngineAdapter) -> None:
    work = ScriptedWork()
    work.unfinished = [("c1", "ingest")]
    with working(engine, work):
        wait_until(lambda: work.ran["c1"][-1:] == ["ground"])

    assert work.ran["c1"] == list(STAGE_NAMES)


def test_a_case_stranded_while_the_program_runs_is_taken_up_as_well(engine: EngineAdapter) -> None:
    work = ScriptedWork()
    with working(engine, work) as queue:
        work.unfinished = [("c1", "route")]
        wait_until(lambda: queue.find("c1") is not None)
        work.unfinished = []
        wait_until(lambda: len(work.ran["c1"]) == 3)

    assert work.ran["c1"] == ["route", "draft", "ground"]


def test_a_failure_that_could_not_be_kept_is_kept_by_the_next_start(engine: EngineAdapter) -> None:
    work = ScriptedWork()
    work.script["c1", "ingest"] = [DamagedFile()]
    with working(engine, work) as queue:
        wait_for(queue, queue.submit("c1"), "failed")
    work.failures.clear()
    work.unfinished = [("c1", "ingest")]
    with working(engine, work):
        wait_until(lambda: "c1" in work.failures)

    assert work.failures == {"c1": ("ingest", "internal_error")}
    assert work.ran["c1"] == ["ingest"]


def test_a_case_that_kills_the_process_again_and_again_ends_dead(engine: EngineAdapter) -> None:
    work, long_stage = ScriptedWork(), UntilCancelled()
    work.script["c1", "ingest"] = long_stage
    with working(engine, work) as queue:
        task_id = queue.submit("c1")
        assert long_stage.began.wait(10)
    _pretend_killed(engine, starts=QUICK.most_starts + 1)
    work.unfinished = [("c1", "ingest")]
    with working(engine, work) as queue:
        wait_for(queue, task_id, "dead")
        wait_until(lambda: "c1" in work.failures)

    assert work.ran["c1"] == ["ingest"]
    assert work.failures["c1"] == ("ingest", "work_died")


def test_old_finished_tasks_are_cleaned_away_and_young_ones_stay(engine: EngineAdapter) -> None:
    work = ScriptedWork()
    with working(engine, work) as queue:
        for case_id in ("old", "young"):
            wait_for(queue, queue.submit(case_id), "completed")
    week_ms = 7 * 86_400_000 + 1000
    engine.execute(
        "UPDATE {schema}workflow_status SET completed_at = completed_at - :week_ms WHERE workflow_uuid LIKE 'old.%'",
        week_ms=week_ms,
    )
    with working(engine, work) as queue:
        wait_until(lambda: queue.find("old") is None)

        assert queue.find("young")


def test_daily_work_is_done_at_the_start(engine: EngineAdapter) -> None:
    done: list[str] = []
    with working(engine, ScriptedWork(), daily=[lambda: done.append("purge")]):
        wait_until(lambda: done == ["purge"])


@pytest.mark.parametrize("limits", [QUICK._replace(starts_a_minute=2), QUICK._replace(at_once_everywhere=2)])
def test_no_more_is_begun_than_the_settings_allow(engine: EngineAdapter, limits: QueueLimits) -> None:
    work, cases = ScriptedWork(), ("c1", "c2", "c3")
    busy = UntilReleased()
    for case_id in cases:
        work.script[case_id, "ingest"] = busy
    queue = make_queue(engine, limits=limits)
    queue.start(work)
    for case_id in cases:
        queue.submit(case_id)
    wait_until(lambda: len(work.ran) == 2)
    statuses = sorted(queue.status(str(queue.find(case_id))) for case_id in cases)
    busy.released.set()
    queue.stop()

    assert statuses == ["pending", "running", "running"]


def test_a_clinic_does_not_take_the_work_of_another_on_the_same_database(engine: EngineAdapter) -> None:
    ours, theirs = ScriptedWork(), ScriptedWork()
    queue = make_queue(engine, tenant="theirs")
    queue.start(theirs, is_working=False)
    queue.submit("c1")
    queue.stop()
    with working(engine, ours) as queue:
        wait_for(queue, queue.submit("c2"), "completed")

        assert [task.case_id for task in queue.list_tasks().tasks] == ["c2"]
        assert (list(ours.ran), list(theirs.ran)) == (["c2"], [])


def test_a_process_keeps_its_name_and_a_second_one_has_another(tmp_path: Path) -> None:
    names = []
    for _ in range(2):
        first, second = WorkerName(tmp_path), WorkerName(tmp_path)
        names.append((first.take(), second.take()))
        first.release()
        second.release()

    assert names[0] == names[1]
    assert len({*names[0]}) == 2


def _pretend_killed(engine: EngineAdapter, *, starts: int) -> None:
    """As the engine finds a task whose process died while it ran."""
    engine.execute("DELETE FROM {schema}operation_outputs")
    engine.execute(
        "UPDATE {schema}workflow_status SET status = 'PENDING', completed_at = NULL, queue_name = 'cases', "
        "recovery_attempts = :starts",
        starts=starts,
    )
