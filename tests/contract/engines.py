"""Where the task engine keeps its state: a SQLite file alone, or a database of a real PostgreSQL server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Engine, text

from denialops.ports import StageWork
from denialops.store.database import open_engine
from denialops.store.postgres.database import PgLimits, open_pool
from denialops.store.task_rows import TaskRows
from denialops.tasks.engine import DbosTaskQueue
from denialops.tasks.limits import QueueLimits

QUICK = QueueLimits(lost_after_s=1.0)


class EngineAdapter(Protocol):
    """Makes queues over one place and looks past them when a test must; a statement says {schema}table."""

    folder: Path
    is_shared: bool

    def open(self) -> Engine: ...

    def execute(self, sql: str, **values: Any) -> list[Any]: ...


class SqliteEngine:
    is_shared = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self) -> Engine:
        return open_engine(self.folder / "engine.sqlite")

    def execute(self, sql: str, **values: Any) -> list[Any]:
        return _execute(self.open(), sql.format(schema=""), values)


class PostgresEngine:
    is_shared = True

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url

    def open(self) -> Engine:
        return open_pool(self.url, PgLimits())

    def execute(self, sql: str, **values: Any) -> list[Any]:
        return _execute(self.open(), sql.format(schema="dbos."), values)


def engine_at(place: str, folder: Path) -> EngineAdapter:
    """By folder or URL, for a process of its own."""
    return PostgresEngine(folder, place) if place.startswith("postgresql://") else SqliteEngine(folder)


def make_queue(
    engine: EngineAdapter,
    *,
    limits: QueueLimits = QUICK,
    tenant: str = "clinic",
    pause: Callable[[float], None] = lambda seconds: None,
) -> DbosTaskQueue:
    return DbosTaskQueue(
        engine.folder, lambda: TaskRows(engine.open(), tenant), limits=limits, is_shared=engine.is_shared, pause=pause
    )


@contextmanager
def working(engine: EngineAdapter, work: StageWork, **options: Any) -> Iterator[DbosTaskQueue]:
    """A queue from its start to its stop: a life of the program."""
    queue = make_queue(engine)
    queue.start(work, **options)
    try:
        yield queue
    finally:
        queue.stop()


def _execute(engine: Engine, sql: str, values: dict[str, Any]) -> list[Any]:
    with engine.begin() as connection:
        result = connection.execute(text(sql), values)
        rows = list(result.fetchall()) if result.returns_rows else []
    engine.dispose()
    return rows
