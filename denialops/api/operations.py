"""What those who run an installation ask beside the API: health and measurements, at the root of the address."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, request_response
from starlette.types import ASGIApp

from denialops.api.gate import Gate
from denialops.api.health import HealthDesk
from denialops.api.metrics import MetricsDesk
from denialops.services import Services

Answer = Callable[[Request], Awaitable[Response]]


def operation_routes(services: Callable[[], Services], *, key: str, is_local: Callable[[], bool]) -> list[Route]:
    """Parts need a key of the API; measurements do where more than this computer can ask (not `is_local`)."""
    health, metrics = HealthDesk(services), MetricsDesk(services)

    def guarded(answer: Answer) -> ASGIApp:
        return Gate(request_response(answer), services=services, key=key)

    async def detailed(request: Request) -> ASGIApp:
        return guarded(health.detailed)

    async def measured(request: Request) -> ASGIApp:
        return await metrics.metrics(request) if is_local() else guarded(metrics.metrics)

    return [
        Route("/health", health.overall),
        Route("/health/live", health.live),
        Route("/health/ready", health.ready),
        Route("/health/detailed", detailed),
        Route("/metrics", measured),
    ]
