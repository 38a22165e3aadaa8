"""A claim has more than one letter: a later one becomes the case's letter, and the earlier ones stay with it."""

from __future__ import annotations

from denialops.errors import DuplicateDocument, InvalidValue
from denialops.ports import CaseReads, UnitOfWork
from denialops.services.base import Desk, by
from denialops.services.intake import as_document
from denialops.services.matching import KEPT_APART, open_matches
from denialops.services.records import Upload
from denialops.services.watching import all_events

DONE = frozenset({"sent", "closed"})


class LaterLetters(Desk):
    def attach_letter(self, case_id: str, upload: Upload, *, actor: str) -> str:
        """A later letter for the same claim, by its document id: read like any, while the earlier stays as exhibit.

        A case that was sent or closed is open again. Raises DuplicateDocument, or StateError before a first reading.
        """
        document_id = self._attach(case_id, upload, actor=actor)
        self.queue.submit(case_id)
        return document_id

    def join_case(self, case_id: str, other_id: str, *, actor: str) -> None:
        """The letter of this case goes on in the case found for the same claim; this one is removed, not lost."""
        with self.store.snapshot() as reads:
            self._refuse_unless_found(reads, case_id, other_id)
            letter = reads.get_case(case_id, today=self.clock.today()).letter
        upload = Upload(letter.filename, self.source(letter))
        self._attach(other_id, upload, actor=actor, taken_from=case_id)
        self.queue.submit(other_id)

    def keep_apart(self, case_id: str, other_id: str, *, actor: str) -> None:
        """The two cases are about different claims; they are not suggested to each other again."""
        with self.store.transaction() as unit:
            self._refuse_unless_found(unit, case_id, other_id)
            unit.record(case_id, by(actor, KEPT_APART, other=other_id))

    def _attach(self, case_id: str, upload: Upload, *, actor: str, taken_from: str = "") -> str:
        document = as_document(upload)
        self.vault.put(upload.data)
        with self.store.transaction() as unit:
            self.refuse_while_reading(unit, case_id)
            known = unit.find_file(document.sha256) if document.size else None
            if known and known.case_id != taken_from:
                raise DuplicateDocument(known.case_id, removed=known.is_removed)
            self._open_again(unit, case_id, actor)
            unit.follow_letter(case_id, document, by(actor, "document_added", document_id=document.document_id))
            unit.restart(case_id, "ingest", by(actor, "letter_attached", document_id=document.document_id))
            if taken_from:
                unit.record(taken_from, by(actor, "case_joined", other=case_id))
                unit.remove_case(taken_from, by(actor, "case_removed"))
        return document.document_id

    def _open_again(self, unit: UnitOfWork, case_id: str, actor: str) -> None:
        if unit.get_state(case_id).status in DONE:
            unit.reopen_case(case_id, by(actor, "case_reopened"))

    def _refuse_unless_found(self, reads: CaseReads, case_id: str, other_id: str) -> None:
        case = self.corrected_case(reads, case_id)
        matches = open_matches(reads, case, all_events(reads, case_id))
        if other_id not in {match.row.case_id for match in matches}:
            raise InvalidValue("These two cases were not found to be one claim.", hint="Open the case again.")
