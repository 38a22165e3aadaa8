"""Events of workflows: taken in from whoever sends them, and shown."""

from __future__ import annotations

from collections.abc import Sequence

from denialops.domain.recovery.events import StoredEvent
from denialops.errors import DenialOpsError
from denialops.logs import correlation_id
from denialops.ports.recovery import EventQuery
from denialops.recovery.intake import Taken
from denialops.services.base import Desk


class Events(Desk):
    def take_event(self, body: object, *, sender: str) -> Taken:
        """`body` is JSON as it came. Raises FaultyEvent with every fault, EventConflict, or what a quota refuses."""
        taken = self.event_intake.take(body, sender=sender, correlation_id=correlation_id())
        self.acting.wake()
        return taken

    def take_events(self, bodies: Sequence[object], *, sender: str) -> tuple[Taken | DenialOpsError, ...]:
        """One answer an event, in order; the good ones are kept."""
        taken = self.event_intake.take_each(bodies, sender=sender, correlation_id=correlation_id())
        self.acting.wake()
        return taken

    def page_events(self, query: EventQuery, *, limit: int, before: int | None = None) -> tuple[StoredEvent, ...]:
        """Newest first; `before`: the number of the last one shown."""
        with self.recovery.snapshot() as reads:
            return reads.page_events(query, limit=limit, before=before)
