"""The payer's own words for why it denied, and the category that these words, or the codes, point to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from denialops.domain.rulebook.categories import CategoryRules
from denialops.domain.rulebook.codes import CodeRules
from denialops.domain.rulebook.cues import CueSet, Hit
from denialops.pipeline.finders.reading import GUESS, LIKELY, SURE, Found, Reading, Span

_RIGHTS = re.compile(
    r"\b(?:you (?:may|can|have the right|must|should)|right to|appeals? (?:must|may|to|within|in writing|by|:)|to appeal|file an? |ask for an? (?:appeal|review|reconsideration)|"
    r"within \d+ (?:calendar |business )?(?:days|months) (?:of|from|after)|peer-?to-?peer|call us|fax|p\.?o\.? box|free (?:copy|copies)|if you|puede|tiene derecho|expedited|"
    r"send (?:us|it|a)|we will|questions|an appeal|please|sincerely|form cms|can ask|upon request)\b"
)
_BECAUSE = re.compile(r"\b(?:because|reason|rationale|since|due to|based on|therefore|does not|did not|do not|not |no |denied|porque|debido|motivo|exceed|lack|without|included|expired|absent|considered|improving|exclu)")
_HEAD = re.compile(r"(?:why (?:did|was|we)|reason (?:for|we)|rationale|basis|explanation|remarks?|notes?|motivo|razon|por que)[^.\n]{0,60}[:?]?$")
_LEADS = re.compile(r"^(?:[*\-•]\s*)?(?:(?:denied|reason(?: for (?:the )?(?:denial|decision|determination))?|rationale|clinical rationale|denial reason|basis|explanation|remark|note|decision|motivo)\b ?(?:code)? ?:|(?:carc |rarc )?(?:co|pr|oa|pi)?[- ]?[a-z]{0,2}\d{1,4}[a-z]?\)?(?: ?[-:=.,]|  +)) ?")
_GROUNDS = re.compile(r"(?:principal )?reasons?(?: for [a-z ]{3,30})?:|clinical (?:basis|rationale)|has not (?:confirmed|shown|demonstrated)|(?:notes|records?|report|chart|documentation) (?:\w+ ){0,3}(?:do|does|did|describes?|shows?) ")
_CODE = re.compile(r"[a-z]{0,2}\d{1,4}[a-z]?")
_MAX_QUOTE = 250


class Reason(NamedTuple):
    """The quoted sentences and what they point to; `weight` how strongly the category is backed."""

    span: Span
    category: str
    subcategory: str
    hit: Span
    weight: float


class ReasonFinder:
    """Reads the reason with the cues of the categories and the meanings of the codes."""

    def __init__(self, categories: CategoryRules, codes: CodeRules) -> None:
        self.categories = categories
        self.codes = codes

    def find(self, reading: Reading, carcs: Sequence[Found], rarcs: Sequence[Found], top_end: int) -> Reason | None:
        """The best sentence outside title and rights, with its category."""
        by_code = self._by_codes(carcs, rarcs)
        codes = frozenset(found.value for found in (*carcs, *rarcs))
        scored = [
            (self._score(reading, index, sentence, by_code, codes, top_end), sentence)
            for index, sentence in enumerate(reading.sentences)
        ]
        best = max(scored, key=lambda pair: (pair[0][0], -pair[1].start), default=None)
        if best is None or best[0][0] < 2.5:
            return self._from_codes(carcs, rarcs)
        (_, category, hit), sentence = best
        span = self._widened(reading, sentence)
        category, hit, weight = self._decide(reading, span, by_code, category, hit)
        return Reason(span, category, self._subcategory(reading, category, span), Span(hit.start, hit.end), weight)

    def _by_codes(self, carcs: Sequence[Found], rarcs: Sequence[Found]) -> dict[str, float]:
        """Category votes of the codes; remark codes narrow what an adjustment code leaves open."""
        votes: dict[str, float] = {}
        for table, codes, weight in ((self.codes.carc_by_code, carcs, 3.0), (self.codes.rarc_by_code, rarcs, 2.0)):
            for found in codes:
                meaning = table.get(found.value)
                if meaning and meaning.category:
                    votes[meaning.category] = max(votes.get(meaning.category, 0.0), weight)
        return votes

    def _from_codes(self, carcs: Sequence[Found], rarcs: Sequence[Found]) -> Reason | None:
        """Codes without words still tell the category, though there is nothing to quote but the code."""
        votes = self._by_codes(carcs, rarcs)
        best = max(votes, key=lambda name: votes[name], default="")
        if not best:
            return None
        tables = (self.codes.carc_by_code, self.codes.rarc_by_code)
        for found, table in [*((f, tables[0]) for f in carcs), *((f, tables[1]) for f in rarcs)]:
            if found.value in table and table[found.value].category == best:
                return Reason(Span(0, 0), best, "", Span(found.start, found.end), 3.0)
        return None

    def _score(
        self,
        reading: Reading,
        index: int,
        sentence: Span,
        by_code: dict[str, float],
        codes: frozenset[str],
        top_end: int,
    ) -> tuple[float, str, Hit]:
        text = reading.flat[sentence.start : sentence.end]
        category, hit, score = self._category_of(reading, sentence, by_code)
        lead = self._lead(reading, text, codes)
        if len(text) < 15 or not (category or "denied" in text or lead >= 3 or _GROUNDS.search(text)):
            return 0.0, "", hit
        score = min(score, 12.0) / 3 + 1.0 * bool(_BECAUSE.search(text)) + 0.6 * ("because" in text or "porque" in text)
        score -= 3.0 * bool(_RIGHTS.search(text)) + 2.5 * (sentence.start < top_end) + 1.2 * (not re.search(r"[.!]$|[a-z]{4}$", text))
        if index and _HEAD.search(reading.flat[reading.sentences[index - 1].start : reading.sentences[index - 1].end]):
            score += 2.0
        score += lead + 1.5 * (not category and bool(_GROUNDS.search(text))) - 1.0 * (len(text) > 420) - 1.5 * ("   " in text)
        return score, category, hit

    def _lead(self, reading: Reading, text: str, codes: frozenset[str]) -> float:
        """A line that explains a denying code is the best reason a table can give."""
        lead = _LEADS.match(text)
        if not lead:
            return 0.0
        code = _CODE.search(lead.group())
        if not code:
            return 0.8
        return 3.0 if code.group().upper().lstrip("0") in codes else 1.0

    def _category_of(self, reading: Reading, span: Span, by_code: dict[str, float]) -> tuple[str, Hit, float]:
        """The category whose cues weigh most in the span, helped by the codes."""
        best, best_hit, best_score = "", Hit(span.start, span.end, 0), 0.0
        for category in self.categories.categories:
            score, strongest = _weigh(category.cues, reading.flat, span)
            if score <= 0:
                continue
            score += by_code.get(category.id, 0.0)
            if score > best_score:
                best, best_hit, best_score = category.id, strongest or best_hit, score
        return best, best_hit, best_score

    def _decide(
        self, reading: Reading, span: Span, by_code: dict[str, float], category: str, hit: Hit
    ) -> tuple[str, Hit, float]:
        """The category of the quoted words; a code that says otherwise wins only over weak words."""
        name, found, score = self._category_of(reading, span, by_code)
        category, hit = (name, found) if name else (category, hit)
        if by_code and category not in by_code:
            coded = max(by_code, key=lambda code: by_code[code])
            if score < 9:
                return coded, hit, 2.0
        return category or "unknown", hit, score + 2.0 * (category in by_code)

    def _subcategory(self, reading: Reading, category: str, span: Span) -> str:
        row = next((row for row in self.categories.categories if row.id == category), None)
        for name, cues in (row.subcategories if row else {}).items():
            if cues.first(reading.flat, span.start, span.end):
                return name
        return ""

    def _widened(self, reading: Reading, sentence: Span) -> Span:
        """The sentence without its code, with the next sentences that still give reasons, up to a few lines."""
        start = sentence.start
        if lead := _LEADS.match(reading.flat[sentence.start : sentence.end]):
            start += lead.end()
        end = sentence.end
        for following in reading.sentences:
            if following.start < sentence.end:
                continue
            text = reading.flat[following.start : following.end]
            gap = reading.text[end : following.start]
            if "\n" in gap.replace(" \n", "\n") or following.end - start > _MAX_QUOTE or _RIGHTS.search(text) or len(text) < 12:
                break
            end = following.end
        return Span(start, end)


def _weigh(cues: CueSet, flat: str, span: Span) -> tuple[float, Hit | None]:
    """The heaviest cue, a little more for each further one, less for those against."""
    score, strongest = 0.0, None
    for hit in cues.hits(flat, span.start, span.end):
        score += hit.weight if strongest is None or hit.weight < 0 else 1.5
        if strongest is None:
            strongest = hit
    return score, strongest


def reason_facts(reading: Reading, reason: Reason | None) -> Iterator[Found]:
    if reason is None:
        return
    if reason.span.end:
        quote = " ".join(reading.cut(reason.span).split())
        yield Found("denial_reason_quote", quote, reason.span.start, reason.span.end, LIKELY + 0.06, "reasons.quote")
    confidence = SURE if reason.weight >= 11 else LIKELY + 0.05 if reason.weight >= 9 else GUESS + 0.1
    if reason.category != "unknown":
        yield Found("category", reason.category, reason.hit.start, reason.hit.end, confidence, "reasons.category")
    if reason.subcategory:
        yield Found("subcategory", reason.subcategory, reason.span.start, reason.span.end, LIKELY, "reasons.subcategory")
    if reason.weight < 3:
        return
