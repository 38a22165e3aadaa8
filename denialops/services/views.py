"""What people see: the work list, a case, its events and timeline, the letter's pages."""

from __future__ import annotations

from denialops.domain.events import CaseEvent
from denialops.services.base import Base
from denialops.services.records import CaseView, Show, TimelineLine, Upload, WorkList


class Views(Base):
    def work_list(self, *, search: str = "", show: Show = "open") -> WorkList:
        """Cases by safe date; `search` finds patient, claim number or member number."""
        raise NotImplementedError

    def case(self, case_id: str) -> CaseView:
        """Raises CaseNotFound."""
        raise NotImplementedError

    def events(self, case_id: str, *, after: int = 0) -> tuple[CaseEvent, ...]:
        """The case's events with numbers above `after`, oldest first."""
        raise NotImplementedError

    def timeline(self, case_id: str) -> tuple[TimelineLine, ...]:
        """What happened, newest first, in words for people."""
        raise NotImplementedError

    def page_image(
        self, case_id: str, document_id: str, page: int, *, fact_id: str | None = None, width_px: int = 900
    ) -> bytes | None:
        """PNG of a page with the evidence of a fact marked; None: the file has no picture, show the page's text."""
        raise NotImplementedError

    def original(self, case_id: str, document_id: str) -> Upload:
        """The bytes as they came in, under their file name."""
        raise NotImplementedError
