"""By when the letter says one must act: the words, the days, what they run from, and a printed date."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.pipeline.finders.dates import DateSpan
from denialops.pipeline.finders.deadline_words import APPEAL, EXPEDITED, OTHER, STRONG
from denialops.pipeline.finders.durations import Limit, find_limits
from denialops.pipeline.finders.reading import LIKELY, SURE, Found, Reading, Span


def find_deadlines(
    reading: Reading, dates: tuple[DateSpan, ...], level: str, notice: str, *, denies: bool
) -> Iterator[Found]:
    """The limit of the formal step first, then expedited, peer-to-peer, corrected claim and records limits."""
    limits = [limit for limit in find_limits(reading, dates) if _may_limit(reading, limit, notice)]
    formal = _formal(reading, limits, level) if denies and level != "none" else None
    if formal:
        confidence = _confidence(reading, limits, formal, level)
        yield _stated("appeal_deadline_stated", reading, formal, confidence)
        yield from _companions(reading, formal, confidence)
    yield from _practical(reading, [limit for limit in limits if not formal or limit.start != formal.start])


_DECIDED_IN = re.compile(
    r"\b(?:are|is|will be|gets?) (?:decided|answered|resolved|completed|processed|reviewed)(?: \w+)?"
    r"[^.;]{0,30} (?:in|within) $|"
    r"\b(?:are|is|will be) (?:decided|answered|resolved|completed|processed)(?: \w+)? $"
)
"""Before a time within which the payer decides."""


_GONE = re.compile(
    r"\b(?:time|limit|deadline|period)\b[^.;]{0,60} (?:was|were|had been|would have been) $|\((?:[a-z]\d{4}|\d{5}),? $"
)
"""Before a time that has run out, would have run, or counts units of a coded service."""
_OF_PROVIDERS = re.compile(
    r"\b(?:payment disputes? (?:on|about|over)|disputes? (?:on|about|over) the amount|"
    r"(?:network|contracted|participating) providers (?:use|may|must|should|have|follow))\b"
)
"""What providers do about payment, where the step now open is another."""
_NO_APPEAL = re.compile(r"\b(?:is |are )?not an appeal\b|\ba rebuttal\b")


def _may_limit(reading: Reading, limit: Limit, notice: str) -> bool:
    """A printed day lies behind the notice; a span of time does not measure care, age or cover."""
    if limit.iso:
        return limit.iso > notice
    before = reading.flat[max(0, limit.start - 110) : limit.start]
    if limit.number and (_DECIDED_IN.search(before) or _GONE.search(before)):
        return False
    measured = _NO_LIMIT.match(reading.flat, limit.unit_end) or _NO_LIMIT.match(reading.flat, limit.end)
    return not (limit.number and measured)


def _confidence(reading: Reading, limits: list[Limit], formal: Limit, level: str) -> float:
    """Sure where the words are of an appeal and no other limit comes near; likely where others compete."""
    sentence = reading.sentence_at(formal.start)
    others = [_score(reading, limit, level) for limit in limits if not sentence.start <= limit.start < sentence.end]
    margin = formal.score - max(others, default=-1.0)
    if formal.score >= _CLEAR and margin >= 1:
        return SURE
    return LIKELY + 0.06 if margin >= _FAR else LIKELY


_CLEAR, _FAR = 4, 1.5


def _formal(reading: Reading, limits: list[Limit], level: str) -> Limit | None:
    """The limit that fits best; a printed last day beside the days it was counted from says the same, exactly."""
    scored = [limit._replace(score=_score(reading, limit, level)) for limit in limits]
    best = max(
        (limit for limit in scored if limit.score >= 1.7), key=lambda limit: (limit.score, -limit.start), default=None
    )
    if best is None or best.iso:
        return best
    sentence = reading.sentence_at(best.start)
    printed = [limit for limit in scored if limit.iso and sentence.start <= limit.start < sentence.end]
    return next((limit for limit in printed if limit.score >= best.score - 1.5), best)


LEVEL_WORDS = {
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


_LAST_STEPS = frozenset(
    ("state_fair_hearing", "external_review", "wc_imr", "fehb_opm_review", "medicare_alj_hearing", "qio_fast_track")
)
_NO_STEP = re.compile(
    r"\b(?:law ?suits?|suits? (?:must|may|has|have|is|against|under)|su(?:e|ing)|civil action|"
    r"(?:legal|court) (?:action|proceeding)|litigation|in court|(?:is|are|be) (?:kept|retained|stored|archived)|"
    r"(?:keep|retain|store) (?:\w+ ){0,3}(?:records?|files?|copies))\b"
)
"""A time to go to court or to keep records is no step of the ladder."""

_FORMAL = re.compile(
    r"(?:ask|request|want|seek)\w* (?:for )?(?:an? )?(?:[\w-]+ )?review|right to (?:an? )?(?:[\w-]+ )?review|"
    r"full and fair review|"
    r"review (?:our|this|the) (?:decision|denial|determination|action)|fair review|immediate review|second[- ](?:level|"
    r"review|request)|open (?:a )?negotiat|protest|apela|revision|"
    r"wish to continue|unhappy|dissatisf|disagree|not agree|wrong|mistake|not accept|want us to|"
    r"look at (?:this|it) again|second look|"
    r"challeng|protest|appeal|external review|independent (?:medical )?review|reconsider|redeterminat|dispute|"
    r"hearing|grievance|"
    r"objection|contest|provider reviews|apela"
)


_RUNS_LATER = re.compile(
    r"(?:after|aftcr|of|from|following) (?:our|its|their|that|this|such|the) (?:(?:second|final|next|later|internal) )*"
    r"(?:answer|response|reply|next decision|(?:second|final|later|internal) (?:decision|denial|determination|"
    r"answer))\b|"
    r"\bif (?:the|our|its|their) (?:answer|decision|response|reply) is (?:still|again)\b|"
    r"\bif (?:we|the plan|they|it) (?:still|again|also) (?:say|den|refuse|disagree|uph)|"
    r"\bif you (?:still )?(?:disagree|do not agree) with (?:our|that|the) (?:answer|second|final|appeal)|"
    r"\bafter (?:such|any) (?:a )?(?:denial|decision)|\bafter the (?:second|first|internal) (?:review|appeal|"
    r"level) |\bafter our answer\b|\bonce (?:we|the plan) (?:decide|answer)"
)
"""Counted from an answer that does not exist yet."""

_PAYER_GETS = re.compile(
    r"(?:after|of|from|when|once|since) (?:we|the plan|they|our office) (?:get|gets|receive|receives|have|has|got)\b|"
    r"(?:of|from|after) (?:the )?(?:receipt|receiving) (?:of )?(?:your|the|an|a) (?:\w+ )?(?:appeal|request|dispute|"
    r"grievance|complaint)"
)
"""Counted from the day the payer gets the appeal: the payer's own time."""

