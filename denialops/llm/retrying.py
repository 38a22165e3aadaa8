"""Asks again when repeating helps, ever later, and never after text was handed out."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from denialops.domain.models import ModelRequest
from denialops.errors import ModelError
from denialops.llm.wrapping import Piece, Timing, WrappedModel, has_text, wait
from denialops.logs import get_log
from denialops.ports import LanguageModel

JITTER_S = 1.0


@dataclass(frozen=True)
class RetryLimits:
    """`total_s` bounds when the last try may begin, counted from the first."""

    tries: int = 3
    first_wait_s: float = 1.0
    longest_wait_s: float = 60.0
    total_s: float = 300.0


class RetryingModel(WrappedModel):
    """`chance` gives the jitter, from 0 to 1."""

    def __init__(
        self,
        inner: LanguageModel,
        limits: RetryLimits,
        *,
        timing: Timing | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        super().__init__(inner)
        self._limits, self._timing, self._chance = limits, timing or Timing(), chance

    def stream(self, request: ModelRequest) -> Iterator[Piece]:
        """Raises the error of the last try. Its pause is one the caller can stop: see the port."""
        gives_up_at = self._timing.seconds() + self._limits.total_s
        for tried in count(1):
            began = False
            try:
                with self._asked(request) as pieces:
                    for piece in pieces:
                        began = began or has_text(piece)
                        yield piece
                return
            except ModelError as error:
                # The caller holds the first half of another reply already, so a second try would mix two.
                if began or not error.retryable or tried >= self._limits.tries:
                    raise
                pause_s = self._pause(tried, error)
                if self._timing.seconds() + pause_s > gives_up_at:
                    raise
                get_log().warning("model_tried_again", code=error.code, attempt=tried, seconds=pause_s)
            yield from wait(pause_s, self._timing)

    def _pause(self, tried: int, error: ModelError) -> float:
        """Seconds; at least as long as the provider asked for."""
        doubled = self._limits.first_wait_s * 2.0 ** (tried - 1)
        own = min(doubled, self._limits.longest_wait_s) + self._chance() * JITTER_S
        return max(own, error.retry_after_s or 0.0)
