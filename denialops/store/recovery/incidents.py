"""Incidents, their history, and counts by hour."""

from __future__ import annotations

from denialops.store.session import Session


class IncidentReads(Session):
    """Filled below."""


class IncidentChanges(IncidentReads):
    """Filled below."""
