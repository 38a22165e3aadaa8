"""The adapters that every store test runs against. PostgreSQL joins as a second Adapter."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from denialops.ports import CaseStore
from denialops.store.case_store import FILE_NAME, SqliteCaseStore
from tests.contract.makers import FakeClock


class SqliteAdapter:
    """Opens stores on one database and looks past them when a test must."""

    violation = sqlite3.IntegrityError

    def __init__(self, folder: Path, clock: FakeClock) -> None:
        self.folder, self.clock = folder, clock
        self._opened: list[SqliteCaseStore] = []

    def open(self, tenant: str = "clinic") -> CaseStore:
        store = SqliteCaseStore(self.folder, tenant=tenant, clock=self.clock)
        self._opened.append(store)
        return store

    def raw(self, sql: str) -> list[Any]:
        connection = sqlite3.connect(self.folder / FILE_NAME, isolation_level=None)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def close(self) -> None:
        for store in self._opened:
            store.close()


ADAPTERS: dict[str, Callable[[Path, FakeClock], SqliteAdapter]] = {"sqlite": SqliteAdapter}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(params=sorted(ADAPTERS))
def adapter(request: pytest.FixtureRequest, tmp_path: Path, clock: FakeClock) -> Iterator[SqliteAdapter]:
    opened = ADAPTERS[request.param](tmp_path, clock)
    yield opened
    opened.close()


@pytest.fixture
def store(adapter: SqliteAdapter) -> CaseStore:
    return adapter.open()
