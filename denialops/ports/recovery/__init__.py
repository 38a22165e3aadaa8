"""What recovery needs kept."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from denialops.ports.recovery.actions import ActionChanges, ActionQuery, ActionReads
from denialops.ports.recovery.decisions import DecisionChanges, DecisionReads
from denialops.ports.recovery.events import Appended, EventChanges, EventQuery, EventReads, NewEvent
from denialops.ports.recovery.incidents import IncidentChanges, IncidentQuery, IncidentReads
from denialops.ports.recovery.rules import RulesSource
from denialops.ports.recovery.safety import SafetyChanges, SafetyReads

__all__ = [
    "ActionQuery",
    "Appended",
    "EventQuery",
    "IncidentQuery",
    "NewEvent",
    "RecoveryReads",
    "RecoveryStore",
    "RecoveryWork",
    "RulesSource",
]


class RecoveryReads(EventReads, IncidentReads, DecisionReads, ActionReads, SafetyReads, Protocol):
    """One consistent view of one tenant."""


class RecoveryWork(
    EventChanges, IncidentChanges, DecisionChanges, ActionChanges, SafetyChanges, RecoveryReads, Protocol
):
    """Changes that are kept all together or not at all."""


class RecoveryStore(Protocol):
    """Of one tenant, in the database of its cases. Raises StoreUnavailable when that cannot be used."""

    def snapshot(self) -> AbstractContextManager[RecoveryReads]: ...

    def transaction(self) -> AbstractContextManager[RecoveryWork]: ...
