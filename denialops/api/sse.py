"""Server-sent events: how one is written, and the response that carries them."""

from __future__ import annotations

import json

from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from denialops.errors import DenialOpsError

MEDIA_TYPE = "text/event-stream"
HEARTBEAT = b": still here\n\n"
RETRY = b"retry: 2000\n\n"
"""After a broken connection a browser comes back so soon (milliseconds)."""


class EventStream(StreamingResponse):
    """No proxy may keep any of it back."""

    media_type = MEDIA_TYPE

    def init_headers(self, headers: object = None) -> None:
        super().init_headers({"Cache-Control": "no-store", "X-Accel-Buffering": "no"})


def event(name: str, data: BaseModel | dict[str, object], *, number: int | None = None) -> bytes:
    """`number` is what a client sends back as Last-Event-ID."""
    written = data.model_dump_json() if isinstance(data, BaseModel) else json.dumps(data, ensure_ascii=False)
    head = "" if number is None else f"id: {number}\n"
    return f"{head}event: {name}\ndata: {written}\n\n".encode()


def failure(error: DenialOpsError) -> bytes:
    return event("error", {**error.as_record(), "retryable": error.retryable})
