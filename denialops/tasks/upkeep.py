"""What is done again and again beside the queue: looking after stranded cases, cleaning up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from denialops.attempt import attempt

STOP_WAIT_S = 10.0
"""A chore may be waiting for a database that does not come back; the process ends without it."""


class Chore(NamedTuple):
    """`run` is called every `every_s` seconds, the first time at once."""

    name: str
    every_s: float
    run: Callable[[], object]


class Upkeep:
    """One thread for all chores."""

    def __init__(self, chores: Sequence[Chore]) -> None:
        self._chores = chores
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="upkeep", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join(STOP_WAIT_S)

    def _work(self) -> None:
        due = dict.fromkeys(self._chores, 0.0)
        while not self._stopped.is_set():
            for chore in (chore for chore, at in due.items() if at <= time.monotonic()):
                attempt(chore.run, stage=chore.name)
                due[chore] = time.monotonic() + chore.every_s
            self._stopped.wait(max(0.0, min(due.values()) - time.monotonic()))
