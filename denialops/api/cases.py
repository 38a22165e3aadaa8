"""Cases and their documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Body, File, Form, Query, UploadFile

from denialops.api.paging import page_cursor, page_offset
from denialops.api.shapes import CasePage, CaseShape, DocumentCreated, NewCase, NewCaseAnswer
from denialops.config import Settings
from denialops.domain.documents import DocType
from denialops.domain.records import Show
from denialops.errors import FileTooLarge
from denialops.services import Services
from denialops.services.records import Upload

ACTOR = "API"
MB = 1024 * 1024


def cases_router(services: Callable[[], Services], settings: Settings) -> APIRouter:
    router = APIRouter(tags=["cases"])

    @router.get("/cases")
    def list_cases(show: Show = "open", limit: Annotated[int, Query(ge=1, le=500)] = 50, cursor: str = "") -> CasePage:
        """By safe date, soonest first. Names and numbers are no parameters: addresses end up in logs."""
        offset = page_offset(cursor)
        rows = services().work_list(show=show, limit=limit + 1, offset=offset).rows
        more = len(rows) > limit
        return CasePage(items=rows[:limit], next_cursor=page_cursor(offset + limit) if more else None)

    @router.post("/cases", status_code=201)
    def open_case(new: Annotated[NewCase | None, Body()] = None) -> NewCaseAnswer:
        """A case that waits for its letter."""
        wanted = new or NewCase()
        case_id = services().open_waiting_case(mode=wanted.mode, actor=ACTOR)
        created_at = services().case(case_id).row.created_at
        return NewCaseAnswer(case_id=case_id, mode=wanted.mode, created_at=created_at)

    @router.get("/cases/{case_id}")
    def get_case(case_id: str) -> CaseShape:
        return CaseShape.of(services().case(case_id))

    @router.post("/cases/{case_id}/documents", status_code=201)
    def add_document(
        case_id: str,
        file: Annotated[UploadFile, File()],
        doc_type: Annotated[DocType, Form()] = "denial_letter",
        title: Annotated[str, Form(max_length=200)] = "",
    ) -> DocumentCreated:
        """The denial letter, which is then read, or a supporting record."""
        upload = _within_limit(file, settings.max_file_mb)
        if doc_type == "denial_letter":
            document_id = services().replace_letter(case_id, upload, actor=ACTOR)
        else:
            document_id = services().add_exhibit(case_id, upload, doc_type=doc_type, title=title, actor=ACTOR)
        return DocumentCreated(document_id=document_id, doc_type=doc_type)

    return router


def _within_limit(file: UploadFile, limit_mb: int) -> Upload:
    """Never more than the limit is taken into memory."""
    data = file.file.read(limit_mb * MB + 1)
    if len(data) > limit_mb * MB:
        raise FileTooLarge(f"The file is larger than {limit_mb} MB.")
    return Upload(file.filename or "letter", data)
