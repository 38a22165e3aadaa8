"""Known vendors and workflows, kill switches, quotas and leases."""

from __future__ import annotations

from denialops.store.session import Session


class SafetyReads(Session):
    """Filled below."""


class SafetyChanges(SafetyReads):
    """Filled below."""
