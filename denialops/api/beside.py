"""Health and measurements of a process that serves nobody else: a worker."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from denialops.api.operations import operation_routes
from denialops.config import Settings
from denialops.services import Services

STOP_WAIT_S = 5.0


@contextmanager
def answering(services: Services, settings: Settings) -> Iterator[None]:
    """Answers at the worker's own address and port while the block runs; nowhere where it has no port."""
    if not settings.worker_port:
        yield
        return
    routes = operation_routes(
        lambda: services, key=settings.api_key, is_local=lambda: settings.worker_address.is_loopback
    )
    host, port = str(settings.worker_address), settings.worker_port
    config = uvicorn.Config(Starlette(routes=routes), host=host, port=port, log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="health", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(STOP_WAIT_S)
