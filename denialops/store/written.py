"""What models write while they write, and who signed for a letter with open points."""

from __future__ import annotations

from collections.abc import Sequence

from denialops.domain.drafts import Block
from denialops.domain.records import Change, SignOff
from denialops.store.results import ResultChanges


class WritingChanges(ResultChanges):
    def keep_paragraphs(self, case_id: str, blocks: Sequence[Block], change: Change) -> None:
        self._case(case_id)
        for block in blocks:
            self._execute(
                "INSERT INTO paragraphs VALUES (:tenant, :case_id, :number, :body)",
                case_id=case_id,
                number=self._next("paragraphs", "number", case_id),
                body=block.model_dump_json(),
            )
        self._append(case_id, change)

    def drop_paragraphs(self, case_id: str) -> None:
        self._execute("DELETE FROM paragraphs WHERE tenant = :tenant AND case_id = :case_id", case_id=case_id)

    def sign_off(self, case_id: str, signed: SignOff, change: Change) -> None:
        self._case(case_id)
        body = signed.model_copy(update=self._signed(change)).model_dump_json()
        self._add_body("sign_offs", case_id, body)
        self._append(case_id, change)
