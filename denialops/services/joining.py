"""What two cases of one claim do when they become one: the younger gives its document and goes, nothing is lost."""

from __future__ import annotations

from uuid import uuid4

from denialops.domain.documents import Document
from denialops.domain.records import WholeFile
from denialops.ports import UnitOfWork
from denialops.services.base import by

DONE = frozenset({"sent", "closed"})
LETTER_ATTACHED, REMITTANCE_JOINED = "letter_attached", "remittance_joined"
WHOLE_KEPT = "whole_file_kept"


def open_again(unit: UnitOfWork, case_id: str, actor: str) -> None:
    """A case that was sent or closed is open again."""
    if unit.get_state(case_id).status in DONE:
        unit.reopen_case(case_id, by(actor, "case_reopened"))


def copied(document: Document) -> Document:
    """The same original as a document to be read anew in another case; a split file keeps its own pages."""
    return document.model_copy(update={"document_id": uuid4().hex, "pages": ()})


def follow(unit: UnitOfWork, case_id: str, document: Document, *, actor: str, taken_from: str = "") -> None:
    """The document becomes the letter of the case and is to be read; `taken_from`: the case that gives it."""
    open_again(unit, case_id, actor)
    unit.follow_letter(case_id, document, by(actor, "document_added", document_id=document.document_id))
    change = by(actor, LETTER_ATTACHED, document_id=document.document_id, other=taken_from or None)
    unit.restart(case_id, "ingest", change)
    if taken_from:
        give_up(unit, taken_from, into=case_id, actor=actor)


def stand_beside(
    unit: UnitOfWork, case_id: str, remittance: Document, *, whole: WholeFile | None, actor: str, taken_from: str = ""
) -> None:
    """The remittance, read, becomes an exhibit beside the letter; the facts are to be gathered anew from both."""
    name = remittance.document_id
    change = by(actor, REMITTANCE_JOINED, document_id=name, other=taken_from or None)
    unit.add_document(case_id, remittance, change, role="exhibit")
    keep_whole(unit, case_id, name, whole, actor=actor)
    unit.restart(case_id, "extract", by(actor, "work_restarted", stage="extract"))
    if taken_from:
        give_up(unit, taken_from, into=case_id, actor=actor)


def give_up(unit: UnitOfWork, case_id: str, *, into: str, actor: str) -> None:
    """The case whose document went on in another is removed and can be restored."""
    unit.record(case_id, by(actor, "case_joined", other=into))
    unit.remove_case(case_id, by(actor, "case_removed"))


def keep_whole(unit: UnitOfWork, case_id: str, document_id: str, whole: WholeFile | None, *, actor: str) -> None:
    if whole:
        unit.keep_whole_file(case_id, document_id, whole, by(actor, WHOLE_KEPT, document_id=document_id))
