"""An incident is analysed once: decision, proposed actions and status are kept together, on both databases."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest

from denialops.domain.recovery.actions import Action
from denialops.domain.recovery.decisions import Decision, Note, outcome_of
from denialops.domain.recovery.events import Signature, StoredEvent, WorkflowEvent
from denialops.domain.recovery.incidents import Incident
from denialops.domain.recovery.rules import RecoveryRules
from denialops.domain.recovery.safety import BreakerState, HourCount
from denialops.ports.recovery import ActionQuery, NewEvent, RecoveryStore, RecoveryWork
from denialops.recovery.analysis import Analysis, Rules
from denialops.recovery.analysis_gathering import Around
from denialops.recovery.analysis_inputs import Inputs
from tests.contract.adapters import StoreAdapter
from tests.contract.makers import FakeClock
from tests.unit.recovery.analysis_makers import make_denials, make_incident, shipped_analysis, shipped_codes
from tests.unit.recovery.makers import FixedRules


class Breakers:
    """Implements Around.breaker with states that stay; of all others nothing is known to be wrong."""

    def __init__(self, **states: BreakerState) -> None:
        self._states = states

    def __call__(self, vendor: str) -> BreakerState:
        return self._states.get(vendor, "closed")


class SecondOpinion:
    """Implements Explains: says the same as the rules, or nothing."""

    def __init__(self, *, speaks: bool = True) -> None:
        self._speaks = speaks

    def explain(self, decision: Decision, inputs: Inputs, codes: RecoveryRules) -> Decision | None:
        made_by = {"decision_id": f"{decision.decision_id}-m", "made_by": "model", "proposals": ()}
        return decision.model_copy(update=made_by) if self._speaks else None


def parts(event: StoredEvent) -> Mapping[str, str]:
    return {"message": str(event.payload.get("message", ""))}


def make_analysis(recovery: RecoveryStore, clock: FakeClock, **options: object) -> Analysis:
    rules = Rules(FixedRules(shipped_codes()), shipped_analysis(), "low")
    around = Around(Breakers(clearinghouse="open"), parts)
    return Analysis(recovery, rules, clock, around, **options)  # type: ignore[arg-type]


def hours_ago(clock: FakeClock, hours: float) -> datetime:
    return clock.now().astimezone(UTC) - timedelta(hours=hours)


def open_incident(recovery: RecoveryStore, clock: FakeClock, incident: Incident, **calls: tuple[int, int]) -> Incident:
    """With its events and cases in the store, and calls (failed, succeeded) by vendor in the last hour."""
    began, now = hours_ago(clock, 0.5), hours_ago(clock, 0)
    events = [
        NewEvent(
            WorkflowEvent(
                workflow_id=incident.workflow_id,
                event_type="claim_submission.failed",
                idempotency_key=f"{incident.incident_id}-{number}",
                occurred_at=began,
                vendor=incident.vendor,
                error_code=incident.error_code,
                payload={"message": "gateway does not answer"},
            ),
            body_hash=str(number),
            signature=Signature(incident.signature, incident.signature_rules, {}),
            sender="key",
            case_id=f"case-{number}",
        )
        for number in range(2)
    ]
    with recovery.transaction() as work:
        kept = work.append_events(events)
        for vendor, (failed, succeeded) in calls.items():
            work.add_to_hours(count_calls(began, vendor, failed, succeeded))
        numbers = {"first_event": kept[0].number, "last_event": kept[-1].number}
        times = {"first_seen": began.isoformat(), "last_seen": now.isoformat(), "opened_at": now.isoformat()}
        added = work.add_incident(incident.model_copy(update=numbers | times))
        work.add_incident_events(
            added.incident_id,
            hours={f"{began:%Y-%m-%dT%H}": 2},
            cases={"case-0": kept[0].number, "case-1": kept[1].number},
        )
    return added


def count_calls(at: datetime, vendor: str, failed: int, succeeded: int) -> list[HourCount]:
    def count(event_type: str, code: str, events: int) -> HourCount:
        return HourCount(
            hour=f"{at:%Y-%m-%dT%H}",
            workflow_id="claim_submission",
            event_type=event_type,
            vendor=vendor,
            error_code=code,
            events=events,
        )

    return [count("claim_submission.failed", "timeout", failed), count("claim_submission.succeeded", "", succeeded)]


def test_a_new_incident_gets_a_decision_with_evidence_and_actions(recovery: RecoveryStore, clock: FakeClock) -> None:
    open_incident(recovery, clock, make_incident(), clearinghouse=(12, 1), fax=(0, 9))

    decided = make_analysis(recovery, clock).analyse_new()

    with recovery.snapshot() as reads:
        decision = reads.list_decisions("i1")[0]
        incident = reads.get_incident("i1")
        actions = {action.kind: action for action in reads.page_actions(ActionQuery(incident_id="i1"), limit=9)}
        steps = [(step.type, step.body.get("after")) for step in reads.list_incident_steps("i1")]
    assert (decided, decision.cause, incident.status) == (1, "vendor_outage", "ANALYZING")
    assert {"breaker", "rate", "spread", "rule", "events"} <= {evidence.kind for evidence in decision.evidence}
    assert (actions["retry_tasks"].status, actions["pause_vendor"].status) == ("approved", "proposed")
    assert actions["retry_tasks"].parameters == {"case_ids": ["case-0", "case-1"]}
    assert {action.decision_id for action in actions.values()} == {decision.decision_id}
    assert steps == [("status_changed", "ANALYZING")]


def test_the_decision_keeps_what_it_was_made_from(recovery: RecoveryStore, clock: FakeClock) -> None:
    open_incident(recovery, clock, make_incident(), clearinghouse=(12, 1))

    decision = make_analysis(recovery, clock).analyse("i1")

    assert decision is not None
    assert decision.inputs["calls"] == [{"vendor": "clearinghouse", "failed": 12, "succeeded": 1}]
    assert decision.inputs["breaker"] == "open"
    assert decision.inputs["message"] == "gateway does not answer"
    assert decision.version == f"{shipped_analysis().version}+{shipped_codes().version}"
    assert json.loads(decision.model_dump_json())["inputs"] == decision.inputs


def test_running_twice_makes_one_decision(recovery: RecoveryStore, clock: FakeClock) -> None:
    open_incident(recovery, clock, make_incident())
    analysis = make_analysis(recovery, clock)

    counts = [analysis.analyse_new(), analysis.analyse_new(), int(analysis.analyse("i1") is not None)]

    with recovery.snapshot() as reads:
        assert len(reads.list_decisions("i1")) == 1
    assert counts == [1, 0, 0]


class Overtaken:
    """A store before whose first change another process analyses the same incident."""

    def __init__(self, store: RecoveryStore, clock: FakeClock) -> None:
        self._store, self._clock = store, clock
        self.snapshot = store.snapshot

    def transaction(self) -> AbstractContextManager[RecoveryWork]:
        make_analysis(self._store, self._clock).analyse_new()
        return self._store.transaction()


def test_of_two_processes_one_decides(recovery: RecoveryStore, clock: FakeClock) -> None:
    open_incident(recovery, clock, make_incident())

    decided = make_analysis(Overtaken(recovery, clock), clock).analyse_new()

    with recovery.snapshot() as reads:
        assert len(reads.list_decisions("i1")) == 1
    assert decided == 0


def test_what_was_resolved_meanwhile_is_left_alone(recovery: RecoveryStore, clock: FakeClock) -> None:
    open_incident(recovery, clock, make_incident())
    resolve(recovery, "i1")

    assert make_analysis(recovery, clock).analyse("i1") is None
    with recovery.snapshot() as reads:
        assert reads.get_incident("i1").status == "RESOLVED"


def test_an_escalation_is_analysed_again_and_asks_for_nothing_twice(recovery: RecoveryStore, clock: FakeClock) -> None:
    incident = open_incident(recovery, clock, make_incident())
    analysis = make_analysis(recovery, clock)
    analysis.analyse_new()
    with recovery.transaction() as work:
        escalated = work.get_incident("i1").model_copy(update={"severity": "critical", "status": "ACTIONED"})
        work.save_incident(escalated)

    decided = analysis.analyse_new()

    with recovery.snapshot() as reads:
        kinds = [action.kind for action in reads.page_actions(ActionQuery(incident_id="i1"), limit=20)]
        newest, first = reads.list_decisions("i1")
        assert reads.get_incident("i1").status == "ACTIONED"
    assert decided == 1
    assert (newest.severity, first.severity, incident.severity) == ("critical", "medium", "medium")
    assert len(kinds) == len(set(kinds))
    assert "escalate" in kinds


@pytest.mark.parametrize("point", ["add_decision", "index_incident", "add_action", "save_incident"])
def test_a_crash_half_way_leaves_nothing_and_the_next_round_decides(
    recovery: RecoveryStore, clock: FakeClock, point: str
) -> None:
    open_incident(recovery, clock, make_incident())

    with pytest.raises(KeyboardInterrupt):
        make_analysis(Dying(recovery, point), clock).analyse_new()  # type: ignore[arg-type]

    with recovery.snapshot() as reads:
        assert reads.list_decisions("i1") == ()
        assert reads.page_actions(ActionQuery(incident_id="i1"), limit=9) == ()
        assert reads.get_incident("i1").status == "NEW"
    assert make_analysis(recovery, clock).analyse_new() == 1


class Dying:
    """A store whose process ends right after the named change."""

    def __init__(self, store: RecoveryStore, point: str) -> None:
        self._store, self._point = store, point
        self.snapshot = store.snapshot

    def transaction(self) -> DyingWork:
        return DyingWork(self._store, self._point)


class DyingWork:
    def __init__(self, store: RecoveryStore, point: str) -> None:
        self._opened, self._point = store.transaction(), point

    def __enter__(self) -> DyingWork:
        self._work = self._opened.__enter__()
        return self

    def __exit__(self, *details: object) -> bool | None:
        return self._opened.__exit__(*details)  # type: ignore[arg-type]

    def __getattr__(self, name: str) -> object:
        def and_die(*values: object, **named: object) -> None:
            getattr(self._work, name)(*values, **named)
            raise KeyboardInterrupt

        return and_die if name == self._point else getattr(self._work, name)


def test_a_past_incident_is_shown_with_its_cause_and_what_helped(recovery: RecoveryStore, clock: FakeClock) -> None:
    analysis = make_analysis(recovery, clock)
    open_incident(recovery, clock, make_incident(incident_id="old", signature="sig-0"), clearinghouse=(9, 1))
    analysis.analyse_new()
    resolve(recovery, "old")
    open_incident(recovery, clock, make_incident())

    decision = analysis.analyse("i1")

    assert decision is not None
    assert [row.incident_id for row in decision.similar] == ["old"]
    assert decision.similar[0].remedy == "retry tasks"
    assert 0.5 < decision.similar[0].score <= 1
    assert "similar" in {evidence.kind for evidence in decision.evidence}


def test_the_same_signature_is_alike_whatever_the_words(recovery: RecoveryStore, clock: FakeClock) -> None:
    open_incident(recovery, clock, make_incident(incident_id="old"))
    resolve(recovery, "old")
    open_incident(recovery, clock, make_incident())

    decision = make_analysis(recovery, clock).analyse("i1")

    assert decision is not None
    assert [(row.incident_id, row.score, row.cause) for row in decision.similar] == [("old", 1.0, "unknown")]


def test_an_open_incident_is_no_past_one(recovery: RecoveryStore, clock: FakeClock) -> None:
    analysis = make_analysis(recovery, clock)
    open_incident(recovery, clock, make_incident(incident_id="open", signature="sig-0"))
    analysis.analyse_new()
    open_incident(recovery, clock, make_incident())

    decision = analysis.analyse("i1")

    assert decision is not None
    assert decision.similar == ()


def resolve(recovery: RecoveryStore, incident_id: str) -> None:
    """As if the retries had been run and had helped."""
    with recovery.transaction() as work:
        for action in work.page_actions(ActionQuery(incident_id=incident_id), limit=9):
            if action.kind == "retry_tasks":
                work.save_action(action.model_copy(update={"status": "done"}))
        work.save_incident(work.get_incident(incident_id).model_copy(update={"status": "RESOLVED"}))


@pytest.mark.parametrize(
    ("kind", "hours", "vendor", "is_seen"),
    [
        ("deploy", 1.0, "", True),
        ("deploy", 5.0, "", False),
        ("deploy", 0.1, "", False),
        ("bulletin", 24.0, "Harbor Ridge, Inc.", True),
        ("bulletin", 24.0, "Other Plan", False),
        ("bulletin", 24.0 * 90, "Harbor Ridge", False),
    ],
)
def test_notes_near_its_start_are_looked_at(
    recovery: RecoveryStore, clock: FakeClock, kind: str, hours: float, vendor: str, is_seen: bool
) -> None:
    at = hours_ago(clock, hours).isoformat(timespec="microseconds")
    values = {"note_id": "n1", "number": 0, "kind": kind, "vendor": vendor, "at": at, "words": "Something new"}
    with recovery.transaction() as work:
        work.add_note(Note.model_validate(values | {"link": "", "actor": "Ruth"}))
    open_incident(recovery, clock, make_denials() if kind == "bulletin" else make_incident())

    decision = make_analysis(recovery, clock).analyse("i1")

    assert decision is not None
    assert ("n1" in {name for evidence in decision.evidence for name in evidence.ids}) is is_seen


def test_a_second_opinion_is_kept_beside_and_changes_nothing(recovery: RecoveryStore, clock: FakeClock) -> None:
    open_incident(recovery, clock, make_incident())

    decided = make_analysis(recovery, clock, explainer=SecondOpinion()).analyse_new()

    with recovery.snapshot() as reads:
        assert [row.made_by for row in reads.list_decisions("i1")] == ["model", "rules"]
    assert decided == 1


def test_a_model_that_says_nothing_leaves_the_decision_of_the_rules(recovery: RecoveryStore, clock: FakeClock) -> None:
    open_incident(recovery, clock, make_incident())

    make_analysis(recovery, clock, explainer=SecondOpinion(speaks=False)).analyse_new()

    with recovery.snapshot() as reads:
        assert [row.made_by for row in reads.list_decisions("i1")] == ["rules"]


def test_another_clinic_is_neither_analysed_nor_looked_at(
    recovery: RecoveryStore, clock: FakeClock, adapter: StoreAdapter
) -> None:
    other = adapter.open_recovery("other")
    open_incident(other, clock, make_incident(incident_id="theirs"), clearinghouse=(9, 9))
    make_analysis(other, clock).analyse_new()
    resolve(other, "theirs")
    open_incident(recovery, clock, make_incident())

    make_analysis(recovery, clock).analyse_new()

    with recovery.snapshot() as reads:
        decision = reads.list_decisions("i1")[0]
        assert reads.list_decisions("theirs") == ()
    assert (decision.similar, decision.inputs["calls"]) == ((), [])


@pytest.mark.parametrize(
    ("incident", "action", "has_recurred", "outcome"),
    [
        ("ANALYZING", "proposed", False, "pending"),
        ("ANALYZING", "failed", False, "failed"),
        ("ANALYZING", "declined", False, "declined"),
        ("ACTIONED", "done", False, "pending"),
        ("IGNORED", "done", False, "ignored"),
        ("RESOLVED", "done", False, "worked"),
        ("RESOLVED", "done", True, "recurred"),
        ("RESOLVED", "proposed", False, "resolved_otherwise"),
        ("RESOLVED", "reversed", False, "resolved_otherwise"),
    ],
)
def test_the_outcome_of_a_decision_is_what_became_of_its_actions_and_incident(
    recovery: RecoveryStore, clock: FakeClock, incident: str, action: str, has_recurred: bool, outcome: str
) -> None:
    open_incident(recovery, clock, make_incident())
    decision = make_analysis(recovery, clock).analyse("i1")
    assert decision is not None
    with recovery.snapshot() as reads:
        made = reads.page_actions(ActionQuery(incident_id="i1"), limit=9)[:1]
        now = reads.get_incident("i1").model_copy(update={"status": incident})
    actions: list[Action] = [row.model_copy(update={"status": action}) for row in made]

    assert outcome_of(decision, now, actions, has_recurred=has_recurred) == outcome
