"""ETags: what has not changed is not sent again, and a change says what it is based on."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from denialops.api.refusals import NoVersion
from denialops.domain.drafts import Draft

VERSION = re.compile(r'(?:W/)?"?(\d{1,9})(?:\.[0-9a-f]+)?"?')
HEADERS = {"Cache-Control": "private, no-cache"}
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "not changed since the ETag in If-None-Match"}}


def tagged(request: Request, shape: BaseModel) -> Response:
    """The record, or 304 when the caller has it."""
    body = shape.model_dump_json().encode()
    return tagged_bytes(request, body, tag_of(body))


def tagged_draft(request: Request, draft: Draft) -> Response:
    """Its tag begins with the version, which If-Match gives back."""
    body = draft.model_dump_json().encode()
    return tagged_bytes(request, body, f'"{draft.version}.{hashlib.sha256(body).hexdigest()[:16]}"')


def tagged_bytes(request: Request, body: bytes, tag: str) -> Response:
    if has_it(request, tag):
        return not_modified(tag)
    return Response(body, media_type="application/json", headers={"ETag": tag, **HEADERS})


def tag_of(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def has_it(request: Request, tag: str) -> bool:
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or tag in (piece.strip().removeprefix("W/") for piece in known.split(","))


def not_modified(tag: str) -> Response:
    return Response(status_code=304, headers={"ETag": tag, **HEADERS})


def based_on(if_match: str) -> int:
    """The version in an If-Match. Raises NoVersion where it names none."""
    found = VERSION.fullmatch(if_match.strip())
    if found is None:
        raise NoVersion()
    return int(found[1])
