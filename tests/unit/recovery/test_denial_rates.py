"""The test of denials holds what it states: few false incidents while nothing changes, and a tripling is found early.

Simulated with fixed seeds; what is judged is what the product judges, every day with a denial.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from denialops.domain.recovery.denial_rates import (
    WEEK,
    Days,
    RiseTest,
    Scan,
    expected_band,
    scan,
    tail_probability,
    threshold,
    threshold_of_one,
    weekday_exposure,
)
from denialops.errors import RulesInvalid
from denialops.recovery.detection_rules import parse_detection

TEXT = (Path(__file__).parents[3] / "data" / "rules" / "recovery" / "detection.yaml").read_text("utf-8")
TEST = parse_detection(TEXT).denials
PAST_WEEKS = 26
OFFICE_DAYS = np.array([0.25, 0.2, 0.2, 0.2, 0.15, 0.0, 0.0])
MONDAYS = np.array([1.0, 0, 0, 0, 0, 0, 0])
EVEN = np.full(WEEK, 1 / WEEK)
RATES = (0.5, 1, 2, 5, 10, 20, 40)


class Payers(NamedTuple):
    """So many steady pairs of payer and code, each denied so often a week on these weekdays."""

    pairs: int
    per_week: float
    weekdays: Days = OFFICE_DAYS

    def post(self, weeks: int, chance: np.random.Generator, *, times: float = 1) -> Days:
        daily = np.tile(self.weekdays * self.per_week * times, weeks)
        return chance.poisson(np.broadcast_to(daily, (self.pairs, weeks * WEEK))).astype(float)


def judge(denials: Days, day: int, test: RiseTest = TEST, *, codes: int = 1) -> tuple[Scan, Days]:
    """As on that day, with what was known then; whether an incident is told. `codes`: of each payer."""
    first = max(0, day + 1 - test.history_weeks * WEEK)
    known = denials[:, first : day + 1]
    found = scan(known, weekday_exposure(known, first % WEEK, test), test)
    rate = found.before / np.maximum(found.weeks_before, 1e-9)
    return found, (found.score > threshold_of_one(rate, codes, test)) & (known[:, -1] > 0)


def count_incidents(denials: Days, first_day: int, *, codes: int = 1) -> int:
    """An incident stays open for eight weeks at least, and a new one needs a day without a finding before."""
    incidents, quiet_until = 0, np.zeros(len(denials))
    for day in range(first_day, denials.shape[1]):
        told = judge(denials, day, codes=codes)[1]
        incidents += int((told & (day >= quiet_until)).sum())
        quiet_until = np.where(told, day + 8 * WEEK, quiet_until)
    return incidents


def count_until_found(payers: Payers, chance: np.random.Generator) -> Days:
    """How many denials since a tripling each pair took until it was told; 999 where it was not in time."""
    weeks = int(20 / payers.per_week) + 3
    denials = np.concatenate([payers.post(PAST_WEEKS * 2, chance), payers.post(weeks, chance, times=3)], axis=1)
    changed, taken = PAST_WEEKS * 2 * WEEK, np.full(payers.pairs, 999.0)
    for day in range(changed, denials.shape[1]):
        for pair in np.flatnonzero(judge(denials, day)[1] & (taken == 999)):
            taken[pair] = denials[pair, changed:day].sum() + _place_in_day(denials[pair, : day + 1])
    return taken


def _place_in_day(denials: Days) -> int:
    """Which denial of the last day told it: events are judged as they come."""
    posted = int(denials[-1])
    told = np.repeat(denials[None, :], posted, axis=0)
    told[:, -1] = np.arange(1, posted + 1)
    return 1 + int(np.argmax(judge(told, len(denials) - 1)[1]))


def test_steady_payers_bring_at_most_one_false_incident_in_a_thousand_weeks() -> None:
    chance = np.random.default_rng(2026)
    weeks = pairs = incidents = 0
    for rate in RATES:
        for weekdays in (OFFICE_DAYS, EVEN, MONDAYS):
            payers = Payers(60, rate, weekdays)
            denials = payers.post(PAST_WEEKS + 26, chance)
            incidents += count_incidents(denials, PAST_WEEKS * WEEK)
            pairs += payers.pairs
            weeks += payers.pairs * 26

    assert weeks > 30_000
    assert incidents / weeks <= 1 / 1000


def test_a_payer_with_five_codes_brings_no_more_false_incidents_than_one_with_a_single_code() -> None:
    chance = np.random.default_rng(42)
    weeks = incidents = 0
    for rate in (0.5, 1, 2, 5, 10, 20):
        codes = Payers(60 * 5, rate).post(PAST_WEEKS + 26, chance)
        incidents += count_incidents(codes, PAST_WEEKS * WEEK, codes=5)
        weeks += 60 * 26

    assert weeks > 9_000
    assert incidents / weeks <= 1 / 1000


@pytest.mark.parametrize("rate", [0.5, 1, 2, 5, 10])
def test_a_tripling_is_found_within_twenty_denials(rate: float) -> None:
    taken = count_until_found(Payers(120, rate), np.random.default_rng(7))

    assert np.median(taken) <= 20
    assert np.mean(taken <= 20) >= 0.55
    assert np.mean(taken <= 40) >= 0.9


@pytest.mark.parametrize(("rate", "days"), [(20, 7), (40, 3)])
def test_where_twenty_denials_come_in_days_a_tripling_is_found_in_days(rate: float, days: int) -> None:
    taken = count_until_found(Payers(80, rate), np.random.default_rng(7))

    assert np.median(taken) <= 3 * rate * days / 5


def test_the_start_of_a_rise_is_found() -> None:
    payers, chance = Payers(80, 2), np.random.default_rng(11)
    denials = np.concatenate([payers.post(52, chance), payers.post(6, chance, times=3)], axis=1)
    denials[:, -1] += 1
    found, told = judge(denials, denials.shape[1] - 1)

    apart = np.abs(found.start[told] - 52 * WEEK)
    assert told.mean() > 0.8
    assert np.median(apart) <= 7


def test_remittances_of_many_denials_are_told_seldom_and_late() -> None:
    """Three denials at once on the average: the weeks vary more than chance, so that more is needed."""
    chance = np.random.default_rng(3)
    postings = Payers(60, 5 / 3).post(78, chance)
    lumps = np.where(postings > 0, postings + chance.poisson(2 * postings), 0.0)

    incidents = count_incidents(lumps, 52 * WEEK)
    assert incidents / (60 * 26) <= 3 / 1000
    assert judge(lumps, lumps.shape[1] - 1)[0].dispersion.mean() > 2


def test_too_short_a_past_is_never_judged() -> None:
    chance = np.random.default_rng(5)
    denials = np.concatenate([Payers(40, 2).post(7, chance), Payers(40, 20).post(1, chance)], axis=1)

    found, told = judge(denials, denials.shape[1] - 1)
    assert not told.any() and not found.score.any()


def test_a_code_that_a_watched_payer_never_used_is_told_by_its_first_denials() -> None:
    """That there were none for a year is a past too."""
    denials = np.zeros((1, 52 * WEEK))
    denials[:, -7:] = 1

    found, told = judge(denials, denials.shape[1] - 1)
    assert told[0] and (found.before[0], found.since[0]) == (0, 7)


def test_fewer_denials_are_no_rise() -> None:
    chance = np.random.default_rng(5)
    denials = np.concatenate([Payers(40, 20).post(52, chance), Payers(40, 5).post(8, chance)], axis=1)

    assert not judge(denials, denials.shape[1] - 1)[1].any()


def test_a_payer_that_posts_on_mondays_has_its_week_then() -> None:
    weeks = weekday_exposure(np.tile(MONDAYS * 40, (1, 52)), 0, TEST)[0]

    assert weeks[0] > 0.9 and weeks[1] < 0.02
    assert weeks.sum() == pytest.approx(52)


def test_a_change_is_not_looked_for_before_a_given_day() -> None:
    denials = np.tile(EVEN * 7, (1, 52))
    denials[:, -28:] = 4
    exposure = np.full(denials.shape, 1 / WEEK)

    found = scan(denials, exposure, TEST, not_before=52 * WEEK - 7)
    assert found.start[0] >= 52 * WEEK - 7


@pytest.mark.parametrize(
    ("since", "before", "share", "expected"),
    [(0, 5, 0.5, 1.0), (5, 0, 1.0, 1.0), (1, 0, 0.25, 0.25), (3, 0, 0.5, 0.125), (2, 1, 0.5, 0.5)],
)
def test_the_tail_of_the_binomial_is_exact(since: int, before: int, share: float, expected: float) -> None:
    assert tail_probability(since, before, share) == pytest.approx(expected)


def test_the_band_holds_ninety_five_weeks_of_a_hundred() -> None:
    chance = np.random.default_rng(9)
    past, week = chance.poisson(6 * 26, 4000), chance.poisson(6, 4000)
    bands = [expected_band(before, 26, 1, 1) for before in past]

    inside = np.mean([band.low <= seen <= band.high for band, seen in zip(bands, week, strict=True)])
    assert 0.94 <= inside <= 0.99
    assert bands[0].expected == pytest.approx(past[0] / 26)


def test_a_band_is_wider_where_weeks_vary_more_and_nothing_where_nothing_was() -> None:
    even, uneven, large = expected_band(52, 26, 1, 1), expected_band(52, 26, 1, 4), expected_band(26000, 26, 1, 1)

    assert uneven.high > even.high
    assert even.low <= 2 <= even.high
    assert 900 < large.low < 1000 < large.high < 1100
    assert expected_band(0, 26, 26, 1).high > 0 == expected_band(0, 26, 26, 1).expected
    assert expected_band(4, 26, 0, 1) == (0, 0.0, 0)


def test_thresholds_lie_between_those_of_the_calibrated_rates() -> None:
    known = {row.per_week: row.score for row in TEST.thresholds}

    assert float(threshold(0.01, TEST)) == known[0.5]
    assert float(threshold(1000, TEST)) == known[40]
    assert known[1] < float(threshold(1.5, TEST)) < known[2]


def test_each_code_that_a_payer_uses_raises_what_one_of_them_needs() -> None:
    alone, of_one, of_five = (float(threshold_of_one(2, codes, TEST)) for codes in (0, 1, 5))

    assert alone == of_one == float(threshold(2, TEST))
    assert of_five - of_one == pytest.approx(TEST.codes_weight * np.log(5))


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("rise", {"rise": 6}),
        ("history_weeks", {"history_weeks": 10}),
        ("change_weeks", {"change_weeks": 1}),
        ("least_weeks", {"least_weeks": 60}),
        ("least_before", {"least_before": 500}),
        ("least_since", {"least_since": 500}),
        ("weekday_prior", {"weekday_prior": 1000}),
        ("dispersion_errors", {"dispersion_errors": 0}),
        ("dispersion_weight", {"dispersion_weight": 50}),
    ],
)
def test_every_figure_that_ships_changes_the_score(key: str, change: dict[str, Any]) -> None:
    chance = np.random.default_rng(4)
    denials = np.concatenate([Payers(20, 3).post(52, chance), Payers(20, 3).post(4, chance, times=3)], axis=1)
    other = TEST.model_copy(update=change)

    as_shipped, changed = judge(denials, 56 * WEEK - 3)[0], judge(denials, 56 * WEEK - 3, other)[0]
    assert not np.array_equal(as_shipped.score, changed.score), key


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("rise: 3", "rise: 1", "greater than 1"),
        ("per_week: 0.5", "per_week: 80", "growing rate"),
        ("quiet_minutes: 15", "quiet_minutes: 0", "greater than 0"),
        ("ignore_days: 30", "ignore_days: 30\n  extra: 1", "Extra inputs"),
        ("workflows: 3", "workflows: 1", "greater than 1"),
        ("[credentials, configuration]", "[credentials, weather]", "Input should be"),
    ],
)
def test_rules_with_a_fault_are_refused(before: str, after: str, fault: str) -> None:
    assert before in TEXT
    with pytest.raises(RulesInvalid, match=fault):
        parse_detection(TEXT.replace(before, after, 1))
