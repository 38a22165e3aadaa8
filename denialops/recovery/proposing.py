"""Actions are proposed, and approved: by themselves below a risk, else by a person; or declined with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from denialops.domain.recovery.actions import (
    REVERSIBLE,
    Action,
    ActionStep,
    AutoLimit,
    is_automatic,
    refuse_illegal,
)
from denialops.domain.recovery.decisions import Proposal
from denialops.errors import InvalidValue
from denialops.ports.recovery import ActionQuery, RecoveryWork
from denialops.recovery.journals import MACHINE, change_status

LONGEST_REASON = 500
MOST_OF_ONE_INCIDENT = 500


def propose(
    work: RecoveryWork,
    incident_id: str,
    proposals: Sequence[Proposal],
    *,
    now: str,
    auto: AutoLimit,
    decision_id: str = "",
    actor: str = MACHINE,
) -> tuple[Action, ...]:
    """Keeps what is not there yet, approved where its risk is not above `auto`; the actions that are new."""
    known = work.page_actions(ActionQuery(incident_id=incident_id), limit=MOST_OF_ONE_INCIDENT)
    added: list[Action] = []
    for proposal in proposals:
        if any(_stands_for(action, proposal, decision_id) for action in (*known, *added)):
            continue
        action = work.add_action(_action(incident_id, decision_id, proposal, now=now, nth=len(known)))
        work.add_action_step(action.action_id, ActionStep(number=0, at=now, name="proposed", actor=actor))
        added.append(approve(work, action, now=now, actor=MACHINE) if is_automatic(action.risk, auto) else action)
    return tuple(added)


def approve(work: RecoveryWork, action: Action, *, now: str, actor: str) -> Action:
    """Also again, after it failed. Raises IllegalTransition."""
    refuse_illegal(action.status, "approved")
    changes = {"status": "approved", "approved_by": actor, "due_at": "", "error": None, "changed_at": now}
    approved = action.model_copy(update=changes)
    change_status(work, action, approved, actor=actor)
    return approved


def decline(work: RecoveryWork, action: Action, reason: str, *, now: str, actor: str) -> Action:
    """Also one that waits for its next try: what it did so far stays done and is told in its journal.

    Raises InvalidValue for too long a reason, IllegalTransition.
    """
    words = " ".join(reason.split())
    if len(words) > LONGEST_REASON:
        raise InvalidValue("That is too long.", hint=f"Say why in at most {LONGEST_REASON} characters.")
    refuse_illegal(action.status, "declined")
    declined = action.model_copy(update={"status": "declined", "changed_at": now})
    change_status(work, action, declined, actor=actor, reason=words)
    return declined


def _stands_for(action: Action, proposal: Proposal, decision_id: str) -> bool:
    """One of the same kind for the same target that waits, runs, failed, or whose effect is still in force.

    A person who declined or reversed it has decided. What is over and left nothing in force may be done again
    when a later decision asks for it.
    """
    if (action.kind, action.target) != (proposal.kind, proposal.target):
        return False
    is_over = action.status == "done" and not action.is_reversible
    return not is_over or action.decision_id == decision_id


def _action(incident_id: str, decision_id: str, proposal: Proposal, *, now: str, nth: int) -> Action:
    key = f"{incident_id}:{proposal.kind}:{proposal.target}:{decision_id or nth}"
    return Action(
        action_id=f"act-{sha256(key.encode()).hexdigest()[:20]}",
        number=0,
        incident_id=incident_id,
        decision_id=decision_id,
        kind=proposal.kind,
        target=proposal.target,
        parameters=proposal.parameters,
        risk=proposal.risk,
        status="proposed",
        key=key,
        proposed_at=now,
        changed_at=now,
        is_reversible=proposal.kind in REVERSIBLE,
    )
