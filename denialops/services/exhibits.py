"""Supporting records travel with the appeal as exhibits B, C and so on; none is dropped in silence."""

from __future__ import annotations

from typing import get_args

from denialops.domain.documents import DocType, Document
from denialops.domain.plans import PLAN_TYPES
from denialops.domain.records import Change
from denialops.errors import DocumentNotFound, InvalidValue
from denialops.services.base import by
from denialops.services.deciding import Deciding
from denialops.services.intake import as_document
from denialops.services.plans import begin_plan
from denialops.services.records import Upload


class Exhibits(Deciding):
    def add_exhibit(self, case_id: str, upload: Upload, *, doc_type: str, title: str, actor: str) -> str:
        """Adds a supporting record and returns its document id. Raises what is wrong with the file."""
        if doc_type not in get_args(DocType):
            raise InvalidValue("There is no such kind of record.", hint="Choose one of the list.")
        document = self._read_exhibit(upload).model_copy(update={"doc_type": doc_type, "title": title.strip()})
        self.vault.put(upload.data)
        change = by(actor, "exhibit_added", document_id=document.document_id, doc_type=doc_type)
        if document.doc_type in PLAN_TYPES:
            self._add_plan(case_id, document, change)
            return document.document_id
        with self.store.transaction() as unit:
            unit.add_document(case_id, document, change, role="exhibit")
        return document.document_id

    def _add_plan(self, case_id: str, document: Document, change: Change) -> None:
        """A plan document is read in the background; route and draft follow."""
        with self.store.transaction() as unit:
            self.refuse_while_reading(unit, case_id)
            unit.add_document(case_id, document, change, role="exhibit")
            first = begin_plan(unit, case_id, document.document_id, actor=change.actor)
        self.enqueue(case_id, first)

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
        self._enable(case_id, document_id, False, actor=actor, event="exhibit_removed")

    def restore_exhibit(self, case_id: str, document_id: str, *, actor: str) -> None:
        """Puts a removed exhibit back in its place."""
        self._enable(case_id, document_id, True, actor=actor, event="exhibit_restored")

    def _enable(self, case_id: str, document_id: str, enabled: bool, *, actor: str, event: str) -> None:
        with self.store.transaction() as unit:
            exhibits = {exhibit.document_id: exhibit for exhibit in unit.list_documents(case_id, "exhibit")}
            if document_id not in exhibits:
                raise DocumentNotFound()
            doc_type = exhibits[document_id].doc_type
            change = by(actor, event, document_id=document_id, doc_type=doc_type)
            unit.enable_document(case_id, document_id, enabled, change)
            if doc_type in PLAN_TYPES:
                self.follow(unit, case_id)
