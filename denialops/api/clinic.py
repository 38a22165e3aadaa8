"""The clinic's profile, and the language model it uses."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from denialops.api.etags import NOT_MODIFIED, tagged
from denialops.api.needs import Actor, Chosen, Desk
from denialops.api.problems import says
from denialops.api.shapes import Page
from denialops.api.uploads import download, taken
from denialops.domain.clinic import Clinic, ClinicProfile
from denialops.domain.models import ModelCall, SentText
from denialops.errors import CaseNotFound, DocumentNotFound, FileTooLarge, InvalidValue, NoModel
from denialops.services.records import ModelSetup, ModelSpend, Probe

router = APIRouter(tags=["clinic"])


@router.get("/clinic", response_model=Clinic, responses={**NOT_MODIFIED})
def get_clinic(desk: Desk, request: Request) -> Response:
    return tagged(request, desk.clinic())


@router.put("/clinic", responses=says(InvalidValue))
def save_clinic(profile: ClinicProfile, desk: Desk, actor: Actor) -> Clinic:
    """The whole profile; the logo stays."""
    return desk.save_clinic(Clinic(**profile.model_dump()), actor=actor)


@router.get("/clinic/logo", response_class=Response, responses=says(DocumentNotFound))
def get_logo(desk: Desk) -> Response:
    logo = desk.logo()
    if logo is None:
        raise DocumentNotFound("The clinic has no logo.", hint="Upload one with PUT.")
    return download(logo, "logo")


@router.put("/clinic/logo", responses=says(InvalidValue, FileTooLarge))
def save_logo(desk: Desk, actor: Actor, settings: Chosen, file: Annotated[UploadFile, File()]) -> Clinic:
    """PNG or JPG, at most 2 MB."""
    return desk.save_clinic(desk.clinic(), logo=taken(file, settings).data, actor=actor)


@router.delete("/clinic/logo", status_code=204)
def remove_logo(desk: Desk, actor: Actor) -> None:
    desk.save_clinic(desk.clinic(), logo=b"", actor=actor)


@router.get("/model", responses=says(NoModel))
def get_model(desk: Desk) -> ModelSetup:
    """Which language model is in use and how; never a secret."""
    setup = desk.model_setup()
    if setup is None:
        raise NoModel()
    return setup


@router.get("/model/spend", responses=says(NoModel))
def get_spend(desk: Desk) -> ModelSpend:
    return desk.model_spend()


@router.post("/model/test", responses=says(NoModel))
def test_model(desk: Desk) -> Probe:
    """Asks for one word; what went wrong is in the answer."""
    return desk.test_model()


@router.get("/cases/{case_id}/model-calls", responses=says(CaseNotFound))
def list_calls(case_id: str, desk: Desk) -> Page[ModelCall]:
    """Every attempt at the model for this case, newest first."""
    desk.run_state(case_id)
    return Page(items=desk.model_calls(case_id))


@router.get("/cases/{case_id}/sent-texts", responses=says(CaseNotFound))
def list_sent(case_id: str, desk: Desk) -> Page[SentText]:
    """What left for the provider, after redaction, newest first."""
    desk.run_state(case_id)
    return Page(items=desk.sent_texts(case_id))
