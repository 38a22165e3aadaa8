"""What asks language models, remembers their replies and counts what they cost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from denialops.domain.models import DaySpend, ModelCall, ModelReply, ModelRequest, SentText, Spend, TextDelta


class LanguageModel(Protocol):
    """A provider's model, or a wrapper around one that is the same port again."""

    @property
    def provider(self) -> str: ...

    @property
    def model(self) -> str: ...

    @property
    def has_temperature(self) -> bool:
        """Whether a low temperature makes the same request give the same reply; without it nothing is cached.

        May turn out to be False only when the provider refuses one.
        """

    def stream(self, request: ModelRequest) -> Iterator[TextDelta | ModelReply]:
        """Pieces of text as they arrive, then exactly one ModelReply with the whole text.

        An empty piece says that the call waits for its turn or its next try, so that the caller can still stop it.
        Closing the iterator ends the call at the provider. Raises a ModelError, before or between pieces.
        """


class ReplyCache(Protocol):
    """Keeps encrypted replies by a hash. Forgets the least recently used; thread-safe."""

    def get(self, key: str) -> bytes | None:
        """None when unknown, too old, or not readable any more."""

    def put(self, key: str, value: bytes, *, tag: str, ttl_s: float) -> None:
        """`tag`: the case it belongs to."""

    def forget(self, tag: str) -> int:
        """Drops every entry of the case; returns how many."""

    def count(self) -> int: ...

    def close(self) -> None: ...


class UsageLedger(Protocol):
    """Every attempt and what it cost. Days are the clinic's dates."""

    def record(self, call: ModelCall) -> None: ...

    def spent_today(self) -> Spend: ...

    def spent_on(self, case_id: str) -> Spend: ...

    def list_days(self, *, days: int = 30) -> tuple[DaySpend, ...]:
        """Newest first."""

    def list_calls(self, case_id: str) -> tuple[ModelCall, ...]:
        """Newest first."""

    def keep_sent(self, sent: SentText) -> None: ...

    def list_sent(self, case_id: str) -> tuple[SentText, ...]:
        """Newest first."""
