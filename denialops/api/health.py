"""Whether this process answers; open to everybody and says nothing about anybody."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse

from denialops import __version__
from denialops.services import Services


class Health:
    """`model` is there where a language model is chosen: closed, open (left alone for a while) or half_open."""

    def __init__(self, services: Callable[[], Services]) -> None:
        self._services = services

    def told(self) -> dict[str, str]:
        breaker = self._services().model_breaker()
        return {"status": "ok", "version": __version__} | ({"model": breaker.state} if breaker else {})

    def answer(self, request: Request) -> JSONResponse:
        return JSONResponse(self.told())
