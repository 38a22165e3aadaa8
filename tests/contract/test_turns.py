"""Whatever gives calls their turn must behave like this."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
import redis

from denialops.limits.redis_turns import PREFIX, RedisTurns
from denialops.limits.turns import OwnTurns, TurnLimits
from denialops.ports.limits import Turns
from tests.unit.llm.doubles import FakeSeconds

AWAY = "redis://127.0.0.1:1/0"

Open = Callable[..., Turns]


@pytest.fixture(params=["own", pytest.param("redis", marks=pytest.mark.service)])
def opened(request: pytest.FixtureRequest) -> Iterator[Open]:
    """opened(calls_per_minute=..., at_once=...): the same turns as another process has them."""
    if request.param == "redis":
        url = request.getfixturevalue("redis_url")
        with closing(redis.Redis.from_url(url)) as client:
            client.flushall()
        yield lambda tenant="clinic", **limits: RedisTurns(url, TurnLimits(**limits), tenant=tenant, timeout_s=5)
        return
    made = dict[str, Turns]()
    yield lambda tenant="clinic", **limits: made.setdefault(tenant, OwnTurns(TurnLimits(**limits)))


def test_so_many_begin_in_a_minute_and_the_next_is_told_how_long_to_wait(opened: Open) -> None:
    one, other = (opened(calls_per_minute=3) for _ in range(2))

    begun = [turns.take("vendor") for turns in (one, other, one)]

    assert [turn.wait_s for turn in begun] == [0.0, 0.0, 0.0]
    assert 50 < other.take("vendor").wait_s <= 60


def test_a_call_that_is_over_counts_in_its_minute_all_the_same(opened: Open) -> None:
    turns = opened(calls_per_minute=1)
    turns.give_back("vendor", turns.take("vendor").place)

    assert turns.take("vendor").wait_s > 0


def test_so_many_run_at_once_whoever_began_them_and_a_place_given_back_is_free(opened: Open) -> None:
    one, other = (opened(at_once=2) for _ in range(2))
    first, second = one.take("vendor"), other.take("vendor")

    assert (first.wait_s, second.wait_s) == (0.0, 0.0)
    assert 0 < one.take("vendor").wait_s < 1
    other.give_back("vendor", second.place)
    assert one.take("vendor").wait_s == 0.0


def test_a_place_is_given_back_once(opened: Open) -> None:
    turns = opened(at_once=1)
    first = turns.take("vendor")
    turns.give_back("vendor", first.place)
    turns.take("vendor")

    turns.give_back("vendor", first.place)

    assert turns.take("vendor").wait_s > 0


def test_a_place_of_a_process_that_died_is_free_after_the_longest_call(opened: Open) -> None:
    turns = opened(at_once=1, longest_s=0.000_001)
    turns.take("vendor")

    assert turns.take("vendor").wait_s == 0.0


def test_vendors_and_clinics_take_nothing_from_each_other(opened: Open) -> None:
    turns = opened(at_once=1)
    turns.take("vendor")

    assert turns.take("another").wait_s == 0.0
    assert opened(tenant="other clinic", at_once=1).take("vendor").wait_s == 0.0


def test_of_many_who_come_at_once_no_more_begin_than_may(opened: Open) -> None:
    processes = [opened(at_once=3) for _ in range(4)]

    with ThreadPoolExecutor(16) as pool:
        turns = list(pool.map(lambda number: processes[number % 4].take("vendor"), range(64)))

    assert sum(turn.wait_s == 0.0 for turn in turns) == 3


def test_without_a_server_each_process_keeps_to_the_limits_by_itself() -> None:
    time = FakeSeconds()
    limits = TurnLimits(calls_per_minute=1)
    turns = RedisTurns(AWAY, limits, tenant="clinic", timeout_s=1, seconds=lambda: time.now)
    turns.give_back("vendor", turns.take("vendor").place)

    assert turns.take("vendor").wait_s == 60.0
    time.now = 60.0
    assert turns.take("vendor").wait_s == 0.0


@pytest.mark.service
def test_no_name_of_a_provider_is_kept_in_redis_as_it_is(redis_url: str) -> None:
    RedisTurns(redis_url, TurnLimits(), tenant="clinic", timeout_s=5).take("vendor-7")

    with closing(redis.Redis.from_url(redis_url)) as client:
        assert all(b"vendor-7" not in key for key in client.scan_iter(f"{PREFIX}*"))
