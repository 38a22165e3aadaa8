"""Where events are kept: appended once, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from denialops.domain.recovery.events import Signature, StoredEvent, WorkflowEvent


class NewEvent(NamedTuple):
    """An event that passed every check, with what we add to it. `body_hash` tells two bodies under one key apart."""

    event: WorkflowEvent
    body_hash: str
    signature: Signature
    sender: str
    correlation_id: str = ""
    case_id: str = ""


class Appended(NamedTuple):
    """`is_new` False: it was there already; `is_same` False: under its key lies another body, nothing was kept."""

    event_id: str
    number: int
    is_new: bool
    is_same: bool = True


class EventQuery(NamedTuple):
    """Empty fields do not filter. Times are UTC text, `before` exclusive."""

    workflow_id: str = ""
    vendor: str = ""
    error_code: str = ""
    event_type: str = ""
    signature: str = ""
    case_id: str = ""
    occurred_from: str = ""
    occurred_before: str = ""


class EventReads(Protocol):
    def list_events_after(self, number: int, *, limit: int) -> tuple[StoredEvent, ...]:
        """In the order in which they were kept: what the processor walks along."""

    def page_events(self, query: EventQuery, *, limit: int, before: int | None = None) -> tuple[StoredEvent, ...]:
        """Newest first; `before`: the number of the last one shown."""

    def count_events(self, query: EventQuery) -> int: ...

    def list_event_cases(
        self, signature: str, *, first_event: int, last_event: int, limit: int = 1000
    ) -> tuple[str, ...]:
        """Ids of the cases that these events name, oldest first, each once."""


class EventChanges(EventReads, Protocol):
    def append_events(self, events: Sequence[NewEvent]) -> tuple[Appended, ...]:
        """One answer an event, in order. Unknown workflows and vendors register themselves as unreviewed."""
