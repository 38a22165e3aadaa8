"""Where decisions and notes are kept, and past incidents are searched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from denialops.domain.recovery.decisions import Decision, Note, NoteKind


class DecisionReads(Protocol):
    def list_decisions(self, incident_id: str) -> tuple[Decision, ...]:
        """Newest first."""

    def page_decisions(self, *, after: int = 0, limit: int = 1000) -> tuple[Decision, ...]:
        """All of the tenant's, by number: for the export."""

    def list_undecided(self, *, limit: int, incident_id: str = "") -> tuple[str, ...]:
        """Ids of open incidents for which the rules decided nothing yet, or at a lower severity; oldest first.

        `incident_id`: only whether that one is among them.
        """

    def search_incidents(self, words: str, *, limit: int) -> tuple[tuple[str, float], ...]:
        """Ids of past incidents whose words resemble these, best first, with a score from 0 to 1.

        The score is the share of the sought words found there, rare words counting more; endings do not matter.
        """

    def find_incident_words(self, incident_id: str) -> str:
        """What it is found by; empty where nothing was kept."""

    def list_vectors(self, model: str, *, limit: int) -> Mapping[str, bytes]:
        """What the named model made of incidents' present words, by incident id; the newest ones."""

    def list_unvectored(self, model: str, *, limit: int) -> tuple[tuple[str, str], ...]:
        """(id, words) of incidents whose words that model has not seen, newest first."""

    def page_notes(
        self, *, kind: NoteKind | None = None, at_from: str = "", at_until: str = "", limit: int = 100
    ) -> tuple[Note, ...]:
        """Latest `at` first, both ends included; empty times do not filter."""


class DecisionChanges(DecisionReads, Protocol):
    def add_decision(self, decision: Decision) -> Decision:
        """Its number is given here; it is never changed afterwards."""

    def index_incident(self, incident_id: str, words: str) -> None:
        """What `search_incidents` finds it by; takes the place of what was kept before, its vectors included."""

    def keep_vector(self, incident_id: str, model: str, vector: bytes) -> None:
        """Beside the words that are kept; nothing where none are."""

    def add_note(self, note: Note) -> Note:
        """Its number is given here; it is never changed afterwards."""
