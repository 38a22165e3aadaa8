"""An application on a real port of this computer, for what a client in the same process cannot show."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from tests.fakes.servers import free_port

START_LIMIT_S = 20.0


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Its address."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, lifespan="off", log_level="critical"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    gives_up_at = time.monotonic() + START_LIMIT_S
    while not server.started:
        assert time.monotonic() < gives_up_at, "the server did not start"
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = server.force_exit = True
    thread.join(timeout=START_LIMIT_S)
