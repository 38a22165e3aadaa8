"""What the plan documents of a case mean for its route: terms, a deadline row, checklist items and findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from denialops.domain.calendar import Calendar
from denialops.domain.deadlines import StatedTime, build_stated_deadline
from denialops.domain.documents import ReadingWarning
from denialops.domain.plans import PLAN_STEP, PLAN_TYPES, AppealTerm, PlanReading, PlanStatus, PlanTerms, bare_line
from denialops.domain.routing import ChecklistItem, Deadline
from denialops.domain.rulebook.deadlines import Limit
from denialops.domain.wording import day
from denialops.pipeline.plans.conflicts import find_conflicts
from denialops.pipeline.plans.matching import PlanMatch
from denialops.pipeline.routing.situation import Situation
from denialops.pipeline.routing.stated import case_dates

NOT_VERIFIED = "plan terms not verified"
_UNREAD_WHY = "the plan document could not be read; read it by eye"


class PlanBearing(NamedTuple):
    """`deadlines` are all of the case; `missing` and `findings` are to be added to those of the letter."""

    terms: PlanTerms
    deadlines: tuple[Deadline, ...]
    missing: tuple[ChecklistItem, ...] = ()
    findings: tuple[ReadingWarning, ...] = ()


def bear_on(situation: Situation, deadlines: tuple[Deadline, ...]) -> PlanBearing:
    """Without plan documents: that the plan's terms are not verified, where this denial turns on them."""
    rules = situation.rulebook.plan_sections
    category = situation.category.value
    if situation.is_denial is not True:
        return PlanBearing(PlanTerms(), deadlines)
    read = tuple(plan for plan in situation.case.plans if plan.is_read)
    if not read:
        status = _status_without(situation, category in rules.by_category)
        return PlanBearing(PlanTerms(status=status), deadlines, tuple(_not_verified(status)))
    match = PlanMatch(read, situation.facts, category, rules)
    term = _open_term(read, rules.step_of(situation.level))
    conflicts = tuple(find_conflicts(match, situation, term))
    terms = PlanTerms(status="verified", quotes=match.quotes, conflicts=conflicts)
    return PlanBearing(
        terms,
        _with_plan_row(deadlines, situation, term, read),
        tuple(_must_answer(terms)),
        tuple(ReadingWarning(code=row.code, detail=row.detail) for row in conflicts),
    )


def _status_without(situation: Situation, is_needed: bool) -> PlanStatus:
    has_documents = any(row.doc_type in PLAN_TYPES for row in situation.case.documents[1:])
    if has_documents:
        return "unread"
    return "not_verified" if is_needed else "not_needed"


def _not_verified(status: PlanStatus) -> Iterator[ChecklistItem]:
    if status != "not_needed":
        why = _UNREAD_WHY if status == "unread" else f"{NOT_VERIFIED}: attach the plan document (SPD, EOC, policy)"
        yield ChecklistItem(item="the plan's own words on this denial", status="ask", why=why, for_staff=True)


def _must_answer(terms: PlanTerms) -> Iterator[ChecklistItem]:
    """Every criterion or line of a definition that the letter quotes is to be answered from the chart."""
    for quote in terms.quotes:
        for line in quote.lines if quote.in_letter else ():
            words = bare_line(line.quote)
            why = f"must be answered: {quote.title}, page {line.page} of the plan document"
            yield ChecklistItem(item=words, status="ask", why=why, for_staff=True)


def _open_term(read: Sequence[PlanReading], step: str) -> AppealTerm | None:
    return next((term for plan in read for term in plan.appeal_terms if term.step == step), None)


def _with_plan_row(
    deadlines: tuple[Deadline, ...], situation: Situation, term: AppealTerm | None, read: Sequence[PlanReading]
) -> tuple[Deadline, ...]:
    """The plan's own time beside the letter's and the law's; the open step is planned to the earliest of all."""
    if term is None:
        return deadlines
    row = _plan_row(situation, term, read)
    primary = next((deadline for deadline in deadlines if deadline.is_primary), None)
    if primary is None or primary.plan_to is None:
        others = (deadline.model_copy(update={"is_primary": False}) for deadline in deadlines)
        return (row.model_copy(update={"is_primary": row.plan_to is not None}), *others)
    planned = _planned(primary, row)
    return tuple(added for deadline in deadlines for added in ((planned, row) if deadline is primary else (deadline,)))


def _plan_row(situation: Situation, term: AppealTerm, read: Sequence[PlanReading]) -> Deadline:
    reading = next(plan for plan in read if plan.document_id == term.place.document_id)
    stated = StatedTime(
        words=" ".join(term.place.quote.split()),
        limit=Limit.model_validate({"number": term.number, "unit": term.unit}),
        runs_from="notice" if term.runs_from == "notice" else "receipt",
        evidence=term.place,
    )
    counted = build_stated_deadline(
        PLAN_STEP,
        "Plan terms",
        stated,
        dates=case_dates(situation),
        calendar=Calendar(situation.rulebook.holidays),
        provisional=not situation.regime.is_confirmed,
    )
    title = reading.title_of(term.section_id)
    return counted.model_copy(
        update={
            "rule_id": f"plan:{term.place.document_id}:{term.section_id}",
            "limit_words": f"{term.number} {term.unit.replace('_', ' ')}{'' if term.number == 1 else 's'}",
            "citation": f"{title}, page {term.place.page} of the plan document",
            "stated": None,
            "computed": counted.stated,
        }
    )


def _planned(primary: Deadline, row: Deadline) -> Deadline:
    if row.plan_to is None or primary.plan_to is None or row.plan_to >= primary.plan_to:
        return primary
    words = f"{primary.arithmetic}; the plan document gives less: plan to act by {day(row.plan_to)}"
    return primary.model_copy(update={"plan_to": row.plan_to, "safe": row.plan_to, "arithmetic": words})
