"""The layer around every route of the API: what nobody foresaw is answered and logged without its words."""

from __future__ import annotations

from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from denialops.api.problems import problem
from denialops.errors import DenialOpsError
from denialops.logs import correlated, get_log


class Edge:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_started = False

        async def watched_send(message: Message) -> None:
            nonlocal has_started
            has_started = has_started or message["type"] == "http.response.start"
            await send(message)

        with correlated():
            try:
                await self._app(scope, receive, watched_send)
            except Exception as error:  # noqa: BLE001 - one of the two places where anything may arrive
                get_log().error("request_broke", exc_info=error)
                if not has_started:
                    await _broken()(scope, receive, send)


def _broken() -> ASGIApp:
    error = DenialOpsError()
    detail = "The request could not be served."
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, error.code, detail, error.hint_text)
