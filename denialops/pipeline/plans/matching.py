"""The sections of a case's plan documents that bear on its denial, as quotes with their pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from denialops.domain.draft_text import split_sentences
from denialops.domain.facts import Evidence, Facts
from denialops.domain.plans import Passage, PlanKind, PlanQuote, PlanReading, PlanSection, Waiver
from denialops.domain.rulebook.plan_sections import PlanSectionRules, UseRule
from denialops.pipeline.plans.ranking import ABOUT, Ranking, ServiceWords

DEFINITIONS: frozenset[PlanKind] = frozenset({"medical_necessity", "experimental"})
LISTED: frozenset[PlanKind] = frozenset({"criteria", "step_therapy"})
CITED_FIELDS = ("criteria_cited", "policy_numbers", "denial_reason_quote")
_MOST_LINES = 14
_SECTION_NUMBER = re.compile(
    r"(?:section|article|chapter|part|exclusion|page|§)s? ?#?(\d{1,3}(?:\.\d{1,2})*)", re.IGNORECASE
)
_CLAUSE = re.compile(r";\s+(?:and |or )?")


class PlanMatch:
    """What the readings of one case say of one denial."""

    def __init__(self, plans: Sequence[PlanReading], facts: Facts, category: str, rules: PlanSectionRules) -> None:
        self.plans = tuple(plan for plan in plans if plan.is_read)
        self.rules = rules
        self._facts = facts
        self._use = rules.by_category.get(category) or UseRule(category=category)
        named = (*facts.values("service_description"), *facts.values("drugs"))
        self.service = ServiceWords(named, facts.values("cpt_hcpcs"), rules)
        self._reason = ServiceWords((*named, *facts.values("denial_reason_quote")), facts.values("cpt_hcpcs"), rules)

    @cached_property
    def quotes(self) -> tuple[PlanQuote, ...]:
        """By kind in the order of the rules: what the letter quotes first, then what its writers should know."""
        return tuple(quote for kind in self._use.kinds for quote in self._quotes(kind))

    @cached_property
    def waivers(self) -> tuple[Waiver, ...]:
        """What the plan lists as not needing a step and that is this service, best first."""
        listed = [waiver for plan in self.plans for waiver in plan.waivers]
        ranking = Ranking([waiver.place.quote for waiver in listed], self.service)
        return tuple(listed[index] for index in ranking.best())

    def _quotes(self, kind: PlanKind) -> Iterator[PlanQuote]:
        sections = [section for plan in self.plans for section in plan.sections if section.kind == kind]
        in_letter = kind in self._use.quote
        if kind in DEFINITIONS:
            yield from (self._definition(section, in_letter) for section in _fullest(sections))
        elif kind in LISTED:
            yield from (self._listed(section, in_letter) for section in self._about(sections)[:1])
        else:
            yield from self._passages(kind, sections, in_letter)

    def _definition(self, section: PlanSection, in_letter: bool) -> PlanQuote:
        lead = section.passages[0]
        items = tuple(passage.place for passage in section.items)
        return _quote(section, lead, items or tuple(_clauses(lead.place)), in_letter)

    def _listed(self, section: PlanSection, in_letter: bool) -> PlanQuote:
        lead = next((row for row in section.passages if not row.is_item), section.passages[0])
        return _quote(section, lead, tuple(row.place for row in section.items if row is not lead), in_letter)

    def _about(self, sections: Sequence[PlanSection]) -> list[PlanSection]:
        """Sections about the service, told by their own words."""
        texts = [" ".join((row.title, *(passage.place.quote for passage in row.passages))) for row in sections]
        return [sections[index] for index in Ranking(texts, self.service).best()]

    def _passages(self, kind: PlanKind, sections: Sequence[PlanSection], in_letter: bool) -> Iterator[PlanQuote]:
        """The passage about the service; of exclusions also one that the notice cites by its number or its words."""
        pairs = [(section, passage) for section in sections for passage in section.passages]
        texts = [f"{section.title} {passage.place.quote}" for section, passage in pairs]
        best = Ranking(texts, self.service).best()
        if kind == "exclusions":
            best = [*self._cited(pairs), *best] or _nearest(Ranking(texts, self._reason, known_only=True), len(texts))
        for index in best[:1]:
            yield _quote(*pairs[index], (), in_letter)

    def _cited(self, pairs: Sequence[tuple[PlanSection, Passage]]) -> list[int]:
        """Exclusions of a section whose number the notice names, the nearest to its reason first."""
        told = " ".join(value for field in CITED_FIELDS for value in self._facts.values(field))
        numbers = set(_SECTION_NUMBER.findall(told))
        named = [
            index
            for index, (section, _) in enumerate(pairs)
            if numbers.intersection(_SECTION_NUMBER.findall(section.title))
        ]
        ranking = Ranking([pair[1].place.quote for pair in pairs], self._reason, known_only=True)
        return sorted(named, key=lambda index: (-ranking.share(index), index))[:1]


def _quote(section: PlanSection, lead: Passage, lines: tuple[Evidence, ...], in_letter: bool) -> PlanQuote:
    return PlanQuote(
        kind=section.kind,
        source=section.source,
        title=section.title,
        place=lead.place,
        lines=lines[:_MOST_LINES],
        in_letter=in_letter,
    )


def _fullest(sections: Sequence[PlanSection]) -> list[PlanSection]:
    """A document names a term in several places; its definition is the one with most lines, the first of equals."""
    return sorted(sections, key=lambda row: (-len(row.items), -len(row.passages[0].place.quote)))[:1]


def _nearest(ranking: Ranking, count: int) -> list[int]:
    """The exclusion that has most of the words of the reason, if it has some that matter."""
    best = max(range(count), key=lambda index: (ranking.share(index), -index), default=None)
    return [] if best is None or ranking.share(best) < ABOUT else [best]


def _clauses(place: Evidence) -> Iterator[Evidence]:
    """The sentences and clauses of a definition without a list, each at its own place."""
    position = 0
    for sentence in split_sentences(place.quote):
        for clause in _CLAUSE.split(sentence):
            found = re.compile(r"\s+".join(map(re.escape, clause.split()))).search(place.quote, position)
            if found is None:
                continue
            position = found.end()
            start = place.start + found.start()
            yield place.model_copy(update={"start": start, "end": place.start + found.end(), "quote": found[0]})
