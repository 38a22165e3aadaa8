"""Work done at once by the caller: the queue of the command line's --save and of tests without the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from denialops.domain.cases import StageName
from denialops.domain.tasks import UNKNOWN_DUE, Task, TaskPage, TaskStatus, stages_from
from denialops.errors import DenialOpsError, IllegalTransition, TaskNotFound
from denialops.ports import StageWork, never


class InlineQueue:
    """Implements ports.TaskQueue; `work` is asked for when work comes, since the services are built after it."""

    def __init__(self, work: Callable[[], StageWork]) -> None:
        self._work = work
        self._ended: dict[str, TaskStatus] = {}

    def submit(self, case_id: str, *, first_stage: StageName = "ingest", priority: int = UNKNOWN_DUE) -> str:
        """Runs every stage; what fails is kept with the case, so nothing is raised."""
        work = self._work()
        self._ended[case_id] = "completed"
        for stage in stages_from(first_stage):
            try:
                work.run_stage(case_id, stage, is_cancelled=never)
            except DenialOpsError as error:
                work.keep_failure(case_id, stage, error)
                self._ended[case_id] = "failed"
                break
        return case_id

    def cancel(self, task_id: str) -> None:
        """Too late: it has ended."""

    def pause(self, task_id: str) -> None:
        self._refuse(task_id)

    def resume(self, task_id: str) -> None:
        self._refuse(task_id)

    def set_priority(self, task_id: str, priority: int) -> None:
        """Too late: it has ended."""

    def status(self, task_id: str) -> TaskStatus:
        if task_id not in self._ended:
            raise TaskNotFound()
        return self._ended[task_id]

    def get(self, task_id: str) -> Task:
        return Task(task_id=task_id, case_id=task_id, status=self.status(task_id))

    def list_tasks(self, *, status: str = "", case_id: str = "", cursor: str = "", limit: int = 50) -> TaskPage:
        """All of them at once: there are few where work is done by the caller."""
        known = (self.get(task_id) for task_id in reversed(self._ended))
        return TaskPage(tuple(t for t in known if status in ("", t.status) and case_id in ("", t.case_id)), "")

    def count_tasks(self) -> Mapping[TaskStatus, int]:
        return Counter(self._ended.values())

    def find(self, case_id: str) -> str | None:
        return case_id if case_id in self._ended else None

    def _refuse(self, task_id: str) -> None:
        self.status(task_id)
        raise IllegalTransition("This work has ended.", hint="Reload the page.")
