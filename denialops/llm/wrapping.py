"""What the wrappers share: the name of what they wrap, streams that are closed, and waiting that can be stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

from denialops.domain.models import ModelReply, ModelRequest, TextDelta
from denialops.ports import LanguageModel

Piece: TypeAlias = TextDelta | ModelReply
LONGEST_NAP_S = 0.5
STILL_WAITING = TextDelta("")


@dataclass(frozen=True)
class Timing:
    """Where the wrappers take time from: seconds that only go forward, and how to let some pass."""

    seconds: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class WrappedModel:
    """Base of the wrappers: goes by the name of what it wraps."""

    def __init__(self, inner: LanguageModel) -> None:
        self._inner = inner
        self.provider, self.model = inner.provider, inner.model

    @property
    def has_temperature(self) -> bool:
        return self._inner.has_temperature

    @contextmanager
    def _asked(self, request: ModelRequest) -> Iterator[Iterator[Piece]]:
        """The inner stream; leaving the block ends it, also half way."""
        pieces = self._inner.stream(request)
        try:
            yield pieces
        finally:
            if isinstance(pieces, Generator):
                pieces.close()


def has_text(piece: Piece) -> bool:
    return isinstance(piece, ModelReply) or bool(piece.text)


def wait(seconds: float, timing: Timing) -> Iterator[Piece]:
    """Lets time pass in naps with an empty piece before each, at which the caller may close the stream."""
    until = timing.seconds() + seconds
    while (left := until - timing.seconds()) > 0:
        yield STILL_WAITING
        timing.sleep(min(left, LONGEST_NAP_S))
