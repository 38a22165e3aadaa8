"""`worker`: a process that works on cases and serves nobody; as many as needed, on PostgreSQL."""

from __future__ import annotations

import argparse
import signal
import threading
from typing import Any

from denialops.api.beside import answering
from denialops.bootstrap import build_services, start_work, stop_work
from denialops.config import load_settings
from denialops.errors import SettingsInvalid
from denialops.logs import get_log


def add_worker(commands: Any) -> None:
    worker = commands.add_parser("worker", help="works on cases beside the web processes (PostgreSQL)")
    worker.set_defaults(run=_work)


def _work(_: argparse.Namespace) -> int:
    """Until it is told to end; what it was doing then goes on elsewhere or at the next start."""
    settings = load_settings()
    if not settings.database_url.get_secret_value():
        raise SettingsInvalid(["DENIALOPS_DATABASE_URL: a worker needs PostgreSQL; on SQLite the app itself works"])
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    services = build_services(settings)
    start_work(services, settings, is_worker=True)
    get_log().info("worker_started")
    with answering(services, settings):
        told.wait()
    stop_work(services)
    get_log().info("worker_ended")
    return 0
