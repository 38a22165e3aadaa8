"""A psycopg connection that speaks like the SQLite one: `:name` parameters, rows by name and by place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import psycopg

_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]\w*)")


class PgRow(tuple[Any, ...]):
    """A row whose columns have names too."""

    _places: Mapping[str, int]

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(self._places[key] if isinstance(key, str) else key)


class PgConnection:
    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self._raw = raw

    def execute(self, sql: str, values: Mapping[str, Any] | None = None, /) -> psycopg.Cursor[PgRow]:
        cursor = self._raw.cursor(row_factory=_named_rows)
        cursor.execute(in_psycopg(sql).encode(), values)
        return cursor

    def stream(self, sql: str, values: Mapping[str, Any], /) -> psycopg.ServerCursor[PgRow]:
        """What `fetchmany` asks for comes over and nothing more: for more rows than should be held at once."""
        cursor = self._raw.cursor(name="stream", row_factory=_named_rows)
        cursor.execute(in_psycopg(sql).encode(), values)
        return cursor

    def executemany(self, sql: str, values: Sequence[Mapping[str, Any]], /) -> None:
        """Sent in one go: the server is not waited for between the rows."""
        self._raw.cursor().executemany(in_psycopg(sql).encode(), values)


@lru_cache(maxsize=1024)
def in_psycopg(sql: str) -> str:
    """`:name` as %(name)s; a percent sign of the statement itself stays one."""
    return _PARAMETER.sub(r"%(\1)s", sql.replace("%", "%%"))


def _named_rows(cursor: psycopg.Cursor[Any]) -> Callable[[Sequence[Any]], PgRow]:
    return _row_type(tuple(column.name for column in cursor.description or ()))


@lru_cache(maxsize=256)
def _row_type(names: tuple[str, ...]) -> type[PgRow]:
    return type("PgRow", (PgRow,), {"_places": {name: place for place, name in enumerate(names)}})
