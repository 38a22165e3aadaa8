"""Circuits of this process, and shared ones that their server's absence does not stop."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import TypeVar

from denialops.domain.circuits import Circuit
from denialops.errors import StoreUnavailable
from denialops.logs import get_log
from denialops.ports.circuits import Circuits

T = TypeVar("T")

LEFT_ALONE_S = 5.0
"""After a failure the shared ones are not asked for so long: a call must not wait for what is not there."""


class OwnCircuits:
    """Implements ports.Circuits in the memory of this process."""

    def __init__(self) -> None:
        self._circuits: dict[str, Circuit] = {}
        self._lock = threading.Lock()

    def get(self, name: str) -> Circuit:
        return self._circuits.get(name, Circuit())

    def get_each(self, names: Sequence[str]) -> Mapping[str, Circuit]:
        return {name: self.get(name) for name in names}

    def swap(self, name: str, old: Circuit, new: Circuit) -> bool:
        with self._lock:
            if self.get(name) != old:
                return False
            self._circuits[name] = new
            return True

    def learn(self, name: str, circuit: Circuit) -> None:
        with self._lock:
            self._circuits[name] = circuit


class SteadyCircuits:
    """Implements ports.Circuits: the shared ones, and while they are away this process's memory of them."""

    def __init__(self, shared: Circuits, *, seconds: Callable[[], float] = monotonic) -> None:
        self._shared, self._seconds = shared, seconds
        self._own, self._asked_again_at = OwnCircuits(), 0.0

    def get(self, name: str) -> Circuit:
        found = self._asked(lambda: self._shared.get(name))
        if found is None:
            return self._own.get(name)
        self._own.learn(name, found)
        return found

    def get_each(self, names: Sequence[str]) -> Mapping[str, Circuit]:
        found = self._asked(lambda: self._shared.get_each(names))
        if found is None:
            return self._own.get_each(names)
        for name, circuit in found.items():
            self._own.learn(name, circuit)
        return found

    def swap(self, name: str, old: Circuit, new: Circuit) -> bool:
        is_done = self._asked(lambda: self._shared.swap(name, old, new))
        if is_done is None:
            return self._own.swap(name, old, new)
        if is_done:
            self._own.learn(name, new)
        return is_done

    def _asked(self, action: Callable[[], T]) -> T | None:
        """None where nobody answers."""
        if self._seconds() < self._asked_again_at:
            return None
        try:
            return action()
        except StoreUnavailable as error:
            get_log().warning("shared_circuits_failed", error_type=type(error.__cause__ or error).__name__)
            self._asked_again_at = self._seconds() + LEFT_ALONE_S
            return None
