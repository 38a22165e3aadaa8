"""What is done about an incident: proposed, approved, run once, and undone where that is possible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from pydantic import JsonValue

from denialops.domain.base import Record
from denialops.domain.cases import CaseStatus, StageName
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
AutoLimit = Literal["none", "low", "medium"]
WorkItemKind = Literal["task", "page"]
CaseState = Literal[CaseStatus, "removed", "gone"]

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

REVERSIBLE: frozenset[ActionKind] = frozenset(
    {"pause_vendor", "resume_vendor", "kill_switch", "reroute_provider", "escalate", "open_work_item"}
)
"""What was tried again or written anew cannot be untried: the earlier versions of a letter stay in its history."""

_RISKS: tuple[Risk, ...] = ("low", "medium", "high")


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


class WorkItem(Record):
    """Something that a person is to do, or a page that people are to see; open until somebody closes it.

    `item_id` is made from the action that opened it, so that the same action opens one. `assignee` "": nobody yet.
    """

    item_id: str
    number: int
    kind: WorkItemKind
    incident_id: str
    action_id: str
    title: str
    opened_at: str
    assignee: str = ""
    closed_at: str = ""
    closed_by: str = ""


class Reroute(Record):
    """Calls of `vendor` go to `instead` until it is taken back."""

    vendor: str
    instead: str
    set_by: str
    set_at: str


class CaseLook(NamedTuple):
    """A case as an action sees it. `failed_stage`: from where its work failed, "" where nothing did.

    `failure_code` says how; `is_edited`: a person corrected facts or wrote the letter; `runs`: keys under which an
    action began its work before, newest last. `is_rewritten`: its present run brought a letter that reads otherwise.
    """

    status: CaseState
    failed_stage: StageName | Literal[""] = ""
    failure_code: str = ""
    is_edited: bool = False
    runs: tuple[str, ...] = ()
    is_rewritten: bool = False


def is_automatic(risk: Risk, limit: AutoLimit) -> bool:
    """Whether an action of this risk is done without asking; `limit` is the highest risk taken so."""
    return limit != "none" and _RISKS.index(risk) <= _RISKS.index(limit)


def refuse_illegal(before: ActionStatus, after: ActionStatus) -> None:
    """Raises IllegalTransition."""
    if after not in NEXT[before]:
        raise IllegalTransition(f"An action cannot go from {before} to {after}.", hint="Reload the page.")
