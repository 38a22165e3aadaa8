"""What every part of a unit of work stands on: the open connection, whose rows they are, and what time it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from denialops.errors import CaseNotFound
from denialops.ports import Clock
from denialops.store.search import SearchIndex, TrigramSearch

Row = Any
"""Columns by name and by place."""

TRIGRAMS = TrigramSearch()


class Result(Protocol):
    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Row | None: ...

    def fetchall(self) -> list[Row]: ...

    def fetchmany(self, size: int, /) -> list[Row]: ...


class Connection(Protocol):
    """An open transaction; parameters are written `:name`."""

    def execute(self, sql: str, values: Mapping[str, Any], /) -> Result: ...

    def executemany(self, sql: str, values: Sequence[Mapping[str, Any]], /) -> object: ...


class Session:
    """Statements within one transaction; `:tenant` is filled in by itself, so that none can forget it."""

    def __init__(self, connection: Connection, tenant: str, clock: Clock, index: SearchIndex = TRIGRAMS) -> None:
        self._connection = connection
        self._tenant = tenant
        self._clock = clock
        self._index = index

    def _execute(self, sql: str, **values: Any) -> Result:
        return self._connection.execute(sql, {"tenant": self._tenant, **values})

    def _execute_many(self, sql: str, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            self._connection.executemany(sql, [{"tenant": self._tenant, **row} for row in rows])

    def _rows(self, sql: str, **values: Any) -> list[Row]:
        return self._execute(sql, **values).fetchall()

    def _row(self, sql: str, **values: Any) -> Row | None:
        return self._execute(sql, **values).fetchone()

    def _value(self, sql: str, **values: Any) -> Any:
        """The first column of the only row."""
        row = self._row(sql, **values)
        return row[0] if row is not None else None

    def _next(self, table: str, column: str, case_id: str) -> int:
        sql = f"SELECT coalesce(max({column}), 0) + 1 FROM {table} WHERE tenant = :tenant AND case_id = :case_id"
        return int(self._value(sql, case_id=case_id))

    def _case(self, case_id: str) -> Row:
        row = self._row("SELECT * FROM cases WHERE tenant = :tenant AND case_id = :case_id", case_id=case_id)
        if row is None:
            raise CaseNotFound()
        return row

    def _now(self) -> str:
        return as_text(self._clock.now())


def as_text(moment: datetime) -> str:
    """UTC to the microsecond, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
