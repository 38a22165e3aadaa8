"""Incidents: listed, shown with their events and actions, noted on, moved by a person."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from denialops.api.etags import NOT_MODIFIED, tagged
from denialops.api.needs import Actor, Desk
from denialops.api.paging import cursor_after_incident, cursor_after_number, incident_place_of, number_of
from denialops.api.problems import says
from denialops.api.shapes import Page
from denialops.domain.base import Record
from denialops.domain.cases import CaseRow
from denialops.domain.recovery.actions import Action
from denialops.domain.recovery.events import StoredEvent
from denialops.domain.recovery.incidents import IncidentKind, IncidentStatus, Severity
from denialops.errors import IllegalTransition, IncidentNotFound, InvalidValue
from denialops.ports.recovery import IncidentQuery
from denialops.services.incidents import LONGEST_REASON, IncidentRow, IncidentView

router = APIRouter(tags=["recovery"])

Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str, Query(max_length=200)]
Named = Annotated[str, Query(max_length=200)]
MOVES = says(IncidentNotFound, IllegalTransition, InvalidValue)


class Reason(Record):
    reason: str = Field(min_length=1, max_length=LONGEST_REASON)


class Note(Record):
    words: str = Field(min_length=1, max_length=LONGEST_REASON)


class NewStatus(Record):
    """`reason` is needed to resolve or to ignore."""

    status: IncidentStatus
    reason: str = Field("", max_length=LONGEST_REASON)


@router.get("/incidents", responses=says(InvalidValue))
def list_incidents(
    desk: Desk,
    status: Annotated[tuple[IncidentStatus, ...], Query()] = (),
    severity: Severity | None = None,
    kind: IncidentKind | None = None,
    vendor: Named = "",
    error_code: Named = "",
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Page[IncidentRow]:
    """Last seen first. `status` may be given several times."""
    query = IncidentQuery(status, severity, kind, vendor, error_code)
    found = desk.incidents(query, limit=limit + 1, after=incident_place_of(cursor))
    shown = found[:limit]
    return Page(items=shown, next_cursor=cursor_after_incident(shown[-1]) if len(found) > limit else None)


@router.get(
    "/incidents/{incident_id}", response_model=IncidentView, responses={**says(IncidentNotFound), **NOT_MODIFIED}
)
def get_incident(incident_id: str, desk: Desk, request: Request) -> Response:
    """With its timeline, decisions, actions, similar and related incidents."""
    return tagged(request, desk.incident(incident_id))


@router.get("/incidents/{incident_id}/events", responses=says(IncidentNotFound, InvalidValue))
def list_incident_events(incident_id: str, desk: Desk, limit: Limit = 50, cursor: Cursor = "") -> Page[StoredEvent]:
    """Newest first."""
    found = desk.incident_events(incident_id, limit=limit + 1, before=number_of(cursor))
    shown = found[:limit]
    return Page(items=shown, next_cursor=cursor_after_number(shown[-1].number) if len(found) > limit else None)


@router.get("/incidents/{incident_id}/cases", responses=says(IncidentNotFound))
def list_incident_cases(incident_id: str, desk: Desk) -> Page[CaseRow]:
    """The cases that its events name and that are here."""
    return Page(items=desk.incident_cases(incident_id).rows)


@router.get("/incidents/{incident_id}/actions", responses=says(IncidentNotFound))
def list_incident_actions(incident_id: str, desk: Desk) -> Page[Action]:
    """Newest first."""
    return Page(items=desk.incident(incident_id).actions)


@router.post("/incidents/{incident_id}/status", responses=MOVES)
def set_status(incident_id: str, wanted: NewStatus, desk: Desk, actor: Actor) -> IncidentView:
    """`next_statuses` of the incident says where it may go."""
    return desk.set_incident_status(incident_id, wanted.status, reason=wanted.reason, actor=actor)


@router.post("/incidents/{incident_id}/ignore", responses=MOVES)
def ignore_incident(incident_id: str, why: Reason, desk: Desk, actor: Actor) -> IncidentView:
    """Nothing more is done about it until it is looked at again."""
    return desk.ignore_incident(incident_id, reason=why.reason, actor=actor)


@router.post("/incidents/{incident_id}/resolve", responses=MOVES)
def resolve_incident(incident_id: str, why: Reason, desk: Desk, actor: Actor) -> IncidentView:
    """It stays resolved: what comes again is a new incident that names this one."""
    return desk.resolve_incident(incident_id, reason=why.reason, actor=actor)


@router.post("/incidents/{incident_id}/notes", responses=says(IncidentNotFound, InvalidValue))
def note_incident(incident_id: str, note: Note, desk: Desk, actor: Actor) -> IncidentView:
    return desk.note_incident(incident_id, note.words, actor=actor)
