"""Whether this installation is well: in one word for everybody, part by part for those with a key."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse

from denialops import __version__
from denialops.domain.health import Health, PartState
from denialops.services import Services

# Threads of their own: the common ones may all be waiting for long requests.
THREADS = 4
NOT_KEPT = {"Cache-Control": "no-store"}


class HealthDesk:
    """No answer holds a path, an address, a key or a word of a case."""

    def __init__(self, services: Callable[[], Services]) -> None:
        self._services = services
        self._threads: CapacityLimiter | None = None

    async def live(self, request: Request) -> JSONResponse:
        """The process answers; looks at nothing, so that a lost database is no reason to start it anew."""
        return _answer("ok", HTTPStatus.OK)

    async def ready(self, request: Request) -> JSONResponse:
        """503 while a needed part is gone; degraded is ready."""
        state = (await self._health()).state
        return _answer(state, _status(state))

    async def overall(self, request: Request) -> JSONResponse:
        """As `ready`, with the version."""
        state = (await self._health()).state
        return _answer(state, _status(state), version=__version__)

    async def detailed(self, request: Request) -> JSONResponse:
        """Every part with its state, why, and how long the look took."""
        health = await self._health()
        parts = [part.model_dump() for part in health.parts]
        return _answer(health.state, _status(health.state), version=__version__, parts=parts)

    async def _health(self) -> Health:
        if self._threads is None:
            self._threads = CapacityLimiter(THREADS)
        return await to_thread.run_sync(self._services().health, limiter=self._threads)


def _status(state: PartState) -> HTTPStatus:
    return HTTPStatus.SERVICE_UNAVAILABLE if state == "down" else HTTPStatus.OK


def _answer(state: PartState, status: HTTPStatus, **more: object) -> JSONResponse:
    return JSONResponse({"status": state, **more}, status, headers=NOT_KEPT)
