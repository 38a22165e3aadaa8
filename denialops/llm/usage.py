"""MemoryUsageLedger: what language models cost while one command runs; nothing is kept after it."""

from __future__ import annotations

import statistics
import threading
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from denialops.domain.models import DaySpend, ModelCall, SentText, Spend, Tokens
from denialops.errors import Cancelled
from denialops.ports import Clock


class MemoryUsageLedger:
    """Thread-safe."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._calls: list[tuple[date, ModelCall]] = []
        self._sent: list[SentText] = []

    def record(self, call: ModelCall) -> None:
        with self._lock:
            self._calls.append((self._clock.today(), call))

    def spent_today(self) -> Spend:
        today = self._clock.today()
        return _spend(call for day, call in self._so_far() if day == today)

    def spent_on(self, case_id: str) -> Spend:
        return _spend(call for _, call in self._so_far() if call.case_id == case_id)

    def list_days(self, *, days: int = 30) -> tuple[DaySpend, ...]:
        first = self._clock.today() - timedelta(days=days - 1)
        groups: dict[tuple[date, str, str], list[ModelCall]] = {}
        for day, call in self._so_far():
            if day >= first:
                groups.setdefault((day, call.provider, call.model), []).append(call)
        by_name = sorted(groups, key=lambda key: key[1:])
        newest_first = sorted(by_name, key=lambda key: key[0], reverse=True)
        return tuple(_of_day(*key, groups[key]) for key in newest_first)

    def list_calls(self, case_id: str) -> tuple[ModelCall, ...]:
        return tuple(call for _, call in reversed(self._so_far()) if call.case_id == case_id)

    def keep_sent(self, sent: SentText) -> None:
        with self._lock:
            self._sent.append(sent)

    def list_sent(self, case_id: str) -> tuple[SentText, ...]:
        with self._lock:
            return tuple(sent for sent in reversed(self._sent) if sent.case_id == case_id)

    def _so_far(self) -> list[tuple[date, ModelCall]]:
        with self._lock:
            return list(self._calls)


def _spend(calls: Iterable[ModelCall]) -> Spend:
    everything = list(calls)
    asked = [call for call in everything if not call.from_cache]
    return Spend(
        calls=len(asked),
        failed=sum(call.outcome not in ("ok", Cancelled.code) for call in asked),
        from_cache=len(everything) - len(asked),
        unpriced=sum(not call.is_priced for call in asked),
        tokens=Tokens(
            input=sum(call.tokens.input for call in asked),
            output=sum(call.tokens.output for call in asked),
            cached=sum(call.tokens.cached for call in asked),
            is_estimate=any(call.tokens.is_estimate for call in asked),
        ),
        cost_usd=sum((call.cost_usd for call in asked), Decimal(0)),
        saved_usd=sum((call.saved_usd for call in everything), Decimal(0)),
    )


def _of_day(day: date, provider: str, model: str, calls: list[ModelCall]) -> DaySpend:
    went_well = [call for call in calls if call.outcome == "ok" and not call.from_cache]
    return DaySpend(
        day=day.isoformat(),
        provider=provider,
        model=model,
        spend=_spend(calls),
        median_first_token_s=statistics.median([call.first_token_s for call in went_well] or [0.0]),
        median_total_s=statistics.median([call.total_s for call in went_well] or [0.0]),
    )
