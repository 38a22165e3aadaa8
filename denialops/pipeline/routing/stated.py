"""What the letter itself says about time: the appeal limit and the practical dates beside it."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from denialops.domain.deadlines import CaseDates, StatedTime
from denialops.domain.facts import Fact, Facts
from denialops.domain.rulebook.deadlines import Anchor, Limit, Unit
from denialops.domain.wording import as_date
from denialops.pipeline.finders.reading import fold
from denialops.pipeline.routing.situation import Situation

LONGEST = {"hour": 8_760, "day": 3_650, "business_day": 2_600, "week": 520, "month": 120, "year": 10}
"""More than ten years is a misreading."""

ANCHOR_OF: dict[str, Anchor] = {
    "notice": "notice", "receipt": "receipt", "decision": "decision", "paid": "payment", "service": "service",
}  # fmt: skip
_SERVED = re.compile(r"service of (?:the |this |our )?(?:\w+ )?(?:decision|notice|determination|order|denial)")
_NOON_BEFORE = re.compile(r"noon.{0,40}(?:before|prior|previous)")
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30, "forty-five": 45, "sixty": 60,
    "ninety": 90,
}  # fmt: skip
_LIMIT = re.compile(
    rf"(?<![\w.$/-])(\d{{1,3}}|{'|'.join(_NUMBERS)})(?: ?\(\d{{1,3}}\)|\))?[ -]{{0,2}}"
    r"(calendar|business|working)?[ -]{0,2}(hour|day|week|month|year)s?\b"
)
_ANCHORS: tuple[tuple[Anchor, re.Pattern[str]], ...] = (
    ("payment", re.compile(r"(?:paid|payment|remittance|check|run) date|date of payment")),
    ("receipt", re.compile(r"recei(?:pt|v)")),
    ("service", re.compile(r"dates? of service|service date|dos\b")),
)


class Practical(NamedTuple):
    """A clock that the letter sets beside the appeal: the fact that tells it, the route that it serves."""

    field: str
    route: str
    label: str


PRACTICAL = (
    Practical("peer_to_peer_deadline", "peer_to_peer", "Call to the reviewing physician"),
    Practical("expedited_deadline_stated", "expedited_appeal", "Expedited appeal, as the letter says"),
    Practical("continuation_deadline", "benefits_continue", "Ask to keep the benefits, as the letter says"),
    Practical("records_due_date", "records_submission", "Records or information due"),
    Practical("corrected_claim_deadline", "corrected_claim", "Corrected claim"),
)


def case_dates(situation: Situation, *, with_receipt: bool = True) -> CaseDates:
    """The days in evidence. Receipt of the notice is only what a person entered: letters date other receipts."""
    facts, received = situation.facts, situation.case.received_on
    notice = facts.date("denial_date") or facts.date("letter_date")
    notice = None if notice and (born := facts.date("dob")) and notice <= born else notice
    is_possible = received and (notice is None or received >= notice)
    return CaseDates(
        notice=notice,
        received=received if with_receipt and is_possible else None,
        payment=facts.date("paid_date"),
        service=facts.date("service_from"),
        effective=facts.date("effective_date"),
        discharge=facts.date("discharge_date"),
        request=facts.date("received_date"),
    )


def stated_appeal(facts: Facts) -> StatedTime | None:
    """The limit of the formal step as the letter puts it."""
    words, printed = facts.find("appeal_deadline_stated"), facts.date("appeal_deadline_date")
    anchor = words or facts.find("appeal_deadline_date") or facts.find("appeal_deadline_days")
    if anchor is None:
        return None
    text = words.value if words else ""
    return StatedTime(
        words=text,
        day=printed or _noon_before(text, facts.date("effective_date")),
        limit=_limit_of(facts) or limit_in(text),
        runs_from=_appeal_anchor(facts, text),
        evidence=anchor.evidence,
    )


def stated_practical(fact: Fact) -> StatedTime:
    """A practical date is printed, or counted from the notice unless it says otherwise."""
    flat = fold(fact.value)
    return StatedTime(
        words=fact.evidence.quote if fact.evidence else fact.value,
        day=as_date(fact.value),
        limit=limit_in(fact.value),
        runs_from=next((anchor for anchor, pattern in _ANCHORS if pattern.search(flat)), "notice"),
        evidence=fact.evidence,
    )


def limit_in(words: str) -> Limit | None:
    """The first time span in words: "within 7 days", "ten (10) business days"."""
    match = _LIMIT.search(fold(words))
    if match is None:
        return None
    number, kind, unit = match.groups()
    count = _NUMBERS.get(number) or int(number)
    return _bounded(count, "business_day" if kind in ("business", "working") and unit == "day" else unit)


def _limit_of(facts: Facts) -> Limit | None:
    number, unit = facts.value("appeal_deadline_days"), facts.value("appeal_deadline_unit") or "day"
    return _bounded(int(number), unit) if number and number.isdigit() else None


def _bounded(number: int, unit: str) -> Limit | None:
    units: dict[str, Unit] = {
        "hour": "hour", "day": "day", "business_day": "business_day", "week": "week", "month": "month", "year": "year",
    }  # fmt: skip
    known = units.get(unit)
    return Limit(number=number, unit=known) if known and 0 < number <= LONGEST[unit] else None


def _appeal_anchor(facts: Facts, words: str) -> Anchor | None:
    anchor = ANCHOR_OF.get(facts.value("appeal_deadline_from") or "")
    if anchor == "service" and _SERVED.search(fold(words)):
        return "decision_served"
    return anchor


def _noon_before(words: str, effective: date | None) -> date | None:
    """A notice that care ends names the noon of the day before the end."""
    if effective is None or not _NOON_BEFORE.search(fold(words)):
        return None
    return date.fromordinal(effective.toordinal() - 1)
