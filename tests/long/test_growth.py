"""What counts as a leak, and what does not."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.long.soak.growth import Sample, judge


def _series(count: int, value) -> list[Sample]:
    return [Sample(float(n), value(n)) for n in range(count)]


def test_what_stays_where_it_is_does_not_grow() -> None:
    found = judge("memory", _series(120, lambda _: 300.0), allowed=10)

    assert (found.is_endless, found.level, found.grown, found.late) == (False, 300.0, 0.0, 0.0)


@given(st.integers(0, 2**32), st.floats(12, 10_000))
def test_a_steady_leak_of_more_than_is_allowed_is_found_under_noise(seed: int, leaked: float) -> None:
    chance = random.Random(seed)
    samples = _series(300, lambda n: 300 + 1.5 * leaked * n / 300 + chance.uniform(-2, 2))

    found = judge("memory", samples, allowed=8)

    assert found.is_endless
    assert found.grown == pytest.approx(leaked, rel=0.25)


@given(st.integers(0, 2**32))
def test_noise_alone_is_no_leak(seed: int) -> None:
    chance = random.Random(seed)

    assert not judge("memory", _series(120, lambda _: 300 + chance.uniform(-12, 12)), allowed=16).is_endless


def test_what_fills_up_and_then_stays_is_no_leak() -> None:
    samples = _series(120, lambda n: 300 + 60 * (1 - math.exp(-n / 12)))

    assert not judge("memory", samples, allowed=4).is_endless


def test_a_few_wild_moments_are_no_leak() -> None:
    samples = _series(120, lambda n: 900.0 if n % 7 == 0 or n > 110 else 300.0)

    assert not judge("memory", samples, allowed=8).is_endless


def test_a_leak_that_begins_with_the_last_third_is_found() -> None:
    samples = _series(120, lambda n: 300.0 + max(0, n - 70) * 4)

    assert judge("memory", samples, allowed=16).is_endless


def test_a_share_of_the_level_may_be_more_than_what_is_allowed_in_any_case() -> None:
    samples = _series(120, lambda n: 1000.0 + n)

    assert judge("memory", samples, allowed=16).is_endless
    assert not judge("memory", samples, allowed=16, share=0.1).is_endless
