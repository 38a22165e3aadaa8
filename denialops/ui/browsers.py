"""Gives each browser a random id in a cookie, so that a person says their name once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from uuid import uuid4

from denialops.ui.session import BROWSER_COOKIE

ONE_YEAR_S = 365 * 24 * 3600

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class BrowserCookie:
    """Pure ASGI: sets the cookie on a page that is asked for without one."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_known(scope):
            await self.app(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                message["headers"] = [*message["headers"], (b"set-cookie", _new_cookie())]
            await send(message)

        await self.app(scope, receive, send_with_cookie)


def _is_known(scope: Scope) -> bool:
    """A strict cookie is not sent along when a link on another site leads here: that is no new browser."""
    headers = {name.lower(): value for name, value in scope["headers"]}
    if headers.get(b"sec-fetch-site") == b"cross-site":
        return True
    try:
        return BROWSER_COOKIE in SimpleCookie(headers.get(b"cookie", b"").decode("latin-1"))
    except CookieError:
        return False


def _is_page(message: Message) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in message["headers"])


def _new_cookie() -> bytes:
    return f"{BROWSER_COOKIE}={uuid4().hex}; Path=/; Max-Age={ONE_YEAR_S}; HttpOnly; SameSite=Strict".encode("ascii")
