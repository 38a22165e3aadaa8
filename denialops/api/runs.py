"""The work on a case, begun and waited for, or handed out as a task; and the tasks themselves."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from anyio import current_time, to_thread
from fastapi import APIRouter, Body, Query
from pydantic import Field
from starlette.responses import JSONResponse, Response

from denialops.api.needs import Actor, Chosen, Desk, Watch
from denialops.api.problems import says
from denialops.api.shapes import Page, RunAnswer, TaskShape
from denialops.api.watch import EventWatch
from denialops.domain.base import Record
from denialops.domain.cases import StageName
from denialops.domain.tasks import FIRST, LAST, TaskStatus
from denialops.errors import CaseNotFound, IllegalTransition, InvalidValue, LetterMissing, TaskNotFound
from denialops.services import Services
from denialops.services.records import RunState

router = APIRouter(tags=["work"])

FAULTS = says(CaseNotFound, LetterMissing, IllegalTransition)
GONE_ON: dict[int | str, dict[str, Any]] = {
    202: {"model": RunAnswer, "description": "the work goes on; Location names its task"}
}


class RunWanted(Record):
    """`first_stage`: do the work again from there on, also where it was done. Without it only what is left is done."""

    first_stage: StageName | None = None


class Priority(Record):
    """The smaller goes first."""

    priority: int = Field(FIRST, ge=FIRST, le=LAST)


Wanted = Annotated[RunWanted | None, Body()]


@router.post("/cases/{case_id}/run", response_model=RunAnswer, responses={**FAULTS, **GONE_ON})
async def run_case(
    case_id: str, desk: Desk, actor: Actor, watch: Watch, settings: Chosen, wanted: Wanted = None
) -> Response:
    """Answers when the work has ended, or with 202 and its task after DENIALOPS_API_RUN_WAIT_S."""
    first_stage = wanted.first_stage if wanted else None
    await to_thread.run_sync(partial(desk.begin_run, case_id, first_stage=first_stage, actor=actor))
    state = await _wait_for_end(desk, watch, case_id, settings.api_run_wait_s)
    return await to_thread.run_sync(_answer, desk, state)


@router.post("/cases/{case_id}/run/async", status_code=202, response_model=RunAnswer, responses=FAULTS)
def run_in_background(case_id: str, desk: Desk, actor: Actor, wanted: Wanted = None) -> Response:
    """Answers at once with the task."""
    desk.begin_run(case_id, first_stage=wanted.first_stage if wanted else None, actor=actor)
    return _answer(desk, desk.run_state(case_id), status=202)


@router.get("/tasks", responses=says(InvalidValue))
def list_tasks(
    desk: Desk,
    status: TaskStatus | None = None,
    case_id: Annotated[str, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str, Query(max_length=200)] = "",
) -> Page[TaskShape]:
    """Newest first; tasks that ended are kept for DENIALOPS_TASK_KEPT_DAYS."""
    found = desk.tasks(status=status or "", case_id=case_id, cursor=cursor, limit=limit)
    return Page(items=tuple(map(TaskShape.of, found.tasks)), next_cursor=found.cursor or None)


@router.get("/tasks/{task_id}", responses=says(TaskNotFound))
def get_task(task_id: str, desk: Desk) -> TaskShape:
    return TaskShape.of(desk.task(task_id))


@router.post("/tasks/{task_id}/cancel", responses=says(TaskNotFound, IllegalTransition))
def cancel_task(task_id: str, desk: Desk, actor: Actor) -> TaskShape:
    """The case keeps what was found so far and can be run again."""
    desk.cancel_task(task_id, actor=actor)
    return TaskShape.of(desk.task(task_id))


@router.post("/tasks/{task_id}/pause", responses=says(TaskNotFound, IllegalTransition))
def pause_task(task_id: str, desk: Desk, actor: Actor) -> TaskShape:
    desk.pause_task(task_id, actor=actor)
    return TaskShape.of(desk.task(task_id))


@router.post("/tasks/{task_id}/resume", responses=says(TaskNotFound, IllegalTransition))
def resume_task(task_id: str, desk: Desk, actor: Actor) -> TaskShape:
    desk.resume_task(task_id, actor=actor)
    return TaskShape.of(desk.task(task_id))


@router.post("/tasks/{task_id}/retry", status_code=202, responses=says(TaskNotFound, IllegalTransition))
def retry_task(task_id: str, desk: Desk, actor: Actor, wanted: Wanted = None) -> TaskShape:
    """What failed, was stopped or given up is done again, from where it failed: the new task."""
    first_stage = wanted.first_stage if wanted else None
    return TaskShape.of(desk.task(desk.retry_task(task_id, first_stage=first_stage, actor=actor)))


@router.put("/tasks/{task_id}/priority", responses=says(TaskNotFound, IllegalTransition, InvalidValue))
def hurry_task(task_id: str, wanted: Priority, desk: Desk, actor: Actor) -> TaskShape:
    desk.hurry_task(task_id, priority=wanted.priority, actor=actor)
    return TaskShape.of(desk.task(task_id))


async def _wait_for_end(desk: Services, watch: EventWatch, case_id: str, seconds: float) -> RunState:
    """Holds no thread while it waits; every change of a case is an event."""
    ends_at = current_time() + seconds
    while True:
        last = (await to_thread.run_sync(desk.last_events, [case_id])).get(case_id, 0)
        state = await to_thread.run_sync(desk.run_state, case_id)
        left_s = ends_at - current_time()
        if not state.is_running or left_s <= 0 or watch.is_closed:
            return state
        await watch.wait(case_id, after=last, timeout_s=left_s)


def _answer(desk: Services, state: RunState, *, status: int = 200) -> Response:
    view = desk.find_task(state.case_id)
    answer = RunAnswer(**state.model_dump(), task=TaskShape.of(view) if view else None)
    code = 202 if state.is_running else status
    headers = {"Location": f"/api/v1/tasks/{view.task.task_id}"} if view and code == 202 else None
    return JSONResponse(answer.model_dump(mode="json"), code, headers=headers)
