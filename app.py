"""The launcher: pages, HTTP API and health on one port, and the engine behind them."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import anyio.to_thread
import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount

from denialops.api import RequestLog, build_api, operation_routes
from denialops.api.closing import streams_end_on_signal
from denialops.api.listening import answer_at_once
from denialops.bootstrap import start_work, stop_work
from denialops.config import load_settings
from denialops.ui.browsers import BrowserCookie
from denialops.ui.launch import announce, is_local, or_leave, plan_launch, served_address
from denialops.ui.problems import keep_text_out_of_logs, show_unforeseen
from denialops.ui.session import services

settings = or_leave(load_settings)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """The engine objects to a running event loop, so it starts and stops in a thread."""
    anyio.to_thread.current_default_thread_limiter().total_tokens = settings.web_threads
    await anyio.to_thread.run_sync(or_leave, start)
    answer_at_once()
    try:
        with streams_end_on_signal(api):
            yield
    finally:
        await anyio.to_thread.run_sync(stop_work, services())


def start() -> None:
    start_work(services(), settings, address=served_address())


keep_text_out_of_logs()
api = build_api(services, settings)
app = st.App(
    "denialops/ui/main.py",
    routes=[
        Mount("/api", app=api),
        *operation_routes(services, key=settings.api_key, is_local=is_local),
    ],
    lifespan=lifespan,
    middleware=[Middleware(RequestLog, watch=lambda: services().watch), Middleware(BrowserCookie)],
    on_script_error=show_unforeseen,
)

if __name__ == "__main__":
    launch = plan_launch(sys.argv[1:])
    announce(launch)
    with suppress(KeyboardInterrupt):  # Ctrl+C is how it is stopped, and no fault to print
        app.run(config=launch.config())
