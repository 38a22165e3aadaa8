"""Where circuit breakers stand, for one process or for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from denialops.domain.circuits import Circuit


class Circuits(Protocol):
    """By name; thread-safe. What is shared raises StoreUnavailable when it is away."""

    def get(self, name: str) -> Circuit:
        """Closed where nothing is known."""

    def get_each(self, names: Sequence[str]) -> Mapping[str, Circuit]:
        """Of many at once, as `get` tells each."""

    def swap(self, name: str, old: Circuit, new: Circuit) -> bool:
        """Puts `new` in the place of `old`; False, and no change, where another stands there by now."""
