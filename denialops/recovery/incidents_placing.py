"""Finds the incident that a failure belongs to, or opens one; counts in memory, so that rows are touched once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from denialops.domain.recovery.events import CLAIM_DENIED, StoredEvent
from denialops.domain.recovery.incidents import OPEN, Incident
from denialops.domain.recovery.rules import RecoveryRules
from denialops.ports.recovery import IncidentQuery, RecoveryWork
from denialops.recovery.detection_rules import IncidentRules
from denialops.recovery.incidents import new_incident
from denialops.recovery.rollups import hour_of
from denialops.recovery.signature_rules import SignatureBook
from denialops.recovery.signatures import sign

MOST_BESIDE = 20


class Tally:
    """An incident with the events of this batch; `added` of them, by hour, and the cases they name."""

    def __init__(self, incident: Incident, *, is_new: bool = False) -> None:
        self.incident, self.is_new = incident, is_new
        self.added = 0
        self.hours: Counter[str] = Counter()
        self.cases: dict[str, int] = {}
        self.signatures: dict[str, str] = {}
        self._first, self._last = incident.first_seen, incident.last_seen
        self._first_event, self._last_event = incident.first_event, incident.last_event
        self._base = 0 if is_new else incident.event_count

    def takes(self, at: datetime, rules: IncidentRules) -> bool:
        """Whether a failure of that moment is one of its own. What came late belongs to a resolved one still."""
        incident = self.incident
        changed = datetime.fromisoformat(incident.changed_at)
        if incident.status == "RESOLVED" and at > changed:
            return False
        if incident.status == "IGNORED" and at > changed + timedelta(days=rules.ignore_days):
            return False
        if incident.kind == "denials":
            return at >= datetime.fromisoformat(self._first)
        first, last = datetime.fromisoformat(self._first), datetime.fromisoformat(self._last)
        return first - rules.window <= at <= last + rules.window

    def add(self, event: StoredEvent) -> None:
        self.added += 1
        self.hours[hour_of(event)] += 1
        if event.case_id:
            self.cases.setdefault(event.case_id, event.number)
        self._first, self._last = min(self._first, event.occurred_at), max(self._last, event.occurred_at)
        self._first_event = min(self._first_event, event.number)
        self._last_event = max(self._last_event, event.number)

    def counted(self) -> Incident:
        """The incident with what was added; its cases are counted by whoever keeps them."""
        return self.incident.model_copy(
            update={
                "event_count": self._base + self.added,
                "first_seen": self._first,
                "last_seen": self._last,
                "first_event": self._first_event,
                "last_event": self._last_event,
            }
        )


class Placing(NamedTuple):
    """What placing needs to know; `now` is UTC text."""

    work: RecoveryWork
    rules: RecoveryRules
    limits: IncidentRules
    book: SignatureBook
    now: str


class Board:
    """The incidents that a batch touches."""

    def __init__(self, placing: Placing) -> None:
        self._placing = placing
        self._by_signature: dict[str, list[Tally]] = {}
        self._by_id: dict[str, Tally] = {}

    def place(self, event: StoredEvent) -> None:
        """Denials open no incident by themselves: a payer denies now and then, only a rise is one."""
        at = datetime.fromisoformat(event.occurred_at)
        found = self._find(event, at)
        if found is None and event.event_type != CLAIM_DENIED:
            found = self._open(event)
        if found is not None:
            found.add(event)

    def touched(self) -> Iterator[Tally]:
        """Those that got events, in the order in which they were met."""
        return (tally for tally in self._by_id.values() if tally.added)

    def _find(self, event: StoredEvent, at: datetime) -> Tally | None:
        limits = self._placing.limits
        own = next((tally for tally in self._known(event.signature) if tally.takes(at, limits)), None)
        return own or self._continued(event, at) or self._followed(event, at)

    def _continued(self, event: StoredEvent, at: datetime) -> Tally | None:
        """An incident that older rules began is not split by better ones: its failures are known by the old key too."""
        for older in self._placing.book.before(event.signature_rules):
            for tally in self._known(sign(event, older).key):
                if tally.incident.status != "RESOLVED" and tally.takes(at, self._placing.limits):
                    tally.signatures[event.signature] = event.signature_rules
                    self._known(event.signature).append(tally)
                    return tally
        return None

    def _followed(self, event: StoredEvent, at: datetime) -> Tally | None:
        """What was not tried because its vendor is left alone: the failures that brought that about have it as well."""
        if not self._placing.rules.error(event.error_code).follows:
            return None
        for tally in self._beside(event):
            if tally.takes(at, self._placing.limits):
                tally.signatures[event.signature] = event.signature_rules
                self._known(event.signature).append(tally)
                return tally
        return None

    def _beside(self, event: StoredEvent) -> list[Tally]:
        """Failures of the same work at the same vendor that are not over; last seen first."""
        query = IncidentQuery(statuses=(*OPEN, "IGNORED"), kind="failures", vendor=event.vendor)
        found = self._placing.work.page_incidents(query, limit=MOST_BESIDE)
        kept = [self._by_id.setdefault(one.incident_id, Tally(one)) for one in found]
        opened = [t for t in self._by_id.values() if t.is_new and t.incident.vendor == event.vendor]
        return [tally for tally in (*opened, *kept) if tally.incident.workflow_id == event.workflow_id]

    def _known(self, signature: str) -> list[Tally]:
        """Last seen first, as they were before this batch; those it opened stand in front."""
        if signature not in self._by_signature:
            found = self._placing.work.list_incidents_of(signature)
            self._by_signature[signature] = [self._by_id.setdefault(one.incident_id, Tally(one)) for one in found]
        return self._by_signature[signature]

    def _open(self, event: StoredEvent) -> Tally:
        known = self._known(event.signature)
        tally = Tally(_make_incident(event, self._placing, _recurs(known, event)), is_new=True)
        known.insert(0, tally)
        self._by_id[tally.incident.incident_id] = tally
        return tally


def _recurs(known: list[Tally], event: StoredEvent) -> str:
    """The resolved incident that is back; empty where the last one was never resolved, or lies after this failure."""
    earlier = next((tally.incident for tally in known if tally.incident.last_seen < event.occurred_at), None)
    return earlier.incident_id if earlier is not None and earlier.status == "RESOLVED" else ""


def _make_incident(event: StoredEvent, placing: Placing, regression_of: str) -> Incident:
    severity = placing.rules.error(event.error_code).severity
    incident = new_incident(event, kind="failures", severity=severity, at=placing.now)
    return incident.model_copy(update={"regression_of": regression_of})
