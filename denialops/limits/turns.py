"""Turns of this process: so many calls in any minute, so many at once."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Callable
from time import monotonic
from typing import NamedTuple
from uuid import uuid4

from denialops.limits.local import MINUTE_S
from denialops.ports.limits import Turn

LOOK_AGAIN_S = 0.05


class TurnLimits(NamedTuple):
    """0 calls a minute: no such limit. `longest_s`: after so long a call has ended, heard of or not."""

    calls_per_minute: int = 0
    at_once: int = 16
    longest_s: float = 600.0


class OwnTurns:
    """Implements ports.Turns in the memory of this process."""

    def __init__(self, limits: TurnLimits, *, seconds: Callable[[], float] = monotonic) -> None:
        self._limits, self._seconds = limits, seconds
        self._started_at: defaultdict[str, deque[float]] = defaultdict(deque)
        self._running: defaultdict[str, dict[str, float]] = defaultdict(dict)
        self._lock = threading.Lock()

    def take(self, name: str) -> Turn:
        with self._lock:
            now, started_at, running = self._seconds(), self._started_at[name], self._running[name]
            for place in [place for place, ends_at in running.items() if ends_at <= now]:
                del running[place]
            if len(running) >= self._limits.at_once:
                return Turn(LOOK_AGAIN_S)
            # Written as the wait below is, so that rounding cannot make that one 0.
            while started_at and started_at[0] + MINUTE_S - now <= 0:
                started_at.popleft()
            if 0 < self._limits.calls_per_minute <= len(started_at):
                return Turn(started_at[0] + MINUTE_S - now)
            place = uuid4().hex
            running[place] = now + self._limits.longest_s
            started_at.append(now)
            return Turn(0.0, place)

    def give_back(self, name: str, place: str) -> None:
        with self._lock:
            self._running[name].pop(place, None)
