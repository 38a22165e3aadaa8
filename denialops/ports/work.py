"""What does the work in the background, and what tells the time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Protocol

from denialops.domain.cases import StageName
from denialops.domain.tasks import UNKNOWN_DUE, Task, TaskPage, TaskStatus
from denialops.errors import DenialOpsError
from denialops.ports.signals import IsCancelled


class TaskQueue(Protocol):
    """Durable background work; arguments are ids only. What takes a task id raises TaskNotFound."""

    def submit(self, case_id: str, *, first_stage: StageName = "ingest", priority: int = UNKNOWN_DUE) -> str:
        """The task id; while the case has a live task, that one's. Lower priority numbers go first."""

    def cancel(self, task_id: str) -> None:
        """For good, on whichever process it runs: the stage under way is told within a second."""

    def pause(self, task_id: str) -> None:
        """Stops as `cancel` does, but can be resumed. Raises IllegalTransition when it has ended."""

    def resume(self, task_id: str) -> None:
        """Goes on with the first stage not finished. Raises IllegalTransition when it is not paused."""

    def set_priority(self, task_id: str, priority: int) -> None:
        """Of one that waits or is paused; too late for any other, which stays as it is."""

    def status(self, task_id: str) -> TaskStatus: ...

    def get(self, task_id: str) -> Task: ...

    def list_tasks(self, *, status: str = "", case_id: str = "", cursor: str = "", limit: int = 50) -> TaskPage:
        """Newest first; those that ended only as long as they are kept. Raises InvalidValue for a bad cursor."""

    def count_tasks(self) -> Mapping[TaskStatus, int]:
        """By state, those that ended as long as they are kept. Raises StoreUnavailable when the queue is away."""

    def find(self, case_id: str) -> str | None:
        """The newest task of the case."""


class StageWork(Protocol):
    """What the queue calls; arguments are ids."""

    def run_stage(self, case_id: str, stage: StageName, *, is_cancelled: IsCancelled) -> None:
        """Load the case, run the stage, save it. Raises Cancelled or what went wrong; a finished stage returns."""

    def keep_failure(self, case_id: str, stage: StageName, error: DenialOpsError) -> None:
        """The stage failed for good: show it on the case, unless it is shown already."""

    def list_unfinished(self) -> Iterable[tuple[str, StageName]]:
        """As CaseReads.list_unfinished: what a start must take up again."""


class Clock(Protocol):
    """`today` in the clinic's time zone, `now` aware UTC."""

    def today(self) -> date: ...

    def now(self) -> datetime: ...
