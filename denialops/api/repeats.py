"""A POST with an Idempotency-Key does its work once; a second one within 24 hours gets the first one's answer."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from functools import partial

from anyio import to_thread
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from denialops.api.fingerprint import Fingerprint
from denialops.api.headers import find_header, path_of
from denialops.api.problems import problem_of, refuse
from denialops.api.refusals import FaultyKey, KeyReused, RequestInProgress
from denialops.domain.access import KeptAnswer
from denialops.errors import DenialOpsError
from denialops.services import Services

KEY = re.compile(r"[A-Za-z0-9._:-]{8,128}")
CASE = re.compile(r"/v1/cases/([0-9a-zA-Z_-]{1,64})/")
LARGEST_KEPT = 1024 * 1024
STREAM = "text/event-stream"


class Repeats:
    """Only answers of success are kept: after a refusal the same key may be tried again."""

    def __init__(self, app: ASGIApp, *, services: Callable[[], Services]) -> None:
        self._app, self._services = app, services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = find_header(scope, "idempotency-key") if scope["type"] == "http" else ""
        if not key or scope["method"] != "POST" or "caller" not in scope.get("state", {}):
            await self._app(scope, receive, send)
            return
        if not KEY.fullmatch(key):
            await refuse(FaultyKey())(scope, receive, send)
            return
        owner, name = scope["state"]["caller"].owner, hashlib.sha256(key.encode()).hexdigest()
        try:
            known = await to_thread.run_sync(self._services().claim_answer, owner, name)
        except DenialOpsError as error:
            await problem_of(error)(scope, receive, send)
            return
        read = Fingerprint(scope, receive)
        if known:
            await (await _again(known, read))(scope, receive, send)
        else:
            await self._first(scope, read, send, owner, name)

    async def _first(self, scope: Scope, read: Fingerprint, send: Send, owner: str, name: str) -> None:
        held = _Held(send)
        is_kept = False
        try:
            await self._app(scope, read.receive, held.send)
            if held.is_success:
                answer = held.answer(await read.finish())
                case_id = _case_of(scope, answer)
                keep = partial(self._services().keep_answer, owner, name, answer, case_id=case_id)
                await to_thread.run_sync(keep)
                is_kept = True
        finally:
            if not is_kept:
                await to_thread.run_sync(self._services().drop_answer, owner, name)
        await held.release()


class _Held:
    """Keeps an answer back until it is kept; a stream, or a very large one, is let through."""

    def __init__(self, send: Send) -> None:
        self._send, self._messages, self._is_passing, self._size = send, list[Message](), False, 0

    @property
    def is_success(self) -> bool:
        return not self._is_passing and bool(self._messages) and 200 <= self._messages[0]["status"] < 300

    async def send(self, message: Message) -> None:
        self._messages.append(message)
        self._size += len(message.get("body", b""))
        if message["type"] == "http.response.start" and _header(message, b"content-type").startswith(STREAM):
            self._is_passing = True
        if self._is_passing or self._size > LARGEST_KEPT:
            self._is_passing = True
            await self.release()

    async def release(self) -> None:
        for message in self._messages:
            await self._send(message)
        self._messages.clear()

    def answer(self, request_hash: str) -> KeptAnswer:
        start = self._messages[0]
        return KeptAnswer(
            request_hash=request_hash,
            status=start["status"],
            media_type=_header(start, b"content-type"),
            location=_header(start, b"location"),
            body=b"".join(message.get("body", b"") for message in self._messages[1:]),
        )


async def _again(known: KeptAnswer, read: Fingerprint) -> ASGIApp:
    if known.status == 0:
        return refuse(RequestInProgress())
    if await read.finish() != known.request_hash:
        return refuse(KeyReused())
    headers = {"Idempotent-Replayed": "true", "Content-Type": known.media_type, "Location": known.location}
    return Response(known.body, known.status, headers={name: value for name, value in headers.items() if value})


def _case_of(scope: Scope, answer: KeptAnswer) -> str:
    """The case in the path, or the one that was opened."""
    named = CASE.match(path_of(scope))
    if named:
        return named[1]
    if not answer.body or not answer.media_type.startswith("application/json"):
        return ""
    body = json.loads(answer.body)
    return str(body.get("case_id", "")) if isinstance(body, dict) else ""


def _header(message: Message, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in message.get("headers", ()) if key.lower() == name), "")
