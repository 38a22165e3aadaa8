"""A piece of background work as people see it: which case, how far, how urgent, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal, NamedTuple

from denialops.domain.base import Record
from denialops.domain.cases import STAGE_NAMES, StageName

TaskStatus = Literal["pending", "running", "paused", "completed", "failed", "cancelled", "dead"]

LIVE: frozenset[str] = frozenset({"pending", "running", "paused"})
"""Still to do something: a case with such a task gets no second one."""

FIRST = 1
"""What is due today or overdue. The engine's own smallest number that anybody may give."""
UNKNOWN_DUE = 8
"""A letter nobody read yet: as if it were due in a week, since somebody waits for it and it may be urgent."""
LAST = 1000

_DOING: dict[str, str] = {
    "ingest": "Reading the pages",
    "extract": "Finding the facts",
    "route": "Choosing the way",
    "draft": "Writing the letter",
    "ground": "Checking the letter",
}


class Task(Record):
    """`stage` is under way, or was last. `code`: the error that ended it. Times are UTC, "" while they did not come.

    `starts` counts how often a process took it up; `worker` is the process that has or had it; `correlation_id` is
    the one of the request that asked for the work.
    """

    task_id: str
    case_id: str
    status: TaskStatus
    first_stage: StageName = "ingest"
    stage: StageName = "ingest"
    done: int = 0
    code: str = ""
    priority: int = UNKNOWN_DUE
    starts: int = 0
    worker: str = ""
    correlation_id: str = ""
    created_at: str = ""
    started_at: str = ""
    ended_at: str = ""


class TaskPage(NamedTuple):
    """`cursor` continues the list; "" at its end."""

    tasks: tuple[Task, ...]
    cursor: str


class TaskProgress(NamedTuple):
    """`fraction` from 0 to 1, never going back within a run, and the same in words."""

    fraction: float
    words: str


def priority_of(safe_date: date | None, today: date) -> int:
    """The smaller goes first: due today or overdue 1, then one more a day; unread letters as if due in a week."""
    if safe_date is None:
        return UNKNOWN_DUE
    return max(FIRST, min(LAST, FIRST + (safe_date - today).days))


def stage_after(first_stage: StageName, done: int) -> StageName:
    """The stage under way when `done` of those from `first_stage` on have ended."""
    stages = stages_from(first_stage)
    return stages[min(done, len(stages) - 1)]


def stages_from(first_stage: StageName) -> Sequence[StageName]:
    return STAGE_NAMES[STAGE_NAMES.index(first_stage) :]


def progress_of(task: Task, *, page: int = 0, pages: int = 0) -> TaskProgress:
    """From the stages that ended and, while pages are read, from those read so far."""
    if task.status in ("completed", "failed", "cancelled", "dead"):
        words = {"completed": "Done", "failed": "Failed", "cancelled": "Stopped", "dead": "Given up"}[task.status]
        return TaskProgress(1.0 if task.status == "completed" else _fraction(task, 0.0), words)
    if task.status == "pending":
        return TaskProgress(_fraction(task, 0.0), "Waiting for its turn")
    within = page / pages if task.stage == "ingest" and pages else 0.0
    words = f"{_DOING[task.stage]}: {page} of {pages}" if within else _DOING[task.stage]
    return TaskProgress(_fraction(task, within), "Paused" if task.status == "paused" else words)


def _fraction(task: Task, within: float) -> float:
    return round(min(1.0, (task.done + within) / len(stages_from(task.first_stage))), 3)
