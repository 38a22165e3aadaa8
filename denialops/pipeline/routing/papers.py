"""What must go with the filing: evidence by category, papers of standing, and the letter's own packet rules."""

from __future__ import annotations

from collections.abc import Iterator

from denialops.domain.cases import CaseFile
from denialops.domain.facts import Facts
from denialops.domain.routing import ChecklistItem
from denialops.domain.rulebook.checklists import Evidence
from denialops.pipeline.routing.situation import Situation


def checklist(situation: Situation) -> tuple[ChecklistItem, ...]:
    """Evidence that this denial asks for, then the papers without which the payer may refuse who files."""
    if situation.is_denial is False:
        return tuple(_lacked(situation.facts))
    return (*_evidence(situation), *_lacked(situation.facts), *_standing(situation))


def _evidence(situation: Situation) -> Iterator[ChecklistItem]:
    lists = situation.rulebook.checklists.by_category
    row = lists.get(situation.category.value) or lists["unknown"]
    for evidence in row.items:
        yield ChecklistItem(item=evidence.item, status=_status(evidence, situation.case), why=evidence.why)


def _status(evidence: Evidence, case: CaseFile) -> str:
    types = {document.doc_type for document in case.documents[1:]}
    if not types.isdisjoint(evidence.shown_by):
        return "have"
    return "ask" if evidence.ask else "missing"


def _lacked(facts: Facts) -> Iterator[ChecklistItem]:
    """Records that the payer says it did not have."""
    for value in facts.values("records_lacked"):
        yield ChecklistItem(item=value, status="missing", why="the letter says that the payer lacked it")


def _standing(situation: Situation) -> Iterator[ChecklistItem]:
    for row in situation.rulebook.checklists.standing:
        if situation.regime.value not in row.regimes:
            continue
        fits_level = not row.levels or situation.level in row.levels
        if fits_level and (not row.phases or situation.phase in row.phases):
            why = row.why if row.status != "U" else f"{row.why} (unverified: confirm with the payer)"
            yield ChecklistItem(item=row.item, status="ask", why=why)
