"""A queue whose work waits until the test lets it be done."""

from __future__ import annotations

from collections.abc import Callable

from denialops.domain.cases import StageName
from denialops.domain.tasks import UNKNOWN_DUE, Task, TaskPage, TaskStatus
from denialops.errors import TaskNotFound
from denialops.ports import StageWork
from denialops.services.inline import InlineQueue


class HeldQueue(InlineQueue):
    """Implements ports.TaskQueue; the id of a task is that of its case."""

    def __init__(self, work: Callable[[], StageWork]) -> None:
        super().__init__(work)
        self.held: dict[str, StageName] = {}
        self.states: dict[str, TaskStatus] = {}
        self.priorities: dict[str, int] = {}

    def submit(self, case_id: str, *, first_stage: StageName = "ingest", priority: int = UNKNOWN_DUE) -> str:
        self.held[case_id], self.states[case_id], self.priorities[case_id] = first_stage, "pending", priority
        return case_id

    def work_off(self, case_id: str) -> None:
        super().submit(case_id, first_stage=self.held.pop(case_id))
        self.states[case_id] = super().status(case_id)

    def cancel(self, task_id: str) -> None:
        self.states[task_id] = "cancelled"
        self.held.pop(task_id, None)

    def pause(self, task_id: str) -> None:
        self.states[task_id] = "paused"

    def resume(self, task_id: str) -> None:
        self.states[task_id] = "pending"

    def set_priority(self, task_id: str, priority: int) -> None:
        self.priorities[task_id] = priority

    def status(self, task_id: str) -> TaskStatus:
        if task_id not in self.states:
            raise TaskNotFound()
        return self.states[task_id]

    def get(self, task_id: str) -> Task:
        status = self.status(task_id)
        return Task(task_id=task_id, case_id=task_id, status=status, priority=self.priorities[task_id])

    def list_tasks(self, *, status: str = "", case_id: str = "", cursor: str = "", limit: int = 50) -> TaskPage:
        known = [self.get(task_id) for task_id in reversed(self.states)]
        start = int(cursor or 0)
        found = [t for t in known if status in ("", t.status) and case_id in ("", t.case_id)]
        more = len(found) > start + limit
        return TaskPage(tuple(found[start : start + limit]), str(start + limit) if more else "")

    def find(self, case_id: str) -> str | None:
        return case_id if case_id in self.states else None
