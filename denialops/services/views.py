"""What people see: the work list, a case, its events and timeline, the letter's pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from denialops.domain.cases import CaseFile
from denialops.domain.documents import Document
from denialops.domain.events import CaseEvent
from denialops.domain.facts import Fact
from denialops.domain.packets import EXHIBIT_TITLES, exhibit_letter, exhibit_title
from denialops.domain.plan_exhibits import packet_documents
from denialops.domain.plans import find_place
from denialops.domain.records import DraftInfo as StoredDraftInfo
from denialops.domain.records import PastState, Show, StageFailure, StoredDocument
from denialops.errors import CaseNotFound, DocumentNotFound
from denialops.ports import Box, CaseReads
from denialops.services.base import Desk
from denialops.services.deciding import is_written
from denialops.services.detaching import joined_remittances
from denialops.services.matching import Match, open_matches
from denialops.services.model_use import model_view
from denialops.services.records import CaseView, DraftInfo, ExhibitView, MatchView, TimelineLine, Upload, WorkList
from denialops.services.signing import open_points, valid_sign_off
from denialops.services.timeline import timeline_of
from denialops.services.watching import CHANGES_OF_FACT, all_events, progress_of, stage_states

NOT_PACKED = "Not in the packet"
NEW_DRAFTS = frozenset({"draft_written", "draft_saved"})


class Views(Desk):
    def work_list(self, *, search: str = "", show: Show = "open", limit: int = 500, offset: int = 0) -> WorkList:
        """Cases by safe date; `search` finds patient, claim number or member number."""
        with self.store.snapshot() as reads:
            rows = reads.list_rows(show=show, search=search, today=self.clock.today(), limit=limit, offset=offset)
            return WorkList(rows=rows, counts=reads.count_rows(search=search))

    def case(self, case_id: str) -> CaseView:
        """Raises CaseNotFound."""
        with self.store.snapshot() as reads:
            state, events = reads.get_state(case_id), all_events(reads, case_id)
            stages = stage_states(state, reads.list_stages(case_id), events)
            case = self.shown_case(reads, case_id)
            return CaseView(
                row=reads.get_row(case_id, today=self.clock.today()),
                case=case,
                stages=stages,
                progress=progress_of(state, stages, events),
                versions=_versions(reads.list_drafts(case_id)),
                exhibits=_exhibits(reads, case),
                error=_error(state.failure),
                sent=state.sent,
                closed=state.closed,
                draft_outdated=is_written(reads, case_id) and _changed_since_draft(events),
                matches=tuple(_match(match) for match in open_matches(reads, case, events)),
                moved_to=_moved_to(reads, events) if state.removed_at else "",
                open_points=open_points(case) if state.status != "reading" else (),
                signed=valid_sign_off(reads, case),
                model=model_view(self._model_name(), events, reads.list_paragraphs(case_id)),
            )

    def events(self, case_id: str, *, after: int = 0) -> tuple[CaseEvent, ...]:
        """The case's events with numbers above `after`, oldest first."""
        with self.store.snapshot() as reads:
            reads.get_state(case_id)
            return all_events(reads, case_id, after=after)

    def past_state(self, case_id: str, at: datetime) -> PastState | None:
        """What the case was then, told from its events; None before it was opened."""
        with self.store.snapshot() as reads:
            return reads.find_past_state(case_id, at)

    def timeline(self, case_id: str) -> tuple[TimelineLine, ...]:
        """What happened, newest first, in words for people."""
        return timeline_of(self.events(case_id))

    def page_image(
        self, case_id: str, document_id: str, page: int, *, fact_id: str | None = None, width_px: int = 900
    ) -> bytes | None:
        """PNG of a page with the evidence of a fact marked; None: the file has no picture, show the page's text."""
        with self.store.snapshot() as reads:
            stored = _stored(reads, case_id, document_id)
            if not self.imager.has_picture(stored.media_type):
                return None
            shown = reads.get_page(case_id, document_id, page)
            facts = _marked(self.corrected_case(reads, case_id), fact_id) if fact_id else ()
        data = self.vault.get(stored.sha256)
        marked: list[Box] = []
        for fact in facts:
            place = fact.evidence
            if fact.fact_id == fact_id and place and (place.document_id, place.page) == (document_id, page):
                marked.extend(self.imager.locate(data, stored.media_type, shown, place.start, place.end))
        return self.imager.image(data, stored.media_type, shown, width_px=width_px, highlights=marked)

    def original(self, case_id: str, document_id: str) -> Upload:
        """The bytes as they came in, under their file name."""
        with self.store.snapshot() as reads:
            stored = _stored(reads, case_id, document_id)
        return Upload(stored.filename, self.vault.get(stored.sha256))

    def whole_file(self, case_id: str, document_id: str) -> Upload:
        """The file that this document was cut from, as it came; it may tell of other patients. DocumentNotFound."""
        with self.store.snapshot() as reads:
            whole = reads.find_whole_file(case_id, document_id)
        if whole is None:
            raise DocumentNotFound()
        return Upload(whole.filename, self.vault.get(whole.sha256))


