"""The payer's own words for why it denied, and the category that these words, or the codes, point to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from denialops.domain.rulebook.cues import Hit
from denialops.pipeline.finders.categories import CategoryFinder, Verdict
from denialops.pipeline.finders.reading import GUESS, LIKELY, SURE, Found, Reading, Span
from denialops.pipeline.finders.speech import DENIES, GENERAL, PAID, RESTATED, RIGHTS

_BECAUSE = re.compile(
    r"\b(?:because|reason|rationale|since|due to|based on|therefore|does not|did not|do not|not |no |"
    r"denied|porque|debido|motivo|exceed|lack|"
    r"without|included|expired|absent|considered|improving|exclu)"
)
_HEAD = re.compile(
    r"(?:why (?:did|was|we)|reason (?:for|we)|rationale|basis|explanation|remarks?|notes?|motivo|"
    r"razon|por que)[^.\n]{0,60}[:?]?$"
)
_LEADS = re.compile(
    r"^(?:[*\-•]\s*)?(?:(?:denied|reason(?: for (?:the )?(?:denial|decision|determination))?|"
    r"rationale|clinical rationale|denial reason|basis|"
    r"explanation|remark|note|message|decision|motivo)\b ?(?:code)? ?:|(?:message |remark |"
    r"note )?(?:carc |rarc )?(?:co|pr|oa|pi)?[- ]?[a-z]{0,2}\d{1,4}[a-z]?\)?"
    r"(?: ?[-:=.,]|  +)) ?"
)
_CODE = re.compile(r"[a-z]{0,2}\d{1,4}[a-z]?")
_GROUNDS = re.compile(
    r"(?:principal )?reasons?(?: for [a-z ]{3,30})?:|clinical (?:basis|rationale)|"
    r"has not (?:confirmed|shown|demonstrated)|"
    r"(?:notes|records?|report|chart|documentation) (?:\w+ ){0,3}(?:do|does|did|describes?|shows?) |"
    r"criteria (?:\w+ ){0,3}requires?"
)
_CLINICAL = re.compile(
    r"\b(?:guidelines?|odg|mtus|clinical|criteria|medical policy|reviewer|physician review|medicare (?:pays|"
    r"covers)|cfr|lcd|ncd)\b"
)
_SENTENCE_LIKE = re.compile(r"[.!]$|[a-z]{4}$")
_GROUND_LEAD = re.compile(
    r"(?:\W{0,3})(?:(?:the |our |clinical |principal |specific |main )*(?:reasons?|rationale|basis|why|"
    r"explanation|motivo|razon)|"
    r"because|this is because|what we found)\b"
)
_LIMIT = re.compile(
    r"\b(?:appeals?|imr|peer|disputes?|review|objections?|level (?:one|two|1|2))\b[^.]{0,80}\b(?:days|months|"
    r"hours|until|by)\b"
)
_MAX_QUOTE = 250
_ENOUGH, _EXPLAINS = 2.2, 3.0
_WEAK, _TOLD, _HINTED, _UNCONTESTED = 4.0, 9.0, 2.0, 4.0
"""Below the first a verdict rests on single words; from the second on a phrase decides by itself."""


class Reason(NamedTuple):
    """`span` of the quoted sentences, empty when only codes tell; the verdict is what they point to."""

    span: Span
    verdict: Verdict
    subcategory: str


def find_reason(
    reading: Reading, categories: CategoryFinder, codes: frozenset[str], top_end: int, decision: Hit | None
) -> Reason | None:
    """The best sentence outside title and rights, with its category; without one, the sentence that denies."""
    best, best_score = None, _ENOUGH
    decided = reading.sentence_at(decision.start) if decision else None
    for index, sentence in enumerate(reading.sentences):
        score = _score(reading, index, categories, codes, top_end)
        score += 0.7 * (sentence == decided) if score else 0.0
        if score > best_score:
            best, best_score = sentence, score
    if best is None:
        return _reason_by_codes(reading, categories, codes, top_end, decision)
    span = _widened(reading, best)
    verdict = _verdict(reading, categories, span, best)
    if verdict.weight < _WEAK:
        verdict = _elsewhere(reading, categories, codes, span, top_end)
    return Reason(span, verdict, categories.subcategory(verdict.category, span))


def _verdict(reading: Reading, categories: CategoryFinder, span: Span, best: Span) -> Verdict:
    """What the quoted words point to: the best sentence before its neighbours, a narrower cause before a broad one."""
    verdict, told = categories.decide(span), categories.weigh(best)
    if told.weight >= _TOLD and told.category != verdict.category and span.start <= best.start < span.end:
        verdict = categories.decide(best)
    if categories.is_broad(verdict.category):
        verdict = _narrowed(reading, categories, verdict, best)
    around = categories.weigh(_passage(reading, span))
    is_contested = around.weight > max(verdict.weight, _TOLD) and around.category != verdict.category
    return verdict._replace(lead=0.0) if is_contested else verdict


def _reason_by_codes(
    reading: Reading, categories: CategoryFinder, codes: frozenset[str], top_end: int, decision: Hit | None
) -> Reason | None:
    """What the codes tell; else the sentence that denies and what the rest of the letter points to."""
    verdict = categories.by_codes()
    if verdict or decision is None:
        return Reason(Span(0, 0), verdict, "") if verdict else None
    sentence = reading.sentence_at(decision.start)
    told = categories.decide(sentence)
    verdict = told if told.weight >= _TOLD else _elsewhere(reading, categories, codes, sentence, top_end)
    is_title = sentence.start < top_end and reading.text[sentence.end - 1] != "."
    return Reason(Span(0, 0) if is_title else _widened(reading, sentence), verdict, "")


def _score(reading: Reading, index: int, categories: CategoryFinder, codes: frozenset[str], top_end: int) -> float:
    """How well a sentence gives the reason: by its cues, its connectives, its place and the code it explains."""
    sentence = reading.sentences[index]
    text = reading.flat[sentence.start : sentence.end]
    verdict = categories.weigh(sentence)
    lead, body = _lead(text, codes, categories)
    grounds = _GROUNDS.search(text) is not None
    if len(text) < 15 or not (verdict.category or lead >= _EXPLAINS or grounds or DENIES.search(text)):
        return 0.0
    score = min(verdict.weight, 12.0) / 3 + lead + 1.5 * (not verdict.category and grounds)
    score += 1.0 * bool(_BECAUSE.search(text)) + 0.6 * ("because" in text or "porque" in text)
    score -= 3.0 * bool(RIGHTS.search(text)) + 2.5 * (sentence.start < top_end and not text.endswith("."))
    score -= 1.2 * (not _SENTENCE_LIKE.search(text)) + 1.0 * (len(text) > 420) + 1.5 * ("   " in text[body:])
    if lead < _EXPLAINS:
        score -= 2.5 * bool(GENERAL.search(text)) + 2.0 * (bool(PAID.search(text)) and not DENIES.search(text))
    score -= 3.0 * bool(RESTATED.match(text)) + 2.0 * (text.startswith("if ") or text.endswith("?"))
    score += 0.8 * bool(_GROUND_LEAD.match(text)) - 2.0 * (text.count(":") > 2 or text.count(" / ") > 1)
    before = reading.sentences[index - 1] if index else None
    if before and _HEAD.search(reading.flat[max(before.start, before.end - 90) : before.end]):
        score += 2.0
    return score


def _lead(text: str, codes: frozenset[str], categories: CategoryFinder) -> tuple[float, int]:
    """What a leading label or code adds, and where the words begin: a line that explains a denying code is the best
    reason a table can give; one that explains the code of another line gives none."""
    lead = _LEADS.match(text)
    if not lead:
        return 0.0, 0
    code = _CODE.search(lead.group())
    if not code:
        return 0.8, lead.end()
    name = code.group().upper().lstrip("0")
    if name in codes:
        return _EXPLAINS, lead.end()
    return -9.0 if codes and categories.knows(name) else 1.0, lead.end()


def _elsewhere(
    reading: Reading, categories: CategoryFinder, codes: frozenset[str], span: Span, top_end: int
) -> Verdict:
    """What the neighbouring sentences, then the others outside the rights, point to; words without a cause of their
    own under a clinical review are about need."""
    best = Verdict("unknown", categories.weigh(span).hit, 0.0)
    for sentence in reading.sentences:
        verdict = categories.weigh(sentence)
        text = reading.flat[sentence.start : sentence.end]
        if not verdict.category or sentence.start <= top_end or RIGHTS.search(text) or GENERAL.search(text):
            continue
        if _lead(text, codes, categories)[0] < 0:
            continue
        is_near = 0 <= sentence.start - span.end <= 2 or 0 <= span.start - sentence.end <= 2
        weight = verdict.weight if is_near or span.start <= sentence.start < span.end else 0.8 * min(verdict.weight, 9)
        if weight > best.weight:
            best = verdict._replace(weight=weight)
    if best.weight < _WEAK:
        guess = categories.guess(_passage(reading, span))
        best = guess if guess.weight > best.weight else best
    if best.weight < _HINTED and _CLINICAL.search(reading.flat):
        return Verdict("medical_necessity", best.hit, _HINTED)
    return best


def _passage(reading: Reading, span: Span) -> Span:
    """The words with the two sentences before and after them that are no rights."""
    start, end = span
    sentences = [one for one in reading.sentences if not RIGHTS.search(reading.flat, one.start, one.end)]
    before = [one for one in sentences if one.end <= span.start][-2:]
    after = [one for one in sentences if one.start >= span.end][:2]
    return Span(before[0].start if before else start, after[-1].end if after else end)


def _narrowed(reading: Reading, categories: CategoryFinder, verdict: Verdict, best: Span) -> Verdict:
    """A broad cause yields to the narrower one of the sentence before: "Your approval ended. It is not covered." """
    index = reading.sentences.index(best)
    if not index:
        return verdict
    before = reading.sentences[index - 1]
    text = reading.flat[before.start : before.end]
    if (
        "\n\n" in reading.text[before.start : best.start]
        or RIGHTS.search(text)
        or GENERAL.search(text)
        or RESTATED.match(text)
    ):
        return verdict
    told = categories.weigh(before)
    return told if told.weight >= _TOLD and not categories.is_broad(told.category) else verdict


def _widened(reading: Reading, sentence: Span) -> Span:
    """The sentence without its code, with the next sentences that still give reasons, up to a few lines."""
    start = sentence.start
    if lead := _LEADS.match(reading.flat[sentence.start : sentence.end]):
        start += lead.end()
    end = sentence.end
    for following in reading.sentences:
        if following.start < sentence.end:
            continue
        text = reading.flat[following.start : following.end]
        if "\n" in reading.text[end : following.start] or following.end - start > _MAX_QUOTE:
            break
        if RIGHTS.search(text) or _LIMIT.search(text) or GENERAL.search(text) or len(text) < 12:
            break
        end = following.end
    return Span(start, end)


def reason_facts(reading: Reading, reason: Reason | None) -> Iterator[Found]:
    if reason is None:
        return
    verdict = reason.verdict
    if reason.span.end:
        quote = " ".join(reading.cut(reason.span).split())
        yield Found("denial_reason_quote", quote, reason.span.start, reason.span.end, LIKELY + 0.06, "reasons.quote")
    confidence = belief_in(verdict)
    if verdict.category != "unknown":
        yield Found("category", verdict.category, verdict.hit.start, verdict.hit.end, confidence, "reasons.category")
    if reason.subcategory:
        yield Found(
            "subcategory", reason.subcategory, verdict.hit.start, verdict.hit.end, LIKELY, "reasons.subcategory"
        )


def belief_in(verdict: Verdict) -> float:
    """A phrase that no other category contests is sure; one that shares its words with another is not."""
    if verdict.weight < _TOLD:
        return GUESS + 0.1 if verdict.weight >= _WEAK else GUESS - 0.1
    if verdict.lead < _UNCONTESTED:
        return LIKELY
    return SURE if verdict.weight >= 11 and verdict.lead >= 6 else LIKELY + 0.06
