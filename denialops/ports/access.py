"""What the store keeps for the API beside cases: its keys, and answers to requests that may come twice."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from denialops.domain.access import ApiKeyRow, KeptAnswer


class AccessReads(Protocol):
    """Of one tenant: keys of others do not exist here."""

    def find_key(self, key_id: str) -> ApiKeyRow | None:
        """Also a revoked one."""

    def list_keys(self) -> tuple[ApiKeyRow, ...]:
        """Oldest first, revoked ones among them."""


class AccessChanges(AccessReads, Protocol):
    def add_key(self, row: ApiKeyRow) -> None: ...

    def revoke_key(self, key_id: str) -> bool:
        """False where there is no such key in force."""

    def claim_answer(self, owner: str, key: str, *, abandoned_before: datetime) -> KeptAnswer | None:
        """None: the key is now the caller's to work on. Otherwise what is kept under it, finished or not.

        A claim older than `abandoned_before` that never finished is given to the caller: its process died.
        """

    def keep_answer(self, owner: str, key: str, answer: KeptAnswer, *, case_id: str = "") -> None:
        """Of a claim; goes with its case."""

    def drop_answer(self, owner: str, key: str) -> None: ...

    def drop_answers(self, before: datetime) -> int:
        """Those begun before then; returns how many."""
