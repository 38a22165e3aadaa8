"""The layer around every route of the API: its ids, and what nobody foresaw, logged without its words."""

from __future__ import annotations

import re
from http import HTTPStatus
from uuid import uuid4

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from denialops.api.headers import find_header
from denialops.api.problems import problem
from denialops.errors import DenialOpsError
from denialops.logs import correlated, get_log

CORRELATION_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


class Edge:
    """X-Correlation-ID is taken from the caller where it has the shape of one, X-Request-ID is always new."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = find_header(scope, "x-correlation-id")
        request_id = uuid4().hex
        has_started = False

        async def watched_send(message: Message) -> None:
            nonlocal has_started
            if message["type"] == "http.response.start":
                has_started = True
                ids = [(b"x-correlation-id", chosen.encode()), (b"x-request-id", request_id.encode())]
                message = {**message, "headers": [*message.get("headers", ()), *ids]}
            await send(message)

        with correlated(asked if CORRELATION_ID.fullmatch(asked) else "", request_id=request_id) as chosen:
            try:
                await self._app(scope, receive, watched_send)
            except Exception as error:  # noqa: BLE001 - one of the two places where anything may arrive
                get_log().error("request_broke", exc_info=error)
                if not has_started:
                    await _broken()(scope, receive, watched_send)


def _broken() -> ASGIApp:
    error = DenialOpsError()
    detail = "The request could not be served."
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, error.code, detail, error.hint_text)
