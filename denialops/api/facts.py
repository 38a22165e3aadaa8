"""What was read and decided, and what people say about it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from denialops.api.etags import NOT_MODIFIED, tagged
from denialops.api.needs import Actor, Desk
from denialops.api.problems import says
from denialops.api.shapes import CaseShape, FactList, Page
from denialops.domain.base import Record
from denialops.domain.routing import Deadline, Routing
from denialops.errors import CaseNotFound, InvalidValue, StateError
from denialops.services import Services
from denialops.services.words import FIELD_NAMES

router = APIRouter(tags=["facts"])


class Corrected(Record):
    """`value` null: the letter does not say it. `ordinal` picks one of a list; the number after the last adds one."""

    value: str | None = Field(max_length=4000)
    ordinal: int = Field(0, ge=0, le=10_000)
    reason: str = Field("", max_length=500)


class Regime(Record):
    regime: str = Field(max_length=40)


class RegimeName(Record):
    regime: str
    name: str


class ReceivedDate(Record):
    received_on: date | None


@router.get("/regimes")
def list_regimes(desk: Desk) -> Page[RegimeName]:
    """Whose rules may apply: the codes with their names for people."""
    return Page(items=tuple(RegimeName(regime=code, name=name) for code, name in desk.regimes().items()))


@router.get("/cases/{case_id}/facts", response_model=FactList, responses={**says(CaseNotFound), **NOT_MODIFIED})
def get_facts(case_id: str, desk: Desk, request: Request) -> Response:
    """Each with the place in the letter that says it."""
    case = desk.case(case_id).case
    return tagged(request, FactList(items=case.facts.items, corrections=case.corrections))


@router.put("/cases/{case_id}/facts/{field}", responses=says(CaseNotFound, InvalidValue))
def correct_fact(
    case_id: str, field: Annotated[str, Path(max_length=60)], said: Corrected, desk: Desk, actor: Actor
) -> CaseShape:
    """What a person says beside what was read; route, deadlines and draft follow."""
    if field not in FIELD_NAMES:
        raise InvalidValue("There is no such field.", hint="Use a field name of GET /cases/{case_id}/facts.")
    desk.correct_fact(case_id, field, said.value, ordinal=said.ordinal, actor=actor, reason=said.reason)
    return CaseShape.of(desk.case(case_id))


@router.get(
    "/cases/{case_id}/route", response_model=Routing, responses={**says(CaseNotFound, StateError), **NOT_MODIFIED}
)
def get_route(case_id: str, desk: Desk, request: Request) -> Response:
    """Regime, category, deadlines, the way to go, what is missing, and why."""
    return tagged(request, _routing(desk, case_id))


@router.get("/cases/{case_id}/deadlines", responses=says(CaseNotFound, StateError))
def get_deadlines(case_id: str, desk: Desk) -> Page[Deadline]:
    return Page(items=_routing(desk, case_id).deadlines)


@router.put("/cases/{case_id}/regime", responses=says(CaseNotFound, InvalidValue))
def confirm_regime(case_id: str, said: Regime, desk: Desk, actor: Actor) -> CaseShape:
    """A person says whose rules apply; deadlines and route follow."""
    desk.confirm_regime(case_id, said.regime, actor=actor)
    return CaseShape.of(desk.case(case_id))


@router.put("/cases/{case_id}/received-date", responses=says(CaseNotFound, InvalidValue))
def set_received_date(case_id: str, said: ReceivedDate, desk: Desk, actor: Actor) -> CaseShape:
    """The day the letter arrived; clocks that run from receipt follow. Null: not known."""
    desk.set_received_date(case_id, said.received_on, actor=actor)
    return CaseShape.of(desk.case(case_id))


def _routing(desk: Services, case_id: str) -> Routing:
    routing = desk.case(case_id).case.routing
    if routing is None:
        raise StateError("The route is not decided yet.", hint="Wait until the letter is read.")
    return routing
