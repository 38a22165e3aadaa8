"""Where the letter says one thing and the plan another: each with the words of both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from denialops.domain.deadlines import limit_words
from denialops.domain.facts import Evidence
from denialops.domain.plans import AppealTerm, PlanConflict, PlanQuote
from denialops.domain.rulebook.deadlines import Limit
from denialops.domain.rulebook.plan_sections import SectionRule
from denialops.pipeline.finders.reading import Reading
from denialops.pipeline.plans.matching import PlanMatch
from denialops.pipeline.routing.stated import stated_appeal

if TYPE_CHECKING:
    from denialops.pipeline.routing.situation import Situation

_DEFINES = re.compile(r"\bmeans?\b|\bdefine[sd]?\b|\bdefinition\b")
_LIKE = 0.6
_WORD = re.compile(r"[a-z]{3,}")


def find_conflicts(match: PlanMatch, situation: Situation, term: AppealTerm | None) -> Iterator[PlanConflict]:
    """In the order in which a nurse should look at them."""
    yield from _time_conflicts(match, situation, term)
    yield from _waiver_conflicts(match, situation)
    yield from _definition_conflicts(match, situation)
    yield from _benefit_conflicts(match, situation)


def _time_conflicts(match: PlanMatch, situation: Situation, term: AppealTerm | None) -> Iterator[PlanConflict]:
    stated = stated_appeal(situation.facts)
    if term is None or stated is None or stated.limit is None:
        return
    planned = Limit.model_validate({"number": term.number, "unit": term.unit})
    if planned == stated.limit or _in_days(planned) == _in_days(stated.limit):
        return
    detail = f"the letter gives {limit_words(stated.limit)} to appeal, the plan {limit_words(planned)}"
    yield _conflict(match, "plan_time_differs", detail, term.section_id, term.place, stated.evidence)


def _waiver_conflicts(match: PlanMatch, situation: Situation) -> Iterator[PlanConflict]:
    """The letter says that a step was needed, the plan lists the service as not needing it."""
    rules = {row.kind: row for row in match.rules.waivers if situation.category.value in row.categories}
    for waiver in match.waivers:
        if waiver.kind in rules:
            words = waiver.kind.replace("_", " ")
            detail = f"the letter asks for {words}, the plan lists the service as not needing it"
            reason = situation.facts.find("denial_reason_quote")
            letter = reason.evidence if reason else None
            yield _conflict(match, "plan_step_not_needed", detail, waiver.section_id, waiver.place, letter)
            return


def _definition_conflicts(match: PlanMatch, situation: Situation) -> Iterator[PlanConflict]:
    rules = {row.kind: row for row in match.rules.sections if row.defines}
    for quote in match.quotes:
        rule = rules.get(quote.kind)
        if rule is None or not situation.case.documents:
            continue
        told = _letter_definition(situation, rule)
        if told and _likeness(told.quote, quote) < _LIKE:
            detail = "the letter defines the term in other words than the plan"
            yield _conflict(match, "plan_definition_differs", detail, quote.source.split(":")[-1], quote.place, told)


def _benefit_conflicts(match: PlanMatch, situation: Situation) -> Iterator[PlanConflict]:
    """Called not covered, and listed among the benefits."""
    if situation.category.value != "not_covered_benefit":
        return
    for quote in match.quotes:
        if quote.kind == "benefits":
            reason = situation.facts.find("denial_reason_quote")
            letter, section = (reason.evidence if reason else None), quote.source.split(":")[-1]
            detail = "the letter calls the service not covered, the plan lists it among its benefits"
            yield _conflict(match, "plan_lists_the_service", detail, section, quote.place, letter)


def _conflict(
    match: PlanMatch, code: str, detail: str, section_id: str, plan: Evidence, letter: Evidence | None
) -> PlanConflict:
    reading = next(row for row in match.plans if row.document_id == plan.document_id)
    title = reading.title_of(section_id)
    return PlanConflict(
        code=code,
        detail=f"{detail} ({title}, page {plan.page})",
        source=f"plan:{plan.document_id}:{section_id}",
        title=title,
        plan=plan,
        letter=letter,
    )


def _letter_definition(situation: Situation, rule: SectionRule) -> Evidence | None:
    """The sentence in which the letter itself says what the term means."""
    letter = situation.case.letter.letter
    reading = Reading(letter.text)
    for span in reading.sentences:
        sentence = reading.flat[span.start : span.end]
        if _DEFINES.search(sentence) and any(hit for cue in rule.terms for hit in cue.all(sentence, 0, len(sentence))):
            page, offset, _ = letter.locate(span.start)
            quote = letter.text[span.start : span.end]
            return Evidence(
                document_id=letter.document_id, page=page, start=offset, end=offset + len(quote), quote=quote
            )
    return None


def _likeness(words: str, quote: PlanQuote) -> float:
    """How much of the letter's definition the plan's has."""
    told = set(_WORD.findall(words.lower()))
    plan = set(_WORD.findall(" ".join((quote.place.quote, *(line.quote for line in quote.lines))).lower()))
    return len(told & plan) / len(told) if told else 1.0


def _in_days(limit: Limit) -> tuple[str, int]:
    return ("day", limit.number * 7) if limit.unit == "week" else (limit.unit, limit.number)
