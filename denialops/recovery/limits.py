"""How often each vendor may be called, in a sliding window of a minute."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from denialops.ports.limits import RequestWindow
from denialops.ports.recovery import RulesSource


class VendorRates:
    """Of one tenant. `open_window` gives the window for so many calls a minute, shared by all processes."""

    def __init__(self, tenant: str, rules: RulesSource, open_window: Callable[[int], RequestWindow]) -> None:
        self._tenant, self._rules, self._window = tenant, rules, cache(open_window)

    def admit(self, vendor: str) -> float:
        """0 and the call is counted, or the seconds until the next one may go."""
        per_minute = self._rules.current().vendor(vendor).calls_per_minute
        return self._window(per_minute).admit(f"vendor/{self._tenant}/{vendor}") if per_minute else 0.0
