"""Actions about incidents: listed, shown with their journals, approved, declined, taken back; and work items."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Body, Query
from pydantic import Field, JsonValue

from denialops.api.needs import Actor, Desk
from denialops.api.paging import cursor_after_number, number_of
from denialops.api.problems import says
from denialops.api.shapes import Page
from denialops.domain.base import Record
from denialops.domain.recovery.actions import Action, ActionKind, ActionStatus, WorkItem
from denialops.errors import (
    ActionNotFound,
    ChannelRefused,
    ChannelUnavailable,
    IllegalTransition,
    IncidentNotFound,
    InvalidValue,
)
from denialops.ports.recovery import ActionQuery
from denialops.services.actions import LONGEST_TARGET, ActionView

router = APIRouter(tags=["recovery"])

Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str, Query(max_length=200)]
FAULTS = says(ActionNotFound, IllegalTransition)


class NewAction(Record):
    """`target` is the incident's vendor where none is named."""

    kind: ActionKind
    target: str = Field("", max_length=LONGEST_TARGET)
    parameters: Mapping[str, JsonValue] = {}


class Declining(Record):
    reason: str = Field("", max_length=500)


@router.get("/actions", responses=says(InvalidValue))
def list_actions(
    desk: Desk,
    status: Annotated[tuple[ActionStatus, ...], Query()] = (),
    incident_id: Annotated[str, Query(max_length=64)] = "",
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Page[Action]:
    """Newest first. `status` may be given several times."""
    found = desk.actions(ActionQuery(status, incident_id), limit=limit + 1, before=number_of(cursor))
    shown = found[:limit]
    return Page(items=shown, next_cursor=cursor_after_number(shown[-1].number) if len(found) > limit else None)


@router.get("/actions/{action_id}", responses=says(ActionNotFound))
def get_action(action_id: str, desk: Desk) -> ActionView:
    """With every step that was begun and what came of it."""
    return desk.action(action_id)


@router.post(
    "/incidents/{incident_id}/actions",
    status_code=201,
    responses=says(IncidentNotFound, IllegalTransition, InvalidValue),
)
def propose_action(incident_id: str, new: NewAction, desk: Desk, actor: Actor) -> Action:
    """A person's own idea; it waits for approval as any other."""
    return desk.propose_action(incident_id, new.kind, target=new.target, parameters=new.parameters, actor=actor)


@router.post("/actions/{action_id}/approve", responses=FAULTS)
def approve_action(action_id: str, desk: Desk, actor: Actor) -> Action:
    """It begins within seconds; only its doing makes it done. One that failed is tried again."""
    return desk.approve_action(action_id, actor=actor)


@router.post("/actions/{action_id}/decline", responses=says(ActionNotFound, IllegalTransition, InvalidValue))
def decline_action(action_id: str, desk: Desk, actor: Actor, why: Annotated[Declining | None, Body()] = None) -> Action:
    """Also stops one that waits between two steps."""
    return desk.decline_action(action_id, reason=why.reason if why else "", actor=actor)


@router.post(
    "/actions/{action_id}/reverse",
    responses=says(ActionNotFound, IllegalTransition, ChannelUnavailable, ChannelRefused),
)
def reverse_action(action_id: str, desk: Desk, actor: Actor) -> Action:
    """Takes back what was done, where that is possible (`is_reversible`)."""
    return desk.reverse_action(action_id, actor=actor)


@router.get("/work-items", responses=says(InvalidValue))
def list_work_items(desk: Desk, open: bool = True, limit: Limit = 50, cursor: Cursor = "") -> Page[WorkItem]:
    """What people are to do or to see about incidents, newest first."""
    found = desk.work_items(is_open=open, limit=limit + 1, before=number_of(cursor))
    shown = found[:limit]
    return Page(items=shown, next_cursor=cursor_after_number(shown[-1].number) if len(found) > limit else None)


@router.post("/work-items/{item_id}/take", responses=FAULTS)
def take_work_item(item_id: str, desk: Desk, actor: Actor) -> WorkItem:
    """The caller does it from now on."""
    return desk.take_work_item(item_id, actor=actor)


@router.post("/work-items/{item_id}/close", responses=FAULTS)
def close_work_item(item_id: str, desk: Desk, actor: Actor) -> WorkItem:
    return desk.close_work_item(item_id, actor=actor)
