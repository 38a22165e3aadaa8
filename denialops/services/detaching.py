"""What was joined wrongly leaves the case again: its own case with all that people said of it, and nothing is lost."""

from __future__ import annotations

from uuid import uuid4

from denialops.domain.cases import CaseFile, StageName
from denialops.domain.documents import Document
from denialops.domain.drafts import Draft
from denialops.domain.records import StoredDocument
from denialops.errors import CaseNotFound, DocumentNotFound
from denialops.ports import CaseReads, UnitOfWork
from denialops.services.base import MACHINE, Desk, by
from denialops.services.deciding import is_edited
from denialops.services.joining import LETTER_ATTACHED, REMITTANCE_JOINED, keep_whole, open_again
from denialops.services.matching import KEPT_APART
from denialops.services.watching import all_events


class Detaching(Desk):
    def detach_letter(self, case_id: str, *, actor: str) -> str:
        """The newest letter gets a case of its own, by its id; the letter before it is this case's letter again.

        Raises StateError where the letter followed no other, or while the case is being read.
        """
        with self.store.transaction() as unit:
            self.refuse_while_reading(unit, case_id)
            case = unit.get_case(case_id, today=self.clock.today())
            written = unit.get_draft(case_id) if is_edited(unit, case_id) else None
            former = _draft_of_former(unit, case_id)
            own_id = self._own_case(unit, case_id, case.letter, actor)
            open_again(unit, case_id, actor)
            change = by(actor, "letter_detached", document_id=case.letter.document_id, other=own_id)
            unit.detach_letter(case_id, change)
            _take_along(unit, own_id, case)
            for draft, home in ((written, own_id), (former, case_id)):
                _write_again(unit, home, draft)
            self._set_apart(unit, case_id, own_id, actor)
        self._go_on(case_id, own_id)
        return own_id

    def detach_remittance(self, case_id: str, document_id: str, *, actor: str) -> str:
        """A remittance that was joined to the letter gets a case of its own, by its id. Raises DocumentNotFound."""
        with self.store.transaction() as unit:
            self.refuse_while_reading(unit, case_id)
            stored = next((s for s in unit.list_documents(case_id, "exhibit") if s.document_id == document_id), None)
            if stored is None or document_id not in joined_remittances(unit, case_id):
                raise DocumentNotFound()
            own_id = self._own_case(unit, case_id, _as_uploaded(stored), actor)
            open_again(unit, case_id, actor)
            change = by(actor, "remittance_detached", document_id=document_id, other=own_id)
            unit.remove_document(case_id, document_id, change)
            self._set_apart(unit, case_id, own_id, actor)
        self._go_on(case_id, own_id)
        return own_id

    def _own_case(self, unit: UnitOfWork, case_id: str, document: Document, actor: str) -> str:
        """The case that the document came from, with all that was known in it; else a new one."""
        came_from = _came_from(unit, case_id, document.document_id)
        if came_from:
            self.refuse_while_reading(unit, came_from)
            if unit.get_state(came_from).removed_at:
                unit.restore_case(came_from, by(actor, "case_restored"))
            open_again(unit, came_from, actor)
            unit.restart(came_from, _first_stage(unit, came_from), by(actor, "work_restarted", stage="extract"))
            return came_from
        own_id = uuid4().hex
        unit.open_case(own_id, by(actor, "case_opened", split_from=case_id))
        added = by(actor, "document_added", document_id=document.document_id)
        unit.add_document(own_id, document.model_copy(update={"pages": ()}), added)
        whole = unit.find_whole_file(case_id, document.document_id)
        keep_whole(unit, own_id, document.document_id, whole, actor=actor)
        return own_id

    def _set_apart(self, unit: UnitOfWork, case_id: str, own_id: str, actor: str) -> None:
        """The two are not put together again, and this case is worked out without what left it."""
        unit.record(own_id, by(actor, KEPT_APART, other=case_id))
        unit.restart(case_id, "extract", by(actor, "work_restarted", stage="extract"))

    def _go_on(self, *case_ids: str) -> None:
        with self.store.snapshot() as reads:
            waiting = [(case_id, _first_stage(reads, case_id)) for case_id in case_ids]
        for case_id, first in waiting:
            self.enqueue(case_id, first)


def joined_remittances(reads: CaseReads, case_id: str) -> frozenset[str]:
    """The exhibits that came as remittances of the same claim, by document id."""
    events = (event for event in all_events(reads, case_id) if event.type == REMITTANCE_JOINED)
    return frozenset(str(event.ids["document_id"]) for event in events)


def _came_from(reads: CaseReads, case_id: str, document_id: str) -> str:
    """The case that gave this document, unless it was deleted for good since."""
    for event in reversed(all_events(reads, case_id)):
        if event.type in (LETTER_ATTACHED, REMITTANCE_JOINED) and event.ids.get("document_id") == document_id:
            return _find(reads, str(event.ids.get("other") or ""))
    return ""


def _find(reads: CaseReads, case_id: str) -> str:
    try:
        reads.get_state(case_id)
    except CaseNotFound:
        return ""
    return case_id


def _first_stage(reads: CaseReads, case_id: str) -> StageName:
    return "extract" if "ingest" in reads.list_stages(case_id) else "ingest"


def _as_uploaded(stored: StoredDocument) -> Document:
    kept = stored.model_dump(include={"document_id", "filename", "media_type", "sha256", "size", "doc_type", "title"})
    return Document(**kept)


def _take_along(unit: UnitOfWork, own_id: str, case: CaseFile) -> None:
    """What people said of the letter while it was here."""
    for said in case.corrections:
        change = by(said.actor, "fact_corrected", field=said.field, ordinal=said.ordinal)
        unit.add_correction(own_id, said, change)
    if case.received_on:
        unit.set_received_on(own_id, case.received_on, by(MACHINE, "received_date_set", is_known=True))


def _draft_of_former(reads: CaseReads, case_id: str) -> Draft | None:
    """What a person had written before the newest letter came."""
    floors = [0, *(letter.draft_version for letter in reads.list_followed(case_id))]
    if len(floors) < 2 or floors[-1] <= floors[-2]:
        return None
    draft = reads.get_draft(case_id, floors[-1])
    return draft if draft.author != MACHINE else None


def _write_again(unit: UnitOfWork, case_id: str, draft: Draft | None) -> None:
    """As the newest version of the case, under the name of the person who wrote it."""
    if draft is None:
        return
    latest = next((info.version for info in unit.list_drafts(case_id) if not info.is_copy), 0)
    again = draft.model_copy(update={"case_id": case_id, "created_at": ""})
    unit.save_draft(again, by(draft.author, "draft_saved"), based_on=latest)
