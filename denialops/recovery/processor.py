"""EventProcessor: walks along the kept events; counts, incidents and its place are kept together, so exactly once."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple, Protocol

from denialops.domain.recovery.events import StoredEvent
from denialops.domain.recovery.incidents import Incident
from denialops.domain.recovery.rules import RecoveryRules
from denialops.ports import Clock
from denialops.ports.recovery import RecoveryStore, RecoveryWork, RulesSource
from denialops.recovery.denials import DenialWatch
from denialops.recovery.detection_rules import DetectionRules
from denialops.recovery.grouping import count_workflows, group_incident
from denialops.recovery.incidents import open_incident, raise_severity
from denialops.recovery.incidents_placing import Board, Placing, Tally
from denialops.recovery.rollups import count_hours, last_successes
from denialops.recovery.severity import Spread, judge_severity
from denialops.recovery.signature_rules import SignatureBook
from denialops.recovery.signatures import sign

POSITION = "incidents"
BATCH = 500
MOST_FAILURES = 20
"""In a row and told to a breaker at once; it opens long before."""


class VendorHealth(Protocol):
    """Hears in order what events say of their vendors."""

    def note_event(self, event: StoredEvent) -> object: ...


class Detection(NamedTuple):
    """The rules of detection: those that reload, and those read at start."""

    source: RulesSource
    rules: DetectionRules
    book: SignatureBook


class EventProcessor:
    """Of one tenant. Several may run, in any process: the store lets one after the other walk on."""

    def __init__(
        self, store: RecoveryStore, detection: Detection, *, clock: Clock, health: VendorHealth | None = None
    ) -> None:
        self._store, self._detection, self._clock, self._health = store, detection, clock, health

    def run_once(self, *, limit: int = BATCH) -> int:
        """Takes in at most so many events and returns how many it were; 0 when all are known."""
        with self._store.snapshot() as reads:
            if not reads.list_events_after(reads.get_position(POSITION), limit=1):
                return 0
        with self._store.transaction() as work:
            events = work.list_events_after(work.get_position(POSITION), limit=limit)
            if events:
                self._take_in(work, events)
                work.set_position(POSITION, events[-1].number)
        self._tell_health(events)
        return len(events)

    def catch_up(self) -> int:
        """Takes in all events that are there."""
        taken = 0
        while count := self.run_once():
            taken += count
        return taken

    def _take_in(self, work: RecoveryWork, events: Sequence[StoredEvent]) -> None:
        now = self._clock.now()
        rules = self._detection.source.current()
        batch = _Batch(work, rules, self._detection, now.isoformat(timespec="microseconds"))
        batch.take_in(events)

    def _tell_health(self, events: Sequence[StoredEvent]) -> None:
        """After the transaction: a breaker has one of its own."""
        if self._health is not None:
            for event in _news(events):
                self._health.note_event(event)


def _news(events: Sequence[StoredEvent]) -> list[StoredEvent]:
    """What still counts for a breaker, in order: of each vendor its last success and the last failures after it."""
    succeeded: dict[str, StoredEvent] = {}
    failed: defaultdict[str, deque[StoredEvent]] = defaultdict(lambda: deque(maxlen=MOST_FAILURES))
    for event in events:
        if event.vendor and event.outcome == "succeeded":
            succeeded[event.vendor] = event
            failed.pop(event.vendor, None)
        elif event.vendor and event.outcome == "failed":
            failed[event.vendor].append(event)
    return sorted([*succeeded.values(), *chain.from_iterable(failed.values())], key=lambda event: event.number)


class _Batch(NamedTuple):
    work: RecoveryWork
    rules: RecoveryRules
    detection: Detection
    now: str

    def take_in(self, events: Sequence[StoredEvent]) -> None:
        self.work.add_to_hours(count_hours(events))
        for (workflow_id, vendor), at in last_successes(events).items():
            self.work.note_success(workflow_id, vendor, at)
        board = Board(Placing(self.work, self.rules, self.detection.rules.incidents, self.detection.book, self.now))
        failures = [event for event in events if event.signature]
        # By time, not as they came: one that came late lies between others, not after them.
        for event in sorted(failures, key=lambda event: (event.occurred_at, event.number)):
            board.place(event)
        for tally in board.touched():
            self._keep(tally, failures)
        DenialWatch(self.work, self.rules, self.detection.rules, self.now).find_rises(failures)

    def _keep(self, tally: Tally, failures: Sequence[StoredEvent]) -> None:
        incident = tally.counted()
        if tally.is_new:
            incident = self._open(incident, failures)
        for signature, rules in tally.signatures.items():
            self.work.add_incident_signature(incident.incident_id, signature, rules)
        cases = self.work.add_incident_events(incident.incident_id, hours=tally.hours, cases=tally.cases)
        incident = incident.model_copy(update={"case_count": incident.case_count + cases})
        self.work.save_incident(self._judged(incident, tally))

    def _open(self, incident: Incident, failures: Sequence[StoredEvent]) -> Incident:
        rules = self.detection
        first = next(event for event in failures if event.signature == incident.signature)
        made_by = rules.book.find(first.signature_rules)
        parts = dict(sign(first, made_by).parts) if made_by else {}
        opened = open_incident(self.work, incident, {"parts": dict(parts), "signature_rules": first.signature_rules})
        return group_incident(self.work, opened, self.rules, rules.rules.grouping, at=self.now)

    def _judged(self, incident: Incident, tally: Tally) -> Incident:
        """With a severity that rate and spread may have raised; what a person closed is left as it is."""
        if incident.kind == "denials" or incident.status in ("RESOLVED", "IGNORED"):
            return incident
        hours = self.work.list_incident_hours(incident.incident_id, hour_from=min(tally.hours))
        spread = Spread(
            failures_an_hour=max((events for hour, events in hours if hour in tally.hours), default=0),
            cases=incident.case_count,
            workflows=count_workflows(self.work, incident),
        )
        base = self.rules.error(incident.error_code).severity
        severity = judge_severity(base, incident.severity, spread, self.detection.rules.severity)
        return raise_severity(self.work, incident, severity, spread._asdict(), at=self.now)
