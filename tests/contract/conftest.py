"""The adapters that every store test runs against: SQLite files, and databases of a real PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from denialops.ports import CaseStore
from denialops.ports.recovery import RecoveryStore
from tests.contract.adapters import PostgresAdapter, SqliteAdapter, StoreAdapter
from tests.contract.engines import EngineAdapter, PostgresEngine, SqliteEngine
from tests.contract.makers import FakeClock
from tests.fakes.servers import Postgres


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(params=["sqlite", "postgres"])
def adapter(request: pytest.FixtureRequest, tmp_path: Path, clock: FakeClock) -> Iterator[StoreAdapter]:
    if request.param == "sqlite":
        opened: StoreAdapter = SqliteAdapter(tmp_path, clock)
    else:
        server: Postgres = request.getfixturevalue("postgres")
        opened = PostgresAdapter(server.make_database(), clock)
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> EngineAdapter:
    if request.param == "sqlite":
        return SqliteEngine(tmp_path)
    server: Postgres = request.getfixturevalue("postgres")
    return PostgresEngine(tmp_path, server.make_database())


@pytest.fixture
def store(adapter: StoreAdapter) -> CaseStore:
    return adapter.open()


@pytest.fixture
def recovery(adapter: StoreAdapter) -> RecoveryStore:
    return adapter.open_recovery()
