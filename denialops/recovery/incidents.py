"""What changes an incident: every change is checked, saved and written into its history together."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from pydantic import JsonValue

from denialops.domain.recovery.events import StoredEvent
from denialops.domain.recovery.incidents import (
    Incident,
    IncidentKind,
    IncidentStatus,
    IncidentStep,
    Severity,
    refuse_illegal,
)
from denialops.ports.recovery import RecoveryWork

OWN_NAME = "DenialOps"


def new_incident(event: StoredEvent, *, kind: IncidentKind, severity: Severity, at: str) -> Incident:
    """One that begins with this event, which is not counted yet."""
    return Incident(
        incident_id=uuid4().hex,
        number=0,
        kind=kind,
        signature=event.signature,
        signature_rules=event.signature_rules,
        workflow_id=event.workflow_id,
        vendor=event.vendor,
        error_code=event.error_code,
        severity=severity,
        status="NEW",
        event_count=0,
        case_count=0,
        first_seen=event.occurred_at,
        last_seen=event.occurred_at,
        opened_at=at,
        changed_at=at,
        first_event=event.number,
        last_event=event.number,
    )


def open_incident(work: RecoveryWork, incident: Incident, told: Mapping[str, JsonValue]) -> Incident:
    """`told`: what its first line of history says. Returns it with its number."""
    opened = work.add_incident(incident)
    about: dict[str, JsonValue] = {"kind": opened.kind, **told}
    if opened.regression_of:
        about["regression_of"] = opened.regression_of
    write_step(work, opened, "opened", about, at=opened.opened_at)
    return opened


def change_status(
    work: RecoveryWork, incident: Incident, status: IncidentStatus, *, actor: str, reason: str, at: str
) -> Incident:
    """Raises IllegalTransition."""
    refuse_illegal(incident.status, status)
    changed = incident.model_copy(update={"status": status, "changed_at": at})
    work.save_incident(changed)
    told: dict[str, JsonValue] = {"before": incident.status, "after": status, "reason": reason}
    write_step(work, changed, "status_changed", told, at=at, actor=actor)
    return changed


def raise_severity(
    work: RecoveryWork, incident: Incident, severity: Severity, why: Mapping[str, JsonValue], *, at: str
) -> Incident:
    """Nothing happens where it is that grave already; the caller saves what is returned."""
    if severity == incident.severity:
        return incident
    told: dict[str, JsonValue] = {"before": incident.severity, "after": severity, **why}
    write_step(work, incident, "severity_changed", told, at=at)
    return incident.model_copy(update={"severity": severity})


def write_step(
    work: RecoveryWork,
    incident: Incident,
    kind: str,
    body: Mapping[str, JsonValue],
    *,
    at: str,
    actor: str = OWN_NAME,
) -> None:
    work.add_incident_step(incident.incident_id, IncidentStep(number=0, at=at, type=kind, actor=actor, body=dict(body)))
