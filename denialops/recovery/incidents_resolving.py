"""Ends incidents of failures that are over: the workflow succeeds again and nothing failed for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from denialops.domain.recovery.incidents import OPEN, Incident, IncidentKind, IncidentStatus
from denialops.ports import Clock
from denialops.ports.recovery import ActionQuery, IncidentQuery, RecoveryReads, RecoveryStore, RecoveryWork
from denialops.recovery.detection_rules import DetectionRules
from denialops.recovery.incidents import OWN_NAME, change_status
from denialops.recovery.proposing import decline

PAGE = 200
IS_OVER = "The incident is over."


class QuietWatch:
    """Of one tenant; rises in denials end in denials_ending.py."""

    def __init__(self, store: RecoveryStore, rules: DetectionRules, *, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._quiet = timedelta(minutes=rules.quiet_minutes)

    def run_once(self) -> int:
        """Resolves what is over and returns how many it were."""
        with self._store.snapshot() as reads:
            over = [found.incident_id for found in list_open(reads, "failures") if self._is_over(reads, found)]
        return sum(map(self._resolve, over))

    def _is_over(self, reads: RecoveryReads, incident: Incident) -> bool:
        """What is being done about it is awaited: it may make it fail again, and is to be seen to the end."""
        if self._clock.now() - datetime.fromisoformat(incident.last_seen) < self._quiet:
            return False
        if reads.find_last_success(incident.workflow_id, incident.vendor) <= incident.last_seen:
            return False
        busy = ActionQuery(statuses=("approved", "running"), incident_id=incident.incident_id)
        return not reads.page_actions(busy, limit=1)

    def _resolve(self, incident_id: str) -> bool:
        """Looked at once more: a failure or a person may have come meanwhile."""
        with self._store.transaction() as work:
            incident = work.get_incident(incident_id)
            if incident.status not in OPEN or not self._is_over(work, incident):
                return False
            succeeded = work.find_last_success(incident.workflow_id, incident.vendor)
            at = succeeded[:16].replace("T", " ")
            reason = f"It succeeded again at {at} UTC, and no failure came for a while."
            now = self._clock.now().isoformat(timespec="microseconds")
            move_incident(work, incident, "RESOLVED", actor=OWN_NAME, reason=reason, at=now)
            return True


def move_incident(
    work: RecoveryWork, incident: Incident, status: IncidentStatus, *, actor: str, reason: str, at: str
) -> Incident:
    """What was only proposed for an incident that is over is declined: nobody should begin it by mistake.

    Raises IllegalTransition.
    """
    moved = change_status(work, incident, status, actor=actor, reason=reason, at=at)
    if status == "RESOLVED":
        for action in work.page_actions(ActionQuery(("proposed",), incident.incident_id), limit=PAGE):
            decline(work, action, IS_OVER, now=at, actor=OWN_NAME)
    return moved


def list_open(reads: RecoveryReads, kind: IncidentKind) -> list[Incident]:
    """Every incident of this kind that nobody closed."""
    found: list[Incident] = []
    after: tuple[str, int] | None = None
    while page := reads.page_incidents(IncidentQuery(statuses=OPEN, kind=kind), limit=PAGE, after=after):
        found.extend(page)
        after = (page[-1].last_seen, page[-1].number)
    return found
