"""Stage work that does as it is told, and a way to wait for the engine without sleeping blindly."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable

from denialops.domain.cases import StageName
from denialops.errors import Cancelled, DenialOpsError
from denialops.ports import IsCancelled
from denialops.tasks.engine import DbosTaskQueue

WAIT_S = 10.0


class ScriptedWork:
    """Runs what `script` holds for a (case, stage): an error to raise, or a function of is_cancelled."""

    def __init__(self) -> None:
        self.ran: dict[str, list[StageName]] = defaultdict(list)
        self.order: list[str] = []
        self.script: dict[tuple[str, StageName], list[Exception] | Callable[[IsCancelled], None]] = {}
        self.failures: dict[str, tuple[StageName, str]] = {}
        self.unfinished: list[tuple[str, StageName]] = []

    def run_stage(self, case_id: str, stage: StageName, *, is_cancelled: IsCancelled) -> None:
        self.ran[case_id].append(stage)
        self.order.append(case_id)
        told = self.script.get((case_id, stage))
        if callable(told):
            told(is_cancelled)
        elif told:
            raise told.pop(0)

    def keep_failure(self, case_id: str, stage: StageName, error: DenialOpsError) -> None:
        self.failures[case_id] = (stage, error.code)

    def list_unfinished(self) -> Iterable[tuple[str, StageName]]:
        return tuple(self.unfinished)


class UntilCancelled:
    """A long stage: it says that it has begun and ends when it is told to, as the real ones do."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self.ended = False

    def __call__(self, is_cancelled: IsCancelled) -> None:
        self.began.set()
        wait_until(is_cancelled)
        self.ended = True
        raise Cancelled()


class UntilReleased:
    """Keeps a worker busy until the test lets it go."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self.released = threading.Event()

    def __call__(self, is_cancelled: IsCancelled) -> None:
        self.began.set()
        self.released.wait(WAIT_S)


def wait_until(condition: Callable[[], bool], *, limit_s: float = WAIT_S) -> None:
    deadline = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        threading.Event().wait(0.01)


def wait_for(queue: DbosTaskQueue, task_id: str, status: str) -> None:
    wait_until(lambda: queue.status(task_id) == status)
