"""One line and one measurement for each request, by the template of its route: addresses hold ids."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from time import monotonic
from typing import Any
from uuid import uuid4

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from denialops.api.headers import find_header
from denialops.logs import correlated, get_log
from denialops.ports.observing import Watch

HEADER = "x-correlation-id"
CORRELATION_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNMATCHED = "unmatched"
OTHER = "OTHER"
BROKEN = 500
STREAM = b"text/event-stream"
# What machines ask all day long would bury what people do.
MACHINES = ("/health", "/metrics", "/_stcore/", "/static/", "/api/v1/health")
QUIET = (*MACHINES, "/{path}")


class RequestLog:
    """Pure ASGI, outermost. A request without a correlation id gets one here, which everything within carries."""

    def __init__(self, app: ASGIApp, *, watch: Callable[[], Watch]) -> None:
        self._app, self._watch = app, watch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = _Request(scope, send)
        try:
            with correlated(request.correlation_id), self._span(request):
                await self._app(scope, receive, request.send)
        finally:
            self._note(request)

    def _span(self, request: _Request) -> AbstractContextManager[None]:
        if request.scope["path"].startswith(MACHINES):
            return nullcontext()
        return self._watch().tracer.span("request", method=request.method)

    def _note(self, request: _Request) -> None:
        endpoint, seconds = endpoint_of(request.scope), request.seconds()
        meter = self._watch().meter
        meter.count("http_requests_total", 1, method=request.method, endpoint=endpoint, status=str(request.status))
        meter.observe("http_request_duration_seconds", seconds, method=request.method, endpoint=endpoint)
        is_quiet = endpoint.startswith(QUIET) and request.status < BROKEN
        with correlated(request.correlation_id):
            (get_log().debug if is_quiet else get_log().info)(
                "request_served",
                method=request.method,
                route=endpoint,
                status=request.status,
                duration_ms=round(seconds * 1000, 1),
                **_who(request.scope),
            )


class _Request:
    def __init__(self, scope: Scope, send: Send) -> None:
        self.scope, self._send = scope, send
        self.method = scope["method"] if scope["method"] in METHODS else OTHER
        self.status = BROKEN
        self._started, self._streams_after = monotonic(), 0.0
        asked = find_header(scope, HEADER)
        self.correlation_id = asked if CORRELATION_ID.fullmatch(asked) else uuid4().hex
        others = [(name, value) for name, value in scope["headers"] if name != HEADER.encode()]
        scope["headers"] = [*others, (HEADER.encode(), self.correlation_id.encode())]

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = [*message.get("headers", ())]
            if any(name.lower() == b"content-type" and value.startswith(STREAM) for name, value in headers):
                self._streams_after = monotonic() - self._started
            if not any(name.lower() == HEADER.encode() for name, _ in headers):
                message = {**message, "headers": [*headers, (HEADER.encode(), self.correlation_id.encode())]}
        await self._send(message)

    def seconds(self) -> float:
        """Of a stream until it began: how long somebody listens says nothing about us."""
        return self._streams_after or monotonic() - self._started


def endpoint_of(scope: Scope) -> str:
    """The template of the route that answered, such as /api/v1/cases/{case_id}; never what stood in its place."""
    endpoint, params = scope.get("endpoint"), scope.get("path_params") or {}
    if endpoint is None:
        return UNMATCHED
    if not inspect.isroutine(endpoint):
        return f"{scope.get('root_path', '')}/{{path}}"
    path: str = scope["path"]
    tail = ""
    for name, value in reversed(list(params.items())):
        before, found, after = path.rpartition(str(value))
        if value and found:
            path, tail = before, f"{{{name}}}{after}{tail}"
    return path + tail


def _who(scope: Scope) -> dict[str, Any]:
    """The case in the address, and the key that opened the route."""
    caller = scope.get("state", {}).get("caller")
    case_id = (scope.get("path_params") or {}).get("case_id")
    known = {"case_id": case_id, "user_id": getattr(caller, "owner", None)}
    return {name: value for name, value in known.items() if value}
