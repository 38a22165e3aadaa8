"""Lets a caller stop a call while the provider is silent: the pieces come from a thread that can be cut off."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Any

from denialops.domain.models import ModelRequest
from denialops.llm.wrapping import STILL_WAITING, Piece, WrappedModel

SILENCE_S = 0.2
"""After so long without a piece an empty one is given, at which the caller may close the stream."""


class StoppableModel(WrappedModel):
    """Around a provider: closing the stream ends the call at once, also before the provider's first byte."""

    def stream(self, request: ModelRequest) -> Iterator[Piece]:
        line, pieces = Line(), SimpleQueue[Piece | None]()
        pool = ThreadPoolExecutor(1, thread_name_prefix="model-call")
        try:
            asked = pool.submit(copy_context().run, self._ask, request, line, pieces)
            while (piece := _next(pieces)) is not None:
                yield piece
            # Raises what ended the call there.
            asked.result()
            line.release()
        finally:
            line.cut()
            pool.shutdown(wait=False)

    def _ask(self, request: ModelRequest, line: Line, pieces: SimpleQueue[Piece | None]) -> None:
        LINE.set(line)
        try:
            with self._asked(request) as arriving:
                for piece in arriving:
                    pieces.put(piece)
                    if line.is_cut:
                        return
        finally:
            pieces.put(None)


class Line:
    """The connection that a call reads from just now. Thread-safe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._socket: socket.socket | None = None
        self.is_cut = False

    def hold(self, connection: socket.socket | None) -> None:
        with self._lock:
            self._socket = connection
            if self.is_cut:
                self._shut()

    def release(self) -> None:
        """The call has ended; its connection may serve another."""
        self.hold(None)

    def cut(self) -> None:
        """Whoever waits for bytes of the connection finds it closed."""
        with self._lock:
            self.is_cut = True
            self._shut()

    def _shut(self) -> None:
        if self._socket is None:
            return
        try:
            # Of the plain socket: TLS would want to say goodbye while another thread still reads.
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
        except OSError:
            return  # it was closed already


LINE: ContextVar[Line | None] = ContextVar("line_of_model_call", default=None)


def follow_connections(event: str, info: dict[str, Any]) -> None:
    """A `trace` of the HTTP client: from now on the new connection tells each call that it serves that one."""
    if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
        stream = info["return_value"]
        read, connection = stream.read, stream.get_extra_info("socket")

        def read_for_call(max_bytes: int, timeout: float | None = None) -> bytes:
            line = LINE.get()
            if line is not None:
                line.hold(connection)
            received: bytes = read(max_bytes, timeout)
            return received

        stream.read = read_for_call


def _next(pieces: SimpleQueue[Piece | None]) -> Piece | None:
    try:
        return pieces.get(timeout=SILENCE_S)
    except Empty:
        return STILL_WAITING
