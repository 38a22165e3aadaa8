"""StoredCircuits: where breakers stand, in the database of the cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from denialops.domain.circuits import Circuit
from denialops.ports import Clock
from denialops.store.session import Connection, Row, Session

STANDS = "SELECT failures, opened_at, probing_since FROM circuits WHERE tenant = :tenant AND name = :name"
STAND = "SELECT name, failures, opened_at, probing_since FROM circuits WHERE tenant = :tenant"
# One statement, so that of two processes one finds another row than it saw.
SWAP = """
UPDATE circuits SET failures = :failures, opened_at = :opened_at, probing_since = :probing_since
WHERE tenant = :tenant AND name = :name AND failures = :old_failures
    AND coalesce(opened_at, -1) = coalesce(:old_opened_at, -1)
    AND coalesce(probing_since, -1) = coalesce(:old_probing_since, -1)
"""
# Who comes first at a name that nobody knows has found it closed.
BEGIN = """
INSERT INTO circuits (tenant, name, failures, opened_at, probing_since) VALUES (:tenant, :name, 0, NULL, NULL)
ON CONFLICT (tenant, name) DO NOTHING
"""


class CircuitsDatabase(Protocol):
    """The database of the cases. A quick transaction does not wait for the disk."""

    def snapshot(self) -> AbstractContextManager[Connection]: ...

    def quick_transaction(self) -> AbstractContextManager[Connection]: ...


class StoredCircuits:
    """Implements ports.Circuits for one tenant on SQLite and PostgreSQL alike."""

    def __init__(self, database: CircuitsDatabase, *, tenant: str, clock: Clock) -> None:
        self._database, self._tenant, self._clock = database, tenant, clock

    def get(self, name: str) -> Circuit:
        with self._database.snapshot() as connection:
            return self._session(connection).find(name)

    def get_each(self, names: Sequence[str]) -> Mapping[str, Circuit]:
        with self._database.snapshot() as connection:
            known = self._session(connection).list_all()
        return {name: known.get(name, Circuit()) for name in names}

    def swap(self, name: str, old: Circuit, new: Circuit) -> bool:
        with self._database.quick_transaction() as connection:
            return self._session(connection).swap(name, old, new)

    def _session(self, connection: Connection) -> _Rows:
        return _Rows(connection, self._tenant, self._clock)


class _Rows(Session):
    def find(self, name: str) -> Circuit:
        row = self._row(STANDS, name=name)
        return _circuit(row) if row is not None else Circuit()

    def list_all(self) -> dict[str, Circuit]:
        return {row["name"]: _circuit(row) for row in self._rows(STAND)}

    def swap(self, name: str, old: Circuit, new: Circuit) -> bool:
        was = {f"old_{field}": value for field, value in old._asdict().items()}
        self._execute(BEGIN, name=name)
        return self._execute(SWAP, name=name, **new._asdict(), **was).rowcount == 1


def _circuit(row: Row) -> Circuit:
    return Circuit(row["failures"], row["opened_at"], row["probing_since"])
