"""Errors as problem details (RFC 9457) with our lasting code and a hint; nothing of a request is echoed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from denialops import errors
from denialops.api.refusals import FaultyRequest, Refusal
from denialops.domain.base import Record
from denialops.errors import DenialOpsError

MEDIA_TYPE = "application/problem+json"
ASK_AGAIN_S = "1"

STATUSES: tuple[tuple[type[DenialOpsError], HTTPStatus], ...] = (
    (errors.CaseNotFound, HTTPStatus.NOT_FOUND),
    (errors.DocumentNotFound, HTTPStatus.NOT_FOUND),
    (errors.TaskNotFound, HTTPStatus.NOT_FOUND),
    (errors.KeyNotFound, HTTPStatus.NOT_FOUND),
    (errors.IncidentNotFound, HTTPStatus.NOT_FOUND),
    (errors.ActionNotFound, HTTPStatus.NOT_FOUND),
    (errors.SwitchNotFound, HTTPStatus.NOT_FOUND),
    (errors.VendorNotFound, HTTPStatus.NOT_FOUND),
    (errors.DraftConflict, HTTPStatus.PRECONDITION_FAILED),
    (errors.StateError, HTTPStatus.CONFLICT),
    (errors.DuplicateDocument, HTTPStatus.CONFLICT),
    (errors.LetterMissing, HTTPStatus.CONFLICT),
    (errors.FileTooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (errors.UnsupportedType, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (errors.InputError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (errors.StoreUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.SpaceSpent, HTTPStatus.INSUFFICIENT_STORAGE),
    (errors.QuotaSpent, HTTPStatus.TOO_MANY_REQUESTS),
    (errors.ModelBusy, HTTPStatus.TOO_MANY_REQUESTS),
    (errors.BudgetSpent, HTTPStatus.TOO_MANY_REQUESTS),
    (errors.ModelTimedOut, HTTPStatus.GATEWAY_TIMEOUT),
    (errors.ModelRefused, HTTPStatus.BAD_GATEWAY),
    (errors.ModelNonsense, HTTPStatus.BAD_GATEWAY),
    (errors.IdentifiersLeft, HTTPStatus.UNPROCESSABLE_ENTITY),
    (errors.NoFallback, HTTPStatus.CONFLICT),
    (errors.ActionError, HTTPStatus.BAD_GATEWAY),
    (errors.ModelError, HTTPStatus.SERVICE_UNAVAILABLE),
)


class Problem(Record):
    """What every error of the API looks like; `code` stays the same for ever."""

    model_config: ClassVar[Any] = {"extra": "allow"}

    type: str
    title: str
    status: int
    detail: str
    code: str
    hint: str
    faults: tuple[str, ...] = ()


def add_problem_details(api: FastAPI) -> None:
    """Every error of this application becomes problem details."""
    api.exception_handler(DenialOpsError)(_of_ours)
    api.exception_handler(Refusal)(_of_refusal)
    api.exception_handler(RequestValidationError)(_of_validation)
    api.exception_handler(HTTPException)(_of_http)


def status_of(error: DenialOpsError | type[DenialOpsError]) -> HTTPStatus:
    kind = error if isinstance(error, type) else type(error)
    found = (status for base, status in STATUSES if issubclass(kind, base))
    return next(found, HTTPStatus.INTERNAL_SERVER_ERROR)


def says(*kinds: type[DenialOpsError | Refusal]) -> dict[int | str, dict[str, Any]]:
    """For the OpenAPI document: which errors a route may answer with."""
    codes: dict[int | str, list[str]] = {}
    for kind in kinds:
        status = kind.status if issubclass(kind, Refusal) else status_of(kind)
        codes.setdefault(int(status), []).append(kind.code)
    return {status: {"description": ", ".join(named)} for status, named in codes.items()}


def problem(
    status: HTTPStatus, code: str, detail: str, hint: str, *, headers: Mapping[str, str] | None = None, **more: object
) -> JSONResponse:
    body: dict[str, object] = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    body |= {"code": code, "hint": hint, **more}
    return JSONResponse(body, status.value, headers=headers, media_type=MEDIA_TYPE)


def problem_of(error: DenialOpsError) -> JSONResponse:
    more: dict[str, object] = {}
    if isinstance(error, errors.DuplicateDocument):
        more = {"case_id": error.case_id}
    elif isinstance(error, errors.DraftConflict):
        more = {"latest_version": error.latest_version, "saved_as": error.saved_as}
    elif isinstance(error, errors.FaultyEvent):
        more = {"faults": error.faults}
    elif isinstance(error, errors.EventConflict):
        more = {"event_id": error.event_id}
    headers = None
    if isinstance(error, errors.StoreUnavailable):
        headers = {"Retry-After": ASK_AGAIN_S}
    elif isinstance(error, errors.ModelError) and error.retry_after_s:
        headers = {"Retry-After": str(math.ceil(error.retry_after_s))}
    return problem(status_of(error), error.code, str(error), error.hint_text, headers=headers, **more)


def refuse(refusal: Refusal) -> JSONResponse:
    return problem(refusal.status, refusal.code, str(refusal), refusal.hint, headers=refusal.headers)


async def _of_ours(request: Request, error: DenialOpsError) -> JSONResponse:
    return problem_of(error)


async def _of_refusal(request: Request, error: Refusal) -> JSONResponse:
    return refuse(error)


async def _of_validation(request: Request, error: RequestValidationError) -> JSONResponse:
    """Names the faulty places, not what stood there."""
    faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
    kind = FaultyRequest
    return problem(kind.status, kind.code, kind.detail, kind.hint, faults=faults)


async def _of_http(request: Request, error: HTTPException) -> JSONResponse:
    status = HTTPStatus(error.status_code)
    hint = "See /api/v1/docs for the routes."
    return problem(status, status.name.lower(), status.description or status.phrase, hint, headers=error.headers)
