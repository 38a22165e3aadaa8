"""Replies in Redis, so that several instances share them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from denialops.logs import get_log

PREFIX = "denialops:reply"

# `used` orders the entries by a counter that every use raises; entries that Redis let go for their age
# stay in it until they are the least recently used.
TOUCH = """
local value = redis.call('GET', KEYS[1])
if value then redis.call('ZADD', KEYS[2], redis.call('INCR', KEYS[3]), ARGV[1]) end
return value
"""
KEEP = """
local ttl, bound = tonumber(ARGV[3]), tonumber(ARGV[4])
redis.call('SET', KEYS[1], ARGV[2], 'PX', ttl)
redis.call('ZADD', KEYS[2], redis.call('INCR', KEYS[3]), ARGV[1])
redis.call('SADD', KEYS[4], ARGV[1])
redis.call('PEXPIRE', KEYS[4], ttl)
local over = redis.call('ZCARD', KEYS[2]) - bound
if over > 0 then
  local popped = redis.call('ZPOPMIN', KEYS[2], over)
  for n = 1, #popped, 2 do redis.call('DEL', ARGV[5] .. popped[n]) end
end
"""
FORGET = """
local dropped = 0
for _, key in ipairs(redis.call('SMEMBERS', KEYS[2])) do
  dropped = dropped + redis.call('DEL', ARGV[1] .. key)
  redis.call('ZREM', KEYS[1], key)
end
redis.call('DEL', KEYS[2])
return dropped
"""


class RedisReplyCache:
    """At most `max_entries`, all instances together. A server that is gone makes it empty, never an error."""

    def __init__(self, url: str, *, max_entries: int = 1000, timeout_s: float = 1.0) -> None:
        # A cache that makes people wait for its retries is worse than none.
        self._redis: Any = redis.Redis.from_url(
            url, socket_timeout=timeout_s, socket_connect_timeout=timeout_s, retry=Retry(NoBackoff(), 0)
        )
        self._max_entries = max_entries
        self._touch, self._keep, self._forget = (self._redis.register_script(s) for s in (TOUCH, KEEP, FORGET))

    def get(self, key: str) -> bytes | None:
        with _unharmed():
            found: bytes | None = self._touch(keys=[_of(key), USED, CLOCK], args=[key])
            return found
        return None

    def put(self, key: str, value: bytes, *, tag: str, ttl_s: float) -> None:
        ttl_ms = int(ttl_s * 1000)
        if ttl_ms <= 0:
            return
        with _unharmed():
            names = [_of(key), USED, CLOCK, _of_tag(tag)]
            self._keep(keys=names, args=[key, value, ttl_ms, self._max_entries, _of("")])

    def forget(self, tag: str) -> int:
        with _unharmed():
            return int(self._forget(keys=[USED, _of_tag(tag)], args=[_of("")]))
        return 0

    def count(self) -> int:
        with _unharmed():
            return int(self._redis.zcard(USED))
        return 0

    def close(self) -> None:
        self._redis.close()


USED, CLOCK = f"{PREFIX}:used", f"{PREFIX}:clock"


def _of(key: str) -> str:
    return f"{PREFIX}:entry:{key}"


def _of_tag(tag: str) -> str:
    return f"{PREFIX}:tag:{tag}"


@contextmanager
def _unharmed() -> Iterator[None]:
    try:
        yield
    except redis.RedisError as error:
        get_log().warning("reply_cache_failed", error_type=type(error).__name__)
