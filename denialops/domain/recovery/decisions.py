"""What was concluded about an incident, from what, by which rules; never changed afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import JsonValue

from denialops.domain.base import Record
from denialops.domain.recovery.actions import ActionKind, Risk

ErrorClass = Literal[
    "transient",
    "rate_limited",
    "outage",
    "credentials",
    "bad_input",
    "configuration",
    "payer_policy",
    "quota",
    "unknown",
]
MadeBy = Literal["rules", "model"]


class CauseEvidence(Record):
    """Why: `kind` events, breaker, deploy, bulletin, rate, similar; `words` for people; `ids` point to it."""

    kind: str
    words: str
    ids: tuple[str, ...] = ()


class SimilarIncident(Record):
    incident_id: str
    number: int
    score: float
    cause: str
    remedy: str


class Proposal(Record):
    """An action that the decision asks for; recovery's rules say how risky its kind is."""

    kind: ActionKind
    target: str
    parameters: Mapping[str, JsonValue] = {}
    risk: Risk = "medium"


class Decision(Record):
    """`version` names the rules (or model and prompt) that decided; `confidence` from 0 to 1."""

    decision_id: str
    incident_id: str
    number: int
    made_at: str
    made_by: MadeBy
    version: str
    inputs: Mapping[str, JsonValue]
    error_class: ErrorClass
    cause: str
    words: str
    confidence: float
    evidence: tuple[CauseEvidence, ...] = ()
    similar: tuple[SimilarIncident, ...] = ()
    proposals: tuple[Proposal, ...] = ()
