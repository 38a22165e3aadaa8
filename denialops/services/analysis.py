"""What was concluded about incidents, exported line by line, and notes of what may have caused them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from denialops.domain.base import Record
from denialops.domain.recovery.decisions import Decision, DecisionOutcome, Note, NoteKind, outcome_of
from denialops.domain.recovery.identifying import KINDS
from denialops.domain.recovery.vendors import name_vendor
from denialops.errors import InvalidValue
from denialops.ports import Clock
from denialops.ports.recovery import ActionQuery, RecoveryReads, RecoveryStore
from denialops.services.base import MACHINE, Desk

PAGE = 200
MOST_ACTIONS = 200
LONGEST_NOTE, LONGEST_LINK = 1000, 500
OF_ANYBODY = frozenset({"phone", "email"})
"""Bulletins say whom to call."""
AHEAD = timedelta(days=365)
"""Payers announce changes before they take effect."""


class DecisionView(Record):
    """A decision with what became of it by now."""

    decision: Decision
    outcome: DecisionOutcome


class Analysing(Desk):
    def decisions(self, incident_id: str) -> tuple[DecisionView, ...]:
        """Newest first. Raises IncidentNotFound."""
        with self.recovery.snapshot() as reads:
            reads.get_incident(incident_id)
            return tuple(_view(reads, decision) for decision in reads.list_decisions(incident_id))

    def export_decisions(self) -> Iterator[str]:
        """One line of JSON a decision, oldest first, each with its outcome as it is when the line is written.

        A page at a time, so that neither memory nor a transaction grows with their number.
        """
        after = 0
        while True:
            with self.recovery.snapshot() as reads:
                views = [_view(reads, decision) for decision in reads.page_decisions(after=after, limit=PAGE)]
            for view in views:
                body = view.decision.model_dump(mode="json") | {"outcome": view.outcome}
                yield json.dumps(body, ensure_ascii=False) + "\n"
            if len(views) < PAGE:
                return
            after = views[-1].decision.number

    def notes(self, *, kind: NoteKind | None = None, limit: int = 100) -> tuple[Note, ...]:
        """Latest first."""
        with self.recovery.snapshot() as reads:
            return reads.page_notes(kind=kind, limit=limit)

    def add_bulletin(self, vendor: str, words: str, *, at: datetime, link: str = "", actor: str) -> Note:
        """A payer or vendor announced something. `at`: when it takes effect; the same bulletin twice is one.

        Raises InvalidValue.
        """
        whose, tidy, source = name_vendor(vendor), " ".join(words.split()), link.strip()
        _refuse_unusable(whose, tidy, source, at=at, now=self.clock.now())
        moment = at.astimezone(UTC).isoformat(timespec="microseconds")
        note = Note(
            note_id=_note_id("bulletin", whose, moment, tidy),
            number=0,
            kind="bulletin",
            vendor=whose,
            at=moment,
            words=tidy,
            link=source,
            actor=actor,
        )
        return _add_once(self.recovery, note)


def note_deploy(recovery: RecoveryStore, version: str, clock: Clock) -> Note | None:
    """Called at each start: notes a version that is not the one noted last; None where nothing changed."""
    words = f"DenialOps {version}"
    moment = clock.now().astimezone(UTC).isoformat(timespec="microseconds")
    with recovery.transaction() as work:
        last = work.page_notes(kind="deploy", limit=1)
        if last and last[0].words == words:
            return None
        note = Note(
            note_id=_note_id("deploy", moment, words, last[0].note_id if last else ""),
            number=0,
            kind="deploy",
            vendor="",
            at=moment,
            words=words,
            link="",
            actor=MACHINE,
        )
        return work.add_note(note)


def _view(reads: RecoveryReads, decision: Decision) -> DecisionView:
    incident = reads.get_incident(decision.incident_id)
    actions = reads.page_actions(ActionQuery(incident_id=incident.incident_id), limit=MOST_ACTIONS)
    came_back = any(row.regression_of == incident.incident_id for row in reads.list_incidents_of(incident.signature))
    return DecisionView(decision=decision, outcome=outcome_of(decision, incident, actions, has_recurred=came_back))


def _refuse_unusable(vendor: str, words: str, link: str, *, at: datetime, now: datetime) -> None:
    if not vendor:
        raise InvalidValue("Whose bulletin is it?", hint="Name the payer or vendor as in the list of vendors.")
    if not words or len(words) > LONGEST_NOTE or not words.isprintable():
        raise InvalidValue("What does it say?", hint=f"Say it in at most {LONGEST_NOTE} characters, without patients.")
    if any(kind not in OF_ANYBODY and pattern.search(words) for kind, pattern in KINDS):
        raise InvalidValue("That looks like a patient's data.", hint="Tell what the bulletin says, and of no patient.")
    if at.tzinfo is None or at > now + AHEAD:
        raise InvalidValue("When does it take effect?", hint="Enter a day up to one year ahead.")
    parts = urlsplit(link)
    if link and (parts.scheme not in ("https", "http") or not parts.netloc or len(link) > LONGEST_LINK):
        raise InvalidValue("That is no web address.", hint="Copy the address of the bulletin, or leave it empty.")


def _add_once(recovery: RecoveryStore, note: Note) -> Note:
    with recovery.transaction() as work:
        known = work.page_notes(kind=note.kind, at_from=note.at, at_until=note.at)
        return next((row for row in known if row.note_id == note.note_id), None) or work.add_note(note)


def _note_id(*parts: str) -> str:
    return f"note-{sha256('|'.join(parts).encode()).hexdigest()[:20]}"
