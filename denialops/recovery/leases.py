"""One process at a time does a piece of background work; when it dies, another takes over."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from denialops.ports.recovery import RecoveryStore

LEASE_S = 30.0
"""How long the others wait for a process that died."""


class Lease:
    """Of one piece of work for one owner. The store is asked at most every third of `lease_s`."""

    def __init__(
        self,
        store: RecoveryStore,
        name: str,
        owner: str,
        *,
        lease_s: float = LEASE_S,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        self._store, self._name, self._owner, self._lease_s, self._seconds = store, name, owner, lease_s, seconds
        self._is_held, self._ask_at = False, seconds()

    def hold(self) -> bool:
        """Whether the work is this owner's; renews it. Raises StoreUnavailable, and then it may be another's."""
        if self._seconds() >= self._ask_at:
            self._is_held = False
            with self._store.transaction() as work:
                self._is_held = work.take_lease(self._name, self._owner, seconds=self._lease_s)
            self._ask_at = self._seconds() + self._lease_s / 3
        return self._is_held

    def drop(self) -> None:
        """Another may begin at once."""
        if self._is_held:
            self._is_held = False
            with self._store.transaction() as work:
                work.drop_lease(self._name, self._owner)
