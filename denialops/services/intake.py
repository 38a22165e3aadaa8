"""Letters come in: files, pasted text, samples; bad ones are kept and can be brought back."""

from __future__ import annotations

import hashlib
from mimetypes import guess_type
from pathlib import Path
from uuid import uuid4

from denialops.documents.text import PASTED_FILENAME
from denialops.domain.documents import Document
from denialops.errors import DuplicateDocument, EmptyFile
from denialops.ports import UnitOfWork
from denialops.services.base import Desk, by
from denialops.services.records import Sample, Upload
from denialops.services.samples import find_sample, load_samples


class Intake(Desk):
    def open_case(self, upload: Upload, *, actor: str) -> str:
        """The new case's id; reading starts in the background.

        Raises DuplicateDocument or QuotaSpent only: any other bad file opens a case whose ingest stage fails with the
        reason.
        """
        case_id, document = uuid4().hex, as_document(upload)
        with self.guards.quotas.reserved("cases"):
            self._open(case_id, document, upload, actor)
        self.queue.submit(case_id)
        return case_id

    def open_pasted(self, text: str, *, actor: str) -> str:
        """A case from pasted text. Raises EmptyFile or DuplicateDocument."""
        if not text.strip():
            raise EmptyFile("There is no text.", hint="Paste the text of the letter.")
        return self.open_case(Upload(PASTED_FILENAME, text.encode()), actor=actor)

    def samples(self) -> tuple[Sample, ...]:
        return load_samples(self.samples_dir)

    def open_sample(self, name: str, *, actor: str) -> str:
        """A case from a sample letter; a sample tried before raises DuplicateDocument with its case."""
        return self.open_case(find_sample(self.samples_dir, name), actor=actor)

    def enter_password(self, case_id: str, password: str, *, actor: str) -> None:
        """Unlocks the letter and reads it. Raises WrongPassword; the password is not kept."""
        with self.store.snapshot() as reads:
            letter = reads.get_case(case_id, today=self.clock.today()).letter
        unlocked = self.pipeline.reader.unlock(self.source(letter), password)
        self._take_letter(case_id, Upload(letter.filename, unlocked), event="password_entered", actor=actor)

    def replace_letter(self, case_id: str, upload: Upload, *, actor: str) -> str:
        """A better copy of the letter, by its document id; the first original is kept, everything is read anew."""
        return self._take_letter(case_id, upload, event="letter_replaced", actor=actor)

    def _open(self, case_id: str, document: Document, upload: Upload, actor: str) -> None:
        self.vault.put(upload.data)
        with self.store.transaction() as unit:
            refuse_known_file(unit, document)
            unit.open_case(case_id, by(actor, "case_opened"))
            unit.add_document(case_id, document, by(actor, "document_added", document_id=document.document_id))

    def _take_letter(self, case_id: str, upload: Upload, *, event: str, actor: str) -> str:
        document = as_document(upload)
        self.vault.put(upload.data)
        with self.store.transaction() as unit:
            self.refuse_while_reading(unit, case_id)
            refuse_known_file(unit, document)
            unit.add_document(case_id, document, by(actor, "document_added", document_id=document.document_id))
            unit.restart(case_id, "ingest", by(actor, event, document_id=document.document_id))
        self.enqueue(case_id)
        return document.document_id


def as_document(upload: Upload) -> Document:
    """The file as it came in; what it really is, the reader finds out."""
    return Document(
        document_id=uuid4().hex,
        filename=Path(upload.filename.replace("\\", "/")).name or "letter",
        media_type=guess_type(upload.filename)[0] or "application/octet-stream",
        sha256=hashlib.sha256(upload.data).hexdigest(),
        size=len(upload.data),
    )


def refuse_known_file(unit: UnitOfWork, document: Document) -> None:
    """Raises DuplicateDocument with the case that has these bytes; two empty files are not the same letter."""
    known = unit.find_file(document.sha256) if document.size else None
    if known:
        raise DuplicateDocument(known.case_id, removed=known.is_removed)
