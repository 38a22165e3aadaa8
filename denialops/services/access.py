"""Keys of the API: made, listed, revoked, checked; and answers kept for requests that come twice."""

from __future__ import annotations

import secrets
from datetime import timedelta

from denialops.domain.access import ApiKeyRow, KeptAnswer, NewKey, Scope, digest_of, make_key, split_key
from denialops.errors import InvalidValue, KeyNotFound
from denialops.services.base import MACHINE, Desk

LONGEST_NAME = 60
ABANDONED_AFTER = timedelta(minutes=15)
"""No request of ours works so long: whoever claimed an answer then and gave none has died."""
KEPT_FOR = timedelta(hours=24)


class Access(Desk):
    def create_key(self, name: str, *, scope: Scope = "write") -> NewKey:
        """The new key with its text, which is kept nowhere. Raises InvalidValue for an unusable or taken name."""
        tidy = " ".join(name.split())
        if not tidy or len(tidy) > LONGEST_NAME or not tidy.isprintable() or tidy.casefold() == MACHINE.casefold():
            raise InvalidValue("A key needs a name.", hint=f"Name its user, in at most {LONGEST_NAME} characters.")
        new = make_key(tidy, scope)
        with self.store.transaction() as unit:
            if any(row.name == tidy and not row.revoked_at for row in unit.list_keys()):
                raise InvalidValue("A key of that name is in force.", hint="Revoke it first, or choose another name.")
            unit.add_key(new.row)
        return new

    def list_keys(self) -> tuple[ApiKeyRow, ...]:
        with self.store.snapshot() as reads:
            return reads.list_keys()

    def revoke_key(self, key_id: str) -> None:
        """In force at once, in every process. Raises KeyNotFound."""
        with self.store.transaction() as unit:
            if not unit.revoke_key(key_id):
                raise KeyNotFound()

    def find_caller(self, text: str) -> ApiKeyRow | None:
        """Whose key this is; None for one that is wrong, revoked or another clinic's."""
        key_id, secret = split_key(text)
        if not key_id:
            return None
        with self.store.snapshot() as reads:
            row = reads.find_key(key_id)
        if row is None or row.revoked_at or not secrets.compare_digest(row.digest, digest_of(secret)):
            return None
        return row

    def claim_answer(self, owner: str, key: str) -> KeptAnswer | None:
        """None: the caller does the work and then keeps or drops the answer. Else what is there."""
        with self.store.transaction() as unit:
            return unit.claim_answer(owner, key, abandoned_before=self.clock.now() - ABANDONED_AFTER)

    def keep_answer(self, owner: str, key: str, answer: KeptAnswer, *, case_id: str) -> None:
        with self.store.transaction() as unit:
            unit.keep_answer(owner, key, answer, case_id=case_id)

    def drop_answer(self, owner: str, key: str) -> None:
        with self.store.transaction() as unit:
            unit.drop_answer(owner, key)

    def drop_old_answers(self) -> int:
        """To be called daily; returns how many went."""
        with self.store.transaction() as unit:
            return unit.drop_answers(self.clock.now() - KEPT_FOR)
