"""What happens in DenialOps itself, as the events of the workflows that recovery watches.

Their keys name the call, the run or the case, so that work done twice after a crash is told once.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from pydantic import JsonValue

from denialops.domain.cases import CaseFile, StageName
from denialops.domain.models import ModelCall
from denialops.domain.records import Outcome
from denialops.domain.recovery.events import CLAIM_DENIED, CLAIM_PAID, WorkflowEvent
from denialops.domain.recovery.safety import CASE_STAGE
from denialops.domain.recovery.vendors import name_payer
from denialops.errors import DenialOpsError

MODEL_CALL = "model_call"
CLAIM = "claim"
OURSELVES = "denialops"
WELL = "ok"
PAID: frozenset[Outcome] = frozenset({"paid", "partly_paid"})
EARLIEST_YEAR = 2000
"""A notice of an earlier day was misread."""
UNCLASSIFIED = "unclassified"
"""Where neither a code nor a category says why a claim was denied."""


def of_model_call(call: ModelCall) -> WorkflowEvent:
    is_well = call.outcome == WELL
    payload: dict[str, JsonValue] = {"model": call.model, "purpose": call.purpose, "seconds": round(call.total_s, 3)}
    return WorkflowEvent(
        workflow_id=MODEL_CALL,
        event_type=f"{MODEL_CALL}.{'succeeded' if is_well else 'failed'}",
        vendor=call.provider,
        error_code="" if is_well else call.outcome,
        idempotency_key=f"{MODEL_CALL}:{call.call_id}",
        occurred_at=datetime.fromisoformat(call.at),
        payload=payload | ({"case_id": call.case_id} if call.case_id else {}),
    )


def of_failed_stage(
    case_id: str, stage: StageName, error: DenialOpsError, *, run: int, task_id: str, at: datetime
) -> WorkflowEvent:
    """`run` tells a stage that failed again from one that is told again. The hint is ours and never a patient's."""
    return WorkflowEvent(
        workflow_id=CASE_STAGE,
        event_type=f"{CASE_STAGE}.failed",
        vendor=OURSELVES,
        error_code=error.code,
        idempotency_key=f"{CASE_STAGE}:{case_id}:{run}:{stage}",
        occurred_at=at,
        payload={"case_id": case_id, "task_id": task_id, "stage": stage, "message": error.hint_text},
    )


def of_recovered_case(case_id: str, *, run: int, at: datetime) -> WorkflowEvent:
    """A case whose work had failed and came to its end: what ends the incident of the failures."""
    return WorkflowEvent(
        workflow_id=CASE_STAGE,
        event_type=f"{CASE_STAGE}.recovered",
        vendor=OURSELVES,
        idempotency_key=f"{CASE_STAGE}:{case_id}:{run}:recovered",
        occurred_at=at,
        payload={"case_id": case_id},
    )


def of_denial(case: CaseFile, *, now: datetime) -> WorkflowEvent | None:
    """None for what is no denial, and where nobody knows whose: a guessed payer would be accused."""
    payer = name_payer(case.facts.value("payer") or "")
    if case.routing is None or not case.routing.is_denial or not payer:
        return None
    codes, category = case.facts.values("carc"), case.routing.category.value
    return WorkflowEvent(
        workflow_id=CLAIM,
        event_type=CLAIM_DENIED,
        vendor=payer,
        error_code=(*codes, category, UNCLASSIFIED)[0] or UNCLASSIFIED,
        idempotency_key=f"{CLAIM_DENIED}:{case.case_id}",
        occurred_at=_told_on(case, now),
        payload={"case_id": case.case_id, "category": category, "carc": list(codes)},
    )


def of_payment(case_id: str, payer: str, outcome: Outcome, *, now: datetime) -> WorkflowEvent | None:
    """None for a case that ended otherwise, or whose payer nobody knows."""
    vendor = name_payer(payer)
    if outcome not in PAID or not vendor:
        return None
    return WorkflowEvent(
        workflow_id=CLAIM,
        event_type=CLAIM_PAID,
        vendor=vendor,
        idempotency_key=f"{CLAIM_PAID}:{case_id}",
        occurred_at=now,
        payload={"case_id": case_id, "outcome": outcome},
    )


def _told_on(case: CaseFile, now: datetime) -> datetime:
    """Noon of the day of the notice; now for a day that is not known, or that was read as one to come."""
    day: date | None = case.facts.date("denial_date") or case.facts.date("letter_date")
    noon = datetime.combine(day, time(12), UTC) if day else now
    return noon if noon < now and noon.year >= EARLIEST_YEAR else now
