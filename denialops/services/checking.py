"""Looks at all parts of an installation at once, each with a time limit, and at most so often."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from time import monotonic
from typing import NamedTuple

from denialops.domain.health import Health, Part, health_of
from denialops.errors import DenialOpsError
from denialops.ports.observing import Found, Probe

LIMIT_S = 2.0
FRESH_S = 1.0
TIMED_OUT = Found("down", "timed_out")


class _Look(NamedTuple):
    probe: Probe
    answer: Future[tuple[Found, int]]


class HealthCheck:
    """Thread-safe. A part whose last look has not come back is not looked at again: it counts as timed out."""

    def __init__(
        self,
        probes: Sequence[Probe] = (),
        *,
        limit_s: float = LIMIT_S,
        fresh_s: float = FRESH_S,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        self._probes, self._limit_s, self._fresh_s, self._seconds = probes, limit_s, fresh_s, seconds
        self._asking = threading.Lock()
        self._late: dict[str, Future[tuple[Found, int]]] = {}
        self._threads: ThreadPoolExecutor | None = None
        self._known: tuple[float, Health] | None = None

    def now(self) -> Health:
        """At most `fresh_s` seconds old, and never later than `limit_s`."""
        with self._asking:
            if self._known is None or self._seconds() - self._known[0] >= self._fresh_s:
                health = self._look()
                self._known = (self._seconds(), health)
            return self._known[1]

    def _look(self) -> Health:
        looks = [_Look(probe, self._begin(probe)) for probe in self._probes]
        wait([look.answer for look in looks], timeout=self._limit_s)
        self._late = {look.probe.name: look.answer for look in looks if not look.answer.done()}
        return health_of([self._part(look) for look in looks])

    def _begin(self, probe: Probe) -> Future[tuple[Found, int]]:
        if probe.name in self._late:
            return self._late[probe.name]
        if self._threads is None:
            self._threads = ThreadPoolExecutor(max(len(self._probes), 1), thread_name_prefix="health")
        return self._threads.submit(self._timed, probe)

    def _timed(self, probe: Probe) -> tuple[Found, int]:
        started = self._seconds()
        try:
            found = probe.look()
        except DenialOpsError as error:
            found = Found("down", error.code)
        return found, round((self._seconds() - started) * 1000)

    def _part(self, look: _Look) -> Part:
        found, ms = TIMED_OUT, round(self._limit_s * 1000)
        if look.answer.done():
            # What no probe foresees is a fault of ours; its words stay here.
            broke = look.answer.exception() is not None
            found, ms = (Found("down", DenialOpsError.code), 0) if broke else look.answer.result()
        return Part(name=look.probe.name, state=found.state, is_needed=look.probe.is_needed, code=found.code, ms=ms)
