"""A cache that keeps nothing."""

from __future__ import annotations


class NoReplyCache:
    def get(self, key: str) -> bytes | None:
        return None

    def put(self, key: str, value: bytes, *, tag: str, ttl_s: float) -> None:
        pass

    def forget(self, tag: str) -> int:
        return 0

    def count(self) -> int:
        return 0

    def close(self) -> None:
        pass
