"""Joins incidents that share vendor, time and cause into one group, so that they are looked at together."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from pydantic import JsonValue

from denialops.domain.recovery.incidents import OPEN, Incident
from denialops.domain.recovery.rules import RecoveryRules
from denialops.ports.recovery import IncidentQuery, RecoveryReads, RecoveryWork
from denialops.recovery.detection_rules import GroupingRules
from denialops.recovery.incidents import write_step

MOST = 20


def group_incident(
    work: RecoveryWork, incident: Incident, rules: RecoveryRules, limits: GroupingRules, *, at: str
) -> Incident:
    """A new incident with the group of those like it; one without a vendor stands alone. The caller saves it."""
    alike = _find_alike(work, incident, rules, limits)
    if not alike:
        return incident
    group_id = next((other.group_id for other in alike if other.group_id), "") or uuid4().hex
    for other in alike:
        if not other.group_id:
            work.save_incident(other.model_copy(update={"group_id": group_id}))
            write_step(work, other, "grouped", _told(group_id, (incident,), rules, limits), at=at)
    write_step(work, incident, "grouped", _told(group_id, alike, rules, limits), at=at)
    return incident.model_copy(update={"group_id": group_id})


def count_workflows(reads: RecoveryReads, incident: Incident) -> int:
    """The different workflows that its group reaches; 1 where it has none."""
    if not incident.group_id:
        return 1
    members = reads.page_incidents(IncidentQuery(group_id=incident.group_id), limit=MOST)
    return len({member.workflow_id for member in members} | {incident.workflow_id})


def _find_alike(
    work: RecoveryWork, incident: Incident, rules: RecoveryRules, limits: GroupingRules
) -> tuple[Incident, ...]:
    if not incident.vendor:
        return ()
    beside = work.page_incidents(IncidentQuery(statuses=OPEN, kind="failures", vendor=incident.vendor), limit=MOST)
    return tuple(
        other
        for other in beside
        if other.incident_id != incident.incident_id
        and _is_close(other, incident, limits)
        and limits.are_alike(rules.error(other.error_code).error_class, rules.error(incident.error_code).error_class)
    )


def _is_close(first: Incident, second: Incident, limits: GroupingRules) -> bool:
    apart = datetime.fromisoformat(first.first_seen) - datetime.fromisoformat(second.first_seen)
    return abs(apart) <= timedelta(minutes=limits.window_minutes)


def _told(
    group_id: str, others: tuple[Incident, ...], rules: RecoveryRules, limits: GroupingRules
) -> dict[str, JsonValue]:
    return {
        "group_id": group_id,
        "with": [other.incident_id for other in others],
        "vendor": others[0].vendor,
        "within_minutes": limits.window_minutes,
        "error_classes": [*sorted({rules.error(other.error_code).error_class for other in others})],
    }
