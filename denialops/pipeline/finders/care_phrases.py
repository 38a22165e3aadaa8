"""Names of care in running text: a noun of care with the words around it, weighed by what the sentence says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from denialops.pipeline.finders.care_words import HEAD, STOP
from denialops.pipeline.finders.codes import Code
from denialops.pipeline.finders.reading import GUESS, LIKELY, Found, Reading, Span, fold

_WORD = re.compile(r"[a-z0-9%][\w'%/.-]*")
_LINK = re.compile(
    r" (?:of|for|to|with|without|in|de|del|para|con|sin)(?: (?:the|a|an|your|la|el|los|las|su))? (?=[a-z0-9])"
)
_AND_CARE = re.compile(rf" (?:and|&|y) (?=(?:[a-z-]+ )?{HEAD.pattern})")
_AND_JUDGED = re.compile(r" (?:and|or|&) (?=[a-z-]+ (?:is|are|was|were) )")
_PER = re.compile(
    r",? (?:a|an|per|each|every|al|a la|por|cada) (?:day|week|month|year|visit|semana|mes|dia)\w*|/(?:day|week|month)"
)
_MORE = re.compile(
    r", (?:(?:up to )?\d+ (?:more )?\w+(?: (?:a|per|each) \w+)?|left(?: \w+)?|right(?: \w+)?|both \w+|bilateral|"
    r"one level|two levels|"
    r"[lcts]\d-?[lcts]?\d?|tooth \d+|first \d+ days)(?![\w-])"
)
_ASKED = re.compile(
    r"(?:ask(?:ed|ing)?|request(?:ed|s|ing)?|approv\w+|authori[sz]\w+|precertif\w+|certify|certified|cover(?:age)?|"
    r"den(?:y|ied|ying|ial)|"
    r"pays?|payment|perform\w*|prescrib\w+|ordered|recommend\w+|getting|receiving|purchased|provided|claims?|"
    r"bill(?:ed)?|concern(?:s|ed|ing)?|current|no longer need\w*|ending|reduc\w+|stop\w*|cut\w*|"
    r"solicit\w+|pidi\w+|negamos|cubrir|wanted|"
    r"went to|attended|underwent|planned|taken by|spent on|paid for|"
    r"turned down|refused|reviewed|about|certified for|need for|supplied|furnished|non-?certif\w+|disapprov\w+)"
    r"(?: [^\s.;][^\s;]{0,24}){0,9}?:? *$"
)
_JUDGED = re.compile(
    r"(?: \([^)]{1,40}\))?(?:,[^,.;]{1,40},)?(?: (?:that |which )?(?:your|you|the|dr\.?|we) (?:[\w.]+ ){0,3}?"
    r"(?:requested|ordered|asked (?:us )?for|prescribed|took|had|received|got|"
    r"wants?)(?: on [^.;]{3,20}?)?)? (?:billed )?(?:from [^.;]{3,50} |for [^.;]{3,50} )?(?:is|are|was|were|has|have|"
    r"will|"
    r"cannot|can ?not|does|do|did|"
    r"no es|no son|fue)(?: been| be)? ?"
    r"(?:not|denied|excluded|unproven|investigational|experimental|considered|reviewed|disapproved|refused|left out|"
    r"never|no|not|declined|rejected|non|requested|modified|limited|reduced|meet|bundled|included|part of|cosmetic)|"
    r"(?: \([^)]{1,40}\))?(?:,[^,.;]{1,40})? {2,}(?:not covered|not payable|denied|not approved|non-?certified|refused)"
)
_NOT_THIS = re.compile(
    r"(?:weeks?|months?|days|course|trials?|history|documentation|evidence|signs|notes?|instead|response|failure|"
    r"completion|results?|"
    r"lack|level|amount|kind|type|criteria|guidelines?|rules?|records?|after|before|without|tried|try|failed|"
    r"completed|despite|than|"
    r"including|such as|as well as|since|stopped|until|prior|previous|earlier|last|other|another) "
    r"(?:of |to |with |for |from |the |a |an |your |and |or |non-?operative |conservative )*$"
)
_ELSEWHERE = re.compile(
    r"\b(?:appeals?|rights?|fax|hearing|language|board certified|specialt|reviewer|instead|alternative|lower level|"
    r"could safely|"
    r"can be (?:safely )?(?:given|treated|done|managed)|safely|would be covered|emergency (?:appeal|request)|"
    r"free of charge|interpreter|"
    r"customer|question|questionnaire|medical director|external|civil rights|examples?|helpline|enrolled|"
    r"network (?:clinics?|offers?)|"
    r"for example|preferred|first try|must try|ask us|tell us|enclose|ask your)\b"
)
_ORGANISATION = re.compile(
    r"^[\w ,'&-]*\b(?:Center|Centre|Clinic|Hospital|Associates|Group|PC|PLLC|LLC|LLP|Inc|Institute|Partners|"
    r"Laborator(?:y|ies)|"
    r"Department|Services|Agency|Company|Network|Pharmacy|Specialists|Society|Plan|Dental|Manual|Guidelines?|"
    r"Guideline|Criteria|Policy)\b"
)
_NAME = re.compile(r"[A-Z][a-z'’]+(?: (?:of |the |and |& )?[A-Z][a-z'’]+)+")
_MOST_WORDS = 14


class Phrase(NamedTuple):
    """A name of care, and how surely it is the service that the letter decides on."""

    start: int
    end: int
    score: float


def is_care(words: str) -> bool:
    """Whether folded words hold a noun of care."""
    return HEAD.search(words) is not None


def find_care(reading: Reading, codes: Sequence[Code], reason: Span | None) -> Iterator[Found]:
    """The best names of care first; of equal ones the earlier."""
    starts = [code.start for code in codes]
    phrases = sorted(_phrases(reading, starts, reason), key=lambda phrase: (-phrase.score, phrase.start))
    for phrase in phrases:
        if phrase.score >= _LEAST:
            value = " ".join(reading.text[phrase.start : phrase.end].split())
            confidence = _CLEAR if phrase.score >= _BEST else LIKELY if phrase.score >= _GOOD else GUESS
            yield Found("service_description", value, phrase.start, phrase.end, confidence, "services.care")


_LEAST, _GOOD, _BEST = 2.0, 4.0, 6.5
_CLEAR = 0.91


def _phrases(reading: Reading, starts: Sequence[int], reason: Span | None) -> Iterator[Phrase]:
    done = 0
    for head in HEAD.finditer(reading.flat):
        if head.start() < done:
            continue
        sentence = reading.sentence_at(head.start())
        start = _left_end(reading.flat, head.start(), sentence.start)
        end = _right_end(reading.flat, head.end(), sentence.end)
        done = end
        if end - start < _SHORTEST or len(reading.flat[start:end].split()) > _MOST_WORDS:
            continue
        near = _beside_code(reading, Span(start, end), starts)
        yield Phrase(start, end, near + _score(reading, Span(start, end), sentence, reason, near=near > _DATED_ONLY))


_SHORTEST = 4
_CODE = re.compile(r"[a-v]?\d{4}[0-9a-z]?|\d+[/-]\d[\d/-]*")


def _left_end(flat: str, head: int, least: int) -> int:
    """Back over words that may belong to the name, on the same side of any mark."""
    start = head
    for _ in range(5):
        gap = re.search(r"(?<![\w'%/.-])([a-z0-9%][\w'%/-]*) $", flat[max(least, start - 30) : start])
        if gap is None or gap.group(1) in STOP or _CODE.fullmatch(gap.group(1)):
            break
        start -= len(gap.group())
    return start


def _right_end(flat: str, end: int, most: int) -> int:
    """Forward over the noun's own words, links to further words, and amounts behind a comma."""
    while end < most:
        more = _MORE.match(flat, end, most) or _PER.match(flat, end, most)
        link = more or _LINK.match(flat, end, most)
        plain = link or re.compile(" (?=[a-z0-9])").match(flat, end, most)
        if more:
            end = more.end()
            continue
        link = link or _AND_CARE.match(flat, end, most) or _AND_JUDGED.match(flat, end, most)
        plain = link or plain
        word = _WORD.match(flat, plain.end(), most) if plain else None
        if word is None or word.group().rstrip(".") in STOP or _CODE.fullmatch(word.group().rstrip(".")):
            break
        end = word.end() - (word.group().endswith("."))
        if word.group().endswith("."):
            break
    return end


