"""Every test runs without the outside network and in its own data folder."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from denialops.config import load_settings
from tests.fakes.servers import Postgres, running_postgres, running_redis

ROOT = Path(__file__).resolve().parents[1]
SHARED_DEVSET = ROOT.parent / "shared" / "devset"

_connect = socket.socket.connect


def _connect_on_loopback_only(self: socket.socket, address: Any) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
        raise AssertionError("a test tried to leave this machine")
    _connect(self, address)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(autouse=True, scope="session")
def _no_outside_network() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", _connect_on_loopback_only)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in [name for name in os.environ if name.startswith(("DENIALOPS_", "OPENAI_", "ANTHROPIC_", "OTEL_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DENIALOPS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("DENIALOPS_TIMEZONE", "America/Chicago")
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real server, with a new database for everybody who asks for one."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A real server with nothing on it; who writes there wipes it."""
    with running_redis() as url:
        yield url


@pytest.fixture
def devset() -> Path:
    """The shared development set, where this checkout has one beside it."""
    if not SHARED_DEVSET.is_dir():
        pytest.skip("no ../shared/devset beside this clone")
    return SHARED_DEVSET


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """A test that sets the level of the logs sets it for itself only."""
    kept = structlog.get_config()
    yield
    structlog.configure(**kept)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=10, help="how often the long test kills the server")
    parser.addoption("--fuzz-seconds", type=int, default=60, help="how long damaged files are tried")
    parser.addoption("--soak-seconds", type=int, default=60, help="how long the soak holds half of the load")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: their driver leaves an event loop running in this thread, which others refuse."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
