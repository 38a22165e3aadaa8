"""PgCaseStore: the cases of one tenant on a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from denialops.domain.health import SchemaState
from denialops.envelope import Envelope
from denialops.ports import CaseReads, Clock, UnitOfWork
from denialops.store.circuits import StoredCircuits
from denialops.store.model_usage import StoredUsageLedger
from denialops.store.postgres.database import PgDatabase, TenantDatabase
from denialops.store.purge import StoredWork
from denialops.store.reads import Reads
from denialops.store.recovery.stored import StoredRecovery
from denialops.store.search import LikeSearch

LIKE = LikeSearch()


class PgCaseStore:
    """Brings the database up to date when opened. Raises StoreUnavailable when the server is away."""

    def __init__(self, database: PgDatabase, *, tenant: str, clock: Clock) -> None:
        self._database, self._tenant, self._clock = database, tenant, clock
        database.bring_up_to_date()

    @contextmanager
    def snapshot(self) -> Iterator[CaseReads]:
        with self._database.snapshot() as connection:
            yield Reads(connection, self._tenant, self._clock, LIKE)

    @contextmanager
    def transaction(self) -> Iterator[UnitOfWork]:
        with self._database.transaction(self._tenant) as connection:
            work = StoredWork(connection, self._tenant, self._clock, LIKE)
            yield work
        # Raised only now: the text of the one who came second is committed.
        if work.conflict:
            raise work.conflict

    def check(self) -> None:
        self._database.check()

    def schema(self) -> SchemaState:
        return self._database.schema()

    def keyed(self, envelope: Envelope) -> Envelope:
        """The same, once its key is known to be the one of this database. Raises SecretKeyLost."""
        self._database.refuse_other_key(envelope.key_id())
        return envelope

    def ledger(self, envelope: Envelope) -> StoredUsageLedger:
        """What language models cost, in the same database. Raises SecretKeyLost where another key seals it."""
        database = TenantDatabase(self._database, self._tenant)
        return StoredUsageLedger(database, tenant=self._tenant, clock=self._clock, envelope=self.keyed(envelope))

    def recovery(self) -> StoredRecovery:
        """What recovery knows, in the same database."""
        database = TenantDatabase(self._database, self._tenant)
        return StoredRecovery(database, tenant=self._tenant, clock=self._clock, index=LIKE)

    def circuits(self) -> StoredCircuits:
        """Where breakers stand, in the same database."""
        return StoredCircuits(TenantDatabase(self._database, self._tenant), tenant=self._tenant, clock=self._clock)

    def close(self) -> None:
        self._database.close()
