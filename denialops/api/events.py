"""Events of workflows: sent one by one or many at once, and listed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field
from pydantic_core import from_json
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from denialops.api.needs import Actor, Chosen, Desk
from denialops.api.paging import cursor_after_number, number_of
from denialops.api.problems import says, status_of
from denialops.api.shapes import EventAnswers, EventKept, Page
from denialops.domain.base import Record
from denialops.domain.recovery.events import StoredEvent, WorkflowEvent
from denialops.errors import DenialOpsError, EventConflict, FaultyEvent, InvalidValue, QuotaSpent
from denialops.ports.recovery import EventQuery
from denialops.recovery.intake import Taken
from denialops.services import Services

router = APIRouter(tags=["recovery"])

Named = Annotated[str, Field(max_length=200)]
_EVENT = WorkflowEvent.model_json_schema()
_BATCH = {"type": "object", "required": ["events"], "properties": {"events": {"type": "array", "items": _EVENT}}}


class EventSearch(Record):
    """Empty fields narrow nothing. Times name their zone; `occurred_before` itself is not meant."""

    workflow_id: Named = ""
    event_type: Named = ""
    vendor: Named = ""
    error_code: Named = ""
    case_id: Named = ""
    occurred_from: AwareDatetime | None = None
    occurred_before: AwareDatetime | None = None
    limit: int = Field(50, ge=1, le=500)
    cursor: str = Field("", max_length=200)

    def query(self) -> EventQuery:
        """Raises InvalidValue."""
        return EventQuery(
            workflow_id=self.workflow_id,
            vendor=self.vendor,
            error_code=self.error_code,
            event_type=self.event_type,
            case_id=self.case_id,
            occurred_from=_utc(self.occurred_from),
            occurred_before=_utc(self.occurred_before),
        )


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    """Bodies are checked by the services, whoever sends an event; the document still says what they hold."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


@router.post(
    "/events",
    status_code=201,
    response_model=EventKept,
    responses={200: {"model": EventKept, "description": "kept before"}, **says(EventConflict, FaultyEvent, QuotaSpent)},
    openapi_extra=_body(_EVENT),
)
async def post_event(request: Request, desk: Desk, actor: Actor) -> Response:
    """Kept once: the same body under the same idempotency key is answered with 200, another one with 409."""
    taken = await to_thread.run_sync(partial(_take, desk, await request.body(), actor))
    status = HTTPStatus.CREATED if taken.is_new else HTTPStatus.OK
    return JSONResponse({"event_id": taken.event_id, "is_new": taken.is_new}, status)


@router.post(
    "/events/batch",
    response_model=EventAnswers,
    responses=says(InvalidValue, FaultyEvent),
    openapi_extra=_body(_BATCH),
)
async def post_events(request: Request, desk: Desk, actor: Actor, settings: Chosen) -> Response:
    """Answers each event as it would have been answered alone, in order; the good ones are kept."""
    body = await request.body()
    answers = await to_thread.run_sync(partial(_take_each, desk, body, actor, settings.event_batch))
    return JSONResponse({"items": answers})


@router.get("/events", responses=says(InvalidValue))
def list_events(desk: Desk, wanted: Annotated[EventSearch, Query()]) -> Page[StoredEvent]:
    """Newest first, in the order in which they were kept."""
    found = desk.page_events(wanted.query(), limit=wanted.limit + 1, before=number_of(wanted.cursor))
    shown = found[: wanted.limit]
    return Page(items=shown, next_cursor=cursor_after_number(shown[-1].number) if len(found) > wanted.limit else None)


def _take(desk: Services, body: bytes, actor: str) -> Taken:
    return desk.take_event(_parsed(body), sender=actor)


def _take_each(desk: Services, body: bytes, actor: str, most: int) -> list[dict[str, Any]]:
    events = _events_of(_parsed(body), most)
    return [_answer(answer) for answer in desk.take_events(events, sender=actor)]


def _events_of(body: object, most: int) -> Sequence[object]:
    events = body.get("events") if isinstance(body, dict) else None
    if not isinstance(events, list) or not isinstance(body, dict) or len(body) > 1:
        raise FaultyEvent(["events: has to be the only field, and a list"])
    if not 1 <= len(events) <= most:
        raise InvalidValue(f"A batch holds 1 to {most} events.", hint="Send the others in another batch.")
    return events


def _parsed(body: bytes) -> object:
    """Raises FaultyEvent for anything but JSON."""
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise FaultyEvent(["body: is no JSON"]) from error


def _answer(answer: Taken | DenialOpsError) -> dict[str, Any]:
    if isinstance(answer, Taken):
        return {"status": HTTPStatus.CREATED if answer.is_new else HTTPStatus.OK, "event_id": answer.event_id}
    told: dict[str, Any] = {"status": status_of(answer), "error": answer.as_record()}
    if isinstance(answer, FaultyEvent):
        told["error"] |= {"faults": answer.faults}
    return told | {"event_id": answer.event_id} if isinstance(answer, EventConflict) else told


def _utc(moment: datetime | None) -> str:
    """As events are kept, so that text order is time order."""
    try:
        return moment.astimezone(UTC).isoformat(timespec="microseconds") if moment else ""
    except OverflowError as error:
        raise InvalidValue("That time lies outside of all calendars.") from error
