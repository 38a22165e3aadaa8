"""Whatever bounds how often a caller may ask must behave like this."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from denialops.limits.local import MOST_CALLERS, LocalWindow
from denialops.limits.redis import PREFIX, RedisWindow
from denialops.ports.limits import RequestWindow
from tests.unit.llm.doubles import FakeSeconds


@pytest.fixture
def seconds() -> FakeSeconds:
    return FakeSeconds()


@pytest.fixture(params=["local", pytest.param("redis", marks=pytest.mark.service)])
def window(request: pytest.FixtureRequest, seconds: FakeSeconds) -> Iterator[RequestWindow]:
    """Three a minute."""
    if request.param == "local":
        yield LocalWindow(3, seconds=lambda: seconds.now)
        return
    url = request.getfixturevalue("redis_url")
    client = redis.Redis.from_url(url)
    client.flushall()
    client.close()
    yield RedisWindow(url, 3)


def test_so_many_are_let_in_and_the_next_is_told_how_long_to_wait(window: RequestWindow) -> None:
    waits = [window.admit("10.0.0.1") for _ in range(4)]

    assert waits[:3] == [0, 0, 0]
    assert 55 < waits[3] <= 60


def test_one_caller_takes_nothing_from_another(window: RequestWindow) -> None:
    for _ in range(4):
        window.admit("10.0.0.1")

    assert window.admit("10.0.0.2") == 0


def test_the_window_slides(seconds: FakeSeconds) -> None:
    window = LocalWindow(2, seconds=lambda: seconds.now)
    window.admit("a")
    seconds.now += 40
    window.admit("a")
    seconds.now += 19
    refused = window.admit("a")
    seconds.now += 2

    assert refused == pytest.approx(1)
    assert window.admit("a") == 0
    assert window.admit("a") == pytest.approx(39)


def test_a_refused_request_does_not_lengthen_the_wait(window: RequestWindow) -> None:
    for _ in range(3):
        window.admit("a")
    first = window.admit("a")

    assert window.admit("a") <= first


def test_without_a_limit_everybody_is_let_in() -> None:
    window = LocalWindow(0)

    assert {window.admit("a") for _ in range(1000)} == {0}


def test_callers_that_stopped_asking_are_forgotten(seconds: FakeSeconds) -> None:
    window = LocalWindow(1, seconds=lambda: seconds.now)
    window.admit("first")
    for number in range(MOST_CALLERS):
        window.admit(str(number))

    assert window.admit("first") == 0


def test_a_server_that_is_gone_leaves_each_process_its_own_window() -> None:
    window = RedisWindow("redis://127.0.0.1:1/0", 2)

    assert [window.admit("a") > 0 for _ in range(3)] == [False, False, True]


@pytest.mark.service
def test_two_processes_share_one_window_and_no_address_is_kept_as_it_is(redis_url: str) -> None:
    one, other = RedisWindow(redis_url, 1), RedisWindow(redis_url, 1)
    one.admit("10.9.9.9")

    assert other.admit("10.9.9.9") > 0
    client = redis.Redis.from_url(redis_url)
    assert all(b"10.9.9.9" not in key for key in client.scan_iter(f"{PREFIX}*"))
    client.close()
