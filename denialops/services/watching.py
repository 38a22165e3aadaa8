"""Where the work on a case stands, told from its events and stage records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from denialops.domain.cases import STAGE_NAMES, StageName
from denialops.domain.events import CaseEvent
from denialops.domain.records import CaseState, StageRecord
from denialops.ports import CaseReads
from denialops.services.records import Progress, StageState

BEGINNINGS = frozenset(
    "case_opened letter_replaced letter_attached password_entered letter_split plan_added work_restarted".split()
)
"""Events after which the work begins anew."""

CHANGES_OF_FACT = frozenset(
    {"fact_corrected", "regime_confirmed", "received_date_set", "letter_replaced", "work_restarted"}
    | {"plan_added", "plan_use_set"}
)
"""Events after which a letter may say what the case no longer says."""

BATCH = 1000


def all_events(reads: CaseReads, case_id: str, *, after: int = 0) -> tuple[CaseEvent, ...]:
    events: list[CaseEvent] = []
    while batch := reads.list_events(case_id, after=events[-1].number if events else after, limit=BATCH):
        events.extend(batch)
        if len(batch) < BATCH:
            break
    return tuple(events)


def run_of(events: Sequence[CaseEvent]) -> int:
    """The number of the event that began the present run; it tells a repeated run from an interrupted one."""
    return max((event.number for event in events if event.type in BEGINNINGS), default=0)


def stage_states(
    state: CaseState, done: Mapping[StageName, StageRecord], events: Sequence[CaseEvent]
) -> dict[str, StageState]:
    """Every stage of the present run, in order."""
    run = run_of(events)
    started = {e.ids.get("stage"): e.at for e in events if e.type == "stage_started" and e.number > run}
    return {stage: _stage_state(stage, state, done.get(stage), started.get(stage, "")) for stage in STAGE_NAMES}


def _stage_state(stage: StageName, state: CaseState, record: StageRecord | None, started_at: str) -> StageState:
    if record:
        return StageState(name=stage, status="done", started_at=started_at, finished_at=record.finished_at)
    if state.failure and state.failure.stage == stage:
        failed = state.failure
        return StageState(name=stage, status="failed", started_at=started_at, finished_at=failed.at, code=failed.code)
    is_running = state.status == "reading" and bool(started_at)
    return StageState(name=stage, status="running" if is_running else "waiting", started_at=started_at)


def progress_of(state: CaseState, stages: Mapping[str, StageState], events: Sequence[CaseEvent]) -> Progress:
    run = run_of(events)
    pages = [event for event in events if event.type == "page_read" and event.number > run]
    return Progress(
        is_running=state.status == "reading" and not state.removed_at,
        stage=next((name for name, stage in stages.items() if stage.status != "done"), ""),
        page=len({event.ids.get("page") for event in pages}),
        pages=int(pages[-1].ids.get("of") or 0) if pages else 0,
        facts_found=sum(event.type == "fact_found" and event.number > run for event in events),
        last_event=events[-1].number if events else 0,
    )
