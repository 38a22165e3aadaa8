"""Originals beside the cases, in the same database: every process sees them, and one backup holds everything."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

from denialops.errors import DocumentNotFound
from denialops.store.postgres.database import PgDatabase

OF_ALL_TENANTS = "originals"


class PgVault:
    """Needs a database object of its own: a purge deletes originals while it holds a transaction of the store."""

    def __init__(self, database: PgDatabase) -> None:
        self._database = database
        database.bring_up_to_date()

    def put(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        with self._database.transaction(OF_ALL_TENANTS) as connection:
            connection.execute(
                "INSERT INTO originals VALUES (:sha256, :data, now()) "
                "ON CONFLICT (sha256) DO UPDATE SET put_at = excluded.put_at",
                {"sha256": sha256, "data": data},
            )
        return sha256

    def get(self, sha256: str) -> bytes:
        with self._database.snapshot() as connection:
            row = connection.execute("SELECT data FROM originals WHERE sha256 = :sha256", {"sha256": sha256}).fetchone()
        if row is None:
            raise DocumentNotFound(hint="The original file is missing from the database.")
        data = bytes(row["data"])
        if hashlib.sha256(data).hexdigest() != sha256:
            raise DocumentNotFound(hint="The original file was damaged in the database. Upload it again.")
        return data

    def delete(self, sha256: str) -> None:
        with self._database.transaction(OF_ALL_TENANTS) as connection:
            connection.execute("DELETE FROM originals WHERE sha256 = :sha256", {"sha256": sha256})

    def close(self) -> None:
        self._database.close()

    def list_stored(self, before: datetime) -> Iterator[str]:
        with self._database.snapshot() as connection:
            sql = "SELECT sha256 FROM originals WHERE put_at < :before ORDER BY put_at"
            rows = connection.execute(sql, {"before": before}).fetchall()
        yield from (row["sha256"] for row in rows)
