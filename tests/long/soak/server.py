"""The application in a process of its own, on a data folder of its own, with its memory, files and threads watched."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from tests.conftest import ROOT
from tests.fakes.servers import free_port
from tests.long.soak.growth import Sample

KEY = "a-key-of-this-soak"
START_LIMIT_S = 120.0
LOOKS_EVERY_S = 0.5
DUMP_LIMIT_S = 60.0
MEBIBYTE = 1024 * 1024
SETTINGS = {
    "DENIALOPS_API_KEY": KEY,
    "DENIALOPS_API_REQUESTS_PER_MINUTE": "0",
    "DENIALOPS_TIMEZONE": "America/Chicago",
    "DENIALOPS_OCR_WORKERS": "1",
    "DENIALOPS_LOG_LEVEL": "ERROR",
}


class SoakedServer:
    """`address` once it answers."""

    def __init__(self, folder: Path, *, leaks: bool = False) -> None:
        self.port, self._folder = free_port(), folder
        self.address = f"http://127.0.0.1:{self.port}"
        self._sites, self.traced = folder / "sites", folder / "traced"
        command = [sys.executable, "-m", "tests.long.soak.launcher", str(self.port), str(self._sites), str(self.traced)]
        environment = os.environ | SETTINGS | {"DENIALOPS_DATA_DIR": str(folder / "data")}
        self.log = folder / "server.log"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [*command, *(["leak"] if leaks else [])], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        self.watched = psutil.Process(self._process.pid)

    def wait(self) -> None:
        gives_up_at = time.monotonic() + START_LIMIT_S
        while not self._answers():
            assert self._process.poll() is None, "the server stopped while starting"
            assert time.monotonic() < gives_up_at, "the server did not start"
            time.sleep(0.1)

    def trace(self) -> None:
        """From here on the server notes where memory is taken."""
        self._process.send_signal(signal.SIGUSR1)

    def tell_sites(self) -> str:
        """Where memory was taken since `trace` that is still held."""
        self._process.send_signal(signal.SIGUSR1)
        gives_up_at = time.monotonic() + DUMP_LIMIT_S
        while not self._sites.exists() and time.monotonic() < gives_up_at:
            time.sleep(0.1)
        time.sleep(0.1)
        return self._sites.read_text()

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/health", timeout=2):
                return True
        except OSError:
            return False


@contextmanager
def soaked(folder: Path, *, leaks: bool = False) -> Iterator[SoakedServer]:
    folder.mkdir(parents=True)
    server = SoakedServer(folder, leaks=leaks)
    try:
        server.wait()
        yield server
    finally:
        server.stop()


class Watcher:
    """Looks at the server and its children twice a second while it is entered; MiB, and counts."""

    def __init__(self, server: SoakedServer) -> None:
        self._server, self._over = server, threading.Event()
        self._thread = threading.Thread(target=self._look_on)
        self.series: dict[str, list[Sample]] = {}
        self._first_children: set[int] = set()

    def __enter__(self) -> Watcher:
        self._begun = time.monotonic()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look_on(self) -> None:
        while not self._over.wait(LOOKS_EVERY_S):
            now = time.monotonic() - self._begun
            for name, value in self._look():
                self.series.setdefault(name, []).append(Sample(now, value))

    def _look(self) -> Iterator[tuple[str, float]]:
        watched = self._server.watched
        children = watched.children(recursive=True)
        self._first_children = self._first_children or {child.pid for child in children}
        # One that ends when idle and comes back grew nothing.
        kept = [_size(child) for child in children if child.pid in self._first_children]
        yield "memory of the server", watched.memory_info().rss / MEBIBYTE
        yield "living Python objects", int(self._server.traced.read_text()) / MEBIBYTE
        yield "memory of its children", sum(kept) / MEBIBYTE
        yield "children", len(children)
        yield "open files and connections", watched.num_fds()
        yield "threads", watched.num_threads()


def _size(process: psutil.Process) -> int:
    with suppress(psutil.Error):  # it ended just now
        size: int = process.memory_info().rss
        return size
    return 0
