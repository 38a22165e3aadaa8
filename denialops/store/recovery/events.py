"""Events of workflows, appended once and never changed."""

from __future__ import annotations

from denialops.store.session import Session


class EventReads(Session):
    """Filled below."""


class EventChanges(EventReads):
    """Filled below."""
