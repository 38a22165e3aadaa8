"""What a request says, as one hash made while it arrives: the same for the same form, whatever its boundary."""

from __future__ import annotations

import hashlib

from starlette.types import Message, Receive, Scope

from denialops.api.headers import find_header, path_of


class Fingerprint:
    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive, self._is_whole = receive, False
        kind, _, rest = find_header(scope, "content-type").partition(";")
        # Every sender chooses a boundary of its own for the same form.
        self._boundary = rest.partition("boundary=")[2].strip(' "').encode("latin-1")
        self._tail = b""
        self._hash = hashlib.sha256(f"{scope['method']} {path_of(scope)} {kind.strip().lower()}\n".encode())
        self._hash.update(scope.get("query_string", b"") + b"\n")

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._feed(message.get("body", b""))
            self._is_whole = not message.get("more_body", False)
        else:
            self._is_whole = True
        return message

    async def finish(self) -> str:
        """Takes in what nobody read; the hash in hexadecimal."""
        while not self._is_whole:
            await self.receive()
        self._hash.update(self._tail)
        self._tail = b""
        return self._hash.hexdigest()

    def _feed(self, chunk: bytes) -> None:
        if not self._boundary:
            self._hash.update(chunk)
            return
        *whole, rest = (self._tail + chunk).split(self._boundary)
        for part in whole:
            self._hash.update(part)
        kept = min(len(rest), len(self._boundary) - 1)
        self._hash.update(rest[: len(rest) - kept])
        self._tail = rest[len(rest) - kept :]
