"""The files made of a case: which there are, and their bytes."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from denialops.api.etags import NOT_MODIFIED, has_it, not_modified, tagged
from denialops.api.needs import Actor, Desk
from denialops.api.problems import says
from denialops.api.shapes import Page
from denialops.api.uploads import download
from denialops.domain.base import Record
from denialops.errors import CaseNotFound, DocumentNotFound, NothingToDraft, OutputError
from denialops.services import Services

router = APIRouter(tags=["artifacts"])

MEDIA_TYPES = {
    "appeal.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "appeal.pdf": "application/pdf",
    "packet.pdf": "application/pdf",
    "manifest.json": "application/json",
}
ALWAYS = ("manifest.json",)


class Artifact(Record):
    name: str
    media_type: str


@router.get(
    "/cases/{case_id}/artifacts", response_model=Page[Artifact], responses={**says(CaseNotFound), **NOT_MODIFIED}
)
def list_artifacts(case_id: str, desk: Desk, request: Request) -> Response:
    names = MEDIA_TYPES if desk.case(case_id).case.draft else ALWAYS
    items = tuple(Artifact(name=name, media_type=MEDIA_TYPES[name]) for name in names)
    return tagged(request, Page[Artifact](items=items))


@router.get(
    "/cases/{case_id}/artifacts/{name}",
    response_class=Response,
    responses={**says(CaseNotFound, DocumentNotFound, NothingToDraft, OutputError), **NOT_MODIFIED},
)
def get_artifact(case_id: str, name: str, desk: Desk, actor: Actor, request: Request) -> Response:
    """Made now; a caller that has it by its ETag is spared that."""
    if name not in MEDIA_TYPES:
        raise DocumentNotFound("There is no such file.", hint="List the files of the case first.")
    tag = f'"{desk.files_tag(case_id)}"'
    if has_it(request, tag):
        return not_modified(tag)
    return download(_written(desk, case_id, name, actor), name, media_type=MEDIA_TYPES[name], tag=tag)


def _written(desk: Services, case_id: str, name: str, actor: str) -> bytes:
    if name == "appeal.docx":
        return desk.letter_docx(case_id, actor=actor)
    if name == "appeal.pdf":
        return desk.letter_pdf(case_id, actor=actor)
    if name == "packet.pdf":
        return desk.packet_pdf(case_id, actor=actor)
    return desk.manifest(case_id).model_dump_json(indent=1).encode()
