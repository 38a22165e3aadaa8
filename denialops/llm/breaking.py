"""Leaves a provider alone for a while after it failed several times in a row, then asks it once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Literal, NamedTuple, Protocol

from denialops.domain.models import BreakerState, ModelRequest
from denialops.errors import ModelNonsense, ModelPaused, ModelRefused, ModelTimedOut, ModelUnavailable
from denialops.llm.wrapping import Piece, Timing, WrappedModel, has_text
from denialops.logs import get_log
from denialops.ports import LanguageModel

FAILURES = (ModelUnavailable, ModelTimedOut, ModelNonsense)
"""What says that the provider is not well. Limits, budgets, blocked identifiers and pauses say nothing about it."""

Verdict = Literal["well", "failed", "unknown"]


class Circuit(NamedTuple):
    """`opened_at`: since when nobody is let through; `is_probing`: one call is finding out."""

    failures: int = 0
    opened_at: float | None = None
    is_probing: bool = False


class Circuits(Protocol):
    """Where the circuits of all providers stand; one that several processes share is another of these."""

    def get(self, provider: str) -> Circuit: ...

    def swap(self, provider: str, old: Circuit, new: Circuit) -> bool:
        """Puts `new` in the place of `old`; False, and no change, where another stands there by now."""


class OwnCircuits:
    """Of this process, thread-safe."""

    def __init__(self) -> None:
        self._circuits: dict[str, Circuit] = {}
        self._lock = threading.Lock()

    def get(self, provider: str) -> Circuit:
        return self._circuits.get(provider, Circuit())

    def swap(self, provider: str, old: Circuit, new: Circuit) -> bool:
        with self._lock:
            if self.get(provider) != old:
                return False
            self._circuits[provider] = new
            return True


class BreakingModel(WrappedModel):
    """Opens after `failures` in a row, for `open_s`; then lets one call through, on which all others wait."""

    def __init__(
        self,
        inner: LanguageModel,
        *,
        failures: int = 5,
        open_s: float = 60.0,
        circuits: Circuits | None = None,
        timing: Timing | None = None,
    ) -> None:
        super().__init__(inner)
        self._failures, self._open_s = failures, open_s
        self._circuits, self._timing = circuits or OwnCircuits(), timing or Timing()

    def stream(self, request: ModelRequest) -> Iterator[Piece]:
        """Raises ModelPaused without asking while the circuit is open."""
        is_probe = self._enter()
        verdict: Verdict = "unknown"
        try:
            with self._asked(request) as pieces:
                for piece in pieces:
                    # A provider that has begun to answer is there, even if the caller then has enough.
                    verdict = "well" if has_text(piece) else verdict
                    yield piece
            verdict = "well"
        except FAILURES:
            verdict = "failed"
            raise
        except ModelRefused:
            verdict = "well"
            raise
        finally:
            self._leave(verdict, is_probe)

    def state(self) -> BreakerState:
        """For health: `half_open` also when the next call would be the probe."""
        circuit = self._circuits.get(self.provider)
        left_s = self._left_s(circuit)
        state: Literal["closed", "open", "half_open"] = "open" if left_s > 0 else "half_open"
        if circuit.opened_at is None:
            state = "closed"
        return BreakerState(provider=self.provider, state=state, failures=circuit.failures, retry_in_s=left_s)

    def _enter(self) -> bool:
        """Whether this call is the probe."""
        while True:
            circuit = self._circuits.get(self.provider)
            if circuit.opened_at is None:
                return False
            left_s = self._left_s(circuit)
            if left_s > 0 or circuit.is_probing:
                raise ModelPaused(retry_after_s=left_s)
            if self._circuits.swap(self.provider, circuit, circuit._replace(is_probing=True)):
                return True

    def _leave(self, verdict: Verdict, is_probe: bool) -> None:
        while True:
            before = self._circuits.get(self.provider)
            after = self._judged(before, verdict, is_probe)
            if after == before:
                return
            if self._circuits.swap(self.provider, before, after):
                self._tell(before, after)
                return

    def _judged(self, circuit: Circuit, verdict: Verdict, is_probe: bool) -> Circuit:
        if verdict == "well":
            return Circuit()
        if verdict == "unknown":
            return circuit._replace(is_probing=False) if is_probe else circuit
        if is_probe:
            return Circuit(circuit.failures + 1, self._timing.seconds())
        if circuit.opened_at is not None:
            # Began before the circuit opened; what it says is known already.
            return circuit
        failures = circuit.failures + 1
        return Circuit(failures, self._timing.seconds() if failures >= self._failures else None)

    def _left_s(self, circuit: Circuit) -> float:
        if circuit.opened_at is None or circuit.is_probing:
            return 0.0
        return max(0.0, circuit.opened_at + self._open_s - self._timing.seconds())

    def _tell(self, before: Circuit, after: Circuit) -> None:
        if (before.opened_at is None) != (after.opened_at is None):
            get_log().warning("model_left_alone" if after.opened_at is not None else "model_asked_again")
