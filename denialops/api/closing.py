"""A server that is told to stop waits for its open answers; streams would have it wait for ever, so they end."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from fastapi import FastAPI

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def streams_end_on_signal(api: FastAPI) -> Iterator[None]:
    """To be entered where the server's own handlers are in place; what they do stays. Clients come back and go on."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    known = {number: signal.getsignal(number) for number in SIGNALS}

    def told(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(api.state.watch.close)
        handler = known[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    ours = [number for number, handler in known.items() if callable(handler)]
    for number in ours:
        signal.signal(number, told)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, known[number])
