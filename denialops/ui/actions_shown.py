"""What is proposed and done about incidents: in words, with the ways to approve, decline and take back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from denialops.domain.recovery.actions import NEXT, Action
from denialops.domain.recovery.incidents import OPEN
from denialops.services.bulk_redrafts import cases_left
from denialops.services.incident_words import vendor_words
from denialops.services.incidents import AffectedCases, IncidentView
from denialops.ui import session
from denialops.ui.chips import counted, moment, plain
from denialops.ui.problems import act, say

Do = Callable[..., Any]

STATUSES: dict[str, tuple[str, str, str]] = {
    "proposed": ("Waits for your decision", "orange", ":material/pending_actions:"),
    "approved": ("Approved, waits for its turn", "blue", ":material/schedule:"),
    "running": ("Under way", "blue", ":material/autorenew:"),
    "done": ("Done", "green", ":material/check_circle:"),
    "failed": ("Failed", "red", ":material/error:"),
    "reversed": ("Taken back", "gray", ":material/undo:"),
    "declined": ("Declined", "gray", ":material/block:"),
}
RISKS = {"low": "low risk", "medium": "medium risk", "high": "high risk"}


def show_actions(actions: Sequence[Action], *, key: str) -> None:
    """Newest first; `key` tells one list on a page from another."""
    if not actions:
        st.caption("Nothing was proposed.")
    for action in actions:
        with st.container(key=f"row_{key}_{action.action_id}"):
            _show_action(action, key)


def show_redraft(view: IncidentView, cases: AffectedCases) -> None:
    """The way to have the letters of cases written anew that no proposal names yet."""
    left = cases_left(view, cases)
    if view.kind == "denials" and view.status in OPEN and left:
        st.button(
            f"Propose to write {counted(len(left), 'letter')} anew", key=f"redraft_{view.incident_id}",
            icon=":material/edit_document:", on_click=_propose, args=(view.incident_id,),
            help="Nothing is written before somebody approves. What a person edited is not touched.",
        )  # fmt: skip


def words_of(action: Action) -> str:
    """What it does, as one says it to a colleague."""
    target = plain(vendor_words(action.target))
    ids = action.parameters.get("case_ids") or action.parameters.get("task_ids")
    number = len(ids) if isinstance(ids, list | tuple) else 0
    cases = counted(number, "case") if number else "the affected cases"
    return {
        "retry_tasks": f"Do the failed work again ({counted(number, 'task')})"
        if number
        else "Do the failed work again",
        "pause_vendor": f"Ask nothing of {target} for now",
        "resume_vendor": f"Ask {target} again",
        "kill_switch": f"Stop all work with {target}" if target else "Stop all work",
        "reroute_provider": f"Use another provider instead of {target}",
        "escalate": "Tell the people in charge",
        "open_work_item": "Open a work item for a person",
        "redraft_cases": f"Write the letters of {cases} anew",
    }[action.kind]


def _show_action(action: Action, key: str) -> None:
    words, colour, icon = STATUSES[action.status]
    text, buttons = st.columns([3, 2], vertical_alignment="center")
    text.markdown(f"**{words_of(action)}**  \n:{colour}-badge[{icon} {words}] :small[{_about(action)}]")
    if action.error:
        text.caption(f"{plain(action.error.get('message', ''))} {plain(action.error.get('hint', ''))}".strip())
    with buttons.container(horizontal=True, horizontal_alignment="right", key=f"ways_{key}_{action.action_id}"):
        for label, icon, is_main, do in _ways(action):
            st.button(
                label, key=f"{label.split()[0].lower()}_{key}_{action.action_id}", icon=icon,
                type="primary" if is_main else "secondary", on_click=do,
            )  # fmt: skip


def _about(action: Action) -> str:
    parts = [RISKS[action.risk], f"proposed {moment(action.proposed_at)}"]
    if action.approved_by:
        parts.append(f"approved by {plain(action.approved_by)}")
    if action.attempts > 1:
        parts.append(f"{action.attempts} attempts")
    if action.status == "approved" and action.due_at:
        parts.append(f"not before {moment(action.due_at)}")
    return " · ".join(parts)


def _ways(action: Action) -> list[tuple[str, str, bool, Do]]:
    """Label, icon, whether it is the main one, and what it does."""
    desk, may = session.services(), NEXT[action.status]
    ways: list[tuple[str, str, bool, Do]] = []
    if "approved" in may and action.status != "running":
        label = "Approve" if action.status == "proposed" else "Try again"
        ways.append((label, ":material/check:", True, _way(desk.approve_action, action, "Approved")))
    if "declined" in may:
        ways.append(("Decline", ":material/close:", False, _way(desk.decline_action, action, "Declined")))
    if "reversed" in may and action.is_reversible:
        ways.append(("Take back", ":material/undo:", False, _way(desk.reverse_action, action, "Taken back")))
    return ways


def _way(do: Do, action: Action, words: str) -> Do:
    return partial(_do, do, action.action_id, words)


def _propose(incident_id: str) -> None:
    act(session.services().propose_redraft, incident_id, actor=session.actor())
    say("Proposed")


def _do(do: Do, action_id: str, words: str) -> None:
    act(do, action_id, actor=session.actor())
    say(words)
