"""The measurements of this process for Prometheus; they hold counts and names of settings, nothing of a case."""

from __future__ import annotations

from collections.abc import Callable

from anyio import to_thread
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response

from denialops.services import Services


class MetricsDesk:
    def __init__(self, services: Callable[[], Services]) -> None:
        self._services = services

    async def metrics(self, request: Request) -> Response:
        text = await to_thread.run_sync(self._services().measurements)
        return Response(text, media_type=CONTENT_TYPE_LATEST)
