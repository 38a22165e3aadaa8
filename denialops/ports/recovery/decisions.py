"""Where decisions are kept, and past incidents are searched."""

from __future__ import annotations

from typing import Protocol

from denialops.domain.recovery.decisions import Decision


class DecisionReads(Protocol):
    def list_decisions(self, incident_id: str) -> tuple[Decision, ...]:
        """Newest first."""

    def page_decisions(self, *, after: int = 0, limit: int = 1000) -> tuple[Decision, ...]:
        """All of the tenant's, by number: for the export."""

    def search_incidents(self, words: str, *, limit: int) -> tuple[tuple[str, float], ...]:
        """Ids of past incidents whose words resemble these, best first, with a score from 0 to 1."""


class DecisionChanges(DecisionReads, Protocol):
    def add_decision(self, decision: Decision) -> Decision:
        """Its number is given here; it is never changed afterwards."""

    def index_incident(self, incident_id: str, words: str) -> None:
        """What `search_incidents` finds it by; takes the place of what was kept before."""
