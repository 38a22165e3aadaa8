"""Letters and cases of one claim: later letters, files with several letters, cases that belong together, 835 files."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, UploadFile
from pydantic import Field

from denialops.api.needs import Actor, Chosen, Desk
from denialops.api.problems import says
from denialops.api.shapes import DocumentCreated, Opened, Page
from denialops.api.uploads import taken
from denialops.domain.base import Record
from denialops.errors import (
    CaseNotFound,
    DuplicateDocument,
    FileTooLarge,
    IllegalTransition,
    InvalidValue,
    QuotaSpent,
    SpaceSpent,
    StateError,
    UnsupportedType,
)

router = APIRouter(tags=["letters"])


class Other(Record):
    """A case that was found for the same claim."""

    case_id: str = Field(max_length=64)


class ProblemOfFile(Record):
    line: int
    segment: int
    words: str


class RemittanceTaken(Record):
    """What became of the claims of a file; every list holds case ids."""

    claims: int
    denied: int
    opened: tuple[str, ...]
    joined: tuple[str, ...]
    duplicates: tuple[str, ...]
    skipped_paid: int
    problems: tuple[ProblemOfFile, ...]


@router.post(
    "/cases/{case_id}/letters",
    status_code=201,
    responses=says(CaseNotFound, DuplicateDocument, StateError, FileTooLarge, SpaceSpent),
)
def attach_letter(
    case_id: str, desk: Desk, actor: Actor, settings: Chosen, file: Annotated[UploadFile, File()]
) -> DocumentCreated:
    """A later letter for the same claim becomes the letter of the case; the earlier one stays as an exhibit."""
    document_id = desk.attach_letter(case_id, taken(file, settings), actor=actor)
    return DocumentCreated(document_id=document_id, doc_type="denial_letter")


@router.post("/cases/{case_id}/letters/detach", responses=says(CaseNotFound, StateError))
def detach_letter(case_id: str, desk: Desk, actor: Actor) -> Opened:
    """The newest letter gets a case of its own; the one before it is this case's letter again."""
    return Opened(case_id=desk.detach_letter(case_id, actor=actor))


@router.post("/cases/{case_id}/letters/split", responses=says(CaseNotFound, StateError))
def split_letters(case_id: str, desk: Desk, actor: Actor) -> Page[Opened]:
    """One case a letter for a file that holds several: the new cases."""
    return Page(items=tuple(Opened(case_id=new) for new in desk.split_letters(case_id, actor=actor)))


@router.post(
    "/cases/{case_id}/join", status_code=204, responses=says(CaseNotFound, IllegalTransition, StateError, InvalidValue)
)
def join_case(case_id: str, other: Other, desk: Desk, actor: Actor) -> None:
    """The letter of this case goes on in the other, which was found for the same claim."""
    desk.join_case(case_id, other.case_id, actor=actor)


@router.post("/cases/{case_id}/keep-apart", status_code=204, responses=says(CaseNotFound, InvalidValue))
def keep_apart(case_id: str, other: Other, desk: Desk, actor: Actor) -> None:
    desk.keep_apart(case_id, other.case_id, actor=actor)


@router.post("/remittances", responses=says(UnsupportedType, FileTooLarge, QuotaSpent, SpaceSpent))
def open_remittance(desk: Desk, actor: Actor, settings: Chosen, file: Annotated[UploadFile, File()]) -> RemittanceTaken:
    """An electronic remittance (835): every denied claim becomes a case, or joins the open case of that claim."""
    done = desk.open_remittance(taken(file, settings), actor=actor)
    problems = tuple(ProblemOfFile(line=p.line, segment=p.segment, words=p.words) for p in done.problems)
    return RemittanceTaken(**{**done._asdict(), "problems": problems})
