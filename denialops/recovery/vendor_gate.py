"""Whether a vendor may be asked just now: what its breaker and the kill switches say, in one answer."""

from __future__ import annotations

from denialops.ports.recovery.actions import VendorState
from denialops.recovery.breakers import Breakers
from denialops.recovery.switches import Switches

STOPPED_WAIT_S = 60.0
"""Until a vendor that a person or a switch stopped is looked at again."""


class BreakersAndSwitches:
    """Implements ports.VendorGate."""

    def __init__(self, breakers: Breakers, switches: Switches) -> None:
        self._breakers, self._switches = breakers, switches

    def state(self, vendor: str, *, workflow: str = "") -> VendorState:
        if self._switches.find_stop(workflow=workflow, vendor=vendor):
            return VendorState(wait_s=STOPPED_WAIT_S)
        breaker = self._breakers.state_of(vendor)
        return VendorState(wait_s=breaker.retry_in_s, is_probe=breaker.state == "half_open")
