"""What one payer denied with one code, day by day, beside what it was given to decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

import numpy as np

from denialops.domain.recovery.denial_rates import WEEK, Days, RiseTest, weekday_exposure
from denialops.domain.recovery.events import CLAIM_DENIED, CLAIM_PAID
from denialops.domain.recovery.safety import HourCount
from denialops.ports.recovery import RecoveryReads

DAY_LENGTH = len("2026-01-31")
END_OF_TIME = "9999"
PAID_WEEKS = 0.8
"""Of the weeks with claims so many must have payments too, before payments are taken for what a payer decided."""

Measure = Literal["days", "claims"]


class DenialSeries(NamedTuple):
    """From `first` on, a figure a day; `weeks`: how much of a week's work each day was, by days or by claims.

    `codes`: by how many codes the payer denies now and then, this one among them.
    """

    first: date
    denials: Days
    weeks: Days
    measure: Measure
    codes: int = 1

    def day(self, place: int) -> date:
        return self.first + timedelta(days=place)

    def place(self, day: date) -> int:
        return (day - self.first).days


def read_claims(reads: RecoveryReads, payer: str) -> tuple[HourCount, ...]:
    """All that was counted of a payer's claims, oldest first."""
    counts = reads.list_hours(hour_from="", hour_before=END_OF_TIME, vendor=payer)
    return tuple(count for count in counts if count.event_type in (CLAIM_DENIED, CLAIM_PAID))


def make_series(claims: Sequence[HourCount], code: str, test: RiseTest) -> DenialSeries | None:
    """Of the last `history_weeks` up to the payer's latest claim, since nobody knows what it did not yet post.

    It begins with the payer's first claim of any code, or the first after a long silence: before, nobody watched. None
    where there is no claim.
    """
    if not claims:
        return None
    last = _day(claims[-1])
    first = max(_watched_since(claims, test), last - timedelta(days=test.history_weeks * WEEK - 1))
    length = (last - first).days + 1
    denials, denied, paid = np.zeros(length), np.zeros(length), np.zeros(length)
    by_code = Counter[str]()
    for count in claims:
        place = (_day(count) - first).days
        if place < 0:
            continue
        (paid if count.event_type == CLAIM_PAID else denied)[place] += count.events
        if count.event_type == CLAIM_DENIED:
            by_code[count.error_code] += count.events
        if count.event_type == CLAIM_DENIED and count.error_code == code:
            denials[place] += count.events
    codes = _count_codes(by_code, code, length / WEEK / test.least_weeks)
    if _tells_payments(denied, paid):
        decided = denied + paid
        return DenialSeries(first, denials, decided * (length / WEEK / decided.sum()), "claims", codes)
    weeks = weekday_exposure(denials[None, :], first.weekday(), test)[0]
    return DenialSeries(first, denials, weeks, "days", codes)


def _count_codes(by_code: Mapping[str, int], code: str, least: float) -> int:
    """Those denied at least `least` times: what is rarer brings hardly any false incident."""
    return len({code} | {other for other, denials in by_code.items() if denials >= least})


def _watched_since(claims: Sequence[HourCount], test: RiseTest) -> date:
    since = before = _day(claims[0])
    for count in claims:
        day = _day(count)
        if (day - before).days > test.silent_weeks * WEEK:
            since = day
        before = day
    return since


def _tells_payments(denied: Days, paid: Days) -> bool:
    starts = range(0, len(denied), WEEK)
    with_claims = [place for place in starts if denied[place : place + WEEK].any() or paid[place : place + WEEK].any()]
    with_payments = [place for place in with_claims if paid[place : place + WEEK].any()]
    return len(with_payments) >= PAID_WEEKS * len(with_claims)


def _day(count: HourCount) -> date:
    return date.fromisoformat(count.hour[:DAY_LENGTH])
