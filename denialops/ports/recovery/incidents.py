"""Where incidents, their history and the counts by hour are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from denialops.domain.recovery.incidents import Incident, IncidentKind, IncidentStatus, IncidentStep, Severity
from denialops.domain.recovery.safety import HourCount


class IncidentQuery(NamedTuple):
    """Empty fields do not filter."""

    statuses: tuple[IncidentStatus, ...] = ()
    severity: Severity | None = None
    kind: IncidentKind | None = None
    vendor: str = ""
    error_code: str = ""
    group_id: str = ""


class IncidentReads(Protocol):
    def get_incident(self, incident_id: str) -> Incident:
        """Raises IncidentNotFound."""

    def find_newest_incident(self, signature: str) -> Incident | None:
        """Last seen of those with this signature, in whatever status."""

    def list_incidents_of(self, signature: str, *, limit: int = 5) -> tuple[Incident, ...]:
        """Those with this signature, in whatever status, last seen first."""

    def list_incident_signatures(self, incident_id: str) -> tuple[str, ...]:
        """Its own first; then those that newer rule sets gave to failures that continued it."""

    def list_incident_cases(self, incident_id: str, *, limit: int = 1000) -> tuple[str, ...]:
        """Ids of the cases that its events name, oldest first, each once."""

    def list_incident_hours(self, incident_id: str, *, hour_from: str = "") -> tuple[tuple[str, int], ...]:
        """Its events by the hour (UTC, 2026-01-31T15) in which they occurred, oldest first."""

    def find_last_success(self, workflow_id: str, vendor: str) -> str:
        """When it last succeeded; empty where it never did."""

    def page_incidents(
        self, query: IncidentQuery, *, limit: int, after: tuple[str, int] | None = None
    ) -> tuple[Incident, ...]:
        """Last seen first; `after`: (last_seen, number) of the last one shown."""

    def count_incidents(self) -> dict[IncidentStatus, int]: ...

    def list_incident_steps(self, incident_id: str) -> tuple[IncidentStep, ...]:
        """Oldest first."""

    def get_position(self, name: str) -> int:
        """How far the named walker along the events came; 0 at first."""

    def list_hours(
        self, *, hour_from: str, hour_before: str, event_type: str = "", vendor: str = ""
    ) -> tuple[HourCount, ...]:
        """Oldest first. Empty fields do not filter."""


class IncidentChanges(IncidentReads, Protocol):
    def add_incident(self, incident: Incident) -> Incident:
        """Its number is given here, its signature leads to it. The caller adds the step "opened"."""

    def save_incident(self, incident: Incident) -> None:
        """Everything but its id and number. The caller has checked that its new status may follow."""

    def add_incident_step(self, incident_id: str, step: IncidentStep) -> None:
        """Its number is given here."""

    def add_incident_signature(self, incident_id: str, signature: str, rules: str) -> None:
        """Leads to it from now on too."""

    def add_incident_events(self, incident_id: str, *, hours: Mapping[str, int], cases: Mapping[str, int]) -> int:
        """Counts its events by hour and keeps the cases with their first event; returns how many cases are new."""

    def note_success(self, workflow_id: str, vendor: str, at: str) -> None:
        """Keeps the latest."""

    def set_position(self, name: str, number: int) -> None: ...

    def add_to_hours(self, counts: Sequence[HourCount]) -> None: ...
