"""Replies in the memory of this process, the least recently used forgotten first."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from typing import NamedTuple


class MemoryReplyCache:
    """At most `max_entries`; every get and put takes the same time, however many there are."""

    def __init__(self, *, max_entries: int = 1000, seconds: Callable[[], float] = time.monotonic) -> None:
        self._max_entries, self._seconds = max_entries, seconds
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._keys_of: defaultdict[str, set[str]] = defaultdict(set)
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            if entry.until <= self._seconds():
                self._drop(key)
                return None
            self._entries.move_to_end(key)
            return entry.value

    def put(self, key: str, value: bytes, *, tag: str, ttl_s: float) -> None:
        with self._lock:
            if key in self._entries:
                self._drop(key)
            self._entries[key] = _Entry(value, tag, self._seconds() + ttl_s)
            self._keys_of[tag].add(key)
            while len(self._entries) > self._max_entries:
                self._drop(next(iter(self._entries)))

    def forget(self, tag: str) -> int:
        with self._lock:
            keys = list(self._keys_of.get(tag, ()))
            for key in keys:
                self._drop(key)
            return len(keys)

    def count(self) -> int:
        return len(self._entries)

    def close(self) -> None:
        with self._lock:
            self._entries.clear()
            self._keys_of.clear()

    def _drop(self, key: str) -> None:
        tag = self._entries.pop(key).tag
        self._keys_of[tag].discard(key)
        if not self._keys_of[tag]:
            del self._keys_of[tag]


class _Entry(NamedTuple):
    value: bytes
    tag: str
    until: float
