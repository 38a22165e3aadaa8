"""Cases: opened, listed, searched, shown, removed, and brought through their life."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Body, File, Form, Query, UploadFile
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from denialops.api.etags import NOT_MODIFIED, tagged
from denialops.api.needs import Actor, Chosen, Desk
from denialops.api.paging import cursor_after, place_of
from denialops.api.problems import says
from denialops.api.shapes import CaseOpened, CaseShape, Page
from denialops.api.uploads import taken
from denialops.domain.base import Record
from denialops.domain.cases import CaseQuery, CaseRow, CaseStatus
from denialops.domain.records import Outcome, Show
from denialops.errors import (
    CaseNotFound,
    DraftOpen,
    FileTooLarge,
    IllegalTransition,
    InvalidValue,
    NothingToDraft,
    QuotaSpent,
    StateError,
)
from denialops.services import Services
from denialops.services.opening import CaseContext, Mode
from denialops.services.records import TimelineLine

router = APIRouter(tags=["cases"])

Limit = Annotated[int, Query(ge=1, le=500)]


class NewCase(Record):
    mode: Mode = "fast"
    context: CaseContext = CaseContext()


class CaseSearch(CaseQuery):
    """Names and numbers travel here: addresses end up in logs. Every word must be part of one of them."""

    show: Show = "all"
    search: str = Field(max_length=200)
    limit: int = Field(50, ge=1, le=500)
    cursor: str = Field("", max_length=200)


class Closing(Record):
    outcome: Outcome
    amount: Decimal | None = None


@router.get("/cases", responses=says(InvalidValue))
def list_cases(
    desk: Desk,
    show: Show | None = None,
    status: CaseStatus | None = None,
    payer: Annotated[str, Query(max_length=200)] = "",
    category: Annotated[str, Query(max_length=60)] = "",
    due_before: date | None = None,
    limit: Limit = 50,
    cursor: Annotated[str, Query(max_length=200)] = "",
) -> Page[CaseRow]:
    """By safe date, soonest first; open ones unless `show` or `status` says otherwise."""
    chosen: Show = show or ("all" if status else "open")
    query = CaseQuery(show=chosen, status=status or "", payer=payer, category=category, due_before=due_before)
    return _page(desk, query, limit, cursor)


@router.post("/cases/search", responses=says(InvalidValue))
def search_cases(wanted: CaseSearch, desk: Desk) -> Page[CaseRow]:
    query = CaseQuery(**wanted.model_dump(exclude={"limit", "cursor"}))
    return _page(desk, query, wanted.limit, wanted.cursor)


@router.post("/cases", status_code=201, responses=says(InvalidValue, QuotaSpent))
def open_case(
    desk: Desk, actor: Actor, response: Response, new: Annotated[NewCase | None, Body()] = None
) -> CaseOpened:
    """A case that waits for its letter."""
    wanted = new or NewCase()
    case_id = desk.open_waiting_case(mode=wanted.mode, context=wanted.context, actor=actor)
    response.headers["Location"] = f"/api/v1/cases/{case_id}"
    return CaseOpened(case_id=case_id, mode=wanted.mode, created_at=desk.case(case_id).row.created_at)


@router.get("/cases/{case_id}", response_model=CaseShape, responses={**says(CaseNotFound), **NOT_MODIFIED})
def get_case(case_id: str, desk: Desk, request: Request) -> Response:
    return tagged(request, CaseShape.of(desk.case(case_id)))


@router.delete("/cases/{case_id}", status_code=204, responses=says(CaseNotFound))
def remove_case(case_id: str, desk: Desk, actor: Actor) -> None:
    """Takes it off every list; it can be restored for DENIALOPS_UNDO_DAYS and is then deleted for good."""
    if not desk.case(case_id).row.removed_at:
        desk.remove(case_id, actor=actor)


@router.post("/cases/{case_id}/restore", responses=says(CaseNotFound, StateError))
def restore_case(case_id: str, desk: Desk, actor: Actor) -> CaseRow:
    desk.restore(case_id, actor=actor)
    return desk.case(case_id).row


@router.get("/cases/{case_id}/timeline", responses=says(CaseNotFound))
def get_timeline(case_id: str, desk: Desk) -> Page[TimelineLine]:
    """What happened, newest first, in words for people."""
    return Page(items=desk.timeline(case_id))


@router.post(
    "/cases/{case_id}/sent",
    responses=says(CaseNotFound, IllegalTransition, DraftOpen, NothingToDraft, FileTooLarge, InvalidValue),
)
def mark_sent(
    case_id: str,
    desk: Desk,
    actor: Actor,
    settings: Chosen,
    sent_on: Annotated[date, Form()],
    channel: Annotated[str, Form(max_length=200)],
    confirmation: Annotated[str, Form(max_length=200)] = "",
    proof: Annotated[UploadFile | None, File()] = None,
) -> CaseRow:
    """The appeal left: when, how, and with what proof."""
    kept = taken(proof, settings) if proof else None
    desk.mark_sent(case_id, sent_on=sent_on, channel=channel, confirmation=confirmation, proof=kept, actor=actor)
    return desk.case(case_id).row


@router.post("/cases/{case_id}/close", responses=says(CaseNotFound, IllegalTransition, InvalidValue))
def close_case(case_id: str, closing: Closing, desk: Desk, actor: Actor) -> CaseRow:
    desk.close(case_id, outcome=closing.outcome, amount=closing.amount, actor=actor)
    return desk.case(case_id).row


@router.post("/cases/{case_id}/reopen", responses=says(CaseNotFound, IllegalTransition))
def reopen_case(case_id: str, desk: Desk, actor: Actor) -> CaseRow:
    desk.reopen(case_id, actor=actor)
    return desk.case(case_id).row


def _page(desk: Services, query: CaseQuery, limit: int, cursor: str) -> Page[CaseRow]:
    rows = desk.case_page(query, limit=limit + 1, after=place_of(cursor))
    shown = rows[:limit]
    return Page(items=shown, next_cursor=cursor_after(shown[-1]) if len(rows) > limit else None)
