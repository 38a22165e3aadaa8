"""Keeps to so many calls a minute and so many at once; who has to wait too long is told that the model is busy."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Generator, Iterator

from denialops.domain.models import ModelRequest
from denialops.errors import ModelBusy
from denialops.llm.wrapping import Piece, Timing, WrappedModel, wait
from denialops.ports import LanguageModel
from denialops.ports.limits import Turn, Turns

LOOK_AGAIN = Turn(0.05)


class LimitedModel(WrappedModel):
    """Calls of this process get their turn in the order they came, for which each waits `wait_s`. Thread-safe."""

    def __init__(
        self, inner: LanguageModel, turns: Turns, *, wait_s: float = 60.0, timing: Timing | None = None
    ) -> None:
        super().__init__(inner)
        self._turns, self._wait_s, self._timing = turns, wait_s, timing or Timing()
        self._lock = threading.Lock()
        self._queue: deque[object] = deque()

    def stream(self, request: ModelRequest) -> Iterator[Piece]:
        """Raises ModelBusy when its turn does not come in time."""
        place = yield from self._wait_for_turn()
        try:
            with self._asked(request) as pieces:
                yield from pieces
        finally:
            self._turns.give_back(self.provider, place)

    def _wait_for_turn(self) -> Generator[Piece, None, str]:
        gives_up_at = self._timing.seconds() + self._wait_s
        ticket = object()
        with self._lock:
            self._queue.append(ticket)
        try:
            while (turn := self._turn(ticket)).wait_s:
                if self._timing.seconds() + turn.wait_s > gives_up_at:
                    raise ModelBusy(retry_after_s=turn.wait_s)
                yield from wait(turn.wait_s, self._timing)
            return turn.place
        finally:
            with self._lock:
                self._queue.remove(ticket)

    def _turn(self, ticket: object) -> Turn:
        with self._lock:
            return self._turns.take(self.provider) if self._queue[0] is ticket else LOOK_AGAIN
