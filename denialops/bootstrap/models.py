"""The language model of this installation: the chosen provider inside its wrappers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from time import monotonic
from typing import TYPE_CHECKING

from denialops.bootstrap.limits import build_turns
from denialops.bootstrap.stores import build_envelope
from denialops.config import ROOT, Settings
from denialops.domain.circuits import BreakerLimits
from denialops.domain.models import BreakerState, Tokens
from denialops.domain.providers import PROVIDERS, Provider
from denialops.domain.rulebook import Rulebook
from denialops.ports import Clock, LanguageModel, ReplyCache, UsageLedger
from denialops.ports.circuits import Circuits

if TYPE_CHECKING:
    from denialops.llm.caching import CacheCounts
    from denialops.llm.connection import Connection

NAME_WORDS = ROOT / "data" / "redaction"
MEBIBYTE = 1024 * 1024


def _nothing_kept(_case_id: str) -> None:
    """What leaves unchanged has no placeholders."""


@dataclass(frozen=True)
class ModelParts:
    """What is asked, and what health and the settings page look at: is the provider left alone, does the cache help.

    `forget` drops what the placeholders of a case stand for.
    """

    model: LanguageModel
    breaker: Callable[[], BreakerState]
    cache: Callable[[], CacheCounts]
    forget: Callable[[str], None] = _nothing_kept


def build_model(
    settings: Settings,
    rulebook: Rulebook,
    clock: Clock,
    *,
    ledger: UsageLedger,
    cache: ReplyCache,
    circuits: Circuits,
    find_stop: Callable[[str], str] = lambda provider: "",
) -> ModelParts | None:
    """The chosen model inside its wrappers, cache outermost; None where none is chosen.

    `find_stop`: the words of what stops a provider just now, or nothing.
    Without one no library of a provider is loaded. Raises OSError where data/redaction is missing.
    """
    provider = PROVIDERS.get(settings.llm_provider)
    if provider is None:
        return None
    connection = _connection(settings, provider, rulebook, clock)
    from denialops.llm.stopping import StoppableModel

    asked = StoppableModel(ADAPTERS[provider.wire](connection))
    model, forget = _redacted(asked, settings, provider, clock, ledger)
    wrapped = _wrapped(model, settings, connection, clock, ledger, cache, circuits, find_stop)
    return replace(wrapped, forget=forget)


def build_reply_cache(settings: Settings) -> ReplyCache:
    """Also without a provider: a case that is deleted takes along the replies of one that was chosen before."""
    if settings.cache == "redis":
        from denialops.llm.caches.redis import RedisReplyCache

        url, timeout_s = settings.redis_url.get_secret_value(), settings.redis_timeout_s
        return RedisReplyCache(url, max_entries=settings.cache_entries, timeout_s=timeout_s)
    if settings.cache == "memory":
        from denialops.llm.caches.memory import MemoryReplyCache

        return MemoryReplyCache(max_entries=settings.cache_entries)
    if settings.cache == "none":
        from denialops.llm.caches.none import NoReplyCache

        return NoReplyCache()
    from denialops.llm.caches.disk import DiskReplyCache

    return DiskReplyCache(settings.data_dir / "replies", max_bytes=settings.cache_mb * MEBIBYTE)


def _wrapped(
    model: LanguageModel,
    settings: Settings,
    connection: Connection,
    clock: Clock,
    ledger: UsageLedger,
    cache: ReplyCache,
    circuits: Circuits,
    find_stop: Callable[[str], str],
) -> ModelParts:
    from denialops.llm.breaking import BreakingModel
    from denialops.llm.budgeting import Budget, BudgetedModel
    from denialops.llm.caching import CachedModel
    from denialops.llm.holding import HeldModel
    from denialops.llm.limiting import LimitedModel
    from denialops.llm.retrying import RetryingModel, RetryLimits
    from denialops.llm.wrapping import Timing

    limits = RetryLimits(
        tries=settings.llm_tries,
        first_wait_s=settings.llm_first_wait_s,
        longest_wait_s=settings.llm_longest_wait_s,
        total_s=settings.llm_retry_total_s,
    )
    budget = Budget(
        day_tokens=settings.llm_day_tokens,
        day_usd=settings.llm_day_usd,
        case_tokens=settings.llm_case_tokens,
        case_usd=settings.llm_case_usd,
    )
    limited = LimitedModel(model, build_turns(settings), wait_s=settings.llm_turn_wait_s)
    breaker = BreakingModel(limited, circuits, breaker_limits(settings), timing=Timing(lambda: clock.now().timestamp()))
    budgeted = BudgetedModel(breaker, budget, ledger=ledger, clock=clock, cost=connection.cost)
    retried = RetryingModel(budgeted, limits)
    envelope = build_envelope(settings)
    held = HeldModel(retried, find_stop)
    cached = CachedModel(held, cache, envelope=envelope, ledger=ledger, clock=clock, ttl_s=settings.cache_ttl_s)
    return ModelParts(model=cached, breaker=breaker.state, cache=cached.counts)


def breaker_limits(settings: Settings) -> BreakerLimits:
    """A probe may wait for its turn before it asks."""
    longest_s = settings.llm_turn_wait_s + settings.llm_total_timeout_s
    return BreakerLimits(settings.llm_breaker_failures, settings.llm_breaker_open_s, probe_s=longest_s)


def _redacted(
    model: LanguageModel, settings: Settings, provider: Provider, clock: Clock, ledger: UsageLedger
) -> tuple[LanguageModel, Callable[[str], None]]:
    """A model that needs its provider's key is far away, whatever address passes the question on."""
    from denialops.llm.redaction import RedactedModel, load_name_words, must_redact

    if provider.key_name or must_redact(settings.llm_redact, settings.llm_base_url or provider.address):
        redacted = RedactedModel(model, ledger, load_name_words(NAME_WORDS), clock)
        return redacted, redacted.forget
    return model, _nothing_kept


def _connection(settings: Settings, provider: Provider, rulebook: Rulebook, clock: Clock) -> Connection:
    from denialops.llm.connection import Connection, Timeouts

    def cost(tokens: Tokens) -> Decimal | None:
        if provider.is_free:
            return Decimal(0)
        return rulebook.model_prices.cost(settings.llm_provider, settings.llm_model, tokens, clock.today())

    keys = {"OPENAI_API_KEY": settings.openai_api_key, "ANTHROPIC_API_KEY": settings.anthropic_api_key}
    return Connection(
        provider=settings.llm_provider,
        model=settings.llm_model,
        base_url=settings.llm_base_url or provider.address,
        api_key=keys.get(provider.key_name, settings.llm_api_key),
        timeouts=Timeouts(
            connect_s=settings.llm_connect_timeout_s,
            idle_s=settings.llm_idle_timeout_s,
            total_s=settings.llm_total_timeout_s,
        ),
        cost=cost,
        monotonic=monotonic,
        now=clock.now,
    )


def _openai_chat(connection: Connection) -> LanguageModel:
    from denialops.llm.openai_chat import OpenAIChat

    return OpenAIChat(connection, is_openai=connection.provider == "openai")


def _anthropic_messages(connection: Connection) -> LanguageModel:
    from denialops.llm.anthropic_messages import AnthropicMessages

    return AnthropicMessages(connection)


ADAPTERS = {"openai": _openai_chat, "anthropic": _anthropic_messages}
"""By the wire format of a provider. Another provider is a line in domain/providers.py, and another format one here."""
