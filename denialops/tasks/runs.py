"""The runs of this process, each of which can be told to stop from outside its thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple


class GivenUp(BaseException):
    """Ends a run without any outcome: the task belongs to somebody else, to nobody, or to the next start.

    No error, so nobody who catches errors may catch it.
    """


class Run(NamedTuple):
    """`owner` tells this run of a task from an earlier and a later one."""

    task_id: str
    owner: str
    told: threading.Event


class Runs:
    """Thread-safe."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._runs: list[Run] = []

    def enter(self, task_id: str, owner: str) -> Run:
        run = Run(task_id, owner, threading.Event())
        with self._changed:
            self._runs.append(run)
        return run

    def leave(self, run: Run) -> None:
        with self._changed:
            self._runs.remove(run)
            self._changed.notify_all()

    def task_ids(self) -> frozenset[str]:
        with self._changed:
            return frozenset(run.task_id for run in self._runs)

    def tell(self, is_meant: Callable[[Run], bool]) -> None:
        """To stop at the next moment it can."""
        with self._changed:
            for run in self._runs:
                if is_meant(run):
                    run.told.set()

    def tell_lost(self, seen: Iterable[str], owners: Mapping[str, str]) -> None:
        """Those of the tasks `seen` running whose owner is another by now."""
        asked = frozenset(seen)
        self.tell(lambda run: run.task_id in asked and owners.get(run.task_id) != run.owner)

    def wait_until_none(self, timeout_s: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: not self._runs, timeout=timeout_s)
