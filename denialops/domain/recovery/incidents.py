"""Incidents: failures that share a signature, or a payer's rise in denials; their states and what leads where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import JsonValue

from denialops.domain.base import Record
from denialops.errors import IllegalTransition

IncidentStatus = Literal["NEW", "ANALYZING", "ACTIONED", "RESOLVED", "IGNORED"]
Severity = Literal["low", "medium", "high", "critical"]
IncidentKind = Literal["failures", "denials"]

OPEN: tuple[IncidentStatus, ...] = ("NEW", "ANALYZING", "ACTIONED")
NEXT: Mapping[IncidentStatus, frozenset[IncidentStatus]] = {
    "NEW": frozenset({"ANALYZING", "RESOLVED", "IGNORED"}),
    "ANALYZING": frozenset({"ACTIONED", "RESOLVED", "IGNORED"}),
    "ACTIONED": frozenset({"ANALYZING", "RESOLVED", "IGNORED"}),
    "RESOLVED": frozenset(),
    "IGNORED": frozenset({"ANALYZING"}),
}
"""A resolved incident stays resolved: what recurs is a new one that names it as a regression."""


class Incident(Record):
    """`first_event` and `last_event`: numbers of its events. `evidence`: for denials what was expected and seen.

    `group_id` is shared by incidents that seem to have one cause; `number` is for people.
    """

    incident_id: str
    number: int
    kind: IncidentKind
    signature: str
    signature_rules: str
    workflow_id: str
    vendor: str
    error_code: str
    severity: Severity
    status: IncidentStatus
    event_count: int
    case_count: int
    first_seen: str
    last_seen: str
    opened_at: str
    changed_at: str
    first_event: int
    last_event: int
    group_id: str = ""
    regression_of: str = ""
    evidence: Mapping[str, JsonValue] = {}


class IncidentStep(Record):
    """One line of an incident's history, never changed: opened, status_changed, severity_changed, grouped, noted."""

    number: int
    at: str
    type: str
    actor: str
    body: Mapping[str, JsonValue] = {}


def refuse_illegal(before: IncidentStatus, after: IncidentStatus) -> None:
    """Raises IllegalTransition."""
    if after not in NEXT[before]:
        hint = f"It is {before.lower()} now. Reload the page to see what can be done with it."
        raise IllegalTransition(f"An incident cannot go from {before} to {after}.", hint=hint)
