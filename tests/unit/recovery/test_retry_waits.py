"""Waits before retries: their kinds, bounds and caps, and how many an hour may see."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialops.domain.recovery.rule_tables import parse_recovery_rules
from denialops.domain.recovery.rules import RetryPolicy
from denialops.recovery.retrying import RetryLimits, wait_before
from tests.contract.adapters import SqliteAdapter
from tests.contract.makers import FakeClock
from tests.unit.recovery.makers import FixedRules, make_texts

ATTEMPTS = st.integers(1, 100_000)
CHANCES = st.floats(0, 1, exclude_max=True)
MIDDLE = 0.5


def make_policy(
    kind: Literal["exponential", "linear", "fixed"] = "exponential", *, attempts: int = 5, jitter: float = 0
) -> RetryPolicy:
    return RetryPolicy(kind=kind, base_s=10, longest_s=60, attempts=attempts, jitter=jitter)


@st.composite
def policies(draw: st.DrawFn) -> RetryPolicy:
    base = draw(st.floats(0.001, 1e6))
    return RetryPolicy(
        kind=draw(st.sampled_from(["exponential", "linear", "fixed"])),
        base_s=base,
        longest_s=draw(st.floats(base, 1e7)),
        attempts=100_000,
        jitter=draw(st.floats(0, 1)),
    )


@pytest.mark.parametrize(
    ("kind", "waits"),
    [
        ("exponential", [10, 20, 40, 60, 60, None]),
        ("linear", [10, 20, 30, 40, 50, None]),
        ("fixed", [10, 10, 10, 10, 10, None]),
    ],
)
def test_each_kind_waits_in_its_own_way(
    kind: Literal["exponential", "linear", "fixed"], waits: list[float | None]
) -> None:
    assert [wait_before(make_policy(kind), attempt) for attempt in range(1, 7)] == waits


def test_what_is_never_tried_again_has_no_wait() -> None:
    assert wait_before(make_policy(attempts=0), 1) is None


@given(policies(), ATTEMPTS, CHANCES)
def test_a_wait_lies_within_the_jitter_and_below_the_cap(policy: RetryPolicy, attempt: int, chance: float) -> None:
    wait = wait_before(policy, attempt, chance=lambda: chance)
    middle = wait_before(policy.model_copy(update={"jitter": 0.0}), attempt)

    assert wait is not None and middle is not None
    assert 0 <= wait <= policy.longest_s
    assert middle * (1 - policy.jitter) <= wait * (1 + 1e-9)
    assert wait <= middle * (1 + policy.jitter) * (1 + 1e-9)


@given(policies(), ATTEMPTS)
def test_without_chance_no_wait_is_shorter_than_the_one_before(policy: RetryPolicy, attempt: int) -> None:
    steady = policy.model_copy(update={"jitter": 0.0})
    first, second = wait_before(steady, attempt), wait_before(steady, attempt + 1)

    assert first is not None and first >= steady.base_s
    assert second is None or second >= first


@given(policies(), ATTEMPTS, CHANCES, CHANCES)
def test_more_chance_never_means_less_waiting(policy: RetryPolicy, attempt: int, one: float, other: float) -> None:
    less, more = (wait_before(policy, attempt, chance=lambda at=at: at) for at in sorted((one, other)))

    assert less is not None and more is not None and less <= more


def test_an_hour_sees_no_more_retries_of_a_workflow_at_a_vendor_than_allowed(tmp_path: Path) -> None:
    clock = FakeClock()
    adapter = SqliteAdapter(tmp_path, clock)
    rules = FixedRules(parse_recovery_rules(make_texts()))
    first, second = (RetryLimits(adapter.open_recovery(), rules, clock) for _ in range(2))

    admitted = [limits.admit("fax_appeal", "quick_fax") for limits in (first, second, first, second)]
    elsewhere = [first.admit("send_records", "quick_fax"), first.admit("fax_appeal", "slow_fax")]
    used = second.used("fax_appeal", "quick_fax")
    clock.pass_days(1 / 24)
    next_hour = first.admit("fax_appeal", "quick_fax")
    adapter.close()

    assert admitted == [True, True, False, False]
    assert used == 2
    assert elsewhere == [True, True]
    assert next_hour
