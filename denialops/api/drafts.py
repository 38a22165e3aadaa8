"""The letter of a case: its versions, saving without losing anybody's text, approval, and help by a model."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Header, Path
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from denialops.api.etags import NOT_MODIFIED, based_on, tagged_draft
from denialops.api.needs import Actor, Desk
from denialops.api.problems import says
from denialops.api.refusals import NoVersion
from denialops.api.shapes import Approval, Page
from denialops.domain.base import Record
from denialops.domain.drafts import Draft
from denialops.errors import (
    CaseNotFound,
    DraftConflict,
    IllegalTransition,
    InvalidValue,
    NoModel,
    NothingToDraft,
    StateError,
)
from denialops.services.records import DraftInfo

router = APIRouter(tags=["drafts"])

Version = Annotated[int, Path(ge=1, le=1_000_000)]
SHOWS = {**says(CaseNotFound, NothingToDraft), **NOT_MODIFIED}
CHANGES = says(CaseNotFound, NothingToDraft, InvalidValue)


class DraftText(Record):
    """Markdown: ## headings, - items, > quotes, | table rows |, [[blanks]]."""

    body: str = Field(max_length=200_000)


class Rewriting(Record):
    """`rules`: from the present facts, at once. `model`: by the language model, in the background."""

    by: Literal["rules", "model"] = "rules"


class Point(Record):
    """The rule id of a defect that route.defects lists and that can go into the letter."""

    defect_id: str = Field(max_length=60)


@router.get("/cases/{case_id}/drafts", responses=says(CaseNotFound))
def list_drafts(case_id: str, desk: Desk) -> Page[DraftInfo]:
    """Every version, newest first."""
    return Page(items=desk.case(case_id).versions)


@router.get("/cases/{case_id}/draft", response_model=Draft, responses=SHOWS)
def get_draft(case_id: str, desk: Desk, request: Request) -> Response:
    """The present version. Its ETag goes into the If-Match of a change."""
    return tagged_draft(request, desk.draft(case_id))


@router.get("/cases/{case_id}/drafts/{version}", response_model=Draft, responses=SHOWS)
def get_version(case_id: str, version: Version, desk: Desk, request: Request) -> Response:
    return tagged_draft(request, desk.draft(case_id, version))


@router.put("/cases/{case_id}/draft", response_model=Draft, responses={**CHANGES, **says(DraftConflict, NoVersion)})
def save_draft(
    case_id: str,
    text: DraftText,
    desk: Desk,
    actor: Actor,
    request: Request,
    if_match: Annotated[str, Header(max_length=100)] = "",
) -> Response:
    """A new version. When somebody saved meanwhile, 412 names the version that keeps this text all the same."""
    return tagged_draft(request, desk.save_draft(case_id, text.body, based_on=based_on(if_match), actor=actor))


@router.post("/cases/{case_id}/drafts/{version}/approve", responses=says(CaseNotFound, NothingToDraft, StateError))
def approve_draft(case_id: str, version: Version, desk: Desk, actor: Actor) -> Approval:
    """Somebody answers for all that is open in this version; the next version needs a new approval."""
    desk.sign_off(case_id, version=version, actor=actor)
    view = desk.case(case_id)
    return Approval(version=version, signed=view.signed, open_points=view.open_points)


@router.post(
    "/cases/{case_id}/draft/rewrite",
    response_model=Draft,
    responses={**CHANGES, **says(NoModel, IllegalTransition, DraftConflict), 202: {"description": "the model writes"}},
)
def rewrite_draft(case_id: str, wanted: Rewriting, desk: Desk, actor: Actor, request: Request) -> Response:
    """A new version; earlier ones stay."""
    if wanted.by == "model":
        desk.write_with_model(case_id, actor=actor)
        return Response(status_code=202, headers={"Location": f"/api/v1/cases/{case_id}/stream"})
    return tagged_draft(request, desk.redraft(case_id, actor=actor))


@router.post("/cases/{case_id}/draft/stop", status_code=204, responses=says(CaseNotFound, IllegalTransition))
def stop_writing(case_id: str, desk: Desk, actor: Actor) -> None:
    """The model stops; the draft that was there goes on."""
    desk.stop_writing(case_id, actor=actor)


@router.post("/cases/{case_id}/draft/points", response_model=Draft, responses=CHANGES)
def add_point(case_id: str, point: Point, desk: Desk, actor: Actor, request: Request) -> Response:
    """What the notice lacks goes into the letter's points of procedure."""
    return tagged_draft(request, desk.add_defect_to_draft(case_id, point.defect_id, actor=actor))
