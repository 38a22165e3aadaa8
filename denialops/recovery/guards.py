"""What keeps vendors and the clinic safe, in one piece: rules, switches, breakers, rates, retries and quotas."""

from __future__ import annotations

from typing import NamedTuple

from denialops.ports.recovery import RulesSource
from denialops.ports.recovery.actions import VendorState
from denialops.recovery.breakers import Breakers
from denialops.recovery.limits import VendorRates
from denialops.recovery.quotas import Quotas
from denialops.recovery.retrying import RetryLimits
from denialops.recovery.switches import Switches


class Guards(NamedTuple):
    """Of one tenant; built in bootstrap. Implements ports.VendorGate."""

    rules: RulesSource
    switches: Switches
    breakers: Breakers
    rates: VendorRates
    retries: RetryLimits
    quotas: Quotas

    def admit_retry(self, workflow_id: str, vendor: str) -> bool:
        """Whether one more retry may be made now, by the vendor's rate and the hour's limit; if so, it is counted."""
        return not self.rates.admit(vendor) and self.retries.admit(workflow_id, vendor)

    def state(self, vendor: str, *, workflow: str = "") -> VendorState:
        """Whether the vendor may be asked, from its breaker, kill switches and pauses; nothing is taken for it."""
        breaker = self.breakers.state_of(vendor)
        return VendorState(
            wait_s=breaker.retry_in_s,
            is_probe=breaker.state == "half_open",
            is_stopped=self.switches.find_stop(workflow=workflow, vendor=vendor) is not None,
        )
