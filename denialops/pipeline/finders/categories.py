"""Which category words and codes point to: all cues are looked up once, then weighed for any part of the letter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from denialops.domain.rulebook.categories import CategoryRules
from denialops.domain.rulebook.codes import CodeRules
from denialops.domain.rulebook.cues import Hit
from denialops.pipeline.finders.reading import Found, Reading, Span
from denialops.pipeline.finders.speech import without_rights

_PHRASE, _BROADNESS = 9.0, 2.0
"""A phrase decides by itself from the first weight on; by the second a broad category gives way to a narrower one."""


class Verdict(NamedTuple):
    """A category with the words that decided it; "" when nothing in the span points anywhere.

    `lead`: by how much it outweighs the next category in the same words.
    """

    category: str
    hit: Hit
    weight: float
    lead: float = 0.0


class CategoryFinder:
    """Weighs the cues of all categories over spans of one letter, helped by its codes."""

    def __init__(
        self, reading: Reading, rules: CategoryRules, codes: CodeRules, carcs: Sequence[Found], rarcs: Sequence[Found]
    ) -> None:
        self._rules = rules
        self._codes = codes
        self._flat = without_rights(reading)
        self._places = [(row.id, row.cues.places(reading.flat, self._flat)) for row in rules.categories]
        self._broad = frozenset(row.id for row in rules.categories if row.is_broad)
        self._carcs, self._rarcs = carcs, rarcs
        self.votes = self._count_votes()

    def _count_votes(self) -> dict[str, float]:
        """Votes of the codes; remark codes narrow what an adjustment code leaves open."""
        votes: dict[str, float] = {}
        tables = ((self._codes.carc_by_code, self._carcs, 3.0), (self._codes.rarc_by_code, self._rarcs, 2.0))
        for table, codes, weight in tables:
            for found in codes:
                meaning = table.get(found.value)
                if meaning and meaning.category:
                    votes[meaning.category] = max(votes.get(meaning.category, 0.0), weight)
        return votes

    def weigh(self, span: Span) -> Verdict:
        """The category whose cues in the span weigh most: the heaviest counts in full, further ones a little."""
        best, best_rank, second = Verdict("", Hit(span.start, span.end, 0), 0.0), 0.0, 0.0
        for name, places in self._places:
            hits = [hit for hit in places if span.start <= hit.start and hit.end <= span.end]
            if not hits or hits[0].weight <= 0:
                continue
            distinct = {self._flat[hit.start : hit.end] for hit in hits[1:] if hit.weight > 0}
            score = hits[0].weight + 1.5 * min(len(distinct), 3) + sum(hit.weight for hit in hits if hit.weight < 0)
            score += self.votes.get(name, 0.0) if score > 0 else 0.0
            rank = score - _BROADNESS * (name in self._broad)
            if score > 0 and (rank > best_rank or not best.category):
                best, best_rank, second = Verdict(name, hits[0], score), rank, best_rank
            else:
                second = max(second, rank)
        return best._replace(lead=best_rank - second)

    def guess(self, span: Span) -> Verdict:
        """The category with the most single words of its own in the span, where no phrase tells."""
        best = Verdict("", Hit(span.start, span.end, 0), 0.0)
        for row in self._rules.categories:
            hits = row.cues.words(self._flat, span.start, span.end)
            count = len({self._flat[hit.start : hit.end] for hit in hits})
            if count > best.weight:
                best = Verdict(row.id, hits[0], count, count - best.weight)
        return best

    def decide(self, span: Span) -> Verdict:
        """The category of quoted words; codes that say otherwise win over weak words."""
        verdict = self.weigh(span)
        if not self.votes or verdict.weight >= _PHRASE:
            return verdict
        first, *others = sorted(self.votes, key=lambda name: -self.votes[name])
        lead = self.votes[first] - max((self.votes[name] for name in others), default=0.0)
        return Verdict(first, verdict.hit, _PHRASE, _PHRASE if lead else 0.0)

    def knows(self, code: str) -> bool:
        """Whether an adjustment or remark code of that name is in the tables."""
        return code in self._codes.carc_by_code or code in self._codes.rarc_by_code

    def by_codes(self) -> Verdict | None:
        """Codes without words still tell the category; the code is its evidence."""
        best = max(self.votes, key=lambda name: self.votes[name], default="")
        for found in (*self._carcs, *self._rarcs):
            table = self._codes.carc_by_code if found.field == "carc" else self._codes.rarc_by_code
            if best and found.value in table and table[found.value].category == best:
                return Verdict(best, Hit(found.start, found.end, 3), 9.0)
        return None

    def is_broad(self, category: str) -> bool:
        return category in self._broad

    def subcategory(self, category: str, span: Span) -> str:
        row = next((row for row in self._rules.categories if row.id == category), None)
        for name, cues in (row.subcategories if row else {}).items():
            if cues.first(self._flat, span.start, span.end):
                return name
        return ""
