"""Severity begins with the error code and only rises, with rate and spread."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialops.domain.recovery.incidents import Severity
from denialops.recovery.detection_rules import SeverityRules
from denialops.recovery.severity import LEVELS, Spread, judge_severity

RULES = SeverityRules(failures_an_hour=(20, 100), cases=(10, 50), workflows=3)
SEVERITIES = st.sampled_from(LEVELS)
SPREADS = st.builds(Spread, st.integers(0, 1000), st.integers(0, 1000), st.integers(1, 10))


@pytest.mark.parametrize(
    ("spread", "expected"),
    [
        (Spread(1, 0), "low"),
        (Spread(19, 9), "low"),
        (Spread(20, 0), "medium"),
        (Spread(0, 10), "medium"),
        (Spread(20, 10), "medium"),
        (Spread(100, 10), "high"),
        (Spread(1, 50), "high"),
        (Spread(1, 1, 3), "medium"),
        (Spread(100, 50, 3), "critical"),
    ],
)
def test_every_figure_passed_raises_it_by_one(spread: Spread, expected: Severity) -> None:
    assert judge_severity("low", "low", spread, RULES) == expected


@given(SEVERITIES, SEVERITIES, SPREADS)
def test_it_never_falls(base: Severity, now: Severity, spread: Spread) -> None:
    judged = judge_severity(base, now, spread, RULES)

    assert LEVELS.index(judged) >= max(LEVELS.index(now), LEVELS.index(base))


@given(SEVERITIES, SPREADS, SPREADS)
def test_more_harm_is_never_less_grave(base: Severity, first: Spread, second: Spread) -> None:
    both = Spread(*map(max, first, second))

    judged = [LEVELS.index(judge_severity(base, base, spread, RULES)) for spread in (first, both)]
    assert judged[0] <= judged[1]
