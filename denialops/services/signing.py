"""Somebody answers for a letter that leaves with open points; the next version needs a new signature."""

from __future__ import annotations

from denialops.domain.cases import CaseFile
from denialops.domain.records import SignOff
from denialops.errors import DraftOpen, NothingToDraft, StateError
from denialops.pipeline.ingest import of_first_letter
from denialops.ports import CaseReads
from denialops.services.base import Desk, by


class Signing(Desk):
    def sign_off(self, case_id: str, *, version: int, actor: str) -> None:
        """Signs for all that is open in this version. Raises StateError when it is not the newest any more."""
        with self.store.transaction() as unit:
            case = self.shown_case(unit, case_id)
            if case.draft is None:
                raise NothingToDraft()
            if case.draft.version != version:
                raise StateError("There is a newer version of the letter.", hint="Reload the page and look at it.")
            points, draft = open_points(case), case.draft
            if points:
                marks = len(draft.marks)
                change = by(actor, "draft_signed_off", version=version, blanks=len(points) - marks, marks=marks)
                unit.sign_off(case_id, SignOff(version=version, points=points), change)

    def refuse_open(self, reads: CaseReads, case_id: str) -> None:
        """Raises DraftOpen for a letter with open points that nobody signed for."""
        case = self.shown_case(reads, case_id)
        if open_points(case) and valid_sign_off(reads, case) is None:
            raise DraftOpen("The letter has open points.")


def open_points(case: CaseFile) -> tuple[str, ...]:
    """Blanks of the letter and its frame, then marked statements, in words; none without a draft."""
    from denialops.pipeline.frame import letter_frame

    if case.draft is None:
        return ()
    blanks = (*(blank.text for blank in case.draft.blanks), *letter_frame(of_first_letter(case)).blanks)
    marks = (f"Check: “{mark.text}” ({mark.reason})" for mark in case.draft.marks)
    return (*(f"Fill: {text}" for text in blanks), *marks)


def valid_sign_off(reads: CaseReads, case: CaseFile) -> SignOff | None:
    """The signature for this version, unless more has come open since."""
    signed = reads.find_sign_off(case.case_id)
    if signed is None or case.draft is None or signed.version != case.draft.version:
        return None
    return signed if set(open_points(case)) <= set(signed.points) else None
