"""Gives the same reply to the same request again, without asking, where replies do not depend on chance."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple
from uuid import uuid4

from pydantic import ValidationError

from denialops.domain.base import Record
from denialops.domain.models import ModelCall, ModelReply, ModelRequest, TextDelta, Tokens
from denialops.envelope import Envelope
from denialops.errors import SealBroken, SecretKeyLost, StoreUnavailable
from denialops.llm.wrapping import Piece, Timing, WrappedModel
from denialops.logs import get_log
from denialops.ports import Clock, LanguageModel, ReplyCache, UsageLedger

HIGHEST_TEMPERATURE = 0.1
PIECE_CHARACTERS = 48
SHAPES_NO_REPLY = {"case_id", "call_id", "purpose", "identifiers"}
"""Every other field of a request is part of its key, also one that is added later."""
UNUSABLE = (SealBroken, SecretKeyLost, StoreUnavailable, ValidationError)
"""What an entry, the key file or the data folder may have against it; the provider is asked instead."""


class CacheCounts(NamedTuple):
    """Of this process; `misses` are requests that could have been answered from the cache and were not there."""

    hits: int = 0
    misses: int = 0
    saved_usd: Decimal = Decimal(0)


class CachedModel(WrappedModel):
    """Keeps whole replies only, encrypted and tagged with their case, for `ttl_s`. Thread-safe."""

    def __init__(
        self,
        inner: LanguageModel,
        cache: ReplyCache,
        *,
        envelope: Envelope,
        ledger: UsageLedger,
        clock: Clock,
        ttl_s: float = 3600.0,
        timing: Timing | None = None,
    ) -> None:
        super().__init__(inner)
        self._cache, self._envelope, self._ledger, self._clock = cache, envelope, ledger, clock
        self._ttl_s, self._timing = ttl_s, timing or Timing()
        self._lock = threading.Lock()
        self._counts = CacheCounts()

    def stream(self, request: ModelRequest) -> Iterator[Piece]:
        """A kept reply comes in pieces like any other; a cache that fails costs a call, never a reply."""
        started = self._timing.seconds()
        key = self._key(request) if self._is_cacheable(request) else ""
        kept = self._find(key) if key else None
        if kept:
            yield from self._replay(request, kept, started)
            return
        if key:
            self._count(CacheCounts(misses=1))
        with self._asked(request) as pieces:
            for piece in pieces:
                # Asked again: the call may have shown that this model takes no temperature.
                if key and isinstance(piece, ModelReply) and not piece.is_cut and self._is_cacheable(request):
                    self._keep(key, piece, tag=request.case_id)
                yield piece

    def counts(self) -> CacheCounts:
        return self._counts

    def _is_cacheable(self, request: ModelRequest) -> bool:
        """A probe asks whether the provider answers now, so it is never answered from here."""
        is_steady = request.temperature is not None and request.temperature <= HIGHEST_TEMPERATURE
        return self.has_temperature and is_steady and request.purpose != "probe"

    def _key(self, request: ModelRequest) -> str:
        """Of the entire request, "" where the key file does not allow one. Holds no text and tells none."""
        shape = request.model_dump(mode="json", exclude=SHAPES_NO_REPLY)
        content = json.dumps([self.provider, self.model, shape])
        try:
            return self._envelope.fingerprint(content.encode())
        except UNUSABLE as error:
            get_log().warning("reply_cache_off", code=getattr(error, "code", None))
            return ""

    def _find(self, key: str) -> _Kept | None:
        sealed = self._cache.get(key)
        if sealed is None:
            return None
        try:
            return _Kept.model_validate_json(self._envelope.open(sealed, about=key))
        except UNUSABLE as error:
            get_log().warning("reply_not_readable", code=getattr(error, "code", None))
            return None

    def _keep(self, key: str, reply: ModelReply, *, tag: str) -> None:
        kept = _Kept(text=reply.text, tokens=reply.tokens, cost_usd=reply.cost_usd, is_priced=reply.is_priced)
        try:
            sealed = self._envelope.seal(kept.model_dump_json().encode(), about=key)
        except UNUSABLE as error:
            get_log().warning("reply_not_kept", code=getattr(error, "code", None))
            return
        self._cache.put(key, sealed, tag=tag, ttl_s=self._ttl_s)

    def _replay(self, request: ModelRequest, kept: _Kept, started: float) -> Iterator[Piece]:
        reply = ModelReply(
            text=kept.text,
            provider=self.provider,
            model=self.model,
            tokens=kept.tokens,
            is_priced=kept.is_priced,
            first_token_s=self._timing.seconds() - started,
            total_s=self._timing.seconds() - started,
            from_cache=True,
        )
        self._count(CacheCounts(hits=1, saved_usd=kept.cost_usd))
        self._ledger.record(self._as_call(request, reply, saved_usd=kept.cost_usd))
        for start in range(0, len(kept.text), PIECE_CHARACTERS):
            yield TextDelta(kept.text[start : start + PIECE_CHARACTERS])
        yield reply

    def _as_call(self, request: ModelRequest, reply: ModelReply, *, saved_usd: Decimal) -> ModelCall:
        return ModelCall(
            call_id=uuid4().hex,
            at=self._clock.now().isoformat(timespec="microseconds"),
            case_id=request.case_id,
            purpose=request.purpose,
            provider=self.provider,
            model=self.model,
            outcome="ok",
            tokens=reply.tokens,
            is_priced=reply.is_priced,
            saved_usd=saved_usd,
            first_token_s=reply.first_token_s,
            total_s=reply.total_s,
            from_cache=True,
        )

    def _count(self, more: CacheCounts) -> None:
        with self._lock:
            old = self._counts
            self._counts = CacheCounts(old.hits + more.hits, old.misses + more.misses, old.saved_usd + more.saved_usd)


class _Kept(Record):
    """What a cache holds of a reply, as JSON in an envelope."""

    text: str
    tokens: Tokens
    cost_usd: Decimal
    is_priced: bool
