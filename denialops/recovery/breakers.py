"""The breakers of vendors: fed by events and by real calls, shared with the breaker of the language model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from denialops.domain.circuits import BreakerLimits, Circuit, Verdict, is_probed, judged, open_for_s
from denialops.domain.recovery.events import StoredEvent
from denialops.domain.recovery.safety import BreakerState
from denialops.logs import get_log
from denialops.ports import Clock
from denialops.ports.circuits import Circuits
from denialops.ports.recovery import RulesSource

UNWELL = frozenset({"transient", "outage", "unknown"})
"""Classes of errors that say that a vendor is not well; a refused key or claim was refused by one that works."""

CLAIMS = "claim."
"""Events about claims themselves: a payer that denies is well."""

STALE_S = 900.0
"""What happened so long ago says nothing about a vendor now."""


class VendorBreaker(NamedTuple):
    """`half_open` also when the next call would find out. `retry_in_s`: until one may; 0 unless it is open."""

    vendor: str
    state: BreakerState
    failures: int = 0
    retry_in_s: float = 0.0


class Admission(NamedTuple):
    """`wait_s` 0: go on, and tell what came of it with `probing_since`. Else so long nobody may."""

    wait_s: float
    probing_since: float | None = None


class Breakers:
    """Of one tenant, by vendor. `chosen`: vendors that real calls feed, with the limits their calls go by."""

    def __init__(
        self,
        circuits: Circuits,
        rules: RulesSource,
        clock: Clock,
        *,
        chosen: Mapping[str, BreakerLimits] | None = None,
    ) -> None:
        self._circuits, self._rules, self._clock, self._chosen = circuits, rules, clock, chosen or {}

    def state_of(self, vendor: str) -> VendorBreaker:
        return self._state(vendor, self._circuits.get(vendor))

    def states_of(self, vendors: Sequence[str]) -> dict[str, VendorBreaker]:
        """Of many at once."""
        return {vendor: self._state(vendor, circuit) for vendor, circuit in self._circuits.get_each(vendors).items()}

    def admit(self, vendor: str) -> Admission:
        """Whether a call may go to the vendor now. The first after a pause finds out, all others wait for it."""
        limits = self._limits(vendor)
        while True:
            circuit, now = self._circuits.get(vendor), self._seconds()
            if circuit.opened_at is None:
                return Admission(0.0)
            left_s = open_for_s(circuit, limits, now)
            if left_s > 0 or is_probed(circuit, limits, now):
                return Admission(left_s or limits.open_s)
            if self._circuits.swap(vendor, circuit, circuit._replace(probing_since=now)):
                return Admission(0.0, probing_since=now)

    def note_failure(self, vendor: str, *, probing_since: float | None = None) -> VendorBreaker:
        """One more in a row, as the vendor stands then. One that comes after the pause is over opens it again."""
        return self._note(vendor, "failed", probing_since)

    def note_success(self, vendor: str) -> VendorBreaker:
        """The vendor is well: closed."""
        return self._note(vendor, "well", None)

    def note_nothing(self, vendor: str, *, probing_since: float | None = None) -> VendorBreaker:
        """The call ended without saying how the vendor is; where it was to find out, the next one may."""
        return self._note(vendor, "unknown", probing_since)

    def note_event(self, event: StoredEvent) -> VendorBreaker | None:
        """What the event says about its vendor; None where it says nothing."""
        verdict = self._verdict(event)
        return None if verdict == "unknown" else self._note(event.vendor, verdict, None)

    def _verdict(self, event: StoredEvent) -> Verdict:
        is_about_now = self._seconds() - datetime.fromisoformat(event.occurred_at).timestamp() < STALE_S
        if not event.vendor or event.vendor in self._chosen or event.event_type.startswith(CLAIMS) or not is_about_now:
            return "unknown"
        if event.outcome == "succeeded":
            return "well"
        is_unwell = self._rules.current().error(event.error_code).error_class in UNWELL
        return "failed" if event.outcome == "failed" and is_unwell else "unknown"

    def _note(self, vendor: str, verdict: Verdict, probing_since: float | None) -> VendorBreaker:
        limits = self._limits(vendor)
        while True:
            before, now = self._circuits.get(vendor), self._seconds()
            found_out = before
            if probing_since is None and verdict == "failed" and _may_find_out(before, limits, now):
                # Somebody else's call, which nobody let through, found out all the same.
                found_out, probing_since = before._replace(probing_since=now), now
            after = judged(found_out, verdict, limits, now=now, probing_since=probing_since)
            if after == before or self._circuits.swap(vendor, before, after):
                _tell(vendor, before, after)
                return self.state_of(vendor)

    def _state(self, vendor: str, circuit: Circuit) -> VendorBreaker:
        if circuit.opened_at is None:
            return VendorBreaker(vendor, "closed", circuit.failures)
        left_s = open_for_s(circuit, self._limits(vendor), self._seconds())
        return VendorBreaker(vendor, "open" if left_s > 0 else "half_open", circuit.failures, left_s)

    def _limits(self, vendor: str) -> BreakerLimits:
        rule = self._rules.current().vendor(vendor)
        return self._chosen.get(vendor) or BreakerLimits(rule.breaker_failures, rule.breaker_open_s)

    def _seconds(self) -> float:
        return self._clock.now().timestamp()


def _may_find_out(circuit: Circuit, limits: BreakerLimits, now: float) -> bool:
    is_over = circuit.opened_at is not None and open_for_s(circuit, limits, now) == 0
    return is_over and not is_probed(circuit, limits, now)


def _tell(vendor: str, before: Circuit, after: Circuit) -> None:
    if (before.opened_at is None) != (after.opened_at is None):
        get_log().warning("vendor_left_alone" if after.opened_at is not None else "vendor_asked_again", provider=vendor)