_APPEALED = re.compile(
    r"(?:appeal|reconsideration|redetermination|review|grievance|dispute|denial|hearing)s? (?:for|of|about|regarding|"
    r"concerning|on|over) (?:coverage of |payment for |payment of )?(?:the |your |an? )?$"
)
_DATED_ONLY = 2.0


def _score(reading: Reading, phrase: Span, sentence: Span, reason: Span | None, *, near: bool) -> float:
    before = reading.flat[max(sentence.start, phrase.start - 120) : phrase.start]
    text = reading.text[phrase.start : phrase.end]
    line = reading.line_of(phrase.start)
    score = 3.0 * bool(_ASKED.search(before) or _APPEALED.search(before))
    judged = _JUDGED.match(reading.flat, phrase.end, sentence.end) is not None
    score += 3.0 * judged
    score += 0.5 * bool(reason and reason.start - 200 <= phrase.start < reason.end)
    score += 2.0 * (sentence.start == phrase.start and sentence.end <= phrase.end + 1 and phrase.start > _TOP)
    score += 0.5 * (len(text.split()) > 1) - 2.0 * bool(_BARE.fullmatch(fold(text)))
    score -= 3.0 * bool(before.strip() and _is_name(text))
    score += 2.0 * bool(not before.strip() and _opens_list(reading, line))
    score += before.endswith("current ")
    score -= 4.0 * bool(_NOT_THIS.search(before))
    if not (judged or near or _APPEALED.search(before)):
        score -= 4.0 * bool(_ELSEWHERE.search(reading.flat, sentence.start, sentence.end))
    score -= 6.0 * bool(_ORGANISATION.match(reading.text[phrase.start : phrase.end + 30].split("\n")[0]))
    return score


