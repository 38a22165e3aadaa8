"""Whatever happens to incidents in whatever order, only legal states follow each other and nothing is counted twice."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from denialops.domain.recovery.incidents import NEXT, OPEN, Incident, IncidentStatus, refuse_illegal
from denialops.errors import IllegalTransition
from denialops.ports.recovery import IncidentQuery
from denialops.recovery.incidents import change_status
from denialops.recovery.incidents_resolving import QuietWatch
from denialops.recovery.severity import LEVELS
from denialops.store.case_store import SqliteCaseStore
from tests.contract.detecting import NOON, make_detection, make_event, make_processor, make_success, post
from tests.contract.makers import FakeClock

STATUSES: tuple[IncidentStatus, ...] = (*OPEN, "RESOLVED", "IGNORED")
CODES = st.sampled_from(["timeout", "server_error"])


@pytest.mark.parametrize("before", STATUSES)
@pytest.mark.parametrize("after", STATUSES)
def test_only_listed_transitions_are_legal(before: IncidentStatus, after: IncidentStatus) -> None:
    if after in NEXT[before]:
        refuse_illegal(before, after)
    else:
        with pytest.raises(IllegalTransition):
            refuse_illegal(before, after)


class Incidents(RuleBasedStateMachine):
    """Failures come early, late and in lots, successes come, people and the product move incidents, time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp())
        self.clock = FakeClock()
        self.clock.moment = NOON
        self.cases = SqliteCaseStore(self.folder, tenant="clinic", clock=self.clock)
        self.store = self.cases.recovery()
        self.processor = make_processor(self.store, self.clock)
        self.watch = QuietWatch(self.store, make_detection().rules, clock=self.clock)
        self.failures = 0
        self.before: dict[str, Incident] = {}

    def teardown(self) -> None:
        self.cases.close()
        shutil.rmtree(self.folder)

    @rule(ago=st.integers(0, 3000), size=st.integers(1, 30), code=CODES)
    def fail(self, ago: int, size: int, code: str) -> None:
        now = (self.clock.moment - NOON).total_seconds() / 60
        events = [make_event(now - ago + place / 60, error_code=code) for place in range(size)]
        post(self.store, *events, cases=[f"c{place % 7}" for place in range(size)])
        self.failures += size

    @rule()
    def succeed(self) -> None:
        post(self.store, make_success((self.clock.moment - NOON).total_seconds() / 60))

    @rule(minutes=st.integers(1, 4000))
    def pass_time(self, minutes: int) -> None:
        self.clock.moment += timedelta(minutes=minutes)

    @rule(limit=st.integers(1, 40))
    def take_in(self, limit: int) -> None:
        self.processor.run_once(limit=limit)

    @rule()
    def resolve_quiet(self) -> None:
        self.watch.run_once()

    @precondition(lambda self: self.incidents())
    @rule(place=st.integers(0, 20), status=st.sampled_from(STATUSES))
    def move(self, place: int, status: IncidentStatus) -> None:
        found = self.incidents()
        incident = found[place % len(found)]
        with self.store.transaction() as work:
            try:
                change_status(
                    work,
                    incident,
                    status,
                    actor="Ruth",
                    reason="seen",
                    at=self.clock.moment.isoformat("T", "microseconds"),
                )
                assert status in NEXT[incident.status]
            except IllegalTransition:
                assert status not in NEXT[incident.status]

    def incidents(self) -> list[Incident]:
        with self.store.snapshot() as reads:
            found = reads.page_incidents(IncidentQuery(), limit=1000)
        return sorted(found, key=lambda incident: incident.number)

    @invariant()
    def every_failure_taken_in_is_counted_once(self) -> None:
        counted = sum(incident.event_count for incident in self.incidents())
        with self.store.snapshot() as reads:
            waiting = reads.list_events_after(reads.get_position("incidents"), limit=10_000)
            hours = sum(
                count.events for count in reads.list_hours(hour_from="", hour_before="9999") if count.error_code
            )
        assert counted == hours == self.failures - sum(event.outcome == "failed" for event in waiting)

    @invariant()
    def states_follow_each_other_legally(self) -> None:
        now = {incident.incident_id: incident for incident in self.incidents()}
        for incident_id, before in self.before.items():
            after = now[incident_id]
            assert after.status == before.status or after.status in NEXT[before.status]
            assert LEVELS.index(after.severity) >= LEVELS.index(before.severity)
            assert after.event_count >= before.event_count and after.case_count >= before.case_count
            assert after.first_seen <= before.first_seen <= before.last_seen <= after.last_seen
        self.before = now

    @invariant()
    def history_tells_every_state(self) -> None:
        for incident in self.incidents():
            with self.store.snapshot() as reads:
                steps = reads.list_incident_steps(incident.incident_id)
                hours = reads.list_incident_hours(incident.incident_id)
            told = ["NEW", *(step.body["after"] for step in steps if step.type == "status_changed")]
            assert steps[0].type == "opened" and told[-1] == incident.status
            assert sum(events for _, events in hours) == incident.event_count
            assert incident.case_count <= 7

    @invariant()
    def a_regression_names_one_that_was_resolved_before(self) -> None:
        known = {incident.incident_id: incident for incident in self.incidents()}
        for incident in known.values():
            if incident.regression_of:
                assert known[incident.regression_of].status == "RESOLVED"
                assert known[incident.regression_of].signature == incident.signature


TestIncidents = Incidents.TestCase
TestIncidents.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
