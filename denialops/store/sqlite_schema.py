"""Brings a SQLite file up to date, through sqlite-utils, which keeps the list of what was applied."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from sqlite_utils import Database as SqliteUtils
from sqlite_utils.migrations import Migrations

from denialops.store.migrations import MIGRATIONS, Schema


class SqliteSchema:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def run(self, statement: str) -> None:
        self._connection.execute(statement)

    def keep_history(self, table: str) -> None:
        self.run(
            f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} are never changed'); END"
        )
        self.run(
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} WHEN EXISTS "
            "(SELECT 1 FROM cases WHERE tenant = OLD.tenant AND case_id = OLD.case_id) "
            f"BEGIN SELECT RAISE(ABORT, '{table} are never deleted'); END"
        )

    def refuse_changes(self, table: str) -> None:
        for change, word in (("UPDATE", "changed"), ("DELETE", "deleted")):
            self.run(
                f"CREATE TRIGGER {table}_never_{word} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} are never {word}'); END"
            )

    def index_words(self, table: str, column: str) -> None:
        index = f"{table}_search"
        put = f"INSERT INTO {index} (rowid, {column}) VALUES (NEW.row_id, NEW.{column});"
        take = f"INSERT INTO {index} ({index}, rowid, {column}) VALUES ('delete', OLD.row_id, OLD.{column});"
        self.run(
            f"CREATE VIRTUAL TABLE {index} USING fts5"
            f"({column}, content = '{table}', content_rowid = 'row_id', tokenize = 'porter unicode61')"
        )
        for when, body in (("INSERT", put), ("DELETE", take), ("UPDATE", take + put)):
            self.run(f"CREATE TRIGGER {table}_after_{when.lower()} AFTER {when} ON {table} BEGIN {body} END")


def migrate(connection: sqlite3.Connection) -> None:
    """Applies what is missing, within the caller's transaction."""
    wanted = Migrations("denialops")
    for migration in MIGRATIONS:
        wanted(name=migration.__name__)(_over(connection, migration))
    wanted.apply(SqliteUtils(connection))


def _over(connection: sqlite3.Connection, migration: Callable[[Schema], None]) -> Callable[[SqliteUtils], None]:
    def apply(_: SqliteUtils) -> None:
        migration(SqliteSchema(connection))

    return apply
