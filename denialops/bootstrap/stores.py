"""What keeps cases, originals, spending and queue: SQLite in the data folder, or PostgreSQL by its address alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from denialops.config import Settings
from denialops.envelope import Envelope
from denialops.ports import CaseStore, Clock, UsageLedger, Vault
from denialops.ports.circuits import Circuits
from denialops.ports.recovery import RecoveryStore

if TYPE_CHECKING:
    from denialops.store.postgres.database import PgDatabase, PgLimits
    from denialops.tasks.tables import TaskTables


class Stores(NamedTuple):
    """`ledger` is opened where a language model is chosen.

    `fingerprint` hashes under the key of this installation, which is read, or made, when it is first needed.
    """

    cases: CaseStore
    vault: Vault
    ledger: Callable[[], UsageLedger]
    recovery: RecoveryStore
    fingerprint: Callable[[bytes], str]
    circuits: Callable[[], Circuits]


def open_stores(settings: Settings, clock: Clock) -> Stores:
    """Brings the database up to date. Raises StoreUnavailable."""
    return _postgres(settings, clock) if settings.database_url.get_secret_value() else _sqlite(settings, clock)


def build_envelope(settings: Settings) -> Envelope:
    return Envelope(settings.data_dir, key=settings.secret_key.get_secret_value())


def open_postgres(settings: Settings) -> PgDatabase:
    from denialops.store.postgres.database import PgDatabase

    return PgDatabase(settings.database_url.get_secret_value(), _limits(settings))


def open_task_tables(settings: Settings) -> TaskTables:
    """Those of the task engine, which makes them itself."""
    from denialops.store.task_rows import TaskRows

    url = settings.database_url.get_secret_value()
    if url:
        from denialops.store.postgres.database import open_pool

        return TaskRows(open_pool(url, _limits(settings)), settings.tenant)
    from denialops.store.database import open_engine

    return TaskRows(open_engine(settings.data_dir / "engine.sqlite"), settings.tenant)


def _sqlite(settings: Settings, clock: Clock) -> Stores:
    from denialops.store.case_store import SqliteCaseStore
    from denialops.store.vault import FileVault

    cases = SqliteCaseStore(settings.data_dir, tenant=settings.tenant, clock=clock)
    vault, envelope = FileVault(settings.data_dir / "originals"), build_envelope(settings)
    return Stores(cases, vault, lambda: cases.ledger(envelope), cases.recovery(), envelope.fingerprint, cases.circuits)


def _postgres(settings: Settings, clock: Clock) -> Stores:
    from denialops.store.postgres.case_store import PgCaseStore
    from denialops.store.postgres.vault import PgVault

    cases = PgCaseStore(open_postgres(settings), tenant=settings.tenant, clock=clock)
    vault, envelope = PgVault(open_postgres(settings)), build_envelope(settings)
    checked = cache(lambda: cases.keyed(envelope))
    return Stores(
        cases=cases,
        vault=vault,
        ledger=lambda: cases.ledger(envelope),
        recovery=cases.recovery(),
        fingerprint=lambda content: checked().fingerprint(content),
        circuits=cases.circuits,
    )


def _limits(settings: Settings) -> PgLimits:
    from denialops.store.postgres.database import PgLimits

    return PgLimits(
        pool=settings.database_pool,
        connect_s=settings.database_connect_s,
        wait_s=settings.database_wait_s,
        lock_s=settings.database_lock_s,
    )
