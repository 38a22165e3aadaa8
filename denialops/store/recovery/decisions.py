"""Decisions, and the search for past incidents."""

from __future__ import annotations

from denialops.store.session import Session


class DecisionReads(Session):
    """Filled below."""


class DecisionChanges(DecisionReads):
    """Filled below."""
