"""What was concluded about incidents, exported line by line; and bulletins that may explain what happens."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field
from starlette.responses import StreamingResponse

from denialops.api.needs import Actor, Desk
from denialops.api.problems import says
from denialops.api.shapes import Page
from denialops.domain.base import Record
from denialops.domain.recovery.decisions import Decision, DecisionOutcome, Note, NoteKind
from denialops.errors import IncidentNotFound, InvalidValue
from denialops.services.analysis import LONGEST_LINK, LONGEST_NOTE, DecisionView

router = APIRouter(tags=["recovery"])

MEDIA_TYPE = "application/x-ndjson"


class DecisionLine(Decision):
    """One line of the export; `outcome`: what became of it by now."""

    outcome: DecisionOutcome


class Bulletin(Record):
    """`at`: when it takes effect, up to a year ahead. Nothing about a patient."""

    vendor: str = Field(min_length=1, max_length=200)
    words: str = Field(min_length=1, max_length=LONGEST_NOTE)
    at: AwareDatetime
    link: str = Field("", max_length=LONGEST_LINK)


class Lines(StreamingResponse):
    media_type = MEDIA_TYPE


STREAMED: dict[int | str, dict[str, Any]] = {
    200: {"description": "a DecisionLine as JSON on each line", "content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}
}


@router.get("/decisions", response_class=Lines, responses=STREAMED)
def export_decisions(desk: Desk) -> StreamingResponse:
    """Every one, oldest first, with inputs, version, evidence and outcome, as JSON lines while they are read."""
    return Lines(desk.export_decisions())


@router.get("/incidents/{incident_id}/decisions", responses=says(IncidentNotFound))
def list_decisions(incident_id: str, desk: Desk) -> Page[DecisionView]:
    """Newest first, each with what became of it."""
    return Page(items=desk.decisions(incident_id))


@router.get("/notes")
def list_notes(
    desk: Desk, kind: NoteKind | None = None, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> Page[Note]:
    """Bulletins of payers and vendors, and new versions of DenialOps; the latest first."""
    return Page(items=desk.notes(kind=kind, limit=limit))


@router.post("/notes", status_code=201, responses=says(InvalidValue))
def add_bulletin(new: Bulletin, desk: Desk, actor: Actor) -> Note:
    """A payer or vendor announced something; the same bulletin twice is one."""
    return desk.add_bulletin(new.vendor, new.words, at=new.at, link=new.link, actor=actor)
