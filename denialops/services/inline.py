"""Work done at once by the caller: the queue of the command line's --save and of tests without the engine."""

from __future__ import annotations

from collections.abc import Callable

from denialops.domain.cases import STAGE_NAMES
from denialops.errors import DenialOpsError, TaskNotFound
from denialops.ports import StageWork, never


class InlineQueue:
    """Implements ports.TaskQueue; `work` is asked for when work comes, since the services are built after it."""

    def __init__(self, work: Callable[[], StageWork]) -> None:
        self._work = work
        self._ended: dict[str, str] = {}

    def submit(self, case_id: str, *, first_stage: str = "ingest", priority: int = 100) -> str:
        """Runs every stage; what fails is kept with the case, so nothing is raised."""
        work = self._work()
        self._ended[case_id] = "completed"
        for stage in STAGE_NAMES[[str(name) for name in STAGE_NAMES].index(first_stage) :]:
            try:
                work.run_stage(case_id, stage, is_cancelled=never)
            except DenialOpsError as error:
                work.keep_failure(case_id, stage, error)
                self._ended[case_id] = "failed"
                break
        return case_id

    def cancel(self, task_id: str) -> None:
        """Too late: it has ended."""

    def status(self, task_id: str) -> str:
        if task_id not in self._ended:
            raise TaskNotFound()
        return self._ended[task_id]

    def find(self, case_id: str) -> str | None:
        return case_id if case_id in self._ended else None
