"""Two letters in one file become two cases; each keeps the whole original and its own pages."""

from __future__ import annotations

from uuid import uuid4

from denialops.domain.documents import PAGE_RANGE, Document, ReadingWarning
from denialops.errors import StateError
from denialops.pipeline.finders.boundaries import find_letters
from denialops.ports import UnitOfWork
from denialops.services.base import Desk, by


class Splitting(Desk):
    def split_letters(self, case_id: str, *, actor: str) -> tuple[str, ...]:
        """One case a letter for a file that holds several: this case keeps the first, the new ids follow it."""
        with self.store.transaction() as unit:
            self.refuse_while_reading(unit, case_id)
            case = unit.get_case(case_id, today=self.clock.today())
            ranges = find_letters(case.letter)
            if len(ranges) < 2:
                raise StateError("This file holds one letter only.", hint="There is nothing to split.")
            new_ids = tuple(uuid4().hex for _ in ranges[1:])
            for new_id, pages in zip(new_ids, ranges[1:], strict=True):
                unit.open_case(new_id, by(actor, "case_opened", split_from=case_id))
                _keep_pages(unit, new_id, case.letter, pages, actor)
            _keep_pages(unit, case_id, case.letter, ranges[0], actor)
            unit.restart(case_id, "ingest", by(actor, "letter_split", letters=len(ranges)))
        for submitted in (case_id, *new_ids):
            self.queue.submit(submitted)
        return new_ids


def _keep_pages(unit: UnitOfWork, case_id: str, letter: Document, pages: tuple[int, int], actor: str) -> None:
    kept = letter.model_copy(
        update={
            "document_id": uuid4().hex,
            "pages": (),
            "warnings": (ReadingWarning(code=PAGE_RANGE, pages=pages),),
        }
    )
    unit.add_document(case_id, kept, by(actor, "document_added", document_id=kept.document_id))
