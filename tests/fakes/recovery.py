"""Synthetic events, incidents, decisions and actions, and a clinic whose recovery holds some of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from denialops.domain.recovery.actions import Action
from denialops.domain.recovery.decisions import CauseEvidence, Decision
from denialops.domain.recovery.events import CLAIM_DENIED, Signature, WorkflowEvent
from denialops.domain.recovery.incidents import Incident, IncidentStep
from denialops.domain.recovery.safety import HourCount
from denialops.ports.recovery import NewEvent, RecoveryStore

NOW = datetime(2026, 3, 2, 15, 4, tzinfo=UTC)
AT = "2026-03-02T15:00:00.000000+00:00"
PAYER = "larkspur_mutual_health"
PAYER_WORDS = "Larkspur Mutual Health"


def make_event(key: str, *, signature: str = "s-1", case_id: str = "", **changes: Any) -> NewEvent:
    values: dict[str, Any] = {
        "workflow_id": "claim_submission", "event_type": "claim_submission.failed", "vendor": "northgate",
        "error_code": "timeout", "payload": {"message": "no answer after 30 s"}, "occurred_at": NOW,
    }  # fmt: skip
    event = WorkflowEvent(idempotency_key=key, **(values | changes))
    return NewEvent(event, f"hash-{key}", Signature(signature, "2026-11-01", {}), sender="key", case_id=case_id)


def make_incident(incident_id: str = "i1", **changes: Any) -> Incident:
    values: dict[str, Any] = {
        "incident_id": incident_id, "number": 0, "kind": "failures", "signature": f"s-{incident_id}",
        "signature_rules": "2026-11-01", "workflow_id": "claim_submission", "vendor": "northgate",
        "error_code": "timeout", "severity": "high", "status": "ANALYZING", "event_count": 12, "case_count": 0,
        "first_seen": "2026-03-02T14:00:00.000000+00:00", "last_seen": AT, "opened_at": AT, "changed_at": AT,
        "first_event": 1, "last_event": 12,
    }  # fmt: skip
    return Incident(**(values | changes))


def make_decision(decision_id: str = "d1", incident_id: str = "i1", **changes: Any) -> Decision:
    values: dict[str, Any] = {
        "decision_id": decision_id, "incident_id": incident_id, "number": 0, "made_at": AT, "made_by": "rules",
        "version": "rules-1", "severity": "high", "inputs": {"events": 12}, "error_class": "outage",
        "cause": "vendor_outage", "words": "Northgate does not answer.", "confidence": 0.75,
        "evidence": (CauseEvidence(kind="events", words="12 events in an hour", ids=("e1",), evidence_id="E1"),),
    }  # fmt: skip
    return Decision(**(values | changes))


def make_action(action_id: str = "a1", incident_id: str = "i1", **changes: Any) -> Action:
    values: dict[str, Any] = {
        "action_id": action_id, "number": 0, "incident_id": incident_id, "decision_id": "d1", "kind": "pause_vendor",
        "target": "northgate", "parameters": {"minutes": 15}, "risk": "medium", "status": "proposed",
        "key": f"k-{action_id}", "proposed_at": AT, "changed_at": AT,
    }  # fmt: skip
    return Action(**(values | changes))


def add_incident(recovery: RecoveryStore, incident: Incident, *events: NewEvent) -> Incident:
    """With its events, from the first to the last of them, and its opening."""
    with recovery.transaction() as work:
        numbers = [found.number for found in work.append_events(events)] or [1]
        kept = work.add_incident(incident.model_copy(update={"first_event": numbers[0], "last_event": numbers[-1]}))
        cases = {new.case_id: number for new, number in zip(events, numbers, strict=False) if new.case_id}
        work.add_incident_events(kept.incident_id, hours={"2026-03-02T15": len(events)}, cases=cases)
        step = IncidentStep(number=0, at=kept.opened_at, type="opened", actor="DenialOps")
        work.add_incident_step(kept.incident_id, step)
    return kept


def add_outage(recovery: RecoveryStore) -> Incident:
    """An open incident with three events, a decision and an action that waits for a person."""
    events = [make_event(f"outage-{number}", signature="s-i1") for number in range(3)]
    incident = add_incident(recovery, make_incident(), *events)
    with recovery.transaction() as work:
        work.add_decision(make_decision())
        work.add_action(make_action())
    return incident


def add_rise(recovery: RecoveryStore, case_ids: Sequence[str] = (), **changes: Any) -> Incident:
    """A payer that denies one code more than before, with its cases and the bulk re-draft that is proposed."""
    denied = {"workflow_id": "claims", "event_type": CLAIM_DENIED, "vendor": PAYER, "error_code": "197"}
    events = [
        make_event(f"denied-{case_id}", signature="s-rise", case_id=case_id, payload={"case_id": case_id}, **denied)
        for case_id in case_ids or ("case-x",)
    ]
    values: dict[str, Any] = {
        "kind": "denials", "signature": "s-rise", "workflow_id": "claims", "vendor": PAYER, "error_code": "197",
        "event_count": 18, "case_count": len(case_ids), "evidence": RISE,
    }  # fmt: skip
    incident = add_incident(recovery, make_incident("rise", **(values | changes)), *events)
    with recovery.transaction() as work:
        words = "The payer denies more for a missing authorization since February."
        work.add_decision(make_decision("d-rise", "rise", error_class="payer_policy", words=words))
        parameters = {"case_ids": list(case_ids)}
        work.add_action(
            make_action("a-rise", "rise", decision_id="d-rise", kind="redraft_cases", target=f"{PAYER}/197",
                        parameters=parameters)
        )  # fmt: skip
    return incident


RISE = {"seen": 18, "expected": 6.0, "since": "2026-02-03"}


def add_weeks(recovery: RecoveryStore, weekly: Sequence[int], *, payer: str = PAYER, code: str = "197") -> None:
    """So many denials a week, the last number for the week of NOW."""
    first = NOW - timedelta(days=NOW.weekday(), weeks=len(weekly) - 1)
    counts = [
        HourCount(
            hour=f"{first + timedelta(weeks=place):%Y-%m-%dT%H}", workflow_id="claims", event_type=CLAIM_DENIED,
            vendor=payer, error_code=code, events=number,
        )
        for place, number in enumerate(weekly) if number
    ]  # fmt: skip
    with recovery.transaction() as work:
        work.add_to_hours(counts)
