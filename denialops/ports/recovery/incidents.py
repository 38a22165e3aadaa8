"""Where incidents, their history and the counts by hour are kept."""

from __future__ import annotations

from collections.abc import Sequence
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
        """Of this signature, in whatever status."""

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
    ) -> tuple[HourCount, ...]: ...


class IncidentChanges(IncidentReads, Protocol):
    def add_incident(self, incident: Incident) -> Incident:
        """Its number is given here. The caller adds the step "opened"."""

    def save_incident(self, incident: Incident) -> None:
        """Everything but its id and number. The caller has checked that its new status may follow."""

    def add_incident_step(self, incident_id: str, step: IncidentStep) -> None:
        """Its number is given here."""

    def set_position(self, name: str, number: int) -> None: ...

    def add_to_hours(self, counts: Sequence[HourCount]) -> None: ...
