"""How often one caller may ask, how many calls a model gets, and who is left alone: over all processes with Redis."""

from __future__ import annotations

from collections.abc import Callable

from denialops.config import Settings
from denialops.ports.circuits import Circuits
from denialops.ports.limits import RequestWindow, Turns


def build_request_window(settings: Settings, per_minute: int) -> RequestWindow:
    """Of requests to the API."""
    url = settings.redis_url.get_secret_value()
    if url:
        from denialops.limits.redis import RedisWindow

        return RedisWindow(url, per_minute, timeout_s=settings.redis_timeout_s)
    from denialops.limits.local import LocalWindow

    return LocalWindow(per_minute)


def build_turns(settings: Settings) -> Turns:
    """Of a language model."""
    from denialops.limits.turns import OwnTurns, TurnLimits

    limits = TurnLimits(settings.llm_calls_per_minute, settings.llm_at_once, longest_s=settings.llm_total_timeout_s)
    url = settings.redis_url.get_secret_value()
    if url:
        from denialops.limits.redis_turns import RedisTurns

        return RedisTurns(url, limits, tenant=settings.tenant, timeout_s=settings.redis_timeout_s)
    return OwnTurns(limits)


def build_circuits(settings: Settings, stored: Callable[[], Circuits]) -> Circuits:
    """Where breakers stand: in Redis, else in a database that several processes share, else in this process."""
    from denialops.limits.circuits import OwnCircuits, SteadyCircuits

    url = settings.redis_url.get_secret_value()
    if url:
        from denialops.limits.redis_circuits import RedisCircuits

        return SteadyCircuits(RedisCircuits(url, tenant=settings.tenant, timeout_s=settings.redis_timeout_s))
    return SteadyCircuits(stored()) if settings.database_url.get_secret_value() else OwnCircuits()
