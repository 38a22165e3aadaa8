"""Keeps to so many calls a minute and so many at once; who has to wait too long is told that the model is busy."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from denialops.domain.models import ModelRequest
from denialops.errors import ModelBusy
from denialops.llm.wrapping import Piece, Timing, WrappedModel, wait
from denialops.ports import LanguageModel

WINDOW_S = 60.0
LOOK_AGAIN_S = 0.05


@dataclass(frozen=True)
class RateLimits:
    """0 calls a minute: no such limit. `wait_s`: how long a call waits for its turn."""

    calls_per_minute: int = 0
    at_once: int = 16
    wait_s: float = 60.0


class LimitedModel(WrappedModel):
    """Calls get their turn in the order they came. Thread-safe."""

    def __init__(self, inner: LanguageModel, limits: RateLimits, *, timing: Timing | None = None) -> None:
        super().__init__(inner)
        self._limits, self._timing = limits, timing or Timing()
        self._lock = threading.Lock()
        self._queue: deque[object] = deque()
        self._started_at: deque[float] = deque()
        self._running = 0

    def stream(self, request: ModelRequest) -> Iterator[Piece]:
        """Raises ModelBusy when its turn does not come in time."""
        yield from self._wait_for_turn()
        try:
            with self._asked(request) as pieces:
                yield from pieces
        finally:
            with self._lock:
                self._running -= 1

    def _wait_for_turn(self) -> Iterator[Piece]:
        gives_up_at = self._timing.seconds() + self._limits.wait_s
        ticket = object()
        with self._lock:
            self._queue.append(ticket)
        try:
            while pause_s := self._pause(ticket):
                if self._timing.seconds() + pause_s > gives_up_at:
                    raise ModelBusy(retry_after_s=pause_s)
                yield from wait(pause_s, self._timing)
        finally:
            with self._lock:
                self._queue.remove(ticket)

    def _pause(self, ticket: object) -> float:
        """0.0 once the call has its place, else the seconds after which to look again."""
        with self._lock:
            if self._queue[0] is not ticket or self._running >= self._limits.at_once:
                return LOOK_AGAIN_S
            now = self._timing.seconds()
            # Written as the pause below is, so that rounding cannot make that one 0.
            while self._started_at and self._started_at[0] + WINDOW_S - now <= 0:
                self._started_at.popleft()
            if 0 < self._limits.calls_per_minute <= len(self._started_at):
                return self._started_at[0] + WINDOW_S - now
            self._running += 1
            self._started_at.append(now)
            return 0.0
