"""What every part of a unit of work stands on: the open connection, whose rows they are, and what time it is."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any

from denialops.errors import CaseNotFound
from denialops.ports import Clock

Row = sqlite3.Row


class Session:
    """Statements within one transaction; `:tenant` is filled in by itself, so that none can forget it."""

    def __init__(self, connection: sqlite3.Connection, tenant: str, clock: Clock) -> None:
        self._connection = connection
        self._tenant = tenant
        self._clock = clock

    def _execute(self, sql: str, **values: Any) -> sqlite3.Cursor:
        return self._connection.execute(sql, {"tenant": self._tenant, **values})

    def _rows(self, sql: str, **values: Any) -> list[Row]:
        return self._execute(sql, **values).fetchall()

    def _row(self, sql: str, **values: Any) -> Row | None:
        row: Row | None = self._execute(sql, **values).fetchone()
        return row

    def _value(self, sql: str, **values: Any) -> Any:
        """The first column of the only row."""
        return self._execute(sql, **values).fetchone()[0]

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
