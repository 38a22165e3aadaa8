"""What those who run an installation ask: is it well, and how much is there of what."""

from __future__ import annotations

from datetime import timedelta

from denialops.domain.census import SOON_DAYS, CacheTally, Census
from denialops.domain.health import Health
from denialops.services.base import Desk


class Operations(Desk):
    def health(self) -> Health:
        """Every part, looked at within the last second; never raises."""
        return self.checks.now()

    def census(self) -> Census:
        """Raises StoreUnavailable."""
        today = self.clock.today()
        with self.store.snapshot() as reads:
            cases = reads.tally(today=today, soon=today + timedelta(days=SOON_DAYS))
        tasks = self.queue.count_tasks()
        if self.assistant is None:
            return Census(cases=cases, tasks=tasks)
        use = self.assistant.cache()
        cache = CacheTally(hits=use.hits, misses=use.misses, entries=use.entries)
        return Census(cases=cases, tasks=tasks, breakers=(self.assistant.breaker(),), cache=cache)

    def measurements(self) -> bytes:
        """In the text format that Prometheus reads."""
        return self.watch.meter.render()
