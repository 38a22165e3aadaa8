"""What the API takes and gives."""

from __future__ import annotations

from typing import Literal

from denialops.domain.base import Record
from denialops.domain.cases import CaseRow
from denialops.domain.documents import DocType, ReadingWarning
from denialops.domain.facts import Correction, Facts
from denialops.domain.records import ClosedRecord, SentRecord
from denialops.domain.routing import Routing
from denialops.services.records import CaseView, DraftInfo, ExhibitView, Progress, StageState

Mode = Literal["fast", "verified"]


class NewCase(Record):
    mode: Mode = "fast"


class NewCaseAnswer(Record):
    case_id: str
    mode: Mode
    created_at: str


class DocumentCreated(Record):
    document_id: str
    doc_type: DocType


class CasePage(Record):
    items: tuple[CaseRow, ...]
    next_cursor: str | None


class CaseShape(Record):
    """A case without the text of its pages."""

    row: CaseRow
    facts: Facts
    corrections: tuple[Correction, ...]
    routing: Routing | None
    stages: dict[str, StageState]
    progress: Progress
    drafts: tuple[DraftInfo, ...]
    exhibits: tuple[ExhibitView, ...]
    warnings: tuple[ReadingWarning, ...]
    error: dict[str, str] | None
    sent: SentRecord | None
    closed: ClosedRecord | None

    @classmethod
    def of(cls, view: CaseView) -> CaseShape:
        return cls(
            row=view.row,
            facts=view.case.facts,
            corrections=view.case.corrections,
            routing=view.case.routing,
            stages=view.stages,
            progress=view.progress,
            drafts=view.versions,
            exhibits=view.exhibits,
            warnings=view.case.warnings,
            error=view.error,
            sent=view.sent,
            closed=view.closed,
        )
