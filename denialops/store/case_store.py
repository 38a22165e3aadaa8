"""SqliteCaseStore: the cases of one tenant in one SQLite file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from denialops.domain.health import SchemaState
from denialops.envelope import Envelope
from denialops.ports import CaseReads, Clock, UnitOfWork
from denialops.store.circuits import StoredCircuits
from denialops.store.database import SCHEMA_VERSION, Database, bring_up_to_date
from denialops.store.model_usage import StoredUsageLedger
from denialops.store.purge import StoredWork
from denialops.store.reads import Reads
from denialops.store.recovery.stored import StoredRecovery

FILE_NAME = "denialops.sqlite"


class SqliteCaseStore:
    """Opens, and brings up to date, `data_dir`/denialops.sqlite."""

    def __init__(self, data_dir: Path, *, tenant: str, clock: Clock, busy_timeout_s: float = 10.0) -> None:
        self._database = Database(data_dir / FILE_NAME, busy_timeout_s=busy_timeout_s)
        self._tenant = tenant
        self._clock = clock
        with self._database.transaction() as connection:
            bring_up_to_date(connection)

    @contextmanager
    def snapshot(self) -> Iterator[CaseReads]:
        with self._database.snapshot() as connection:
            yield Reads(connection, self._tenant, self._clock)

    @contextmanager
    def transaction(self) -> Iterator[UnitOfWork]:
        with self._database.transaction() as connection:
            work = StoredWork(connection, self._tenant, self._clock)
            yield work
        # Raised only now: the text of the one who came second is committed.
        if work.conflict:
            raise work.conflict

    def check(self) -> None:
        self._database.check()

    def schema(self) -> SchemaState:
        return SchemaState(applied=self._database.check(), known=SCHEMA_VERSION)

    def ledger(self, envelope: Envelope) -> StoredUsageLedger:
        """What language models cost, in the same file: calls of a case go with it."""
        return StoredUsageLedger(self._database, tenant=self._tenant, clock=self._clock, envelope=envelope)

    def recovery(self) -> StoredRecovery:
        """What recovery knows, in the same file."""
        return StoredRecovery(self._database, tenant=self._tenant, clock=self._clock)

    def circuits(self) -> StoredCircuits:
        """Where breakers stand, in the same file."""
        return StoredCircuits(self._database, tenant=self._tenant, clock=self._clock)

    def close(self) -> None:
        self._database.close()
