"""A letter and a remittance of one claim find each other, whichever was read first, and become one case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from denialops.domain.cases import CaseFile, StageName
from denialops.domain.remittance.page import is_remittance
from denialops.ports import CaseReads, UnitOfWork
from denialops.services.base import MACHINE, Desk
from denialops.services.deciding import is_edited
from denialops.services.joining import copied, follow, stand_beside
from denialops.services.matching import KEPT_APART, cases_with_claim
from denialops.services.watching import all_events


class Pair(NamedTuple):
    """Two open cases of one claim; the younger gives its document to the older."""

    older: CaseFile
    younger: CaseFile


class Pairing(Desk):
    def join_pair(self, case_id: str) -> None:
        """Does nothing where people worked on what would give way: they are shown the match and decide."""
        with self.store.snapshot() as reads:
            if self._find_pair(reads, case_id) is None:  # as for most: writers need not wait for that
                return
        with self.store.transaction() as unit:
            pair = self._find_pair(unit, case_id)
            first = self._put_together(unit, pair) if pair else None
        if pair and first:
            self.enqueue(pair.older.case_id, first)

    def _put_together(self, unit: UnitOfWork, pair: Pair) -> StageName:
        older, younger = pair.older.case_id, pair.younger.case_id
        letter = pair.younger.letter
        if _is_remitted(pair.younger):
            whole = unit.find_whole_file(younger, letter.document_id)
            stand_beside(unit, older, letter, whole=whole, actor=MACHINE, taken_from=younger)
            return "extract"
        follow(unit, older, copied(letter), actor=MACHINE, taken_from=younger)
        return "ingest"

    def _find_pair(self, reads: CaseReads, case_id: str) -> Pair | None:
        if not _is_at_rest(reads, case_id):
            return None
        case = self.corrected_case(reads, case_id)
        others = (self.corrected_case(reads, found) for found in cases_with_claim(reads, case))
        pairs = (_ordered(reads, case, other) for other in others if _is_remitted(other) != _is_remitted(case))
        return next((pair for pair in pairs if _may_join(reads, pair)), None)


def _ordered(reads: CaseReads, one: CaseFile, other: CaseFile) -> Pair:
    older, younger = sorted((one, other), key=lambda case: reads.get_row(case.case_id, today=case.today).number)
    return Pair(older, younger)


def _may_join(reads: CaseReads, pair: Pair) -> bool:
    if not all(_is_at_rest(reads, case.case_id) for case in pair) or _are_apart(reads, pair):
        return False
    gives_way = pair.younger if _is_remitted(pair.younger) else pair.older
    return not _is_touched(reads, pair.younger) and not (
        gives_way is pair.older and is_edited(reads, pair.older.case_id)
    )


def _is_at_rest(reads: CaseReads, case_id: str) -> bool:
    state = reads.get_state(case_id)
    return state.status == "review" and not state.removed_at


def _is_touched(reads: CaseReads, case: CaseFile) -> bool:
    """People said or wrote something in this case."""
    said = bool(case.corrections or case.confirmed_regime or case.received_on or case.earlier)
    return said or is_edited(reads, case.case_id)


def _is_remitted(case: CaseFile) -> bool:
    """The letter of the case is an electronic remittance."""
    return is_remittance(case.letter.letter.text)


def _are_apart(reads: CaseReads, pair: Pair) -> bool:
    names = {case.case_id for case in pair}
    events: Iterator[object] = (
        event.ids.get("other") for name in names for event in all_events(reads, name) if event.type == KEPT_APART
    )
    return not names.isdisjoint(events)
