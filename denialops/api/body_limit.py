"""Bodies are counted while they arrive: what is too large is refused before it is in memory or on the disk."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from denialops.api.headers import find_header
from denialops.api.problems import problem_of
from denialops.errors import FileTooLarge

MB = 1024 * 1024
LARGEST_TEXT = 2 * MB
AROUND_A_FILE = 64 * 1024
"""Room for the other fields of a form."""


class BodyLimit:
    def __init__(self, app: ASGIApp, *, max_file_mb: int) -> None:
        self._app, self._max_file_mb = app, max_file_mb

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_form = find_header(scope, "content-type").startswith("multipart/")
        limit = self._max_file_mb * MB + AROUND_A_FILE if is_form else LARGEST_TEXT
        declared = find_header(scope, "content-length")
        counted = _Counted(receive, send, limit)
        if declared.isdigit() and len(declared) < 20 and int(declared) > limit:
            counted.is_over = True
        else:
            await self._app(scope, counted.receive, counted.send)
        if counted.is_over and not counted.has_started:
            refusal = problem_of(self._too_large_file() if is_form else _too_large_text())
            await refusal(scope, receive, send)

    def _too_large_file(self) -> FileTooLarge:
        return FileTooLarge(f"The request is larger than {self._max_file_mb} MB.")


def _too_large_text() -> FileTooLarge:
    """No file: nothing that could be scanned smaller."""
    said = f"The request is larger than {LARGEST_TEXT // MB} MB."
    return FileTooLarge(said, hint="Send less at once: fewer events in a batch, or a shorter text.")


class _Counted:
    """Receives up to the limit; beyond it the sender seems gone, and what is answered to that is dropped."""

    def __init__(self, receive: Receive, send: Send, limit: int) -> None:
        self._receive, self._send, self._left = receive, send, limit
        self.is_over = self.has_started = False

    async def receive(self) -> Message:
        if self.is_over:
            return {"type": "http.disconnect"}
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        self.is_over = self._left < 0
        return {"type": "http.disconnect"} if self.is_over else message

    async def send(self, message: Message) -> None:
        if self.is_over and not self.has_started:
            return
        self.has_started = True
        await self._send(message)
