"""What keeps cases, originals, spending and queue: SQLite in the data folder, or PostgreSQL by its address alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from denialops.config import Settings
from denialops.envelope import Envelope
from denialops.ports import CaseStore, Clock, UsageLedger, Vault
from denialops.ports.recovery import RecoveryStore

if TYPE_CHECKING:
    from denialops.store.postgres.database import PgDatabase, PgLimits
    from denialops.tasks.tables import TaskTables


class Stores(NamedTuple):
    """`ledger` is opened where a language model is chosen."""

    cases: CaseStore
    vault: Vault
    ledger: Callable[[], UsageLedger]
    recovery: RecoveryStore


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
    vault = FileVault(settings.data_dir / "originals")
    return Stores(cases, vault, lambda: cases.ledger(build_envelope(settings)), cases.recovery())


def _postgres(settings: Settings, clock: Clock) -> Stores:
    from denialops.store.postgres.case_store import PgCaseStore
    from denialops.store.postgres.vault import PgVault

    cases = PgCaseStore(open_postgres(settings), tenant=settings.tenant, clock=clock)
    vault = PgVault(open_postgres(settings))
    return Stores(cases, vault, lambda: cases.ledger(build_envelope(settings)), cases.recovery())


def _limits(settings: Settings) -> PgLimits:
    from denialops.store.postgres.database import PgLimits

    return PgLimits(
        pool=settings.database_pool,
        connect_s=settings.database_connect_s,
        wait_s=settings.database_wait_s,
        lock_s=settings.database_lock_s,
    )
