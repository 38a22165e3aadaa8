"""Gathers at one moment what an analysis looks at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

from denialops.domain.recovery.decisions import Note, NoteKind
from denialops.domain.recovery.events import CLAIM_DENIED, CLAIM_PAID, Outcome, StoredEvent, outcome_of_event
from denialops.domain.recovery.incidents import OPEN, Incident, IncidentKind
from denialops.domain.recovery.safety import BreakerState, HourCount, KillSwitch, SwitchScope
from denialops.domain.recovery.vendors import name_payer, name_vendor
from denialops.ports.recovery import EventQuery, IncidentQuery, RecoveryReads
from denialops.recovery.analysis_inputs import Beside, Calls, Inputs
from denialops.recovery.analysis_rules import Limits
from denialops.recovery.similar import Likeness, find_similar, words_of

SAMPLE = 20
MOST_BESIDE = 50
TOGETHER: Mapping[IncidentKind, timedelta] = {"failures": timedelta(hours=6), "denials": timedelta(days=14)}
"""Open incidents of one kind that were seen so close to each other are looked at together; denials come by mail."""
_TARGETS: Mapping[SwitchScope, str] = {"workflow": "workflow_id", "vendor": "vendor"}


class Around(NamedTuple):
    """What stands outside of the store: where a vendor's breaker stands, the parts of a signature, search by meaning.

    `breaker` may look into the store itself, so it is asked outside of any snapshot.
    """

    breaker: Callable[[str], BreakerState]
    parts: Callable[[StoredEvent], Mapping[str, str]]
    likeness: Likeness | None = None


class Seen(NamedTuple):
    """The moment (UTC), and where the vendor's breaker stands; empty without a vendor."""

    at: datetime
    breaker: BreakerState | Literal[""]


class Window(NamedTuple):
    """From when calls are counted until now. Hours are whole ones: that of the first failure counts from its start."""

    start: datetime
    end: datetime

    def hours(self) -> tuple[str, str]:
        return _hour(self.start), _hour(self.end + timedelta(hours=1))

    def hours_before(self, **back: float) -> tuple[str, str]:
        return _hour(self.start - timedelta(**back)), _hour(self.start)

    def lately(self, **back: float) -> tuple[str, str]:
        return _hour(self.start - timedelta(**back)), _hour(self.end + timedelta(hours=1))


def gather(reads: RecoveryReads, incident: Incident, around: Around, limits: Limits, seen: Seen) -> Inputs:
    """Everything that `causes` and `analysis_proposals` need."""
    now = seen.at
    began = datetime.fromisoformat(incident.first_seen)
    window = Window(max(began, now - timedelta(hours=limits.window_hours)), now)
    events = _sample(reads, incident)
    message = _message(events, around.parts)
    known = reads.find_vendor(incident.vendor) if incident.vendor else None
    lately = _calls_of(reads, incident.vendor, window.lately(days=limits.baseline_days))
    before = _calls_of(reads, incident.vendor, window.hours_before(hours=limits.window_hours))
    return Inputs(
        at=now.isoformat(timespec="microseconds"),
        incident=incident,
        event_ids=tuple(event.event_id for event in events),
        message=message,
        hours=dict(reads.list_incident_hours(incident.incident_id)),
        calls=_calls(reads, incident.vendor, window, limits),
        reports_successes=lately.succeeded > 0,
        earlier_failures=before.failed,
        earlier_calls=before.total,
        breaker=seen.breaker,
        is_paused=known is not None and known.is_paused,
        switches=tuple(s for s in reads.list_kill_switches(in_force_at=_text(now)) if _covers(s, incident)),
        deploys=_notes(reads, "deploy", began, hours=limits.deploy_hours),
        bulletins=_bulletins(reads, incident.vendor, began, limits),
        beside=_beside(reads, incident),
        cases=reads.list_incident_cases(incident.incident_id),
        similar=find_similar(reads, incident, words_of(incident, message, ""), around.likeness),
    )


def _sample(reads: RecoveryReads, incident: Incident) -> tuple[StoredEvent, ...]:
    """The newest ones of the incident."""
    query, before = EventQuery(signature=incident.signature), incident.last_event + 1
    found = reads.page_events(query, limit=SAMPLE, before=before)
    return tuple(event for event in found if event.number >= incident.first_event)


def _message(events: Iterable[StoredEvent], parts: Callable[[StoredEvent], Mapping[str, str]]) -> str:
    """The known words that their messages share; what else stood there was replaced by its kind."""
    return next((message for event in events if (message := parts(event).get("message"))), "")


def _calls(reads: RecoveryReads, own: str, window: Window, limits: Limits) -> tuple[Calls, ...]:
    """The incident's vendor, and each other one of which successes are reported, so that its share means something."""
    rows: dict[str, list[HourCount]] = {}
    for row in _hours(reads, window.hours()):
        rows.setdefault(row.vendor, []).append(row)
    lately = window.lately(days=limits.baseline_days)
    counted = (_count(vendor, found) for vendor, found in sorted(rows.items()) if vendor)
    return tuple(calls for calls in counted if calls.vendor == own or _reports(reads, calls, lately))


def _reports(reads: RecoveryReads, calls: Calls, lately: tuple[str, str]) -> bool:
    return bool(calls.succeeded) or _calls_of(reads, calls.vendor, lately).succeeded > 0


def _calls_of(reads: RecoveryReads, vendor: str, hours: tuple[str, str]) -> Calls:
    return _count(vendor, _hours(reads, hours, vendor=vendor)) if vendor else Calls(vendor="", failed=0, succeeded=0)


def _hours(reads: RecoveryReads, hours: tuple[str, str], vendor: str = "") -> tuple[HourCount, ...]:
    return reads.list_hours(hour_from=hours[0], hour_before=hours[1], vendor=vendor)


def _count(vendor: str, rows: Iterable[HourCount]) -> Calls:
    outcomes: Counter[Outcome] = Counter()
    for row in rows:
        if row.event_type not in (CLAIM_DENIED, CLAIM_PAID):
            outcomes[outcome_of_event(row.event_type, row.error_code)] += row.events
    return Calls(vendor=vendor, failed=outcomes["failed"], succeeded=outcomes["succeeded"])


def _covers(switch: KillSwitch, incident: Incident) -> bool:
    return switch.scope == "tenant" or switch.target == getattr(incident, _TARGETS[switch.scope])


def _notes(reads: RecoveryReads, kind: NoteKind, began: datetime, **back: float) -> tuple[Note, ...]:
    """Latest first, of the time before the incident began."""
    return reads.page_notes(kind=kind, at_from=_text(began - timedelta(**back)), at_until=_text(began))


def _bulletins(reads: RecoveryReads, vendor: str, began: datetime, limits: Limits) -> tuple[Note, ...]:
    found = _notes(reads, "bulletin", began, days=limits.bulletin_days)
    return tuple(
        note for note in found if vendor and vendor in (note.vendor, name_vendor(note.vendor), name_payer(note.vendor))
    )


def _beside(reads: RecoveryReads, incident: Incident) -> tuple[Beside, ...]:
    """Open ones seen at about the same time, latest first."""
    seen = datetime.fromisoformat(incident.last_seen)
    found = reads.page_incidents(IncidentQuery(statuses=OPEN), limit=MOST_BESIDE)
    return tuple(
        Beside(**{name: getattr(other, name) for name in Beside.model_fields})
        for other in found
        if other.incident_id != incident.incident_id
        and other.kind == incident.kind
        and abs(datetime.fromisoformat(other.last_seen) - seen) <= TOGETHER[incident.kind]
    )


def _hour(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H")


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
