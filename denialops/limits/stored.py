"""The sliding window of all processes together, in the database; one that is away leaves each its own."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from denialops.errors import StoreUnavailable
from denialops.limits.local import MINUTE_S, LocalWindow
from denialops.logs import get_log
from denialops.ports.recovery import RecoveryStore

LEFT_ALONE_S = 5.0
"""After a failure the database is not asked for so long: a call must not wait for what is not there."""


class StoredWindow:
    """Implements ports.RequestWindow. The times are those of the clock of the store."""

    def __init__(self, store: RecoveryStore, per_minute: int, *, seconds: Callable[[], float] = monotonic) -> None:
        self._store, self._per_minute, self._seconds = store, per_minute, seconds
        self._own, self._asked_again_at = LocalWindow(per_minute, seconds=seconds), 0.0

    def admit(self, caller: str) -> float:
        if not self._per_minute:
            return 0.0
        if self._seconds() < self._asked_again_at:
            return self._own.admit(caller)
        try:
            with self._store.transaction() as work:
                return work.admit_call(caller, most=self._per_minute, seconds=MINUTE_S)
        except StoreUnavailable as error:
            get_log().warning("request_window_failed", error_type=type(error).__name__)
            self._asked_again_at = self._seconds() + LEFT_ALONE_S
            return self._own.admit(caller)
