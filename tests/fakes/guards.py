"""The guards of a clinic by the shipped rules, with breakers and windows of this process."""

from __future__ import annotations

from functools import cache

from denialops.config import ROOT
from denialops.limits.circuits import OwnCircuits
from denialops.limits.local import LocalWindow
from denialops.ports import Clock
from denialops.ports.recovery import RecoveryStore
from denialops.recovery.breakers import Breakers
from denialops.recovery.guards import Guards
from denialops.recovery.limits import VendorRates
from denialops.recovery.quotas import QuotaLimits, Quotas
from denialops.recovery.retrying import RetryLimits
from denialops.recovery.rule_files import RuleFiles
from denialops.recovery.switches import Switches

NO_QUOTAS = QuotaLimits()


def make_guards(
    store: RecoveryStore, clock: Clock, *, quotas: QuotaLimits = NO_QUOTAS, rules: RuleFiles | None = None
) -> Guards:
    files = rules or shipped_rules()
    return Guards(
        rules=files,
        switches=Switches(store, clock),
        breakers=Breakers(OwnCircuits(), files, clock),
        rates=VendorRates("clinic", files, LocalWindow),
        retries=RetryLimits(store, files, clock),
        quotas=Quotas(store, clock, quotas),
    )


@cache
def shipped_rules() -> RuleFiles:
    """Read once for all tests: nobody changes them."""
    return RuleFiles(ROOT / "data" / "rules" / "recovery")