_TOP = 150
_TO_CODE = re.compile(r",? ?[/|-]? ?\(?(?:[a-z]+ ){0,2}(?:cpt|hcpcs|codes?|cdt)?[ :#]*")
_DAY_BEHIND = re.compile(r" (?:of|on) (?:[a-z]{3,9}\.? \d{1,2}(?!\d)|\d{1,2}/\d|\d{1,2} [a-z]{3})")
_BARE = re.compile(
    r"(?:visits?|stay|treatments?|tests?|testing|exam|therapy|sessions?|stud(?:y|ies)|supplies|inpatient|nursing|"
    r"adjustments?|"
    r"evaluations?|imaging|screenings?|panels?|bridge|removal|repair|observation|residential|contacts|briefs|sesiones|"
    r"visitas|"
    r"medicamento|tratamiento|examen|monitors?|pumps?|cream|drops|tablets?|tabletas)"
)


def _is_name(text: str) -> bool:
    """Capitals all along, and mostly words that name no care."""
    cared = sum(len(head.group()) for head in HEAD.finditer(fold(text)))
    return _NAME.fullmatch(text) is not None and cared * 2 <= len(text) + 2


def _opens_list(reading: Reading, line: Span) -> bool:
    """Whether the line before ends with a colon."""
    return reading.text[: line.start].rstrip().endswith(":")


def _beside_code(reading: Reading, phrase: Span, starts: Sequence[int]) -> float:
    """Before a code, right behind one, or before the day of care."""
    near = any(
        0 <= start - phrase.end < _NEAR and _TO_CODE.fullmatch(reading.flat, phrase.end, start) for start in starts
    )
    behind = _FROM_CODE.search(reading.flat, max(0, phrase.start - 16), phrase.start)
    return 4.0 * near + 3.0 * bool(behind) + 1.5 * bool(_DAY_BEHIND.match(reading.flat, phrase.end))


_FROM_CODE = re.compile(r"(?<![\w-])(?:[a-v]\d{4}|\d{4}[0-9a-z])(?:-\w\w)?(?: -|:|,)? {1,3}$")
_NEAR = 24
