"""What the queue asks of the engine's tables beyond the engine's own functions; SQL stays in the store."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from sqlalchemy import Engine

from denialops.domain.tasks import Task, TaskPage, TaskStatus


class TaskTables(Protocol):
    """Of one application; `app` and `queue` are its names in the engine. Raises StoreUnavailable."""

    engine: Engine
    app: str
    queue: str

    def prepare(self) -> None:
        """Makes the table in which processes sign."""

    def index_cases(self) -> None:
        """Once the engine has made its own tables: tasks are looked up by case at every page."""

    def find(self, task_id: str) -> Task | None: ...

    def newest(self, case_id: str) -> Task | None: ...

    def list_tasks(self, *, status: str, case_id: str, cursor: str, limit: int) -> TaskPage: ...

    def count_tasks(self) -> Mapping[TaskStatus, int]:
        """By state; states in which there are none are left out."""

    def live_cases(self) -> frozenset[str]:
        """Cases for which something is still to be done, paused ones among them."""

    def owners(self, task_ids: Collection[str]) -> Mapping[str, str]:
        """By task, the run that owns it now; tasks that nobody runs are left out."""

    def pause(self, task_id: str) -> bool:
        """False where it has ended."""

    def resume(self, task_id: str) -> bool:
        """False where it is not paused. Raises IllegalTransition where its case has another task meanwhile."""

    def drop_paused(self, case_id: str) -> None:
        """Work that begins anew takes the place of what was paused."""

    def set_priority(self, task_id: str, priority: int) -> None: ...

    def give_back(self, task_id: str, owner: str) -> None:
        """To the queue, if this run still owns it: its process lives and does not go on with it."""

    def sign(self, worker_id: str) -> None:
        """By the clock of the database: those of several machines differ."""

    def sign_off(self, worker_id: str) -> None: ...

    def take_over_lost(self, lost_after_s: float) -> int:
        """Puts back in the queue what runs on processes that did not sign for so long; how much that was."""

    def take_over_others(self, own_id: str) -> int:
        """As `take_over_lost` where this process is the only one."""
