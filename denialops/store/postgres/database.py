"""The one place that opens PostgreSQL: a bounded pool, reads of one moment, writers of a clinic one after the other."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

import psycopg
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

from denialops.domain.health import SchemaState
from denialops.errors import InvalidValue, SecretKeyLost, StoreUnavailable
from denialops.store.postgres.connection import PgConnection
from denialops.store.postgres.schema import migrate, schema_state, unknown_migrations

AWAY = "The database server does not answer. Check that it runs and can be reached, then try again."
READ_ONLY = "The database server lets nobody write. Let DenialOps connect to the one that does."
CHECK_WAIT_S = 2
BUSY = "The database server is busy. Try again in a moment."
OTHER_KEY = (
    "Set DENIALOPS_SECRET_KEY on every machine to the one key of this database: "
    "the line of the file secret.key in the data folder of the first."
)


class PgLimits(NamedTuple):
    """Connections, and the seconds until one stands, until one is free, and until another writer lets go."""

    pool: int = 10
    connect_s: int = 5
    wait_s: float = 30.0
    lock_s: int = 30


class PgDatabase:
    """`url`: postgresql://user:password@host/name. Connections are checked before use: a server may have restarted."""

    def __init__(self, url: str, limits: PgLimits | None = None) -> None:
        limits = limits or PgLimits()
        self._engine = open_pool(url, limits)
        event.listen(self._engine, "connect", partial(_prepare, limits.lock_s))
        self._thread = threading.local()

    @contextmanager
    def snapshot(self) -> Iterator[PgConnection]:
        """Reads that all see the same moment."""
        with self._begun("REPEATABLE READ READ ONLY") as connection:
            yield connection

    @contextmanager
    def transaction(self, tenant: str) -> Iterator[PgConnection]:
        """Changes kept together. The writers of one tenant queue, so that its events are numbered as they are kept."""
        with self._begun("READ COMMITTED") as connection:
            connection.execute("SELECT pg_advisory_xact_lock(:key)", {"key": _lock_key(tenant)})
            yield connection

    @contextmanager
    def quick_transaction(self) -> Iterator[PgConnection]:
        """Waits neither for other writers nor for the disk: a power cut may take the last ones."""
        with self._begun("READ COMMITTED") as connection:
            connection.execute("SET LOCAL synchronous_commit = off")
            yield connection

    def refuse_other_key(self, key_id: str) -> None:
        """The first key that seals anything here is the key of this database. Raises SecretKeyLost for another."""
        with self._begun("READ COMMITTED") as connection:
            connection.execute(
                "INSERT INTO secret_ids VALUES (1, :key_id) ON CONFLICT (only_one) DO NOTHING", {"key_id": key_id}
            )
            row = connection.execute("SELECT key_id FROM secret_ids").fetchone()
        if row is None or row["key_id"] != key_id:
            raise SecretKeyLost("another key seals the secrets of this database", hint=OTHER_KEY)

    def bring_up_to_date(self) -> None:
        """Raises StoreUnavailable for a database that a newer DenialOps wrote."""
        with self._begun("READ COMMITTED") as connection:
            migrate(connection)
            if unknown_migrations(connection):
                raise StoreUnavailable(hint="These data were written by a newer DenialOps. Start that version.")

    def check(self) -> None:
        """Raises StoreUnavailable also for a server that lets nobody write."""
        with self._begun("READ COMMITTED READ WRITE") as connection:
            connection.execute(f"SET LOCAL statement_timeout = '{CHECK_WAIT_S}s'")
            connection.execute("SELECT 1 FROM cases LIMIT 1").fetchone()
            row = connection.execute("SELECT current_setting('transaction_read_only') AS is_read_only").fetchone()
        if row is None or row["is_read_only"] == "on":
            raise StoreUnavailable(hint=READ_ONLY)

    def schema(self) -> SchemaState:
        with self._begun("READ COMMITTED") as connection:
            return schema_state(connection)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _begun(self, isolation: str) -> Iterator[PgConnection]:
        if getattr(self._thread, "is_inside", False):
            raise RuntimeError("a transaction or snapshot is open in this thread already: use that one")
        with translated():
            pooled = self._engine.raw_connection()
            self._thread.is_inside = True
            try:
                raw = pooled.driver_connection
                if not isinstance(raw, psycopg.Connection):
                    raise StoreUnavailable(hint=AWAY)
                raw.execute(f"BEGIN ISOLATION LEVEL {isolation}")
                try:
                    yield PgConnection(raw)
                    raw.execute("COMMIT")
                finally:
                    if raw.info.transaction_status != psycopg.pq.TransactionStatus.IDLE and not raw.closed:
                        raw.execute("ROLLBACK")
            finally:
                self._thread.is_inside = False
                pooled.close()


@contextmanager
def translated() -> Iterator[None]:
    """Turns a server that is away or overloaded into StoreUnavailable; faults of our own SQL pass as they are."""
    try:
        yield
    except PoolTimeout as error:
        raise StoreUnavailable(hint=BUSY) from error
    except DBAPIError as error:
        raise StoreUnavailable(hint=AWAY) from error
    except psycopg.errors.LockNotAvailable as error:
        raise StoreUnavailable(hint=BUSY) from error
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise StoreUnavailable(hint=AWAY) from error
    except psycopg.DataError as error:
        # Without a state of the server it was never sent: a text with NUL, which PostgreSQL cannot keep.
        if error.sqlstate:
            raise
        raise InvalidValue("A text holds an invisible sign (NUL).", hint="Remove it and try again.") from error


class TenantDatabase:
    """A database whose writers are those of one tenant."""

    def __init__(self, database: PgDatabase, tenant: str) -> None:
        self.snapshot, self.quick_transaction = database.snapshot, database.quick_transaction
        self.transaction = partial(database.transaction, tenant)


def open_pool(url: str, limits: PgLimits) -> Engine:
    """Its connections are checked before use: the server may have started anew meanwhile."""
    return create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=limits.pool,
        max_overflow=0,
        pool_timeout=limits.wait_s,
        pool_pre_ping=True,
        connect_args={"connect_timeout": limits.connect_s, "application_name": "denialops"},
    )


def _prepare(lock_s: int, raw: psycopg.Connection[object], _entry: ConnectionPoolEntry) -> None:
    """We say BEGIN ourselves; a lock that is never let go must not hold everybody."""
    raw.autocommit = True
    # A statement that the server has prepared fails once another program's migration added a column.
    raw.prepare_threshold = None
    raw.execute(f"SET lock_timeout = '{lock_s}s'")


def _lock_key(tenant: str) -> int:
    return zlib.crc32(tenant.encode())
