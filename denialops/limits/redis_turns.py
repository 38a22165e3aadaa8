"""Turns of all processes together, in Redis; a server that is gone leaves each process its own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any
from uuid import uuid4

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from denialops.limits.local import MINUTE_S
from denialops.limits.redis import LEFT_ALONE_S
from denialops.limits.turns import LOOK_AGAIN_S, OwnTurns, TurnLimits
from denialops.logs import get_log
from denialops.ports.limits import Turn

PREFIX = "denialops:turns:"
SECOND = 1_000_000

# The server's own clock, in microseconds: the processes may sit on several machines. -1: too many at once.
TAKE = """
local now = redis.call('TIME')
local at = now[1] * 1000000 + now[2]
local minute, most, at_once, longest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', at - minute)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', at)
if redis.call('ZCARD', KEYS[2]) >= at_once then return -1 end
if most > 0 and redis.call('ZCARD', KEYS[1]) >= most then
  return redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2] + minute - at
end
redis.call('ZADD', KEYS[1], at, ARGV[5])
redis.call('ZADD', KEYS[2], at + longest, ARGV[5])
redis.call('PEXPIRE', KEYS[1], math.ceil(minute / 1000))
redis.call('PEXPIRE', KEYS[2], math.ceil(longest / 1000))
return 0
"""


class RedisTurns:
    """Implements ports.Turns for one tenant; names are kept as hashes."""

    def __init__(
        self, url: str, limits: TurnLimits, *, tenant: str, timeout_s: float, seconds: Callable[[], float] = monotonic
    ) -> None:
        self._redis: Any = redis.Redis.from_url(
            url, socket_timeout=timeout_s, socket_connect_timeout=timeout_s, retry=Retry(NoBackoff(), 0)
        )
        self._take, self._limits, self._tenant = self._redis.register_script(TAKE), limits, tenant
        self._own, self._seconds, self._asked_again_at = OwnTurns(limits, seconds=seconds), seconds, 0.0

    def take(self, name: str) -> Turn:
        if self._seconds() < self._asked_again_at:
            return self._own.take(name)
        place, limits = uuid4().hex, self._limits
        figures = [MINUTE_S * SECOND, limits.calls_per_minute, limits.at_once, limits.longest_s * SECOND]
        try:
            wait = float(self._take(keys=self._keys(name), args=[*map(int, figures), place]))
        except redis.RedisError as error:
            get_log().warning("model_turns_failed", error_type=type(error).__name__)
            self._asked_again_at = self._seconds() + LEFT_ALONE_S
            return self._own.take(name)
        if wait < 0:
            return Turn(LOOK_AGAIN_S)
        return Turn(wait / SECOND, "" if wait else place)

    def give_back(self, name: str, place: str) -> None:
        self._own.give_back(name, place)
        if self._seconds() >= self._asked_again_at:
            with suppress(redis.RedisError):  # the place is free once its time is over
                self._redis.zrem(self._keys(name)[1], place)

    def _keys(self, name: str) -> list[str]:
        kept = hashlib.sha256(f"{self._tenant}\n{name}".encode()).hexdigest()[:32]
        return [f"{PREFIX}{kept}:begun", f"{PREFIX}{kept}:running"]