_NO_LIMIT = re.compile(
    r" ?(?:of|for|after|before|from) (?:the |your )?(?:surgery|birth|discharge|delivery|admission|injury|onset|"
    r"transplant)\b|"
    r" ?(?:of|for) (?:\w+ )?(?:treatment|therapy|care|service(?! of)|coverage(?! decision)|trial|symptoms|history|"
    r"use|continuous|supply|"
    r"conservative|medication|stay|employment|eligibility|oxygen|dialysis|training|follow-?up|rehab\w*|observation|"
    r"physical|hospital|nursing|enrollment|age|pregnancy|life)\b|"
    r" ?(?:old|apart|ago|supply|later|per|a (?:week|month|year)|free|look-?back|in a row|waiting|trial|prior|earlier)\b"
)
"""Behind a span of time that measures care, age or cover and no step."""

_REQUEST = re.compile(
    r"\b(?:your|the|a|an|written|signed|such|this) (?:\w+ )?(?:request|form|application|letter)s? |\bmust (?:get|"
    r"receive|have|be)\b|"
    r"\b(?:has|have|needs?) to (?:be|get|receive|reach|have)\b|\b(?:postmarked|in writing)\b"
)


def _score(reading: Reading, limit: Limit, level: str) -> float:
    """How surely this limit is the one for the step now open."""
    sentence = reading.sentence_at(limit.start)
    clause = _clause(reading, limit, sentence)
    around = reading.flat[max(sentence.start - 200, 0) : sentence.end]
    score = 0.0
    if APPEAL.search(clause):
        score += 3 + bool(STRONG.search(clause))
    elif APPEAL.search(reading.flat[sentence.start : sentence.end]):
        score += 2
    elif _FORMAL.search(around):
        score += 2.2 if _REQUEST.search(clause) else 1.5
    score -= 6 * bool(_NO_STEP.search(clause))
    score += 0.3 * bool(limit.iso)
    score += 0.5 * (limit.runs_from not in ("unknown", "")) + 0.3 * bool(limit.number)
    score -= 3 * bool(limit.number + limit.iso and OTHER.search(clause)) + (2 if EXPEDITED.search(clause) else 0)
    score -= 2 if limit.unit == "hour" else 0
    score -= 3 * bool(_NO_APPEAL.search(clause) or (level != "provider_dispute" and _OF_PROVIDERS.search(clause)))
    score -= 3 * bool(_RUNS_LATER.search(clause)) + 6 * bool(_PAYER_GETS.search(reading.flat[limit.start : limit.end]))
    own = LEVEL_WORDS.get(level)
    if own and re.search(own, clause):
        return score + 2.5
    score += 0.5 * bool(own and re.search(own, around))
    if _LATER_STEP.search(clause) and level not in _LAST_STEPS:
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
    (
        "peer_to_peer_deadline",
        re.compile(
            r"peer[- ]?to[- ]?peer|\bp2p\b|\bpeer (?:discussion|conversation|call|review)|physician[- ]to[- ]physician|"
            r"doctor[- ]to[- ]doctor|(?:speak|talk|discuss|conversation|call|reach|"
            r"discussion)\w* (?:[\w-]+ ){0,6}?(?:with |to )?"
            r"(?:the |our |a |your )?(?:plan\'?s? )?(?:medical director|reviewer|physician reviewer|"
            r"reviewing (?:physician|doctor)|"
            r"our (?:doctor|physician))"
        ),
    ),
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
    r"we (?:will|must|'ll|make|give|decide|answer|respond|reply|process|review|act)|decision (?:within|in)|"
    r"you will (?:get|receive|hear)|respond(?:er)? (?:to you )?within|"
    r"(?:gets?|receives?|has) an? (?:answer|decision|reply|response) (?:in|within)"
)


def _practical(reading: Reading, limits: list[Limit]) -> Iterator[Found]:
    seen: set[str] = set()
    for limit in limits:
        clause = _clause(reading, limit, reading.sentence_at(limit.start))
        field = next((name for name, words in _PRACTICAL if words.search(clause)), "")
        if (
            not field
            or field in seen
            or _RUNS_LATER.search(clause)
            or _PAYER_CLOCK.search(clause)
            or (limit.unit == "hour" and field not in ("expedited_deadline_stated", "peer_to_peer_deadline"))
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
