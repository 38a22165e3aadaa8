"""The one place that opens SQLite files: write-ahead log, few connections for any number of threads, clear errors."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from denialops.errors import StoreUnavailable

if TYPE_CHECKING:
    from sqlalchemy import Engine

# The number of migrations; a file that has them all is opened without loading them.
SCHEMA_VERSION = 10
MAX_CONNECTIONS = 16
WAIT_S = 30.0
CHECK_WAIT_S = 1.0
HINTS = {
    sqlite3.SQLITE_FULL: "The disk is full. Free some space, then try again; what was saved is safe.",
    sqlite3.SQLITE_BUSY: "Another program is holding the data file. Close it, then try again.",
    sqlite3.SQLITE_LOCKED: "Another program is holding the data file. Close it, then try again.",
    sqlite3.SQLITE_CORRUPT: "The data file is damaged. Stop DenialOps, copy the data folder, restore a backup.",
    sqlite3.SQLITE_NOTADB: "The data file is damaged. Stop DenialOps, copy the data folder, restore a backup.",
    sqlite3.SQLITE_CANTOPEN: "The data folder cannot be opened. Check that it exists and that you may write there.",
    sqlite3.SQLITE_READONLY: "The data folder cannot be written. Check its permissions.",
    sqlite3.SQLITE_PERM: "The data folder cannot be written. Check its permissions.",
    sqlite3.SQLITE_IOERR: "The disk does not answer as it should. Check the disk and its free space.",
}


class Database:
    """A SQLite file. Streamlit brings an ever new thread, so connections belong to the file, not to threads."""

    def __init__(self, path: Path, *, busy_timeout_s: float = 10.0) -> None:
        self._path = path
        self._busy_timeout_s = busy_timeout_s
        self._idle: list[sqlite3.Connection] = []
        self._slots = threading.BoundedSemaphore(MAX_CONNECTIONS)
        self._writing = threading.Lock()
        self._thread = threading.local()
        _make_folder(path.parent)

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Reads that all see the same moment; they wait for nobody."""
        with self._connection() as connection, _begun(connection, "BEGIN", end="ROLLBACK"):
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Changes kept together; the lock lets the writers of this process queue without busy waiting."""
        with (
            self._connection() as connection,
            _held(self._writing),
            _begun(connection, "BEGIN IMMEDIATE", end="COMMIT"),
        ):
            yield connection

    @contextmanager
    def quick_transaction(self) -> Iterator[sqlite3.Connection]:
        """As `transaction`, without waiting for the disk: a power cut may take the last ones, a killed process none."""
        with self._connection() as connection, _held(self._writing):
            connection.execute("PRAGMA synchronous=NORMAL")
            try:
                with _begun(connection, "BEGIN IMMEDIATE", end="COMMIT"):
                    yield connection
            finally:
                connection.execute("PRAGMA synchronous=FULL")

    def check(self) -> int:
        """The version of the schema, over a new connection: those that are open would not miss a file that is gone.

        Takes the lock of the writers and gives it back, behind those of this process.
        """
        address = f"{self._path.absolute().as_uri()}?mode=rw"
        with (
            translated(),
            _held(self._writing),
            closing(_connect(address, CHECK_WAIT_S)) as connection,
            _begun(connection, "BEGIN IMMEDIATE", end="ROLLBACK"),
        ):
            connection.execute("SELECT 1 FROM cases LIMIT 1").fetchone()
            return int(connection.execute("PRAGMA user_version").fetchone()[0])

    def close(self) -> None:
        while connection := self._take():
            connection.close()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        if getattr(self._thread, "is_inside", False):
            raise RuntimeError("a transaction or snapshot is open in this thread already: use that one")
        with translated(), _held(self._slots):
            connection = self._take() or self._open()
            self._thread.is_inside = True
            try:
                yield connection
            finally:
                self._thread.is_inside = False
                self._idle.append(connection)

    def _take(self) -> sqlite3.Connection | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=self._busy_timeout_s, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        # FULL: what was acknowledged survives a power cut, not only a killed process.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection


def open_engine(path: Path) -> Engine:
    """The file of the task engine, which brings its own tables and SQL.

    NORMAL is enough there: what a power cut takes from the queue is found again in the stage records.
    """
    from sqlalchemy import create_engine

    _make_folder(path.parent)

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path, timeout=30.0, isolation_level="IMMEDIATE", check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    return create_engine(f"sqlite:///{path}", creator=connect)


def bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Within the caller's transaction. Raises StoreUnavailable for a file written by a newer DenialOps."""
    (written_by,) = connection.execute("PRAGMA user_version").fetchone()
    if written_by > SCHEMA_VERSION:
        raise StoreUnavailable(hint="These data were written by a newer DenialOps. Start that version.")
    if written_by < SCHEMA_VERSION:
        # sqlite-utils loads pandas where it finds it: a second that only a change of schema should cost.
        from denialops.store.sqlite_schema import migrate

        migrate(connection)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _connect(address: str, wait_s: float) -> sqlite3.Connection:
    return sqlite3.connect(address, timeout=wait_s, isolation_level=None, uri=True)


@contextmanager
def translated() -> Iterator[None]:
    """Turns what SQLite reports about its file into StoreUnavailable; faults of our own SQL pass as they are."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        # Extended result codes carry the primary code in their low byte.
        hint = HINTS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if hint is None:
            raise
        raise StoreUnavailable(hint=hint) from error


@contextmanager
def _begun(connection: sqlite3.Connection, begin: str, *, end: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        connection.execute(end)
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


@contextmanager
def _held(lock: threading.Lock | threading.Semaphore) -> Iterator[None]:
    if not lock.acquire(timeout=WAIT_S):
        raise StoreUnavailable(hint=HINTS[sqlite3.SQLITE_BUSY])
    try:
        yield
    finally:
        lock.release()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(hint=HINTS[sqlite3.SQLITE_CANTOPEN]) from error
