"""What happened in a workflow, as sent and as kept; kept events are never changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from pydantic import JsonValue

from denialops.domain.base import Record

Outcome = Literal["failed", "succeeded", "other"]

CLAIM_DENIED = "claim.denied"
"""A denial is a failed claim: the payer is the vendor, CARC or category the error code."""
CLAIM_PAID = "claim.paid"

# How an event type ends says what it means where no error code does.
SUCCEEDED = ("succeeded", "completed", "accepted", "paid", "recovered", "delivered")


class WorkflowEvent(Record):
    """As sent. `workflow_id` names the kind of workflow (claim_submission), not one run of it.

    `payload` may hold `message`, `case_id`, `task_id` and whatever else helps; never a patient's data.
    """

    workflow_id: str
    event_type: str
    idempotency_key: str
    occurred_at: datetime
    vendor: str = ""
    error_code: str = ""
    payload: Mapping[str, JsonValue] = {}
    schema_version: int = 1

    @property
    def outcome(self) -> Outcome:
        return outcome_of_event(self.event_type, self.error_code)


class Signature(NamedTuple):
    """What failures that belong together share. `rules` is the date of the rule set that made it."""

    key: str
    rules: str
    parts: Mapping[str, str]


NO_SIGNATURE = Signature("", "", {})


class StoredEvent(Record):
    """As kept. `number` grows in the order in which a tenant's events were kept; times are UTC text."""

    number: int
    event_id: str
    workflow_id: str
    event_type: str
    vendor: str
    error_code: str
    outcome: Outcome
    payload: Mapping[str, JsonValue]
    idempotency_key: str
    occurred_at: str
    received_at: str
    schema_version: int
    correlation_id: str
    sender: str
    case_id: str
    signature: str
    signature_rules: str


def outcome_of_event(event_type: str, error_code: str) -> Outcome:
    """An error code is a failure; without one the last word of the type tells."""
    if error_code:
        return "failed"
    return "succeeded" if event_type.rsplit(".", 1)[-1] in SUCCEEDED else "other"
