"""How often one address may ask: a sliding window of a minute, also for those without a key."""

from __future__ import annotations

from anyio import to_thread
from starlette.types import ASGIApp, Receive, Scope, Send

from denialops.api.headers import path_of
from denialops.api.problems import refuse
from denialops.api.refusals import TooManyRequests
from denialops.ports.limits import RequestWindow

UNLIMITED = "/v1/health"
NOBODY = "unknown"


class Throttle:
    """The address is the server's: behind a proxy, tell uvicorn whose forwarded addresses it may believe."""

    def __init__(self, app: ASGIApp, *, window: RequestWindow) -> None:
        self._app, self._window = app, window

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not path_of(scope).startswith(UNLIMITED):
            client = scope.get("client")
            wait_s = await to_thread.run_sync(self._window.admit, client[0] if client else NOBODY)
            if wait_s > 0:
                await refuse(TooManyRequests(wait_s))(scope, receive, send)
                return
        await self._app(scope, receive, send)
