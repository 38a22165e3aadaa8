"""What does the work in the background, and what tells the time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from denialops.domain.cases import StageName
from denialops.errors import DenialOpsError
from denialops.ports.signals import IsCancelled


class TaskQueue(Protocol):
    """Durable background work; arguments are ids only."""

    def submit(self, case_id: str, *, first_stage: str = "ingest", priority: int = 100) -> str:
        """The task id; while the case has a live task, that one's. Lower priority numbers go first."""

    def cancel(self, task_id: str) -> None: ...

    def status(self, task_id: str) -> str:
        """pending, running, completed, failed, cancelled or dead. Raises TaskNotFound."""

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
