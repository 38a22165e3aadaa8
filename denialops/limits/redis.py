"""The sliding window of all processes together, in Redis; a server that is gone leaves each its own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from time import monotonic
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from denialops.limits.local import MINUTE_S, LocalWindow
from denialops.logs import get_log

PREFIX = "denialops:requests:"
LEFT_ALONE_S = 5.0
"""After a failure the server is not asked for so long: a request must not wait for what is not there."""

# The server's own clock, in microseconds: the processes may sit on several machines.
ADMIT = """
local now = redis.call('TIME')
local at = now[1] * 1000000 + now[2]
redis.call('ZREMRANGEBYSCORE', KEYS[1], 0, at - ARGV[1])
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
  local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  return first[2] + ARGV[1] - at
end
redis.call('ZADD', KEYS[1], at, redis.call('INCR', KEYS[2]))
redis.call('PEXPIRE', KEYS[1], math.ceil(ARGV[1] / 1000))
return 0
"""


class RedisWindow:
    """Implements ports.RequestWindow. Callers are kept as hashes."""

    def __init__(
        self, url: str, per_minute: int, *, timeout_s: float = 1.0, seconds: Callable[[], float] = monotonic
    ) -> None:
        self._redis: Any = redis.Redis.from_url(
            url, socket_timeout=timeout_s, socket_connect_timeout=timeout_s, retry=Retry(NoBackoff(), 0)
        )
        self._admit = self._redis.register_script(ADMIT)
        self._per_minute, self._seconds = per_minute, seconds
        self._own = LocalWindow(per_minute, seconds=seconds)
        self._asked_again_at = 0.0

    def admit(self, caller: str) -> float:
        if not self._per_minute:
            return 0.0
        if self._seconds() < self._asked_again_at:
            return self._own.admit(caller)
        key = PREFIX + hashlib.sha256(caller.encode()).hexdigest()[:32]
        try:
            wait = self._admit(keys=[key, f"{PREFIX}count"], args=[int(MINUTE_S * 1_000_000), self._per_minute])
        except redis.RedisError as error:
            get_log().warning("request_window_failed", error_type=type(error).__name__)
            self._asked_again_at = self._seconds() + LEFT_ALONE_S
            return self._own.admit(caller)
        return float(wait) / 1_000_000
