"""Quotas of a clinic: events and cases a day, and the space of its originals; what exceeds them is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from denialops.domain.recovery.safety import QuotaUse
from denialops.errors import QuotaSpent, SpaceSpent
from denialops.ports import Clock, Vault
from denialops.ports.recovery import RecoveryStore, RecoveryWork

MEGABYTE = 1_000_000
Daily = Literal["events", "cases"]


class QuotaLimits(NamedTuple):
    """0: none."""

    events_a_day: int = 0
    cases_a_day: int = 0
    megabytes: int = 0


class Quotas:
    """Of one tenant, counted in its database for all processes together, by the days of the clinic."""

    def __init__(self, store: RecoveryStore, clock: Clock, limits: QuotaLimits) -> None:
        self._store, self._clock, self._limits = store, clock, limits

    def use(self, work: RecoveryWork, what: Daily, amount: int = 1) -> None:
        """Counts within the caller's transaction, which takes it back with a refusal. Raises QuotaSpent."""
        limit = self._limit(what)
        if limit and work.use_quota(self._day(), what, amount) > limit:
            raise QuotaSpent(f"The clinic's quota of {limit} {what} a day is used up.")

    @contextmanager
    def reserved(self, what: Daily, amount: int = 1) -> Iterator[None]:
        """Counts before the block and gives back when it raises. Raises QuotaSpent before anything was begun."""
        if not self._limit(what):
            yield
            return
        day = self._day()
        with self._store.transaction() as work:
            self.use(work, what, amount)
        with ExitStack() as undo:
            undo.callback(self._give_back, day, what, amount)
            yield
            undo.pop_all()

    def refuse_spent(self, what: Daily) -> None:
        """For what is taken whole or not at all, however much it holds: it may go beyond, the next may not.

        Raises QuotaSpent.
        """
        limit = self._limit(what)
        if limit and self._used(what) >= limit:
            raise QuotaSpent(f"The clinic's quota of {limit} {what} a day is used up.")

    def count(self, what: Daily, amount: int) -> None:
        """What was taken after `refuse_spent`; never refused."""
        if self._limit(what) and amount:
            with self._store.transaction() as work:
                work.use_quota(self._day(), what, amount)

    def refuse_full(self, size: int) -> None:
        """Raises SpaceSpent where so many bytes more have no room."""
        room = self._limits.megabytes * MEGABYTE
        if not room:
            return
        with self._store.snapshot() as reads:
            stored = reads.stored_bytes()
        if stored + size > room:
            raise SpaceSpent(f"The clinic's {self._limits.megabytes} MB for files are used up.")

    def list_use(self) -> tuple[QuotaUse, ...]:
        """Of this day, whether limited or not; days without a limit are not counted."""
        with self._store.snapshot() as reads:
            megabytes = -(-reads.stored_bytes() // MEGABYTE)
            events, cases = (reads.quota_used(self._day(), what) for what in ("events", "cases"))
        return (
            QuotaUse(what="events", used=Decimal(events), limit=Decimal(self._limits.events_a_day)),
            QuotaUse(what="cases", used=Decimal(cases), limit=Decimal(self._limits.cases_a_day)),
            QuotaUse(what="megabytes", used=Decimal(megabytes), limit=Decimal(self._limits.megabytes)),
        )

    def _give_back(self, day: str, what: Daily, amount: int) -> None:
        with self._store.transaction() as work:
            work.use_quota(day, what, -amount)

    def _limit(self, what: Daily) -> int:
        return self._limits.events_a_day if what == "events" else self._limits.cases_a_day

    def _used(self, what: Daily) -> int:
        with self._store.snapshot() as reads:
            return reads.quota_used(self._day(), what)

    def _day(self) -> str:
        return self._clock.today().isoformat()


class LimitedVault:
    """Implements ports.Vault: takes in no more than the quota of space allows; gives out and forgets as ever."""

    def __init__(self, vault: Vault, quotas: Quotas) -> None:
        self._vault, self._quotas = vault, quotas

    def put(self, data: bytes) -> str:
        """Raises SpaceSpent."""
        self._quotas.refuse_full(len(data))
        return self._vault.put(data)

    def get(self, sha256: str) -> bytes:
        return self._vault.get(sha256)

    def delete(self, sha256: str) -> None:
        self._vault.delete(sha256)

    def list_stored(self, before: datetime) -> Iterator[str]:
        return self._vault.list_stored(before)

    def close(self) -> None:
        self._vault.close()
