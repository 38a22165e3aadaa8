"""Circuits of all processes together, in Redis."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from denialops.domain.circuits import Circuit
from denialops.errors import StoreUnavailable

PREFIX = "denialops:circuit:"
KEPT_S = 86_400
"""A provider nobody asked for a day is asked as if nothing was known of it."""

SWAP = """
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
if ARGV[2] == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3]) end
return 1
"""


class RedisCircuits:
    """Implements ports.Circuits for one tenant; names are kept as hashes."""

    def __init__(self, url: str, *, tenant: str, timeout_s: float) -> None:
        self._redis: Any = redis.Redis.from_url(
            url, socket_timeout=timeout_s, socket_connect_timeout=timeout_s, retry=Retry(NoBackoff(), 0)
        )
        self._swap, self._tenant = self._redis.register_script(SWAP), tenant

    def get(self, name: str) -> Circuit:
        try:
            return _parsed(self._redis.get(self._key(name)))
        except redis.RedisError as error:
            raise StoreUnavailable from error

    def get_each(self, names: Sequence[str]) -> Mapping[str, Circuit]:
        try:
            kept = self._redis.mget([self._key(name) for name in names]) if names else []
            return dict(zip(names, map(_parsed, kept), strict=True))
        except redis.RedisError as error:
            raise StoreUnavailable from error

    def swap(self, name: str, old: Circuit, new: Circuit) -> bool:
        try:
            return bool(self._swap(keys=[self._key(name)], args=[_written(old), _written(new), KEPT_S]))
        except redis.RedisError as error:
            raise StoreUnavailable from error

    def _key(self, name: str) -> str:
        return PREFIX + hashlib.sha256(f"{self._tenant}\n{name}".encode()).hexdigest()[:32]


def _written(circuit: Circuit) -> str:
    """The closed one is kept as nothing; what is not has one way to be written."""
    return "" if circuit == Circuit() else json.dumps(circuit)


def _parsed(kept: bytes | None) -> Circuit:
    return Circuit(*json.loads(kept)) if kept else Circuit()
