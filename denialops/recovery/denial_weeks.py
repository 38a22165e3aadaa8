"""One payer's denials of one code week by week, each beside the band that the weeks before it let expect."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from denialops.domain.base import Record
from denialops.domain.recovery.denial_rates import WEEK, RiseTest, expected_band, vary
from denialops.domain.recovery.safety import HourCount
from denialops.ports.recovery import RecoveryReads
from denialops.recovery.denial_series import DenialSeries, make_series, read_claims


class DenialWeek(Record):
    """From the Monday `starts`; the last week may be going on. None where the past before it is too short to say."""

    starts: date
    denials: int
    low: int | None = None
    expected: float | None = None
    high: int | None = None


def denial_weeks(reads: RecoveryReads, payer: str, code: str, test: RiseTest) -> tuple[DenialWeek, ...]:
    """Oldest first, from the first week of history on; empty where nothing of the payer's claims was told."""
    return weeks_of(read_claims(reads, payer), code, test)


def weeks_of(claims: Sequence[HourCount], code: str, test: RiseTest) -> tuple[DenialWeek, ...]:
    """As `denial_weeks`, of one payer's claims that were read already."""
    series = make_series(claims, code, test)
    if series is None:
        return ()
    to_monday = -series.first.weekday() % WEEK
    starts = [*([0] if to_monday else []), *range(to_monday, len(series.denials), WEEK)]
    return tuple(_week(series, start, test) for start in starts)


def _week(series: DenialSeries, start: int, test: RiseTest) -> DenialWeek:
    day = series.day(start)
    end = start + WEEK - day.weekday()
    monday = day - timedelta(days=day.weekday())
    denials = int(series.denials[start:end].sum())
    before, weeks_before = float(series.denials[:start].sum()), float(series.weeks[:start].sum())
    if start < test.least_weeks * WEEK or before < test.least_before or weeks_before <= 0:
        return DenialWeek(starts=monday, denials=denials)
    varies = float(vary(np.cumsum(series.denials)[None, :], np.array([start]), test)[0])
    band = expected_band(before, weeks_before, float(series.weeks[start:end].sum()), varies)
    return DenialWeek(starts=monday, denials=denials, low=band.low, expected=round(band.expected, 2), high=band.high)
