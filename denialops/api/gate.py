"""Who may use the routes: bearers of a key of this clinic, or of the one in the settings."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import NamedTuple

from anyio import to_thread
from starlette.types import ASGIApp, Receive, Scope, Send

from denialops.api.headers import find_header, path_of
from denialops.api.problems import problem_of, refuse
from denialops.api.refusals import Forbidden, Refusal, Unauthorized
from denialops.errors import DenialOpsError
from denialops.services import Services

ACTOR = "API"
OPEN = frozenset(
    {"/v1/health", "/v1/health/live", "/v1/health/ready", "/v1/docs", "/v1/docs/oauth2-redirect", "/v1/openapi.json"}
)
"""Nothing about anybody is told there."""
READING = frozenset({"GET", "HEAD", "OPTIONS"})
READING_BY_POST = frozenset({"/v1/cases/search"})


class Caller(NamedTuple):
    """`owner` names the key in the store, `actor` is kept with every change."""

    owner: str
    actor: str
    may_write: bool


class Gate:
    """Without a key nobody gets in, also where none was ever made."""

    def __init__(self, app: ASGIApp, *, services: Callable[[], Services], key: str) -> None:
        self._app, self._services, self._key = app, services, key.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or path_of(scope) in OPEN:
            await self._app(scope, receive, send)
            return
        try:
            scope.setdefault("state", {})["caller"] = await self._admitted(scope)
        except Refusal as refusal:
            await refuse(refusal)(scope, receive, send)
        except DenialOpsError as error:
            await problem_of(error)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _admitted(self, scope: Scope) -> Caller:
        caller = await self._caller(find_header(scope, "authorization"))
        is_reading = scope["method"] in READING or path_of(scope) in READING_BY_POST
        if not caller.may_write and not is_reading:
            raise Forbidden()
        return caller

    async def _caller(self, header: str) -> Caller:
        scheme, _, token = header.partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token:
            raise Unauthorized()
        if self._key and secrets.compare_digest(token.encode(), self._key):
            return Caller("settings", ACTOR, may_write=True)
        row = await to_thread.run_sync(self._services().find_caller, token)
        if row is None:
            raise Unauthorized()
        return Caller(row.key_id, f"{row.name} ({ACTOR})", may_write=row.scope == "write")
