"""The background work of recovery: named steps, each again and again; one that fails never ends the others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from denialops.attempt import attempt

STOP_WAIT_S = 15.0
"""A step may be waiting for a server that does not answer; the process ends without it."""
LONGEST_BACKOFF_S = 300.0
BREATH_S = 0.05
"""Between two runs of a step, however often it is woken: it leaves time to the others, and much comes together."""


class Held(Protocol):
    """Whether this process may do the work just now."""

    def hold(self) -> bool: ...

    def drop(self) -> None: ...


class Step(NamedTuple):
    """`run` is called every `every_s` seconds, the first time at once, and again soon while it says that it did some.

    `is_woken`: also as soon as something happened that may concern it.
    """

    name: str
    every_s: float
    run: Callable[[], object]
    lease: Held
    is_woken: bool = True


class Always:
    """The lease of work that only this process can do."""

    def hold(self) -> bool:
        return True

    def drop(self) -> None:
        """There is nobody else."""


class Loop:
    """A thread a step: a slow one holds up no other. `start` and `stop` once each."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._stopped = threading.Event()
        self._runners = [_Runner(step, self._stopped, self.wake) for step in steps]

    def start(self) -> None:
        for runner in self._runners:
            runner.start()

    def wake(self) -> None:
        """Something happened: the steps that it may concern run at once."""
        for runner in self._runners:
            runner.wake()

    def stop(self) -> None:
        self._stopped.set()
        for runner in self._runners:
            runner.wake(always=True)
        for runner in self._runners:
            runner.join(STOP_WAIT_S)


class _Runner(threading.Thread):
    def __init__(self, step: Step, stopped: threading.Event, tell: Callable[[], None]) -> None:
        super().__init__(name=f"recovery-{step.name}", daemon=True)
        self._step, self._stopped, self._tell = step, stopped, tell
        self._woken = threading.Event()
        self._failures = 0

    def wake(self, *, always: bool = False) -> None:
        if self._step.is_woken or always:
            self._woken.set()

    def run(self) -> None:
        while not self._stopped.is_set():
            self._woken.clear()
            wait_s = self._once()
            # What wakes others does not mend a step that failed.
            self._stopped.wait(wait_s if self._failures else BREATH_S)
            if not self._failures and wait_s > BREATH_S:
                self._woken.wait(wait_s - BREATH_S)
        attempt(self._step.lease.drop, stage=self._step.name)

    def _once(self) -> float:
        """Seconds until the next run."""
        did: list[object] = []
        error = attempt(lambda: did.append(self._step.lease.hold() and self._step.run()), stage=self._step.name)
        self._failures = self._failures + 1 if error else 0
        if error:
            return min(LONGEST_BACKOFF_S, self._step.every_s * 2.0 ** min(self._failures, 20))
        if did and did[0]:
            self._tell()
            return BREATH_S
        return self._step.every_s
