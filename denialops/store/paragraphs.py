"""Reads what a model wrote so far, and who signed for a letter with open points."""

from __future__ import annotations

from denialops.domain.drafts import Block
from denialops.domain.records import SignOff
from denialops.store.past import PastReads

OF_ITS_CASE = "WHERE tenant = :tenant AND case_id = :case_id ORDER BY number"


class WrittenReads(PastReads):
    def list_paragraphs(self, case_id: str) -> tuple[Block, ...]:
        found = self._rows(f"SELECT body FROM paragraphs {OF_ITS_CASE}", case_id=case_id)
        return tuple(Block.model_validate_json(row["body"]) for row in found)

    def find_sign_off(self, case_id: str) -> SignOff | None:
        sql = f"SELECT body FROM sign_offs {OF_ITS_CASE} DESC LIMIT 1"
        row = self._row(sql, case_id=case_id)
        return SignOff.model_validate_json(row["body"]) if row else None
