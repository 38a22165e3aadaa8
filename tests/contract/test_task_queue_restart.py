"""What a stopped process left is taken up by the next one, and nobody waits for work that nobody does."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from denialops.domain.cases import STAGE_NAMES
from denialops.errors import DamagedFile
from denialops.tasks.engine import MAX_STARTS
from tests.contract.scripted import ScriptedWork, UntilCancelled, make_queue, wait_for, wait_until


def test_a_stop_in_the_middle_of_a_stage_is_made_good_by_the_next_start(tmp_path: Path) -> None:
    first, long_stage = ScriptedWork(), UntilCancelled()
    first.script["c1", "extract"] = long_stage
    queue = make_queue(tmp_path)
    queue.start(first)
    queue.submit("c1")
    assert long_stage.began.wait(10)
    queue.stop()

    second = ScriptedWork()
    second.unfinished = [("c1", "extract")]
    queue = make_queue(tmp_path)
    queue.start(second)
    wait_until(lambda: second.ran["c1"][-1:] == ["ground"])
    queue.stop()
    assert first.ran["c1"] == ["ingest", "extract"]
    assert second.ran["c1"] == ["extract", "route", "draft", "ground"]


def test_a_case_saved_but_never_queued_is_taken_up_at_the_start(tmp_path: Path) -> None:
    work = ScriptedWork()
    work.unfinished = [("c1", "ingest")]
    queue = make_queue(tmp_path)
    queue.start(work)
    task_id = queue.find("c1")
    assert task_id
    wait_for(queue, task_id, "completed")
    queue.stop()

    assert work.ran["c1"] == list(STAGE_NAMES)


def test_a_case_stranded_while_the_program_runs_is_taken_up_as_well(tmp_path: Path) -> None:
    work = ScriptedWork()
    queue = make_queue(tmp_path)
    queue.start(work)
    work.unfinished = [("c1", "route")]
    wait_until(lambda: queue.find("c1") is not None)
    work.unfinished = []
    wait_until(lambda: len(work.ran["c1"]) == 3)
    queue.stop()

    assert work.ran["c1"] == ["route", "draft", "ground"]


def test_a_failure_that_could_not_be_kept_is_kept_by_the_next_start(tmp_path: Path) -> None:
    work = ScriptedWork()
    work.script["c1", "ingest"] = [DamagedFile()]
    queue = make_queue(tmp_path)
    queue.start(work)
    wait_for(queue, queue.submit("c1"), "failed")
    queue.stop()
    work.failures.clear()
    work.unfinished = [("c1", "ingest")]
    queue = make_queue(tmp_path)
    queue.start(work)
    queue.stop()

    assert work.failures == {"c1": ("ingest", "internal_error")}
    assert work.ran["c1"] == ["ingest"]


def test_a_case_that_kills_the_process_again_and_again_ends_dead(tmp_path: Path) -> None:
    work, long_stage = ScriptedWork(), UntilCancelled()
    work.script["c1", "ingest"] = long_stage
    queue = make_queue(tmp_path)
    queue.start(work)
    task_id = queue.submit("c1")
    assert long_stage.began.wait(10)
    queue.stop()
    _pretend_killed(tmp_path, starts=MAX_STARTS + 1)
    work.unfinished = [("c1", "ingest")]
    queue = make_queue(tmp_path)
    queue.start(work)
    wait_for(queue, task_id, "dead")
    wait_until(lambda: "c1" in work.failures)
    queue.stop()

    assert work.ran["c1"] == ["ingest"]


def test_old_finished_tasks_are_cleaned_away_and_young_ones_stay(tmp_path: Path) -> None:
    work = ScriptedWork()
    queue = make_queue(tmp_path)
    queue.start(work)
    for case_id in ("old", "young"):
        wait_for(queue, queue.submit(case_id), "completed")
    queue.stop()
    week_ms = 7 * 86_400_000 + 1000
    _execute(
        tmp_path, f"UPDATE workflow_status SET completed_at = completed_at - {week_ms} WHERE workflow_uuid LIKE 'old.%'"
    )
    queue = make_queue(tmp_path)
    queue.start(work)
    wait_until(lambda: queue.find("old") is None)

    assert queue.find("young")
    queue.stop()


def test_daily_work_is_done_at_the_start(tmp_path: Path) -> None:
    done: list[str] = []
    queue = make_queue(tmp_path)
    queue.start(ScriptedWork(), daily=[lambda: done.append("purge")])
    wait_until(lambda: done == ["purge"])

    queue.stop()


def test_the_engine_keeps_its_identity(tmp_path: Path) -> None:
    queue = make_queue(tmp_path)
    queue.start(ScriptedWork())
    queue.stop()
    identity = (tmp_path / "engine-id").read_text()
    queue = make_queue(tmp_path)
    queue.start(ScriptedWork())
    queue.stop()

    assert (tmp_path / "engine-id").read_text() == identity
    assert len(identity) == 32


def _pretend_killed(folder: Path, *, starts: int) -> None:
    """As the engine finds a task whose process died while it ran."""
    _execute(folder, "DELETE FROM operation_outputs")
    _execute(
        folder,
        "UPDATE workflow_status SET status = 'PENDING', output = NULL, completed_at = NULL, queue_name = 'cases', "
        f"recovery_attempts = {starts}",
    )


def _execute(folder: Path, sql: str) -> None:
    connection = sqlite3.connect(folder / "engine.sqlite", isolation_level=None)
    connection.execute(sql)
    connection.close()
