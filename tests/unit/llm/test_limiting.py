"""So many calls a minute, so many at once, each in its turn."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialops.domain.models import ModelRequest, TextDelta
from denialops.errors import ModelBusy, ModelUnavailable
from denialops.limits.turns import OwnTurns, TurnLimits
from denialops.llm.limiting import LimitedModel
from denialops.llm.wrapping import Piece, Timing
from denialops.ports import LanguageModel
from tests.fakes.models import ScriptedModel
from tests.unit.llm.doubles import FakeSeconds, ask, begin, make_request


def limited(inner: LanguageModel, timing: Timing, *, wait_s: float = 60.0, **limits: int) -> LimitedModel:
    turns = OwnTurns(TurnLimits(**limits), seconds=timing.seconds)
    return LimitedModel(inner, turns, wait_s=wait_s, timing=timing)


def test_without_a_limit_nobody_waits() -> None:
    time = FakeSeconds()
    model = limited(ScriptedModel("well"), time.timing())

    for _ in range(100):
        ask(model)

    assert time.now == 0.0


def test_the_call_over_the_limit_waits_until_the_first_is_a_minute_old() -> None:
    time = FakeSeconds()
    model = limited(ScriptedModel("well"), time.timing(), calls_per_minute=2)
    ask(model)
    time.now = 10.0
    ask(model)

    ask(model)

    assert time.now == 60.0


@given(pauses=st.lists(st.floats(0, 30), min_size=1, max_size=40), limit=st.integers(1, 6))
def test_no_minute_holds_more_calls_than_allowed(pauses: list[float], limit: int) -> None:
    time, began_at = FakeSeconds(), list[float]()

    class Noting(ScriptedModel):
        def stream(self, request: ModelRequest) -> Iterator[Piece]:
            began_at.append(time.now)
            return super().stream(request)

    model = limited(Noting("well"), time.timing(), calls_per_minute=limit, wait_s=120)
    for pause in pauses:
        time.now += pause
        ask(model)

    for first, after in zip(began_at, began_at[limit:], strict=False):
        assert after - first >= 60.0 - 1e-6


def test_who_would_wait_too_long_is_told_at_once_and_when_to_come_back() -> None:
    time = FakeSeconds()
    model = limited(ScriptedModel("well"), time.timing(), calls_per_minute=1, wait_s=20)
    ask(model)

    with pytest.raises(ModelBusy) as refused:
        ask(model)
    assert (refused.value.retry_after_s, time.now) == (60.0, 0.0)


def test_a_free_place_is_waited_for_and_not_for_ever() -> None:
    time = FakeSeconds()
    model = limited(ScriptedModel("well"), time.timing(), at_once=1, wait_s=5)
    running = begin(model)

    with pytest.raises(ModelBusy):
        ask(model)
    assert 4.9 < time.now <= 5.0
    list(running)
    assert ask(model).text == "well"


@pytest.mark.parametrize("error", [None, ModelUnavailable()])
def test_a_place_is_free_again_however_the_call_ended(error: ModelUnavailable | None) -> None:
    time = FakeSeconds()
    inner = ScriptedModel(error or "a long reply", "well")
    model = limited(inner, time.timing(), at_once=1)
    if error:
        with pytest.raises(ModelUnavailable):
            ask(model)
    else:
        cast("Generator[Piece]", begin(model)).close()

    assert ask(model).text == "well"
    assert time.now == 0.0


def test_waiting_can_be_stopped_and_leaves_the_queue() -> None:
    time = FakeSeconds()
    model = limited(ScriptedModel("well"), time.timing(), at_once=1)
    running = begin(model)
    waiting = cast("Generator[Piece]", model.stream(make_request()))
    assert next(waiting) == TextDelta("")

    waiting.close()
    list(running)

    assert ask(model).text == "well"


def test_turns_come_in_the_order_of_asking() -> None:
    time = FakeSeconds()
    model = limited(ScriptedModel("well"), time.timing(), at_once=1)
    running, early, late = begin(model), model.stream(make_request()), model.stream(make_request())
    assert [next(early), next(late)] == [TextDelta(""), TextDelta("")]
    list(running)

    assert next(late) == TextDelta("")
    assert next(early) != TextDelta("")


def test_never_more_than_allowed_run_at_once() -> None:
    running, most, lock = 0, 0, threading.Lock()

    class Counting(ScriptedModel):
        def stream(self, request: ModelRequest) -> Iterator[Piece]:
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            yield from super().stream(request)
            with lock:
                running -= 1

    passing = Timing(sleep=lambda _: None)
    model = limited(Counting("well"), passing, at_once=3, wait_s=60)

    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: ask(model), range(40)))

    assert len(replies) == 40
    assert 1 <= most <= 3