def _stored(reads: CaseReads, case_id: str, document_id: str) -> StoredDocument:
    for stored in reads.list_documents(case_id):
        if stored.document_id == document_id:
            return stored
    raise DocumentNotFound()


def _moved_to(reads: CaseReads, events: Sequence[CaseEvent]) -> str:
    """Where the letter of a removed case goes on, while that case is there."""
    other = next((str(event.ids["other"]) for event in reversed(events) if event.type == "case_joined"), "")
    try:
        return other if other and not reads.get_state(other).removed_at else ""
    except CaseNotFound:
        return ""


def _match(match: Match) -> MatchView:
    named = match.row.model_dump(include={"case_id", "number", "payer", "patient"})
    return MatchView(**named, reason=match.reason)


def _marked(case: CaseFile, fact_id: str) -> tuple[Fact, ...]:
    """What can be marked on a page.

    Facts, what others read instead, quotes about what the notice lacks or has, passages of plan documents.
    """
    passage = find_place(case.plans, fact_id)
    others = (other for fact in case.facts.items for other in fact.other_facts)
    quotes = case.routing.quotes if case.routing else ()
    return (*case.facts.items, *others, *quotes, *((passage,) if passage else ()))


def _versions(drafts: Sequence[StoredDraftInfo]) -> tuple[DraftInfo, ...]:
    latest = max((draft.version for draft in drafts if not draft.is_copy), default=0)
    return tuple(DraftInfo(**draft.model_dump(), is_latest=draft.version == latest) for draft in drafts)


def _exhibits(reads: CaseReads, case: CaseFile) -> tuple[ExhibitView, ...]:
    kept = [stored for stored in reads.list_documents(case.case_id) if stored.role != "proof" and stored.enabled]
    packed = {row.document_id: (exhibit_letter(at), row) for at, row in enumerate(packet_documents(case))}
    joined = joined_remittances(reads, case.case_id)
    shown = (_exhibit(stored, *packed.get(stored.document_id, ("", None))) for stored in kept)
    return tuple(exhibit.model_copy(update=_origin(reads, case.case_id, exhibit, joined)) for exhibit in shown)


def _origin(reads: CaseReads, case_id: str, exhibit: ExhibitView, joined: frozenset[str]) -> dict[str, object]:
    """How a remittance came, and the file that it is a part of."""
    whole = reads.find_whole_file(case_id, exhibit.document_id)
    return {"is_joined": exhibit.document_id in joined, "whole": whole.filename if whole else ""}


def _exhibit(stored: StoredDocument, letter: str, packed: Document | None) -> ExhibitView:
    """A plan document that the letter does not quote has no letter."""
    return ExhibitView(
        document_id=stored.document_id,
        label=f"Exhibit {letter}" if letter else NOT_PACKED,
        title=exhibit_title(packed) if packed else stored.title or EXHIBIT_TITLES[stored.doc_type],
        filename=stored.filename,
        media_type=stored.media_type,
        doc_type=stored.doc_type,
        pages=len(packed.pages) if packed else stored.page_count,
        size=stored.size,
    )


def _error(failure: StageFailure | None) -> dict[str, str] | None:
    return failure.model_dump(include={"code", "message", "hint", "stage"}) if failure else None


def _changed_since_draft(events: Sequence[CaseEvent]) -> bool:
    changes = (event for event in events if event.type in CHANGES_OF_FACT and not event.ids.get("asks_model"))
    last_change = max((event.number for event in changes), default=0)
    return last_change > max((event.number for event in events if event.type in NEW_DRAFTS), default=0)
