"""The files made of a case: which there are, and their bytes."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from starlette.responses import Response

from denialops.domain.base import Record
from denialops.errors import DocumentNotFound
from denialops.services import Services

ACTOR = "API"

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


class ArtifactList(Record):
    items: tuple[Artifact, ...]


def artifacts_router(services: Callable[[], Services]) -> APIRouter:
    router = APIRouter(tags=["artifacts"])

    @router.get("/cases/{case_id}/artifacts")
    def list_artifacts(case_id: str) -> ArtifactList:
        names = MEDIA_TYPES if services().case(case_id).case.draft else ALWAYS
        return ArtifactList(items=tuple(Artifact(name=name, media_type=MEDIA_TYPES[name]) for name in names))

    @router.get("/cases/{case_id}/artifacts/{name}")
    def get_artifact(case_id: str, name: str) -> Response:
        if name not in MEDIA_TYPES:
            raise DocumentNotFound("There is no such file.", hint="List the files of the case first.")
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(_written(services(), case_id, name), media_type=MEDIA_TYPES[name], headers=headers)

    return router


def _written(services: Services, case_id: str, name: str) -> bytes:
    if name == "appeal.docx":
        return services.letter_docx(case_id, actor=ACTOR)
    if name == "appeal.pdf":
        return services.letter_pdf(case_id, actor=ACTOR)
    if name == "packet.pdf":
        return services.packet_pdf(case_id, actor=ACTOR)
    return services.manifest(case_id).model_dump_json(indent=1).encode()
