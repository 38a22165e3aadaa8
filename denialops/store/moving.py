"""Moves a clinic from its SQLite file to PostgreSQL, all or nothing, and proves that what arrived is what left."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from denialops.errors import StoreUnavailable
from denialops.ports import Vault
from denialops.store.database import Database
from denialops.store.postgres.connection import PgConnection
from denialops.store.postgres.database import PgDatabase
from denialops.store.session import Connection, Result

NUMBERED = frozenset({"cases", "model_calls", "model_sendings", "incident_words"})
"""Tables whose `row_id` each database gives itself; two clinics may have the same ones."""

SEARCH = "case_search"
ORIGINALS = "originals"
CHUNK = 1000
"""Rows held in memory at a time."""
_WHOLE = 2**256


class Moved(NamedTuple):
    """One table: so many rows, and one hash over all of them on either side, whatever their order."""

    table: str
    rows: int
    left: str
    arrived: str


def move_clinic(source: Database, target: PgDatabase, originals: Vault, vault: Vault) -> tuple[Moved, ...]:
    """Every table and every original. Raises StoreUnavailable where a tenant is there already or a proof fails."""
    files = [(sha256, _move_original(sha256, originals, vault)) for sha256 in originals.list_stored(_tomorrow())]
    with source.snapshot() as old, target.transaction("moving") as new:
        _refuse_known(old, new)
        tables = [_move_table(table, old, new) for table in _tables(old)]
        search = _move_search(old, new)
        moved = (*tables, search, _proof_of_files(files))
        broken = [row.table for row in moved if row.left != row.arrived]
        if broken:
            raise StoreUnavailable(f"Did not arrive as it left: {', '.join(broken)}.", hint="Nothing was moved.")
    return moved


def _move_original(sha256: str, originals: Vault, vault: Vault) -> str:
    """The hash of what arrived. Both vaults check theirs, so nothing damaged is moved on in silence."""
    vault.put(originals.get(sha256))
    return hashlib.sha256(vault.get(sha256)).hexdigest()


def _proof_of_files(files: Sequence[tuple[str, str]]) -> Moved:
    left, arrived = _Proof(), _Proof()
    left.add((file,) for file, _ in files)
    arrived.add((file,) for _, file in files)
    return Moved(ORIGINALS, left.rows, left.hash(), arrived.hash())


def _refuse_known(old: Connection, new: Connection) -> None:
    for row in old.execute("SELECT tenant FROM tenants", {}).fetchall():
        if new.execute("SELECT 1 FROM tenants WHERE tenant = :tenant", {"tenant": row["tenant"]}).fetchone():
            raise StoreUnavailable(
                "The database has cases of this clinic already.",
                hint="Choose an empty database, or another DENIALOPS_TENANT for this clinic.",
            )


def _tables(old: Connection) -> Iterator[str]:
    """In the order they were made, so that a row comes after the one that it belongs to."""
    sql = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%STRICT%' "
        "AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
    )
    return (row["name"] for row in old.execute(sql, {}).fetchall())


def _columns(old: Connection, table: str) -> list[str]:
    names = [row["name"] for row in old.execute(f"SELECT name FROM pragma_table_info('{table}')", {}).fetchall()]
    return [name for name in names if not (table in NUMBERED and name == "row_id")]


def _move_table(table: str, old: Connection, new: PgConnection) -> Moved:
    columns = _columns(old, table)
    names = ", ".join(columns)
    order = "ORDER BY row_id" if table in NUMBERED else ""
    insert = f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in columns)})"
    return _move_rows(
        table,
        _in_chunks(old.execute(f"SELECT {names} FROM {table} {order}", {})),
        insert,
        new,
        f"SELECT {names} FROM {table} WHERE tenant = :tenant",
    )


def _move_search(old: Connection, new: PgConnection) -> Moved:
    """The words of each case, under the number that the case has now."""
    sql = f"SELECT c.tenant, c.case_id, s.terms FROM {SEARCH} s JOIN cases c ON c.row_id = s.rowid"
    insert = (
        f"INSERT INTO {SEARCH} (rowid, terms) SELECT row_id, :terms FROM cases "
        "WHERE tenant = :tenant AND case_id = :case_id"
    )
    return _move_rows(SEARCH, _in_chunks(old.execute(sql, {})), insert, new, f"{sql} WHERE c.tenant = :tenant")


def _move_rows(table: str, chunks: Iterator[Sequence[Any]], insert: str, new: PgConnection, select: str) -> Moved:
    """Chunk by chunk, so that a table of any size needs little memory. `select` reads back the rows of one tenant."""
    left, arrived, tenants = _Proof(), _Proof(), set[str]()
    for chunk in chunks:
        new.executemany(insert, [dict(zip(row.keys(), row, strict=True)) for row in chunk])
        tenants.update(row["tenant"] for row in chunk)
        left.add(chunk)
    for tenant in tenants:
        with new.stream(select, {"tenant": tenant}) as found:
            for chunk in _in_chunks(found):
                arrived.add(chunk)
    return Moved(table, left.rows, left.hash(), arrived.hash())


def _in_chunks(rows: Result) -> Iterator[Sequence[Any]]:
    while chunk := rows.fetchmany(CHUNK):
        yield chunk


class _Proof:
    """The sum of the rows' hashes: equal for the same rows in any order, and a row twice is not a row once."""

    def __init__(self) -> None:
        self.rows, self._total = 0, 0

    def add(self, rows: Iterable[Iterable[Any]]) -> None:
        for row in rows:
            self.rows += 1
            self._total += int.from_bytes(hashlib.sha256(_as_text(row).encode()).digest(), "big")

    def hash(self) -> str:
        return f"{self._total % _WHOLE:064x}"


def _as_text(row: Iterable[Any]) -> str:
    return json.dumps([_plain(value) for value in row], ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return repr(value) if isinstance(value, float) else value


def _tomorrow() -> datetime:
    return datetime.now(UTC) + timedelta(days=1)
