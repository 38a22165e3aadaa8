"""The terms that plan sections state: how long a member has for each step, and what needs no step."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from denialops.domain.facts import Evidence
from denialops.domain.plans import AppealTerm, Passage, PlanSection, Waiver
from denialops.domain.rulebook.deadlines import Anchor, Limit
from denialops.domain.rulebook.plan_sections import PlanSectionRules, WaiverRule
from denialops.pipeline.finders.reading import Reading, Span
from denialops.pipeline.plans.sections import flat
from denialops.pipeline.routing.stated import limit_in

_LATER_STEPS = frozenset({"hour"})
_FROM_RECEIPT = re.compile(r"recei(?:pt|v)")
_FROM_NOTICE = re.compile(r"date (?:of|on) (?:the|your|our|a) (?:\w+ ){0,2}(?:notice|denial|letter|decision)")


def find_appeal_terms(sections: Sequence[PlanSection], rules: PlanSectionRules) -> tuple[AppealTerm, ...]:
    """The first time limit of each step that is the member's own, not the plan's time to answer."""
    found: dict[str, AppealTerm] = {}
    for section in sections:
        if section.kind == "appeal_terms":
            for term in _limits(section, rules):
                found.setdefault(term.step, term)
    return tuple(found.values())


def find_waivers(sections: Sequence[PlanSection], rules: PlanSectionRules) -> tuple[Waiver, ...]:
    """Passages that say of something that it needs no authorization, referral or step therapy."""
    return tuple(
        Waiver(kind=rule.kind, section_id=section.section_id, place=passage.place)
        for section in sections
        for rule in rules.waivers
        if section.kind == rule.kind or (rule.kind == "prior_authorization" and section.kind == "benefits")
        for passage in _waived(section, rule, rules)
    )


def _limits(section: PlanSection, rules: PlanSectionRules) -> Iterator[AppealTerm]:
    for passage in section.passages:
        reading = Reading(passage.place.quote)
        for span in reading.sentences:
            sentence = reading.flat[span.start : span.end]
            limit = limit_in(sentence)
            if limit is None or limit.unit in _LATER_STEPS or not rules.asks.first(sentence):
                continue
            if not rules.decides.first(sentence):
                yield _term(section, rules, limit, sentence, _cut(passage.place, span))


def _term(section: PlanSection, rules: PlanSectionRules, limit: Limit, sentence: str, place: Evidence) -> AppealTerm:
    """The step of the sentence, else that of the heading above it."""
    step = _step(sentence, rules)
    titled = _step(flat(section.title), rules)
    chosen = titled if step in ("", "first") and titled else step
    return AppealTerm(
        step=chosen or "first",
        number=limit.number,
        unit=limit.unit,
        runs_from=_anchor(sentence),
        section_id=section.section_id,
        place=place,
    )


def _step(words: str, rules: PlanSectionRules) -> str:
    return next((row.id for row in rules.steps if row.first(words)), "")


def _anchor(sentence: str) -> Anchor:
    """Plans count from receipt unless they say that the date of the notice counts."""
    return "notice" if _FROM_NOTICE.search(sentence) and not _FROM_RECEIPT.search(sentence) else "receipt"


def _waived(section: PlanSection, rule: WaiverRule, rules: PlanSectionRules) -> Iterator[Passage]:
    """Passages that say it themselves, and the items of a list that is led by such words."""
    leads = rule.first(flat(section.title)) is not None
    for passage in section.passages:
        words = flat(passage.place.quote)
        says = rule.first(words) is not None
        if says or (leads and passage.is_item):
            yield passage
        if not passage.is_item and (says or rules.needed.first(words)):
            leads = says and words.rstrip().endswith(":")


def _cut(place: Evidence, span: Span) -> Evidence:
    """A sentence of a passage as a place of its own."""
    return place.model_copy(
        update={
            "start": place.start + span.start,
            "end": place.start + span.end,
            "quote": place.quote[span.start : span.end],
        }
    )
