"""The HTTP client under the providers' SDKs: it follows no redirect, and every wait has an end."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import httpx2

from denialops.llm.connection import Timeouts
from denialops.llm.stopping import follow_connections

STARTED = "denialops_started"


def open_http(timeouts: Timeouts, monotonic: Callable[[], float]) -> httpx2.Client:
    """A client for one provider. A redirect would carry the question to a server nobody chose."""
    for library in ("openai", "anthropic", "httpx2", "httpcore2"):
        # At DEBUG, which the environment can ask for, the SDKs log whole requests.
        logging.getLogger(library).setLevel(logging.WARNING)

    def note_start(request: httpx2.Request) -> None:
        request.extensions[STARTED] = monotonic()
        request.extensions["trace"] = follow_connections

    def bound(response: httpx2.Response) -> None:
        assert isinstance(response.stream, httpx2.SyncByteStream)
        deadline = response.request.extensions[STARTED] + timeouts.total_s
        response.stream = _BoundedStream(response.stream, deadline, monotonic)

    return httpx2.Client(
        timeout=idle_timeout(timeouts),
        follow_redirects=False,
        event_hooks={"request": [note_start], "response": [bound]},
    )


def idle_timeout(timeouts: Timeouts) -> httpx2.Timeout:
    return httpx2.Timeout(min(timeouts.idle_s, timeouts.total_s), connect=timeouts.connect_s)


class _BoundedStream(httpx2.SyncByteStream):
    """Ends a reply after its deadline although bytes still arrive: the SDKs swallow a provider's signs of life."""

    def __init__(self, stream: httpx2.SyncByteStream, deadline: float, monotonic: Callable[[], float]) -> None:
        self._stream = stream
        self._deadline = deadline
        self._monotonic = monotonic

    def __iter__(self) -> Iterator[bytes]:
        for part in self._stream:
            if self._monotonic() > self._deadline:
                raise httpx2.ReadTimeout("the whole reply took too long")
            yield part

    def close(self) -> None:
        self._stream.close()
