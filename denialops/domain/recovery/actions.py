"""What is done about an incident: proposed, approved, run once, and undone where that is possible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import JsonValue

from denialops.domain.base import Record
from denialops.errors import IllegalTransition

ActionKind = Literal[
    "retry_tasks",
    "pause_vendor",
    "resume_vendor",
    "kill_switch",
    "reroute_provider",
    "escalate",
    "open_work_item",
    "redraft_cases",
]
ActionStatus = Literal["proposed", "approved", "running", "done", "failed", "reversed", "declined"]
Risk = Literal["low", "medium", "high"]

NEXT: Mapping[ActionStatus, frozenset[ActionStatus]] = {
    "proposed": frozenset({"approved", "declined"}),
    "approved": frozenset({"running", "declined"}),
    "running": frozenset({"done", "failed", "approved"}),
    "done": frozenset({"reversed"}),
    "failed": frozenset({"approved", "declined"}),
    "reversed": frozenset(),
    "declined": frozenset(),
}
"""A running one goes back to approved when it waits for its next attempt."""


class Action(Record):
    """`key` makes it unique: proposing the same twice makes one. `due_at`: not before then. `result`: what it did."""

    action_id: str
    number: int
    incident_id: str
    decision_id: str
    kind: ActionKind
    target: str
    parameters: Mapping[str, JsonValue]
    risk: Risk
    status: ActionStatus
    key: str
    proposed_at: str
    changed_at: str
    due_at: str = ""
    approved_by: str = ""
    attempts: int = 0
    is_reversible: bool = False
    result: Mapping[str, JsonValue] = {}
    error: Mapping[str, str] | None = None


class ActionStep(Record):
    """One line of an action's journal, never changed: what was begun and what came of it, so that a restart knows."""

    number: int
    at: str
    name: str
    actor: str
    body: Mapping[str, JsonValue] = {}


def refuse_illegal(before: ActionStatus, after: ActionStatus) -> None:
    """Raises IllegalTransition."""
    if after not in NEXT[before]:
        raise IllegalTransition(f"An action cannot go from {before} to {after}.", hint="Reload the page.")
