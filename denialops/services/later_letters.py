"""A claim has more than one letter: a later one becomes the case's letter, and the earlier ones stay with it."""

from __future__ import annotations

from denialops.errors import InvalidValue
from denialops.ports import CaseReads
from denialops.services.base import Desk, by
from denialops.services.intake import as_document, refuse_known_file
from denialops.services.joining import copied, follow
from denialops.services.matching import KEPT_APART, open_matches
from denialops.services.records import Upload
from denialops.services.watching import all_events


class LaterLetters(Desk):
    def attach_letter(self, case_id: str, upload: Upload, *, actor: str) -> str:
        """A later letter for the same claim, by its document id: read like any, while the earlier stays as exhibit.

        A case that was sent or closed is open again. Raises DuplicateDocument, or StateError before a first reading.
        """
        document = as_document(upload)
        self.vault.put(upload.data)
        with self.store.transaction() as unit:
            self.refuse_while_reading(unit, case_id)
            refuse_known_file(unit, document)
            follow(unit, case_id, document, actor=actor)
        self.enqueue(case_id)
        return document.document_id

    def join_case(self, case_id: str, other_id: str, *, actor: str) -> None:
        """The letter of this case goes on in the case found for the same claim; this one is removed, not lost."""
        with self.store.snapshot() as reads:
            self._refuse_unless_found(reads, case_id, other_id)
            letter = reads.get_case(case_id, today=self.clock.today()).letter
        with self.store.transaction() as unit:
            self.refuse_while_reading(unit, other_id)
            follow(unit, other_id, copied(letter), actor=actor, taken_from=case_id)
        self.enqueue(other_id)

    def keep_apart(self, case_id: str, other_id: str, *, actor: str) -> None:
        """The two cases are about different claims; they are not suggested to each other again."""
        with self.store.transaction() as unit:
            self._refuse_unless_found(unit, case_id, other_id)
            unit.record(case_id, by(actor, KEPT_APART, other=other_id))

    def _refuse_unless_found(self, reads: CaseReads, case_id: str, other_id: str) -> None:
        case = self.corrected_case(reads, case_id)
        matches = open_matches(reads, case, all_events(reads, case_id))
        if other_id not in {match.row.case_id for match in matches}:
            raise InvalidValue("These two cases were not found to be one claim.", hint="Open the case again.")
