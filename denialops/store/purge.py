"""Removal that is final: rows, pages, search index and originals nobody else needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from denialops.ports import CaseStore, Vault
from denialops.store.session import as_text
from denialops.store.written import WritingChanges

# Originals are shared by hash, also between tenants and with the clinic's logo.
STILL_NEEDED = (
    "EXISTS (SELECT 1 FROM documents WHERE sha256 = :sha256) "
    "OR EXISTS (SELECT 1 FROM whole_files WHERE sha256 = :sha256) "
    "OR EXISTS (SELECT 1 FROM clinic_profiles WHERE logo_sha256 = :sha256)"
)


class StoredWork(WritingChanges):
    def purge_cases(self, removed_before: datetime) -> tuple[str, ...]:
        sql = "SELECT row_id, case_id FROM cases WHERE tenant = :tenant AND removed_at <> '' AND removed_at < :limit"
        purged = self._rows(sql, limit=as_text(removed_before))
        for row in purged:
            self._purge(row["row_id"])
        if purged and self._index.merge:
            # The index keeps deleted words in old segments until it is merged.
            self._execute(self._index.merge)
        return tuple(row["case_id"] for row in purged)

    def list_unneeded(self, hashes: Iterable[str]) -> tuple[str, ...]:
        return tuple(sha256 for sha256 in hashes if not self._value(f"SELECT {STILL_NEEDED}", sha256=sha256))

    def _purge(self, row_id: int) -> None:
        self._execute(
            "INSERT INTO purged_cases "
            "SELECT tenant, case_id, number, removed_at, :now FROM cases WHERE row_id = :row_id",
            row_id=row_id,
            now=self._now(),
        )
        self._execute("DELETE FROM case_search WHERE rowid = :row_id", row_id=row_id)
        self._execute("DELETE FROM cases WHERE row_id = :row_id", row_id=row_id)


def purge_removed(
    store: CaseStore, vault: Vault, *, removed_before: datetime, forget_replies: Callable[[str], object]
) -> int:
    """Deletes for good what was removed before then; returns how many originals went.

    `forget_replies` drops what a language model replied about a case.

    Originals go inside the transaction, so that nobody adds a document meanwhile, and only when nobody has put
    them since: an upload puts its file first and its row a moment later. Files whose row never came go as well.
    """
    with store.transaction() as tx:
        purged = tx.purge_cases(removed_before)
        orphans = tx.list_unneeded(vault.list_stored(removed_before))
        for sha256 in orphans:
            vault.delete(sha256)
    for case_id in purged:
        forget_replies(case_id)
    return len(orphans)
