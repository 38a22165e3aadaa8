"""What the API itself refuses, before or beside the services: who asks, how often, and how it is asked.

Refusal
├── Unauthorized         no key that opens this route
├── Forbidden            the key may only read
├── TooManyRequests      one address asks too often
├── NoVersion            a change that must name the version it is based on
├── RequestInProgress    the same idempotency key is being worked on
├── KeyReused            an idempotency key came back with another request
└── FaultyRequest        what the schema of the route refuses
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import ClassVar


class Refusal(Exception):
    status: ClassVar[HTTPStatus]
    code: ClassVar[str]
    detail: ClassVar[str]
    hint: ClassVar[str]

    def __init__(self, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(self.detail)
        self.headers = headers


class Unauthorized(Refusal):
    status = HTTPStatus.UNAUTHORIZED
    code = "unauthorized"
    detail = "The API key is missing or wrong."
    hint = (
        "Send a key as `Authorization: Bearer <key>`. One is made by `python -m denialops admin key create`, "
        "or set DENIALOPS_API_KEY in the environment or .env and restart."
    )

    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": "Bearer"})


class Forbidden(Refusal):
    status = HTTPStatus.FORBIDDEN
    code = "forbidden"
    detail = "This key may only read."
    hint = "Use a key that was made without --read-only."


class TooManyRequests(Refusal):
    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "too_many_requests"
    detail = "This address asks too often."
    hint = (
        "Wait as long as Retry-After says. The limit is DENIALOPS_API_REQUESTS_PER_MINUTE, "
        "for events DENIALOPS_EVENT_REQUESTS_PER_MINUTE."
    )

    def __init__(self, wait_s: float = 1) -> None:
        super().__init__(headers={"Retry-After": str(max(1, math.ceil(wait_s)))})


class NoVersion(Refusal):
    status = HTTPStatus.PRECONDITION_REQUIRED
    code = "version_needed"
    detail = "The request does not say which version it is based on."
    hint = "Send the ETag of the draft that you changed as If-Match."


class RequestInProgress(Refusal):
    status = HTTPStatus.CONFLICT
    code = "request_in_progress"
    detail = "The same request is being worked on."
    hint = "Ask again in a moment with the same Idempotency-Key."

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "1"})


class KeyReused(Refusal):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "idempotency_key_reused"
    detail = "This Idempotency-Key belongs to another request."
    hint = "Use a new key for every new request, of 8 to 128 letters, digits and the signs - _ . :"


class FaultyRequest(Refusal):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "invalid_request"
    detail = "The request is faulty."
    hint = "Correct the listed places of the request."


class FaultyKey(FaultyRequest):
    detail = "The Idempotency-Key is too short, too long or has a sign that none may have."
    hint = KeyReused.hint
