"""Which processes work on a database: each signs here again and again, by the database's own clock."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from denialops.errors import StoreUnavailable

DEFAULT_TENANT = "clinic"
BACK_TO_QUEUE = "status = 'ENQUEUED', owner_xid = NULL, started_at_epoch_ms = NULL"
FORGOTTEN_AFTER_S = 86_400.0
NOW = {"postgresql": "extract(epoch FROM clock_timestamp())", "sqlite": "((julianday('now') - 2440587.5) * 86400.0)"}
# Processes that start together make tables and indexes one after the other.
TURN = "SELECT pg_advisory_xact_lock(4242000002)"
WORKERS = "CREATE TABLE IF NOT EXISTS task_workers (worker_id TEXT PRIMARY KEY, beat_at DOUBLE PRECISION NOT NULL)"
# Tasks are looked up by case at every page; the engine itself never does.
BY_CASE = "CREATE INDEX IF NOT EXISTS denialops_tasks_of_case ON dbos.workflow_status (workflow_uuid text_pattern_ops)"


class TaskWorkers:
    """Of one application of the engine; `app` and `queue` are its names there.

    Clinics that share a database do not take each other's work.
    """

    def __init__(self, engine: Engine, tenant: str) -> None:
        self.engine = engine
        self.app, self.queue = _names_for(tenant)
        self._is_postgres = engine.dialect.name == "postgresql"
        self._schema = "dbos." if self._is_postgres else ""
        self._now = NOW[engine.dialect.name]

    def prepare(self) -> None:
        """Makes the table in which processes sign."""
        self._define(WORKERS)

    def index_cases(self) -> None:
        """Once the engine has made its own tables. SQLite finds a case in the primary key by itself."""
        if self._is_postgres:
            self._define(BY_CASE)

    def sign(self, worker_id: str) -> None:
        sql = (
            f"INSERT INTO task_workers VALUES (:worker_id, {self._now}) "
            "ON CONFLICT (worker_id) DO UPDATE SET beat_at = excluded.beat_at"
        )
        self._execute(sql, worker_id=worker_id)

    def sign_off(self, worker_id: str) -> None:
        """Old signatures go as well."""
        sql = f"DELETE FROM task_workers WHERE worker_id = :worker_id OR beat_at < {self._now} - :forgotten"
        self._execute(sql, worker_id=worker_id, forgotten=FORGOTTEN_AFTER_S)

    def take_over_lost(self, lost_after_s: float) -> int:
        """Puts back in the queue what runs on processes that did not sign for so long; how much that was."""
        lives = f"SELECT 1 FROM task_workers w WHERE w.worker_id = executor_id AND w.beat_at > {self._now} - :lost"
        return self._take_over(f"NOT EXISTS ({lives})", lost=lost_after_s)

    def take_over_others(self, own_id: str) -> int:
        """As `take_over_lost` where this process is the only one."""
        return self._take_over("executor_id <> :own_id", own_id=own_id)

    def _take_over(self, is_dead: str, **values: Any) -> int:
        """In one statement: whoever takes it from the queue becomes its process, and the next one finds nothing."""
        return self._change(BACK_TO_QUEUE, f"status = 'PENDING' AND {is_dead}", **values)

    def _define(self, statement: str) -> None:
        with translated(), self.engine.begin() as connection:
            if self._is_postgres:
                connection.execute(text(TURN))
            connection.execute(text(statement))

    def _change(self, changes: str, condition: str, **values: Any) -> int:
        sql = f"UPDATE {self._schema}workflow_status SET {changes} WHERE application_name = :app AND {condition}"
        return self._execute(sql, app=self.app, **values)

    def _execute(self, sql: str, **values: Any) -> int:
        with translated(), self.engine.begin() as connection:
            return connection.execute(text(sql), values).rowcount

    def _rows(self, sql: str, **values: Any) -> Sequence[Any]:
        with translated(), self.engine.connect() as connection:
            return connection.execute(text(sql), {"app": self.app, **values}).fetchall()


@contextmanager
def translated() -> Iterator[None]:
    """Turns a database that is away, busy or full into StoreUnavailable."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        raise StoreUnavailable() from error


def _names_for(tenant: str) -> tuple[str, str]:
    if tenant == DEFAULT_TENANT:
        return "denialops", "cases"
    mark = hashlib.sha256(tenant.encode()).hexdigest()[:12]
    return f"denialops-{mark}", f"cases-{mark}"
