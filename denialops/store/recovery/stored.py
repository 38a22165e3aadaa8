"""StoredRecovery: what recovery knows of one tenant, in the database of its cases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from denialops.ports import Clock
from denialops.ports.recovery import RecoveryReads, RecoveryWork
from denialops.store.recovery.actions import ActionChanges, ActionReads
from denialops.store.recovery.decisions import DecisionChanges, DecisionReads
from denialops.store.recovery.events import EventChanges, EventReads
from denialops.store.recovery.incidents import IncidentChanges, IncidentReads
from denialops.store.recovery.safety import SafetyChanges, SafetyReads
from denialops.store.search import SearchIndex
from denialops.store.session import TRIGRAMS, Connection


class RecoveryDatabase(Protocol):
    def snapshot(self) -> AbstractContextManager[Connection]: ...

    def transaction(self) -> AbstractContextManager[Connection]: ...


class Reads(EventReads, IncidentReads, DecisionReads, ActionReads, SafetyReads):
    """One moment."""


class Changes(EventChanges, IncidentChanges, DecisionChanges, ActionChanges, SafetyChanges, Reads):
    """One transaction."""


class StoredRecovery:
    """Implements ports.RecoveryStore on SQLite and PostgreSQL alike."""

    def __init__(self, database: RecoveryDatabase, *, tenant: str, clock: Clock, index: SearchIndex = TRIGRAMS) -> None:
        self._database, self._tenant, self._clock, self._index = database, tenant, clock, index

    @contextmanager
    def snapshot(self) -> Iterator[RecoveryReads]:
        with self._database.snapshot() as connection:
            yield Reads(connection, self._tenant, self._clock, self._index)

    @contextmanager
    def transaction(self) -> Iterator[RecoveryWork]:
        with self._database.transaction() as connection:
            yield Changes(connection, self._tenant, self._clock, self._index)
