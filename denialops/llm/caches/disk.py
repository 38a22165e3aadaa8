"""Replies on disk through diskcache, which is kept from ever unpickling what it finds there."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import diskcache
from diskcache.core import MODE_RAW, UNKNOWN

from denialops.logs import get_log

T = TypeVar("T")
ALWAYS_INSIDE = 2**31
BROKEN = (OSError, sqlite3.Error, diskcache.Timeout)


class BytesOnlyDisk(diskcache.Disk):  # type: ignore[misc]
    """Bytes within the database under text keys, and nothing else: no pickle, no file beside it (CVE-2025-69872)."""

    def put(self, key: object) -> tuple[str, bool]:
        if not isinstance(key, str):
            raise TypeError("a key of the reply cache is text")
        return key, True

    def get(self, key: object, raw: object) -> str:
        if not (raw and isinstance(key, str)):
            raise NotOurs
        return key

    def store(self, value: object, read: bool, key: object = UNKNOWN) -> tuple[int, int, None, object]:
        if read or not isinstance(value, bytes):
            raise TypeError("a value of the reply cache is bytes")
        return len(value), MODE_RAW, None, sqlite3.Binary(value)

    def fetch(self, mode: int, filename: str | None, value: object, read: bool) -> bytes:
        if read or mode != MODE_RAW or filename is not None or not isinstance(value, bytes):
            raise NotOurs
        return value

    def remove(self, file_path: str) -> None:
        """There are no files of ours, so a name that is found in a row is somebody else's."""


class NotOurs(OSError):
    """A row that this program did not write; diskcache takes it as a missing one."""


class DiskReplyCache:
    """`folder` holds at most about `max_bytes`. A folder that cannot be used makes it empty, never an error."""

    def __init__(self, folder: Path, *, max_bytes: int, wait_s: float = 0.2) -> None:
        """`wait_s`: how long another process may hold the file before the provider is asked instead."""
        self._folder, self._max_bytes, self._wait_s = folder, max_bytes, wait_s
        # Threads of this process queue here instead of sleeping on SQLite's lock.
        self._lock = threading.Lock()
        self._opened: Any = None

    def get(self, key: str) -> bytes | None:
        found: bytes | None = self._tried(lambda cache: cache.get(key), None)
        return found

    def put(self, key: str, value: bytes, *, tag: str, ttl_s: float) -> None:
        self._tried(lambda cache: cache.set(key, value, expire=ttl_s, tag=tag), None)

    def forget(self, tag: str) -> int:
        return self._tried(lambda cache: int(cache.evict(tag)), 0)

    def count(self) -> int:
        return self._tried(len, 0)

    def close(self) -> None:
        with self._lock:
            if self._opened is not None:
                self._opened.close()

    def _tried(self, action: Callable[[Any], T], otherwise: T) -> T:
        with self._lock:
            try:
                if self._opened is None:
                    self._opened = self._open()
                return action(self._opened)
            except BROKEN as error:
                get_log().warning("reply_cache_failed", error_type=type(error).__name__)
                return otherwise

    def _open(self) -> Any:
        return diskcache.Cache(
            str(self._folder),
            timeout=self._wait_s,
            disk=BytesOnlyDisk,
            disk_min_file_size=ALWAYS_INSIDE,
            size_limit=self._max_bytes,
            eviction_policy="least-recently-used",
            tag_index=True,
            sqlite_secure_delete=1,
        )
