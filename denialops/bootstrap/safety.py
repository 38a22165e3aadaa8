"""What keeps vendors and the clinic of this installation safe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from denialops.bootstrap.models import breaker_limits
from denialops.config import Settings
from denialops.domain.providers import NONE
from denialops.domain.rulebook import Rulebook
from denialops.ports import Clock
from denialops.ports.circuits import Circuits
from denialops.ports.limits import RequestWindow
from denialops.ports.recovery import RecoveryStore

if TYPE_CHECKING:
    from denialops.recovery.guards import Guards
    from denialops.recovery.rule_files import RuleFiles


def build_guards(
    settings: Settings, store: RecoveryStore, rulebook: Rulebook, clock: Clock, circuits: Circuits
) -> Guards:
    """`circuits` are those of the language model as well. Raises RulesInvalid."""
    from denialops.recovery.breakers import Breakers
    from denialops.recovery.guards import Guards
    from denialops.recovery.limits import VendorRates
    from denialops.recovery.quotas import QuotaLimits, Quotas
    from denialops.recovery.retrying import RetryLimits
    from denialops.recovery.switches import Switches

    rules = load_recovery_rules(settings, rulebook)
    models = {settings.llm_provider, settings.llm_fallback_provider} - {NONE}
    quotas = QuotaLimits(settings.quota_events_a_day, settings.quota_cases_a_day, settings.quota_mb)
    return Guards(
        rules=rules,
        switches=Switches(store, clock),
        breakers=Breakers(circuits, rules, clock, chosen=dict.fromkeys(models, breaker_limits(settings))),
        rates=VendorRates(settings.tenant, rules, lambda per_minute: _window(settings, store, per_minute)),
        retries=RetryLimits(store, rules, clock),
        quotas=Quotas(store, clock, quotas),
    )


def load_recovery_rules(settings: Settings, rulebook: Rulebook) -> RuleFiles:
    """They follow their files while the program runs. Raises RulesInvalid with every fault."""
    from denialops.recovery.rule_files import RuleFiles

    carc_categories = {code.id: code.category for code in rulebook.codes.carc if code.category}
    return RuleFiles(settings.recovery_rules_dir, carc_categories=carc_categories)


def _window(settings: Settings, store: RecoveryStore, per_minute: int) -> RequestWindow:
    url = settings.redis_url.get_secret_value()
    if url:
        from denialops.limits.redis import RedisWindow

        return RedisWindow(url, per_minute, timeout_s=settings.redis_timeout_s)
    from denialops.limits.stored import StoredWindow

    return StoredWindow(store, per_minute)
