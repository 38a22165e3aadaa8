"""Supporting records travel with the appeal as exhibits B, C and so on; none is dropped in silence."""

from __future__ import annotations

from typing import get_args

from denialops.domain.documents import DocType, Document
from denialops.errors import DocumentNotFound, InvalidValue
from denialops.services.base import Desk, by
from denialops.services.intake import as_document
from denialops.services.records import Upload


class Exhibits(Desk):
    def add_exhibit(self, case_id: str, upload: Upload, *, doc_type: str, title: str, actor: str) -> str:
        """Adds a supporting record and returns its document id. Raises what is wrong with the file."""
        if doc_type not in get_args(DocType):
            raise InvalidValue("There is no such kind of record.", hint="Choose one of the list.")
        document = self._read_exhibit(upload).model_copy(update={"doc_type": doc_type, "title": title.strip()})
        self.vault.put(upload.data)
        with self.store.transaction() as unit:
            change = by(actor, "exhibit_added", document_id=document.document_id, doc_type=doc_type)
            unit.add_document(case_id, document, change, role="exhibit")
        return document.document_id

    def _read_exhibit(self, upload: Upload) -> Document:
        raw = as_document(upload)
        return self.pipeline.reader.survey(upload.data, filename=raw.filename, document_id=raw.document_id)

    def move_exhibit(self, case_id: str, document_id: str, offset: int, *, actor: str) -> None:
        """Moves an exhibit up (-1) or down (+1); beyond the end is the end."""
        with self.store.transaction() as unit:
            exhibits = unit.list_documents(case_id, "exhibit")
            everything = [exhibit.document_id for exhibit in exhibits]
            shown = [exhibit.document_id for exhibit in exhibits if exhibit.enabled]
            if document_id not in shown:
                raise DocumentNotFound()
            neighbour = shown[min(max(shown.index(document_id) + offset, 0), len(shown) - 1)]
            change = by(actor, "exhibit_moved", document_id=document_id, offset=offset)
            places = everything.index(neighbour) - everything.index(document_id)
            unit.move_document(case_id, document_id, places, change)

    def remove_exhibit(self, case_id: str, document_id: str, *, actor: str) -> None:
        """Takes an exhibit out of the packet; its original stays with the case, so that this can be undone."""
        with self.store.transaction() as unit:
            if document_id not in {exhibit.document_id for exhibit in unit.list_documents(case_id, "exhibit")}:
                raise DocumentNotFound()
            change = by(actor, "exhibit_removed", document_id=document_id)
            unit.enable_document(case_id, document_id, False, change)
