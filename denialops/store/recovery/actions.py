"""Actions and their journals."""

from __future__ import annotations

from denialops.store.session import Session


class ActionReads(Session):
    """Filled below."""


class ActionChanges(ActionReads):
    """Filled below."""
