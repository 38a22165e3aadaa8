"""One server for both wire formats, in a thread of the test, told play by play what to do."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Self

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse

from tests.fakes.providers import wire_anthropic, wire_openai
from tests.fakes.providers.plays import Play, Received, Wire

Answer = Callable[[Received], Play]
PAGE = "<!doctype html><html><body><h1>Sign in to the network</h1></body></html>"
FOR_EVER = 1_000_000


class FakeProvider:
    """Plays what was queued, in order; with nothing queued, what `answer` makes of the request.

    `with FakeProvider() as provider:` serves `provider.openai_url` and `provider.anthropic_url`.
    """

    def __init__(self, *plays: Play, answer: Answer | None = None, port: int = 0) -> None:
        self.received: list[Received] = []
        self._plays = deque(plays)
        self._answer = answer or (lambda _: Play())
        self._port = port
        self._lock = threading.Lock()
        self.hung_up = threading.Event()
        """Set when a caller went away before the end of its answer."""

    def play(self, *plays: Play) -> None:
        """Queues answers; each is given once."""
        with self._lock:
            self._plays.extend(plays)

    def answer_with(self, answer: Answer) -> None:
        """What is answered when nothing is queued."""
        self._answer = answer

    def forget(self) -> None:
        """Drops what was queued and what was received."""
        with self._lock:
            self._plays.clear()
            self.received.clear()

    @property
    def openai_url(self) -> str:
        return f"http://127.0.0.1:{self._port}/v1"

    @property
    def anthropic_url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        listener = socket.create_server(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        config = uvicorn.Config(self.app(), log_level="critical", lifespan="off", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([listener],), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, e: BaseException | None, tb: TracebackType | None) -> None:
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(timeout=5)

    def app(self) -> FastAPI:
        """Also with `/control/plays`, `/control/received` and `/control/forget` for callers in other processes."""
        app = FastAPI()
        app.post("/v1/chat/completions")(self._chat)
        app.post("/v1/messages")(self._messages)
        app.post("/control/plays")(self._queue)
        app.get("/control/received")(lambda: [one.model_dump() for one in self.received])
        app.post("/control/forget")(self.forget)
        return app

    def _queue(self, plays: list[Play]) -> None:
        self.play(*plays)

    async def _chat(self, request: Request) -> Response:
        return await self._serve(request, "openai")

    async def _messages(self, request: Request) -> Response:
        return await self._serve(request, "anthropic")

    async def _serve(self, request: Request, wire: Wire) -> Response:
        received = await _read(request, wire)
        with self._lock:
            self.received.append(received)
            queued = self._plays.popleft() if self._plays else None
        words = wire_openai if wire == "openai" else wire_anthropic
        play = queued or words.refuses(received.body, received.headers) or self._answer(received)
        await asyncio.sleep(play.first_byte_s)
        if play.fault == "html":
            return HTMLResponse(PAGE, play.status, dict(play.headers))
        if play.status != 200:
            return JSONResponse(words.error_body(play), play.status, dict(play.headers))
        if play.fault == "not_a_stream":
            return JSONResponse({"detail": "something else lives here"}, headers=dict(play.headers))
        if not received.body.get("stream"):
            return JSONResponse(words.whole(play, str(received.body["model"])), headers=dict(play.headers))
        events = self._events(play, received)
        return StreamingResponse(events, headers=dict(play.headers), media_type="text/event-stream; charset=utf-8")

    async def _events(self, play: Play, received: Received) -> AsyncIterator[str]:
        try:
            async for event in _stream(play, received):
                yield event
        except (asyncio.CancelledError, GeneratorExit):
            self.hung_up.set()
            raise


async def _read(request: Request, wire: Wire) -> Received:
    raw = (await request.body()).decode("utf-8")
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Received(wire=wire, path=request.url.path, headers=headers, body=json.loads(raw), raw=raw)


async def _stream(play: Play, received: Received) -> AsyncIterator[str]:
    model, body = str(received.body["model"]), received.body
    yield _opening(received.wire, model, play)
    for number, text in enumerate(play.cut_text):
        if number == play.after_pieces and play.fault != "none":
            break
        await asyncio.sleep(play.between_s)
        yield wire_openai.piece(model, text, play) if received.wire == "openai" else wire_anthropic.piece(text)
    async for event in _broken(play, received.wire):
        yield event
    if play.fault == "none":
        for event in _ending(received.wire, model, play, body):
            yield event


def _opening(wire: Wire, model: str, play: Play) -> str:
    return wire_openai.opening(model) if wire == "openai" else wire_anthropic.opening(model, play)


def _ending(wire: Wire, model: str, play: Play, body: Mapping[str, Any]) -> Iterable[str]:
    return wire_openai.ending(model, play, body) if wire == "openai" else wire_anthropic.ending(play)


async def _broken(play: Play, wire: Wire) -> AsyncIterator[str]:
    words = wire_openai if wire == "openai" else wire_anthropic
    if play.fault == "cut":
        raise ConnectionAbortedError
    if play.fault == "bad_json":
        yield words.bad_event()
    if play.fault == "error_event":
        yield words.error_event(play)
    if play.fault == "silent":
        await asyncio.sleep(FOR_EVER)
    while play.fault == "pings":
        yield words.ping()
        await asyncio.sleep(0.02)
