"""How often one address may ask: a sliding window of a minute, also for those without a key."""

from __future__ import annotations

from anyio import to_thread
from starlette.types import ASGIApp, Receive, Scope, Send

from denialops.api.headers import path_of
from denialops.api.problems import refuse
from denialops.api.refusals import TooManyRequests
from denialops.ports.limits import RequestWindow

UNLIMITED = "/v1/health"
EVENTS = frozenset({"/v1/events", "/v1/events/batch"})
NOBODY = "unknown"


class Throttle:
    """The address is the server's: behind a proxy, tell uvicorn whose forwarded addresses it may believe.

    `events`: for what programs send all day long, which takes nothing from what people ask.
    """

    def __init__(self, app: ASGIApp, *, window: RequestWindow, events: RequestWindow) -> None:
        self._app, self._window, self._events = app, window, events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not path_of(scope).startswith(UNLIMITED):
            wait_s = await to_thread.run_sync(self._admit, scope)
            if wait_s > 0:
                await refuse(TooManyRequests(wait_s))(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _admit(self, scope: Scope) -> float:
        client = scope.get("client")
        address = client[0] if client else NOBODY
        if scope["method"] == "POST" and path_of(scope) in EVENTS:
            return self._events.admit(f"events of {address}")
        return self._window.admit(address)
