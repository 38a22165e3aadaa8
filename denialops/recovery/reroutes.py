"""Which provider is asked in the place of another, as every process on the database sees it."""

from __future__ import annotations

from denialops.errors import StoreUnavailable
from denialops.logs import get_log
from denialops.ports.recovery import RecoveryStore


class Reroutes:
    """Asked before every call, so that what an action changes counts at once. Thread-safe."""

    def __init__(self, store: RecoveryStore) -> None:
        self._store = store
        self._known: dict[str, str] = {}

    def instead_of(self, vendor: str) -> str:
        """The vendor itself where none takes its place; while the store is away, what was known last."""
        try:
            with self._store.snapshot() as reads:
                self._known = {reroute.vendor: reroute.instead for reroute in reads.list_reroutes()}
        except StoreUnavailable as error:
            get_log().warning("reroutes_unknown", code=error.code)
        return self._known.get(vendor, vendor)
