"""Whether denials rise against their own past: a scan for the change, judged by a likelihood ratio.

For every day on which a change may have begun, the denials since are compared with those before. Given their sum, how
many fall after the day is binomial, whatever the payer's true rate is, so that the rate need not be known: the score is
the logarithm of how much more likely the split is after a rise by the stated factor than without one, largest over all
days (a generalized likelihood ratio over the change point). Where weeks vary more than chance alone lets them, the
score is divided by their dispersion (quasi-likelihood). Thresholds come from simulation and are data.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from denialops.domain.base import Record

Days = NDArray[Any]
"""Series by days, the last day being the one on which it is judged."""

WEEK = 7


class Threshold(Record):
    """The score above which a rise is told, for a pair that is denied so often a week."""

    per_week: float = Field(gt=0)
    score: float = Field(gt=0)


class RiseTest(Record):
    """`rise`: the factor looked for. Least figures say when there is too little to judge by."""

    rise: float = Field(gt=1)
    history_weeks: int = Field(ge=10, description="how far back the past rate is taken from")
    change_weeks: int = Field(ge=1, description="how far back a change may lie")
    silent_weeks: int = Field(ge=1, description="without any claim of the payer: it was not watched")
    least_weeks: int = Field(ge=2, description="of past before the change")
    least_before: int = Field(ge=0, description="denials before the change")
    least_since: int = Field(ge=1, description="denials since the change")
    weekday_prior: float = Field(gt=0, description="denials a weekday that pull its share towards that of the others")
    dispersion_errors: float = Field(ge=0, description="standard errors that chance may add to the dispersion")
    dispersion_weight: float = Field(ge=1, description="by how much what is left of it counts: lumps surprise often")
    codes_weight: float = Field(gt=0, description="of the logarithm of a payer's codes in the threshold of each")
    thresholds: Annotated[tuple[Threshold, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _rates_grow(self) -> RiseTest:
        rates = [row.per_week for row in self.thresholds]
        if rates != sorted(set(rates)):
            raise ValueError("thresholds stand by growing rate")
        return self


class Scan(NamedTuple):
    """The best change of every series: `start` is its first day, `score` 0 where none can be judged.

    `before` and `since`: denials; `weeks_before` and `weeks_since`: exposure; `dispersion` of the weeks before, 1 for
    chance alone.
    """

    score: Days
    start: Days
    before: Days
    weeks_before: Days
    since: Days
    weeks_since: Days
    dispersion: Days


def scan(counts: Days, exposure: Days, test: RiseTest, *, not_before: int = 0) -> Scan:
    """`counts`, `exposure`: series of two days or more; exposure in weeks, as days or claims make them up.

    No change is looked for before the day `not_before`.
    """
    denials, weeks = np.cumsum(counts, axis=1), np.cumsum(exposure, axis=1)
    days = counts.shape[1]
    first = min(max(1, not_before, days - test.change_weeks * WEEK), days - 1)
    before, weeks_before = denials[:, first - 1 : days - 1], weeks[:, first - 1 : days - 1]
    total, total_weeks = denials[:, -1:], weeks[:, -1:]
    since, weeks_since = total - before, total_weeks - weeks_before
    ratio = np.maximum(weeks_before + test.rise * weeks_since, 1e-12) / np.maximum(total_weeks, 1e-12)
    scores = since * math.log(test.rise) - total * np.log(ratio)
    can_judge = (since >= test.least_since) & (before >= test.least_before) & (weeks_before >= test.least_weeks)
    scores = np.where(can_judge, scores, 0.0)
    series, best = np.arange(len(counts)), scores.argmax(axis=1)
    start = best + first
    dispersion = vary(denials, start, test)
    pick = (series, best)
    return Scan(
        scores[pick] / dispersion, start, before[pick], weeks_before[pick], since[pick], weeks_since[pick], dispersion
    )


def vary(denials: Days, start: Days, test: RiseTest) -> Days:
    """How much weeks vary: variance by mean of the whole weeks before each start, its excess over chance weighed.

    `denials`: summed up day by day. 1 at least, which is chance alone.
    """
    summed = np.concatenate([np.zeros((len(denials), 1)), denials], axis=1)
    begins = start[:, None] - WEEK * np.arange(1, denials.shape[1] // WEEK + 1)[None, :]
    is_whole = begins >= 0
    ends = np.where(is_whole, begins + WEEK, 0)
    weekly = np.take_along_axis(summed, ends, axis=1) - np.take_along_axis(summed, np.maximum(begins, 0), axis=1)
    weekly = np.where(is_whole, weekly, 0.0)
    weeks = is_whole.sum(axis=1)
    mean = weekly.sum(axis=1) / np.maximum(weeks, 1)
    squares = np.where(is_whole, (weekly - mean[:, None]) ** 2, 0.0).sum(axis=1)
    free = np.maximum(weeks - 1, 1)
    excess = squares / free / np.maximum(mean, 1e-9) - 1.0 - test.dispersion_errors * np.sqrt(2.0 / free)
    return np.asarray(1.0 + test.dispersion_weight * np.maximum(excess, 0.0))


def weekday_exposure(counts: Days, first_weekday: int, test: RiseTest) -> Days:
    """Days as shares of a week by how denials fall on weekdays: a payer that posts on Mondays has its week then."""
    weekdays = (first_weekday + np.arange(counts.shape[1])) % WEEK
    sums = np.stack([counts[:, weekdays == day].sum(axis=1) for day in range(WEEK)], axis=1) + test.weekday_prior
    return np.asarray((sums / sums.sum(axis=1, keepdims=True))[:, weekdays])


def threshold(per_week: Days | float, test: RiseTest) -> Days:
    """Between the calibrated rates in proportion to the logarithm of the rate; beyond them that of the nearest."""
    known = [math.log(row.per_week) for row in test.thresholds]
    return np.asarray(np.interp(np.log(np.maximum(per_week, 1e-9)), known, [row.score for row in test.thresholds]))


def threshold_of_one(per_week: Days | float, codes: int, test: RiseTest) -> Days:
    """As `threshold` for one of so many codes of a payer that are watched side by side.

    Each is a chance of a false incident of its own. How likely a score passes a threshold by x falls nearly as exp(-x),
    so the logarithm of their number, weighed a little more, holds the payer's chance where that of one code was.
    """
    return threshold(per_week, test) + test.codes_weight * math.log(max(codes, 1))


def tail_probability(since: int, before: int, share: float) -> float:
    """How likely so many of all denials, or more, fall since the change when nothing changed (binomial).

    `share`: of all weeks, those since the change. Of one change looked at; many are, which the threshold allows for.
    """
    if share >= 1.0 or since <= 0:
        return 1.0
    total = since + before
    logs = [
        math.lgamma(total + 1) - math.lgamma(k + 1) - math.lgamma(total - k + 1)
        + k * math.log(share) + (total - k) * math.log1p(-share)
        for k in range(since, total + 1)
    ]  # fmt: skip
    return min(1.0, math.fsum(map(math.exp, logs)))


class Band(NamedTuple):
    """What a span of time is expected to hold: 95 of 100 such spans lie from `low` to `high`."""

    low: int
    expected: float
    high: int


def expected_band(before: float, weeks_before: float, weeks: float, dispersion: float) -> Band:
    """Predicts from the past, which is itself known from so many denials only: a negative binomial distribution."""
    # That nothing was seen does not say that nothing can come.
    mean = max(before, 0.5) * weeks / weeks_before
    if mean <= 0:
        return Band(0, 0.0, 0)
    variance = mean * (max(dispersion, 1.0) + weeks / weeks_before)
    size = mean * mean / max(variance - mean, 1e-9 * mean)
    summed = np.cumsum(_negative_binomial(mean, size, int(mean + 8 * math.sqrt(variance) + 10)))
    low, high = (int(np.searchsorted(summed, chance)) for chance in (0.025, 0.975))
    return Band(low, before * weeks / weeks_before, high)


def _negative_binomial(mean: float, size: float, most: int) -> Days:
    stop = -math.log1p(mean / size)
    go_on = math.log(mean / (size + mean))
    logs: Sequence[float] = [
        math.lgamma(k + size) - math.lgamma(size) - math.lgamma(k + 1) + size * stop + k * go_on
        for k in range(most + 1)
    ]
    return np.asarray(np.exp(np.asarray(logs)))
