"""Real servers on free ports in a folder of their own, for the contract suites; skipped where none is installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

WAIT_S = 20.0
_RUNUSER = shutil.which("runuser", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") or "runuser"
NO_REDIS = "no Redis server is installed (.ci/run installs one)"
NO_POSTGRES = "no PostgreSQL server is installed (.ci/run installs one)"


class Postgres:
    """A server that can be stopped and started; `make_database` gives the URL of a new empty database."""

    def __init__(self, folder: Path, binaries: Path) -> None:
        self._folder, self._binaries, self._port, self._made = folder, binaries, free_port(), 0
        self._run("initdb", "-D", str(folder / "data"), "-U", "denialops", "-A", "trust", "--no-sync", "-E", "UTF8")

    def start(self) -> None:
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        self._run(
            "pg_ctl", "-D", str(self._folder / "data"), "-o", options, "-w", "-l", str(self._folder / "log"), "start"
        )

    def stop(self, *, mode: str = "fast") -> None:
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", mode, "-w", "stop")

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://denialops@127.0.0.1:{self._port}/{database}"

    def make_database(self) -> str:
        self._made += 1
        name = f"test_{self._made}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def _run(self, program: str, *arguments: str) -> None:
        # A PostgreSQL server refuses to run as root.
        before = [_RUNUSER, "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command: Sequence[str] = [*before, str(self._binaries / program), *arguments]
        subprocess.run(command, check=True, capture_output=True, timeout=60, cwd=self._folder)


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Skips the test where the server's programs are missing."""
    binaries = _postgres_binaries()
    if binaries is None:
        pytest.skip(NO_POSTGRES)
    folder = Path(tempfile.mkdtemp(prefix="denialops-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    try:
        server = Postgres(folder, binaries)
        server.start()
    except (subprocess.SubprocessError, OSError) as error:
        # Some containers let no other user run programs; .ci/run shows the reason among the skipped tests.
        pytest.skip(f"the PostgreSQL server did not start: {type(error).__name__}")
    try:
        yield server
    finally:
        server.stop(mode="immediate")
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running_redis(port: int = 0) -> Iterator[str]:
    """The URL of an empty server, on a free port or this one; skips the test where the program is missing."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip(NO_REDIS)
    folder, port = Path(tempfile.mkdtemp(prefix="denialops-redis-")), port or free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for_port(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
    shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for_port(port: int) -> None:
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing answers on port {port}")


def _postgres_binaries() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)
