"""Whether this process answers; open to everybody and says nothing about anybody."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse

from denialops import __version__


def health_of() -> dict[str, str]:
    return {"status": "ok", "version": __version__}


async def health(request: Request) -> JSONResponse:
    return JSONResponse(health_of())
