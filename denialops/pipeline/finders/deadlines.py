"""By when the letter says one must act: the words, the days, what they run from, and a printed date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from denialops.pipeline.finders.dates import DateSpan
from denialops.pipeline.finders.reading import LIKELY, SURE, Found, Reading, Span

_WORDS = {
    word: number
    for number, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
}
_WORDS |= {
    "fifteen": 15,
    "thirty": 30,
    "forty-five": 45,
    "sixty": 60,
    "ninety": 90,
    "one hundred eighty": 180,
    "one hundred twenty": 120,
    "treinta": 30,
    "sesenta": 60,
    "noventa": 90,
    "ciento ochenta": 180,
    "ciento veinte": 120,
    "seis": 6,
    "cuatro": 4,
}
_NUMBER = (
    rf"(?:(?P<word>{'|'.join(sorted(_WORDS, key=len, reverse=True))}) ?\(? ?(?P<digits2>\d{{1,3}})? "
    rf"?\)?|(?P<digits>\d{{1,3}})(?:st|nd|rd|th)?)"
)
_UNIT = (
    r"(?P<kind>calendar |business |working |consecutive )?(?P<unit>days?|months?|years?|weeks?|hours?|"
    r"dias?|meses|mes|anos?|horas?)(?P<kind2> (?:calendario|habiles|naturales|laborales))?"
)
_TAIL = (
    r"(?: ?(?:, ?|\()?(?:of|from|starting with|after|following|starting from|beginning|since|"
    r"a partir de|de(?:sde)?|del|despues de|contados|siguientes) "
    r"(?:(?!appeal by|you may|you can|to[ :]|by |at |fax|call|please|send|write|and )[^\s.,;:()]+(?: |"
    r"(?=[.,;:()]))){1,12})?"
)
_DURATION = re.compile(
    rf"(?:(?:within|not later than|no later than|not more than|in|up to|have|has|for|"
    rf"dentro de(?: los)?|en(?: un plazo de)?|tiene|hasta) (?:the |a |los |un plazo de )?(?:first |"
    rf"next )?|(?<=[:\s(]))"
    rf"{_NUMBER}[ -]?{_UNIT}(?![a-z]){_TAIL}"
)
_LOOSE_LEAD = re.compile(r"(?:(?:have|has|for|in|tiene|en) (?:the |a |los )?)?")
_BY_DATE = re.compile(
    r"(?:by|before|until|no later than|not later than|on or before|deadline(?: is| date)?:?|due(?: by|"
    r" date)?:?|postmarked by|received by|antes del|"
    r"a mas tardar el)(?: *:)? +(?:the (?:close of business on )?|close of business |midnight |"
    r"5 p\.?m\.? (?:on )?|\w+day, )?$"
)
_NOON = re.compile(
    r"(?:no later than |by |before )?noon (?:of|on) the day (?:before|after|following) [^.\n]{3,80}|"
    r"(?:by|before) noon [^.\n]{3,80}"
)
_APPEAL = re.compile(
    r"appeal|objection|disagree|second opinion|contest|negotiation|reopen|reconsider|redeterminat|"
    r"dispute|review|hearing|grievance|independent medical|imr|apelacion|apelar|audiencia|"
    r"reconsideracion|complaint|rebuttal"
)
_STRONG = re.compile(
    r"(?:file|request|ask|submit|appeals?|write|send|must|may|right|disagree|dispute|reconsider\w*|"
    r"redetermination|hearing|puede|apelacion|apelar)"
)
_EXPEDITED = re.compile(r"expedited|fast|urgent|acelerada|rapida|urgente")
_OTHER = re.compile(
    r"peer[- ]?to[- ]?peer|corrected claim|resubmi|we (?:will|have to|'ll|decide|make|give|send|respond|answer|mail)|"
    r"\b(?:decide|answer|respond|notify you|resolve|tell you|written response|complete[ds]?|"
    r"acknowledge) (?:\w+ ){0,8}(?:within|in)|you (?:will|should) (?:get|receive|have|hear)|"
    r"will (?:write|notify|tell|contact|let you|decide|answer|respond)|le daremos|responderemos|decidiremos|"
    r"keep (?:getting|your)|continu(?:e|ation|ing|a)|seguir recibiendo|while you appeal|"
    r"services? to continue|aid paid pending|recoup|offset|refund|repay|check|"
    r"initial claims?|timely filing|filing limit|be received within \d+ (?:days|months) (?:of|"
    r"from) the date of service|date of service|records? (?:request|within)|additional information|"
    r"medical records|send (?:us )?(?:the )?(?:records|information)|effective|coverage|transition|"
    r"supply|per \d+|every|visits?|approved|authorization (?:is )?valid|guarantee|pay(?:ment)? within|"
    r"interest|"
    r"after that period|after (?:the|we|our) (?:plan'?s? )?decision(?! date)|after the plan|enrollment|premium|grace|"
    r"waiting period|standard \(|takes? up to|take|turnaround|per month"
)
_COUNT_FROM = (
    ("receipt", r"rece(?:ipt|iv)|recib|you get|getting"),
    ("paid", r"paid date|payment|remit|check"),
    ("service", r"date of service(?! of)|services? (?:was|were) "),
    (
        "notice",
        r"notice|letter|eob|date listed|this date|mailing|mailed|dated?|denial|explanation|aviso|carta|"
        r"notificacion|postmark|issued|remittance",
    ),
    ("decision", r"decision|determination|decidi"),
)


class Limit(NamedTuple):
    """One time limit in the letter, with how well it fits an appeal."""

    start: int
    end: int
    number: str
    unit: str
    runs_from: str
    iso: str
    score: float


def find_deadlines(reading: Reading, dates: tuple[DateSpan, ...], level: str, *, denies: bool) -> Iterator[Found]:
    """The limit of the formal step first, then expedited, peer-to-peer, corrected claim and records limits."""
    limits = [*_durations(reading), *_dated(reading, dates), *_noon(reading)]
    scored = [limit._replace(score=_score(reading, limit, level)) for limit in limits]
    formal = max(
        (limit for limit in scored if limit.score >= 1.7), key=lambda limit: (limit.score, -limit.start), default=None
    )
    if formal and denies:
        confidence = SURE if formal.score >= 4 else LIKELY
        yield _stated("appeal_deadline_stated", reading, formal, confidence)
        yield from _companions(reading, formal, confidence)
    yield from _practical(
        reading, [limit for limit in limits if limit is not formal and (not formal or limit.start != formal.start)]
    )


def _durations(reading: Reading) -> Iterator[Limit]:
    for match in _DURATION.finditer(reading.figures):
        number = match["digits"] or match["digits2"] or str(_WORDS.get(match["word"] or "", 0))
        kind = (match["kind"] or match["kind2"] or "").strip()
        end = match.start() + len(match.group().rstrip(" ,;:("))
        sentence = reading.sentence_at(match.start())
        end = min(end, max(sentence.end, match.end("unit")))
        text = reading.flat[match.start() : end]
        start = match.start() + len(text) - len(text.lstrip())
        start += len(_LOOSE_LEAD.match(reading.flat, start).group())  # type: ignore[union-attr]
        yield Limit(
            start, end, number, _unit(match["unit"], kind), _runs_from(reading, match.end("unit"), end, sentence), "", 0
        )


def _unit(word: str, kind: str) -> str:
    unit = {"dia": "day", "mes": "month", "mese": "month", "ano": "year", "hora": "hour"}.get(
        word.rstrip("s"), word.rstrip("s")
    )
    if unit == "day" and kind in ("business", "working", "habiles", "laborales"):
        return "business_day"
    return unit


def _runs_from(reading: Reading, start: int, end: int, sentence: Span) -> str:
    for where in (reading.flat[start:end], reading.flat[end : min(sentence.end, end + 60)]):
        for name, words in _COUNT_FROM:
            if re.search(words, where):
                return name
    return "unknown"


def _dated(reading: Reading, dates: tuple[DateSpan, ...]) -> Iterator[Limit]:
    for span in dates:
        lead = _BY_DATE.search(reading.before(span.start, 60))
        if lead:
            start = span.start - len(lead.group())
            yield Limit(start, span.end, "", "", "", span.value, 0)


def _noon(reading: Reading) -> Iterator[Limit]:
    for match in _NOON.finditer(reading.flat):
        yield Limit(match.start(), match.end(), "", "", "", "", 0)


_LEVEL_WORDS = {
    "state_fair_hearing": r"hearing|audiencia",
    "external_review": r"external|independent|externa|iro|imr",
    "wc_imr": r"imr|independent medical",
    "provider_dispute": r"dispute|provider",
    "fehb_opm_review": r"opm|office of personnel",
    "medicare_alj_hearing": r"judge|alj|hearing|omha",
    "medicare_qic_reconsideration": r"reconsideration|qic",
    "internal_level_2": r"second|level (?:2|two|ii)",
    "qio_fast_track": r"qio|quality improvement|immediate|fast|noon",
    "open_negotiation": r"negotiation",
}
_LATER_STEP = re.compile(
    r"fair hearing|state hearing|external (?:review|appeal)|independent (?:external )?review|iro|"
    r"administrative law|judge|opm|office of personnel|second[- ]level|level 2|audiencia|council|"
    r"court|lawsuit|civil action|legal action|department of (?:insurance|managed)|after (?:you (?:get|"
    r"receive) )?(?:our|the) (?:final |appeal )decision|secretary of state"
)


_FORMAL = re.compile(
    r"appeal|external review|independent (?:medical )?review|reconsider|redeterminat|dispute|hearing|grievance|"
    r"objection|contest|provider reviews|apela"
)


def _score(reading: Reading, limit: Limit, level: str) -> float:
    """How surely this limit is the one for the step now open."""
    sentence = reading.sentence_at(limit.start)
    clause = _clause(reading, limit, sentence)
    around = reading.flat[max(sentence.start - 160, 0) : sentence.end]
    score = 0.0
    if _APPEAL.search(clause):
        score += 3 + bool(_STRONG.search(clause))
    elif _APPEAL.search(reading.flat[sentence.start : sentence.end]):
        score += 2
    elif _FORMAL.search(around):
        score += 1.5
    score += 0.5 * (limit.runs_from not in ("unknown", "")) + 0.3 * bool(limit.number)
    score -= 3 * bool(_OTHER.search(clause)) + (2 if _EXPEDITED.search(clause) else 0)
    score -= 2 if limit.unit == "hour" else 0
    own = _LEVEL_WORDS.get(level)
    if own:
        score += 2.5 if re.search(own, clause) else 0
    elif _LATER_STEP.search(clause):
        score -= 2.5
    return score


def _clause(reading: Reading, limit: Limit, sentence: Span) -> str:
    """The part of the sentence around the limit, from the last ";" or other limit before it."""
    left = reading.flat[sentence.start : limit.start]
    cut = max(left.rfind(";"), left.rfind(". "), left.rfind(" or within"), left.rfind(" and within"))
    right = reading.flat[limit.start : sentence.end]
    stop = re.search(r";|\. |: ?[a-z0-9]", right[len(right[: limit.end - limit.start]) :])
    tail = right[: (limit.end - limit.start) + (stop.start() if stop else len(right))]
    return left[cut + 1 :] + tail


def _stated(field: str, reading: Reading, limit: Limit, confidence: float) -> Found:
    value = " ".join(reading.text[limit.start : limit.end].split())
    return Found(field, value, limit.start, limit.end, confidence, "deadlines.stated")


def _companions(reading: Reading, limit: Limit, confidence: float) -> Iterator[Found]:
    parts = (
        ("appeal_deadline_days", limit.number),
        ("appeal_deadline_unit", limit.unit),
        ("appeal_deadline_from", limit.runs_from),
        ("appeal_deadline_date", limit.iso),
    )
    for field, value in parts:
        if value:
            yield Found(field, value, limit.start, limit.end, confidence, "deadlines.stated")


_PRACTICAL = (
    ("peer_to_peer_deadline", re.compile(r"peer[- ]?to[- ]?peer|p2p")),
    (
        "expedited_deadline_stated",
        re.compile(r"(?:expedited|fast|urgent)[^.]{0,60}(?:must|may be|request|file|appeal)"),
    ),
    ("corrected_claim_deadline", re.compile(r"corrected claim|resubmi|replacement claim")),
    (
        "continuation_deadline",
        re.compile(r"keep (?:getting|your)|continu(?:e|ation)|aid paid pending|while you appeal|seguir recibiendo"),
    ),
    (
        "records_due_date",
        re.compile(r"records|information|documentation|report|send|provide|submit|return|complete|form|questionnaire"),
    ),
)
_PAYER_CLOCK = re.compile(
    r"we (?:will|must|'ll|make|give|decide)|decision (?:within|in)|you will (?:get|receive|hear)|"
    r"respond(?:er)? (?:to you )?within"
)


def _practical(reading: Reading, limits: list[Limit]) -> Iterator[Found]:
    seen: set[str] = set()
    for limit in limits:
        clause = _clause(reading, limit, reading.sentence_at(limit.start))
        field = next((name for name, words in _PRACTICAL if words.search(clause)), "")
        if (
            not field
            or field in seen
            or _PAYER_CLOCK.search(clause)
            or (limit.unit == "hour" and field != "expedited_deadline_stated")
        ):
            continue
        if (
            field == "records_due_date"
            and not limit.iso
            and not re.search(r"send|provide|submit|return|receive", clause)
        ):
            continue
        seen.add(field)
        if field == "records_due_date" and limit.iso:
            yield Found(field, limit.iso, limit.start, limit.end, LIKELY, "deadlines.practical")
        else:
            yield _stated(field, reading, limit, LIKELY)
