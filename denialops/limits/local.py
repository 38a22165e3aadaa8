"""A sliding window in this process: the exact times of each caller's last requests."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from time import monotonic

MINUTE_S = 60.0
MOST_CALLERS = 10_000
"""So many are remembered; the one that asked longest ago is forgotten first."""


class LocalWindow:
    """Implements ports.RequestWindow. `per_minute` 0: no limit."""

    def __init__(self, per_minute: int, *, seconds: Callable[[], float] = monotonic) -> None:
        self._per_minute, self._seconds = per_minute, seconds
        self._times: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def admit(self, caller: str) -> float:
        if not self._per_minute:
            return 0.0
        now = self._seconds()
        with self._lock:
            times = self._times.setdefault(caller, deque())
            self._times.move_to_end(caller)
            while times and times[0] <= now - MINUTE_S:
                times.popleft()
            if len(times) >= self._per_minute:
                return times[0] + MINUTE_S - now
            times.append(now)
            if len(self._times) > MOST_CALLERS:
                self._times.popitem(last=False)
        return 0.0
