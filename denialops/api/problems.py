"""Errors as problem details (RFC 9457) with our lasting code and a hint; nothing of a request is echoed."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from denialops import errors

MEDIA_TYPE = "application/problem+json"

STATUSES: tuple[tuple[type[errors.DenialOpsError], HTTPStatus], ...] = (
    (errors.CaseNotFound, HTTPStatus.NOT_FOUND),
    (errors.DocumentNotFound, HTTPStatus.NOT_FOUND),
    (errors.TaskNotFound, HTTPStatus.NOT_FOUND),
    (errors.StateError, HTTPStatus.CONFLICT),
    (errors.DuplicateDocument, HTTPStatus.CONFLICT),
    (errors.FileTooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (errors.UnsupportedType, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (errors.InputError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (errors.StoreUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
)


class Unauthorized(Exception):
    """The request carries no key that opens this route."""

    def __init__(self, detail: str, hint: str) -> None:
        super().__init__(detail)
        self.detail, self.hint = detail, hint


def add_problem_details(api: FastAPI) -> None:
    """Every error of this application becomes problem details."""
    api.exception_handler(errors.DenialOpsError)(_of_ours)
    api.exception_handler(Unauthorized)(_of_access)
    api.exception_handler(RequestValidationError)(_of_validation)
    api.exception_handler(HTTPException)(_of_http)


def status_of(error: errors.DenialOpsError) -> HTTPStatus:
    found = (status for kind, status in STATUSES if isinstance(error, kind))
    return next(found, HTTPStatus.INTERNAL_SERVER_ERROR)


def problem(
    status: HTTPStatus, code: str, detail: str, hint: str, *, headers: Mapping[str, str] | None = None, **more: object
) -> JSONResponse:
    body: dict[str, object] = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    body |= {"code": code, "hint": hint, **more}
    return JSONResponse(body, status.value, headers=headers, media_type=MEDIA_TYPE)


async def _of_ours(request: Request, error: errors.DenialOpsError) -> JSONResponse:
    more = {"case_id": error.case_id} if isinstance(error, errors.DuplicateDocument) else {}
    headers = {"Retry-After": "1"} if isinstance(error, errors.StoreUnavailable) else None
    return problem(status_of(error), error.code, str(error), error.hint_text, headers=headers, **more)


async def _of_access(request: Request, error: Unauthorized) -> JSONResponse:
    headers = {"WWW-Authenticate": "Bearer"}
    return problem(HTTPStatus.UNAUTHORIZED, "unauthorized", error.detail, error.hint, headers=headers)


async def _of_validation(request: Request, error: RequestValidationError) -> JSONResponse:
    """Names the faulty places, not what stood there."""
    faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
    hint = "Correct the listed places of the request."
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_request", "The request is faulty.", hint, faults=faults)


async def _of_http(request: Request, error: HTTPException) -> JSONResponse:
    status = HTTPStatus(error.status_code)
    hint = "See /api/v1/docs for the routes."
    return problem(status, status.name.lower(), status.description or status.phrase, hint, headers=error.headers)
