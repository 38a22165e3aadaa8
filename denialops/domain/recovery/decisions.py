"""What was concluded about an incident, from what, by which rules; never changed afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from pydantic import Field, JsonValue

from denialops.domain.base import Record
from denialops.domain.recovery.actions import Action, ActionKind, Risk
from denialops.domain.recovery.incidents import Incident, Severity

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
NoteKind = Literal["deploy", "bulletin"]
DecisionOutcome = Literal["pending", "failed", "declined", "ignored", "worked", "resolved_otherwise", "recurred"]

UNKNOWN = "unknown"
"""The cause where the evidence names none; `missing` then says what would help."""


class CauseEvidence(Record):
    """Why: `kind` rule, events, breaker, rate, spread, deploy, bulletin, statistics, switch, similar, missing.

    `words` for people; `ids` point to it: event, note, switch, incident ids, or the names of what was counted.
    `evidence_id` names it within its decision.
    """

    kind: str
    words: str
    ids: tuple[str, ...] = ()
    evidence_id: str = ""


class SimilarIncident(Record):
    """`score` from 0 to 1. `remedy`: the actions that worked then, empty where none is known to have."""

    incident_id: str
    number: int
    score: float
    cause: str
    remedy: str


class Proposal(Record):
    """An action that the decision asks for; `risk` is that of its kind in data/rules/recovery/actions.yaml.

    What `target` names and `parameters` hold, by kind:
    retry_tasks: the vendor or workflow; case_ids. redraft_cases: vendor/error_code; case_ids.
    pause_vendor, resume_vendor: the vendor; reason. reroute_provider: the vendor; instead (the rules' fallback).
    kill_switch: what stops; scope, hours, reason. escalate: the severity; severity, note.
    open_work_item: the incident id; title, text.
    """

    kind: ActionKind
    target: str
    parameters: Mapping[str, JsonValue] = {}
    risk: Risk = "medium"


class Decision(Record):
    """`version` names the rules (or model and prompt) that decided; `confidence` from 0 to 1.

    `severity`: the incident's when it was decided; a higher one later asks for another decision.
    `missing`: what was not known and would have helped, in words.
    """

    decision_id: str
    incident_id: str
    number: int
    made_at: str
    made_by: MadeBy
    version: str
    severity: Severity
    inputs: Mapping[str, JsonValue]
    error_class: ErrorClass
    cause: str
    words: str
    confidence: float = Field(ge=0, le=1)
    evidence: tuple[CauseEvidence, ...] = ()
    similar: tuple[SimilarIncident, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    missing: tuple[str, ...] = ()


class Note(Record):
    """What happened around the workflows: a new version of the program, or a bulletin of a payer or vendor.

    `at`: when it took effect, UTC text. `link`: where it can be read. Never changed.
    """

    note_id: str
    number: int
    kind: NoteKind
    vendor: str
    at: str
    words: str
    link: str
    actor: str


def outcome_of(
    decision: Decision, incident: Incident, actions: Iterable[Action], *, has_recurred: bool = False
) -> DecisionOutcome:
    """What became of a decision, told from its own actions and its incident as they are now.

    worked: an action of it was done, still stands, and the incident is resolved and did not come back.
    """
    statuses = {action.status for action in actions if action.decision_id == decision.decision_id}
    if incident.status == "IGNORED":
        return "ignored"
    if incident.status == "RESOLVED":
        if "done" not in statuses:
            return "resolved_otherwise"
        return "recurred" if has_recurred else "worked"
    if statuses and statuses <= {"failed", "declined", "reversed"}:
        return "failed" if "failed" in statuses else "declined"
    return "pending"
