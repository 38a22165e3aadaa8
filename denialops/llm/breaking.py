"""Leaves a provider alone for a while after it failed several times in a row, then asks it once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from denialops.domain.circuits import BreakerLimits, Circuit, Verdict, is_probed, judged, open_for_s
from denialops.domain.models import BreakerState, ModelRequest
from denialops.errors import ModelNonsense, ModelPaused, ModelRefused, ModelTimedOut, ModelUnavailable
from denialops.llm.wrapping import Piece, Timing, WrappedModel, has_text
from denialops.logs import get_log
from denialops.ports import LanguageModel
from denialops.ports.circuits import Circuits

FAILURES = (ModelUnavailable, ModelTimedOut, ModelNonsense)
"""What says that the provider is not well. Limits, budgets, blocked identifiers and pauses say nothing about it."""

USUAL = BreakerLimits()


class BreakingModel(WrappedModel):
    """Leaves alone for a while who failed several times in a row; then lets one call through, on which all others wait.

    `timing` is the clock of all who share the circuits.
    """

    def __init__(
        self,
        inner: LanguageModel,
        circuits: Circuits,
        limits: BreakerLimits = USUAL,
        *,
        timing: Timing | None = None,
    ) -> None:
        super().__init__(inner)
        self._circuits, self._limits, self._timing = circuits, limits, timing or Timing()

    def stream(self, request: ModelRequest) -> Iterator[Piece]:
        """Raises ModelPaused without asking while the circuit is open."""
        probing_since = self._enter()
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
            self._leave(verdict, probing_since)

    def state(self) -> BreakerState:
        """For health: `half_open` also when the next call would be the probe."""
        circuit = self._circuits.get(self.provider)
        left_s = open_for_s(circuit, self._limits, self._timing.seconds())
        state: Literal["closed", "open", "half_open"] = "open" if left_s > 0 else "half_open"
        if circuit.opened_at is None:
            state = "closed"
        return BreakerState(provider=self.provider, state=state, failures=circuit.failures, retry_in_s=left_s)

    def _enter(self) -> float | None:
        """When the call began, where it is the probe."""
        while True:
            circuit, now = self._circuits.get(self.provider), self._timing.seconds()
            if circuit.opened_at is None:
                return None
            left_s = open_for_s(circuit, self._limits, now)
            if left_s > 0 or is_probed(circuit, self._limits, now):
                raise ModelPaused(retry_after_s=left_s)
            if self._circuits.swap(self.provider, circuit, circuit._replace(probing_since=now)):
                return now

    def _leave(self, verdict: Verdict, probing_since: float | None) -> None:
        while True:
            before, now = self._circuits.get(self.provider), self._timing.seconds()
            after = judged(before, verdict, self._limits, now=now, probing_since=probing_since)
            if after == before:
                return
            if self._circuits.swap(self.provider, before, after):
                self._tell(before, after)
                return

    def _tell(self, before: Circuit, after: Circuit) -> None:
        if (before.opened_at is None) != (after.opened_at is None):
            get_log().warning("model_left_alone" if after.opened_at is not None else "model_asked_again")
