"""How the app is opened: a free port, the address in words, the browser."""

from __future__ import annotations

import argparse
import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

import streamlit as st

from denialops.errors import DenialOpsError

T = TypeVar("T")

HOST = "127.0.0.1"
LOCAL = (HOST, "::1", "localhost")
FIRST_PORT = 8501
PORTS_TO_TRY = 50
START_LIMIT_S = 60.0


class Launch(NamedTuple):
    """Where the app will be and whether to open a browser on it."""

    port: int
    opens_browser: bool

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    def config(self) -> dict[str, object]:
        return {
            "server.port": self.port,
            "server.address": HOST,
            "server.headless": True,
            "logger.hideWelcomeMessage": True,
            "browser.serverAddress": HOST,
            "browser.serverPort": self.port,
        }


def plan_launch(arguments: Sequence[str]) -> Launch:
    """Reads the command line and finds the port; says so when another one had to be taken."""
    parser = argparse.ArgumentParser(prog="app.py", description="Opens DenialOps in the browser.")
    parser.add_argument("--port", type=int, default=FIRST_PORT, help="the first port to try (%(default)s)")
    parser.add_argument("--no-open", action="store_true", help="do not open a browser")
    options = parser.parse_args(arguments)
    port = free_port(options.port)
    if port != options.port:
        sys.stdout.write(f"Port {options.port} is taken by another program; using {port}.\n")
    return Launch(port, opens_browser=not options.no_open)


def announce(launch: Launch) -> None:
    """Once the server answers, prints where and opens it."""
    sys.stdout.write("Starting DenialOps ...\n")
    sys.stdout.flush()
    threading.Thread(target=_show_when_ready, args=(launch,), daemon=True).start()


def or_leave(action: Callable[[], T]) -> T:
    """What a start needs. A fault is told in words and ends the process, before a server would print its insides."""
    try:
        return action()
    except DenialOpsError as error:
        sys.stderr.write(f"{error}\n{error.hint_text}\n")
        sys.stderr.flush()
        os._exit(1)


def served_address() -> str:
    """Where this process answers, however it was started."""
    return f"http://{HOST}:{st.get_option('server.port')}"


def is_local() -> bool:
    """Whether nobody but this computer can connect."""
    return st.get_option("server.address") in LOCAL


def free_port(first: int) -> int:
    """The first port from `first` on that nobody listens at."""
    for port in range(first, first + PORTS_TO_TRY):
        if not _is_taken(port):
            return port
    raise SystemExit(f"No free port between {first} and {first + PORTS_TO_TRY - 1}. Choose another with --port.")


def _is_taken(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":  # there the option would let two programs share one port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def _show_when_ready(launch: Launch) -> None:
    gives_up_at = time.monotonic() + START_LIMIT_S
    while not _answers(launch.address):
        if time.monotonic() > gives_up_at:
            return
        time.sleep(0.1)
    sys.stdout.write(f"DenialOps is at {launch.address} (stop it with Ctrl+C)\n")
    sys.stdout.flush()
    if launch.opens_browser:
        webbrowser.open(launch.address)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health/live", timeout=1):
            return True
    except (urllib.error.URLError, OSError):
        return False
