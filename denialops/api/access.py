"""Who may use the guarded routes: bearers of the configured key."""

from __future__ import annotations

import secrets

from starlette.requests import Request

from denialops.api.problems import Unauthorized

NO_KEY_HINT = "Set DENIALOPS_API_KEY in the environment or in .env, restart, and send it as a bearer token."
WRONG_KEY_HINT = "Send the key as `Authorization: Bearer <key>`."


class ApiKey:
    """A FastAPI dependency. Raises Unauthorized; without a configured key nobody gets in."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def __call__(self, request: Request) -> None:
        if not self._key:
            raise Unauthorized("No API key is configured.", NO_KEY_HINT)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secrets.compare_digest(token.strip().encode(), self._key):
            raise Unauthorized("The API key is missing or wrong.", WRONG_KEY_HINT)
