"""The documents of a case: letter, supporting records, plan documents; their originals and pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Path, Query, UploadFile
from pydantic import Field
from starlette.responses import Response

from denialops.api.needs import Actor, Chosen, Desk
from denialops.api.problems import says
from denialops.api.shapes import DocumentCreated, Opened, Page
from denialops.api.uploads import download, taken
from denialops.domain.base import Record
from denialops.domain.documents import DocType
from denialops.domain.plans import PlanUse
from denialops.errors import (
    CaseNotFound,
    DamagedFile,
    DocumentNotFound,
    DuplicateDocument,
    EmptyFile,
    FileTooLarge,
    IllegalTransition,
    InvalidValue,
    PasswordNeeded,
    SpaceSpent,
    StateError,
    TooManyPages,
    UnsupportedType,
    WrongPassword,
)
from denialops.services.records import ExhibitView

router = APIRouter(tags=["documents"])

FAULTS_OF_FILES = (FileTooLarge, UnsupportedType, EmptyFile, DamagedFile, PasswordNeeded, TooManyPages, SpaceSpent)
OF_CASE = "/cases/{case_id}/documents"
OF_DOCUMENT = "/cases/{case_id}/documents/{document_id}"


class Password(Record):
    password: str = Field(max_length=200, repr=False)


class Move(Record):
    """-1 up, 1 down; beyond the end is the end."""

    offset: int = Field(ge=-1000, le=1000)


class Use(Record):
    use: PlanUse


@router.get(OF_CASE, responses=says(CaseNotFound))
def list_documents(case_id: str, desk: Desk) -> Page[ExhibitView]:
    """In the order of the packet, the letter first."""
    return Page(items=desk.case(case_id).exhibits)


@router.post(
    OF_CASE,
    status_code=201,
    responses=says(CaseNotFound, DuplicateDocument, IllegalTransition, InvalidValue, *FAULTS_OF_FILES),
)
def add_document(
    case_id: str,
    desk: Desk,
    actor: Actor,
    settings: Chosen,
    file: Annotated[UploadFile, File()],
    doc_type: Annotated[DocType, Form()] = "denial_letter",
    title: Annotated[str, Form(max_length=200)] = "",
) -> DocumentCreated:
    """The denial letter, which is then read (it takes the place of one that is there), or a supporting record."""
    upload = taken(file, settings)
    if doc_type == "denial_letter":
        document_id = desk.replace_letter(case_id, upload, actor=actor)
    else:
        document_id = desk.add_exhibit(case_id, upload, doc_type=doc_type, title=title, actor=actor)
    return DocumentCreated(document_id=document_id, doc_type=doc_type)


@router.get(f"{OF_DOCUMENT}/original", response_class=Response, responses=says(CaseNotFound, DocumentNotFound))
def get_original(case_id: str, document_id: str, desk: Desk) -> Response:
    """The bytes as they came in."""
    upload = desk.original(case_id, document_id)
    return download(upload.data, upload.filename)


@router.get(
    f"{OF_DOCUMENT}/pages/{{number}}/image",
    response_class=Response,
    responses={**says(CaseNotFound, DocumentNotFound, StateError), 204: {"description": "a page without a picture"}},
)
def get_page_image(
    case_id: str,
    document_id: str,
    number: Annotated[int, Path(ge=1, le=100_000)],
    desk: Desk,
    fact_id: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """PNG of a page, with the place of a fact marked."""
    image = desk.page_image(case_id, document_id, number, fact_id=fact_id or None)
    return Response(image, media_type="image/png") if image else Response(status_code=204)


@router.post(f"{OF_DOCUMENT}/move", status_code=204, responses=says(CaseNotFound, DocumentNotFound))
def move_document(case_id: str, document_id: str, move: Move, desk: Desk, actor: Actor) -> None:
    desk.move_exhibit(case_id, document_id, move.offset, actor=actor)


@router.delete(OF_DOCUMENT, status_code=204, responses=says(CaseNotFound, DocumentNotFound))
def remove_document(case_id: str, document_id: str, desk: Desk, actor: Actor) -> None:
    """Out of the packet; the original stays with the case."""
    desk.remove_exhibit(case_id, document_id, actor=actor)


@router.post(f"{OF_DOCUMENT}/restore", status_code=204, responses=says(CaseNotFound, DocumentNotFound))
def restore_document(case_id: str, document_id: str, desk: Desk, actor: Actor) -> None:
    desk.restore_exhibit(case_id, document_id, actor=actor)


@router.put(f"{OF_DOCUMENT}/use", status_code=204, responses=says(CaseNotFound, DocumentNotFound, InvalidValue))
def use_plan(case_id: str, document_id: str, use: Use, desk: Desk, actor: Actor) -> None:
    """How a plan document goes into the packet: the quoted pages, the whole, or nothing of it."""
    desk.use_plan(case_id, document_id, use.use, actor=actor)


@router.post(f"{OF_DOCUMENT}/detach", responses=says(CaseNotFound, DocumentNotFound, StateError))
def detach_remittance(case_id: str, document_id: str, desk: Desk, actor: Actor) -> Opened:
    """A remittance that was joined wrongly gets a case of its own."""
    return Opened(case_id=desk.detach_remittance(case_id, document_id, actor=actor))


@router.post("/cases/{case_id}/password", status_code=204, responses=says(CaseNotFound, WrongPassword, StateError))
def enter_password(case_id: str, given: Password, desk: Desk, actor: Actor) -> None:
    """Opens a protected letter and reads it; the password is not kept."""
    desk.enter_password(case_id, given.password, actor=actor)
