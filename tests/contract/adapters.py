"""The databases of the contract suite, each with a way past the store for what a test must see."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, Protocol

import psycopg

from denialops.ports import CaseStore
from denialops.ports.recovery import RecoveryStore
from denialops.store.case_store import FILE_NAME, SqliteCaseStore
from denialops.store.postgres.case_store import PgCaseStore
from denialops.store.postgres.database import PgDatabase
from tests.contract.makers import FakeClock


class StoreAdapter(Protocol):
    """Opens stores on one database and looks past them when a test must."""

    violation: type[Exception]
    place: str
    """What `open_at` in another process needs to open the same database."""

    def open(self, tenant: str = "clinic") -> CaseStore: ...

    def open_recovery(self, tenant: str = "clinic") -> RecoveryStore: ...

    def raw(self, sql: str) -> list[Any]: ...

    def is_sound(self) -> bool: ...

    def close(self) -> None: ...


class SqliteAdapter:
    violation: type[Exception] = sqlite3.IntegrityError

    def __init__(self, folder: Path, clock: FakeClock) -> None:
        self.place, self._folder, self._clock = str(folder), folder, clock
        self._opened: list[SqliteCaseStore] = []

    def open(self, tenant: str = "clinic") -> CaseStore:
        return self._open(tenant)

    def open_recovery(self, tenant: str = "clinic") -> RecoveryStore:
        return self._open(tenant).recovery()

    def _open(self, tenant: str) -> SqliteCaseStore:
        store = SqliteCaseStore(self._folder, tenant=tenant, clock=self._clock)
        self._opened.append(store)
        return store

    def raw(self, sql: str) -> list[Any]:
        connection = sqlite3.connect(self._folder / FILE_NAME, isolation_level=None)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def is_sound(self) -> bool:
        return self.raw("PRAGMA integrity_check") == [("ok",)]

    def close(self) -> None:
        for store in self._opened:
            store.close()


class PostgresAdapter:
    violation: type[Exception] = psycopg.errors.IntegrityError

    def __init__(self, url: str, clock: FakeClock) -> None:
        self.place, self._clock = url, clock
        self._opened: list[PgCaseStore] = []

    def open(self, tenant: str = "clinic") -> CaseStore:
        return self._open(tenant)

    def open_recovery(self, tenant: str = "clinic") -> RecoveryStore:
        return self._open(tenant).recovery()

    def _open(self, tenant: str) -> PgCaseStore:
        store = PgCaseStore(PgDatabase(self.place), tenant=tenant, clock=self._clock)
        self._opened.append(store)
        return store

    def raw(self, sql: str) -> list[Any]:
        with psycopg.connect(self.place, autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def is_sound(self) -> bool:
        """The server keeps its own house; what a killed client held must be free again."""
        return self.raw("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == [(0,)]

    def close(self) -> None:
        for store in self._opened:
            store.close()


def open_at(place: str, clock: FakeClock) -> CaseStore:
    """A store on a folder or a URL, for a process of its own."""
    if place.startswith("postgresql://"):
        return PgCaseStore(PgDatabase(place), tenant="clinic", clock=clock)
    return SqliteCaseStore(Path(place), tenant="clinic", clock=clock)
