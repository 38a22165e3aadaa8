"""The work on cases as actions of recovery look at it and begin it again."""

from __future__ import annotations

from collections.abc import Sequence

from denialops.domain.cases import StageName
from denialops.domain.events import CaseEvent
from denialops.domain.recovery.actions import CaseLook
from denialops.errors import CaseNotFound, Superseded
from denialops.ports import CaseReads
from denialops.services.base import MACHINE, by
from denialops.services.deciding import is_edited
from denialops.services.watching import all_events, run_of
from denialops.services.work import Work

STAGE_OF: dict[object, StageName] = {"read": "extract", "write": "draft"}
"""Where the model is asked for what."""
EDITS = frozenset({"fact_corrected", "regime_confirmed", "received_date_set", "draft_saved", "draft_signed_off"})


class DeskRuns:
    """Implements ports.CaseRuns over the use cases."""

    def __init__(self, desk: Work) -> None:
        self._desk = desk

    def look(self, case_id: str) -> CaseLook:
        with self._desk.store.snapshot() as reads:
            try:
                return _look(reads, case_id)
            except CaseNotFound:
                return CaseLook("gone")

    def begin(self, case_id: str, first_stage: StageName, *, key: str) -> bool:
        """A crash right after the restart is kept leaves a case that waits for work, which the queue takes up."""
        desk = self._desk
        with desk.store.transaction() as unit:
            if key in _runs(all_events(unit, case_id)):
                return False
            desk.refuse_while_reading(unit, case_id)
            restarted = by(MACHINE, "work_restarted", key=f"action:{key}", stage=first_stage, action=key)
            unit.restart(case_id, first_stage, restarted)
        desk.enqueue(case_id, first_stage)
        return True


def _look(reads: CaseReads, case_id: str) -> CaseLook:
    state, events = reads.get_state(case_id), all_events(reads, case_id)
    failed_stage, code = (state.failure.stage, state.failure.code) if state.failure else ("", "")
    if state.status == "review":
        failed_stage, code = _model_failure(events)
    return CaseLook(
        status="removed" if state.removed_at else state.status,
        failed_stage=failed_stage,  # type: ignore[arg-type]
        failure_code=code,
        is_edited=is_edited(reads, case_id) or _has_edits(events),
        runs=_runs(events),
        is_rewritten=any(event.number > run_of(events) and event.type == "draft_written" for event in events),
    )


def _model_failure(events: Sequence[CaseEvent]) -> tuple[str, str]:
    """The first thing of the present run that the model could not do; the case went on with the rules."""
    run = run_of(events)
    for event in events:
        code = str(event.ids.get("code", ""))
        if event.number > run and event.type == "model_failed" and code != Superseded.code:
            return STAGE_OF.get(event.ids.get("purpose"), "draft"), code
    return "", ""


def _has_edits(events: Sequence[CaseEvent]) -> bool:
    """A person changed something since the present run began."""
    run = run_of(events)
    return any(event.number > run and event.type in EDITS and event.actor != MACHINE for event in events)


def _runs(events: Sequence[CaseEvent]) -> tuple[str, ...]:
    return tuple(str(event.ids["action"]) for event in events if event.ids.get("action"))
