"""Incidents for people and programs: listed, shown with all that belongs to them, noted on and moved by a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from denialops.domain.base import Record
from denialops.domain.cases import CaseRow
from denialops.domain.recovery.actions import Action
from denialops.domain.recovery.decisions import Decision, SimilarIncident
from denialops.domain.recovery.events import StoredEvent
from denialops.domain.recovery.incidents import NEXT, Incident, IncidentStatus, IncidentStep
from denialops.domain.recovery.vendors import name_vendor
from denialops.errors import CaseNotFound, InvalidValue
from denialops.ports import CaseReads
from denialops.ports.recovery import ActionQuery, EventQuery, IncidentQuery, RecoveryReads
from denialops.recovery.incidents_resolving import move_incident
from denialops.services.base import Desk
from denialops.services.incident_words import headline, line_of
from denialops.services.records import TimelineLine

LONGEST_REASON = 500
MOST_ACTIONS = 200
MOST_RELATED = 50
ENDS: tuple[IncidentStatus, ...] = ("RESOLVED", "IGNORED")


class IncidentRow(Incident):
    """`headline`: the incident in plain words."""

    headline: str

    @classmethod
    def of(cls, incident: Incident) -> IncidentRow:
        return cls(**dict(incident), headline=headline(incident))


class IncidentView(IncidentRow):
    """With what belongs to it. `timeline` and `decisions` newest first; `related` seem to have the same cause."""

    next_statuses: tuple[IncidentStatus, ...]
    timeline: tuple[TimelineLine, ...]
    decisions: tuple[Decision, ...]
    similar: tuple[SimilarIncident, ...]
    actions: tuple[Action, ...]
    related: tuple[IncidentRow, ...]


class AffectedCases(Record):
    """Cases that the events of an incident name; `gone` of them are not here any more."""

    rows: tuple[CaseRow, ...]
    gone: int = 0


class Incidents(Desk):
    def incidents(
        self, query: IncidentQuery, *, limit: int, after: tuple[str, int] | None = None
    ) -> tuple[IncidentRow, ...]:
        """Last seen first. A vendor is found however its name is written."""
        wanted = query._replace(vendor=name_vendor(query.vendor))
        with self.recovery.snapshot() as reads:
            return tuple(map(IncidentRow.of, reads.page_incidents(wanted, limit=limit, after=after)))

    def count_incidents(self) -> dict[IncidentStatus, int]:
        with self.recovery.snapshot() as reads:
            return reads.count_incidents()

    def incident(self, incident_id: str) -> IncidentView:
        """Raises IncidentNotFound."""
        with self.recovery.snapshot() as reads:
            return _view(reads, reads.get_incident(incident_id))

    def headlines(self, incident_ids: Iterable[str]) -> dict[str, str]:
        """In plain words, by id."""
        with self.recovery.snapshot() as reads:
            return {incident_id: headline(reads.get_incident(incident_id)) for incident_id in set(incident_ids)}

    def incident_events(self, incident_id: str, *, limit: int, before: int | None = None) -> tuple[StoredEvent, ...]:
        """Newest first; `before`: the number of the last one shown. Raises IncidentNotFound."""
        with self.recovery.snapshot() as reads:
            incident = reads.get_incident(incident_id)
            last = min(before or incident.last_event + 1, incident.last_event + 1)
            lots = [reads.page_events(query, limit=limit, before=last) for query in _queries(reads, incident_id)]
        found = sorted((event for lot in lots for event in lot), key=lambda event: -event.number)
        return tuple(event for event in found if event.number >= incident.first_event)[:limit]

    def incident_cases(self, incident_id: str) -> AffectedCases:
        """Oldest event first. Raises IncidentNotFound."""
        with self.recovery.snapshot() as reads:
            reads.get_incident(incident_id)
            case_ids = reads.list_incident_cases(incident_id)
        today = self.clock.today()
        with self.store.snapshot() as cases:
            rows = [row for case_id in case_ids if (row := _find_row(cases, case_id, today))]
        return AffectedCases(rows=tuple(rows), gone=len(case_ids) - len(rows))

    def set_incident_status(
        self, incident_id: str, status: IncidentStatus, *, reason: str = "", actor: str
    ) -> IncidentView:
        """A reason is needed to resolve or ignore. Raises IncidentNotFound, IllegalTransition, InvalidValue."""
        why = _tidy(reason, is_needed=status in ENDS)
        now = self._moment()
        with self.recovery.transaction() as work:
            incident = work.get_incident(incident_id)
            move_incident(work, incident, status, actor=actor, reason=why, at=now)
            return _view(work, work.get_incident(incident_id))

    def ignore_incident(self, incident_id: str, *, reason: str, actor: str) -> IncidentView:
        return self.set_incident_status(incident_id, "IGNORED", reason=reason, actor=actor)

    def resolve_incident(self, incident_id: str, *, reason: str, actor: str) -> IncidentView:
        return self.set_incident_status(incident_id, "RESOLVED", reason=reason, actor=actor)

    def note_incident(self, incident_id: str, words: str, *, actor: str) -> IncidentView:
        """Raises IncidentNotFound, InvalidValue."""
        note, now = _tidy(words, is_needed=True), self._moment()
        with self.recovery.transaction() as work:
            work.get_incident(incident_id)
            step = IncidentStep(number=0, at=now, type="noted", actor=actor, body={"words": note})
            work.add_incident_step(incident_id, step)
            return _view(work, work.get_incident(incident_id))

    def _moment(self) -> str:
        """Now as the store keeps times."""
        return self.clock.now().isoformat(timespec="microseconds")


def _view(reads: RecoveryReads, incident: Incident) -> IncidentView:
    decisions = reads.list_decisions(incident.incident_id)
    steps = reads.list_incident_steps(incident.incident_id)
    return IncidentView(
        **dict(IncidentRow.of(incident)),
        next_statuses=tuple(sorted(NEXT[incident.status])),
        timeline=tuple(line_of(step) for step in reversed(steps)),
        decisions=decisions,
        similar=decisions[0].similar if decisions else (),
        actions=reads.page_actions(ActionQuery(incident_id=incident.incident_id), limit=MOST_ACTIONS),
        related=_related(reads, incident),
    )


def _related(reads: RecoveryReads, incident: Incident) -> tuple[IncidentRow, ...]:
    if not incident.group_id:
        return ()
    found = reads.page_incidents(IncidentQuery(group_id=incident.group_id), limit=MOST_RELATED)
    return tuple(IncidentRow.of(other) for other in found if other.incident_id != incident.incident_id)


def _queries(reads: RecoveryReads, incident_id: str) -> list[EventQuery]:
    """Its events bear one of its signatures."""
    return [EventQuery(signature=signature) for signature in reads.list_incident_signatures(incident_id)]


def _find_row(reads: CaseReads, case_id: str, today: date) -> CaseRow | None:
    """Programs may name cases that are no longer, or never were, here."""
    try:
        return reads.get_row(case_id, today=today)
    except CaseNotFound:
        return None


def _tidy(words: str, *, is_needed: bool) -> str:
    tidy = " ".join(words.split())
    if is_needed and not tidy:
        raise InvalidValue("A reason is needed.", hint="Say in a few words why; it is kept with the incident.")
    if len(tidy) > LONGEST_REASON:
        raise InvalidValue("That is too long.", hint=f"Say it in at most {LONGEST_REASON} characters.")
    return tidy
