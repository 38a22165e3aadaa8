"""Asking again: when it helps, after how long, and how often."""

from __future__ import annotations

from collections.abc import Generator
from itertools import pairwise
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialops.domain.models import ModelRequest, TextDelta
from denialops.errors import (
    BudgetSpent,
    IdentifiersLeft,
    ModelBusy,
    ModelError,
    ModelNonsense,
    ModelPaused,
    ModelRefused,
    ModelTimedOut,
    ModelUnavailable,
    NoModel,
)
from denialops.llm.retrying import RetryingModel, RetryLimits
from tests.fakes.models import ScriptedModel
from tests.unit.llm.doubles import FakeSeconds, NeverClosed, ask, begin, make_request


def retrying(inner: ScriptedModel, time: FakeSeconds, *, chance: float = 0.0, **limits: float) -> RetryingModel:
    return RetryingModel(inner, RetryLimits(**limits), timing=time.timing(), chance=lambda: chance)  # type: ignore[arg-type]


def test_a_call_that_goes_well_is_made_once() -> None:
    inner, time = ScriptedModel("well"), FakeSeconds()

    assert ask(retrying(inner, time)).text == "well"
    assert (len(inner.requests), time.now) == (1, 0.0)


def test_the_second_try_comes_a_second_later_and_the_third_two_after_that() -> None:
    inner, time = ScriptedModel(ModelUnavailable(), ModelTimedOut(), "well"), FakeSeconds()

    assert ask(retrying(inner, time)).text == "well"
    assert (len(inner.requests), time.now) == (3, 3.0)


def test_after_the_last_try_its_error_is_raised() -> None:
    inner = ScriptedModel(ModelUnavailable(), ModelUnavailable(), ModelTimedOut("the third"))

    with pytest.raises(ModelTimedOut, match="the third"):
        ask(retrying(inner, FakeSeconds()))
    assert len(inner.requests) == 3


@pytest.mark.parametrize("error", [ModelRefused, ModelPaused, BudgetSpent, IdentifiersLeft, NoModel])
def test_what_repeating_cannot_help_is_not_repeated(error: type[ModelError]) -> None:
    inner, time = ScriptedModel(error()), FakeSeconds()

    with pytest.raises(error):
        ask(retrying(inner, time))
    assert (len(inner.requests), time.now) == (1, 0.0)


def test_the_provider_may_ask_for_a_longer_pause() -> None:
    inner, time = ScriptedModel(ModelBusy(retry_after_s=17.0), "well"), FakeSeconds()

    ask(retrying(inner, time))

    assert time.now == 17.0


def test_the_provider_cannot_make_the_pause_shorter() -> None:
    inner, time = ScriptedModel(ModelBusy(retry_after_s=0.0), "well"), FakeSeconds()

    ask(retrying(inner, time))

    assert time.now == 1.0


def test_jitter_adds_up_to_a_second() -> None:
    inner, time = ScriptedModel(ModelUnavailable(), "well"), FakeSeconds()

    ask(retrying(inner, time, chance=0.75))

    assert time.now == 1.75


@given(tries=st.integers(2, 12), chance=st.floats(0, 1))
def test_pauses_double_from_one_second_to_sixty_and_never_shrink(tries: int, chance: float) -> None:
    time, began_at = FakeSeconds(), list[float]()

    class Down:
        provider, model, has_temperature = "scripted", "test-1", True

        def stream(self, request: ModelRequest) -> Generator[TextDelta, None, None]:
            began_at.append(time.now)
            raise ModelUnavailable
            yield TextDelta("")

    model = RetryingModel(Down(), RetryLimits(tries=tries, total_s=10_000), timing=time.timing(), chance=lambda: chance)
    with pytest.raises(ModelUnavailable):
        ask(model)

    pauses = [later - earlier for earlier, later in pairwise(began_at)]
    assert len(began_at) == tries
    assert pauses == pytest.approx([min(2.0**n, 60.0) + chance for n in range(tries - 1)])


def test_no_try_begins_after_the_total_time() -> None:
    inner, time = ScriptedModel(ModelUnavailable()), FakeSeconds()

    with pytest.raises(ModelUnavailable):
        ask(retrying(inner, time, tries=100, total_s=10))
    assert (len(inner.requests), time.now) == (4, 7.0)


def test_a_pause_longer_than_what_is_left_is_not_begun() -> None:
    inner, time = ScriptedModel(ModelBusy(retry_after_s=3600.0)), FakeSeconds()

    with pytest.raises(ModelBusy) as refused:
        ask(retrying(inner, time))
    assert (refused.value.retry_after_s, time.now) == (3600.0, 0.0)


def test_nothing_is_repeated_once_text_was_handed_out() -> None:
    inner = ScriptedModel(ModelNonsense(), "well", pieces_before_error=1)

    with pytest.raises(ModelNonsense):
        ask(retrying(inner, FakeSeconds()))
    assert len(inner.requests) == 1


def test_a_pause_can_be_stopped_by_closing_the_stream() -> None:
    inner, time = ScriptedModel(ModelBusy(retry_after_s=60.0), "well"), FakeSeconds()
    pieces = cast("Generator[TextDelta]", retrying(inner, time).stream(make_request()))

    assert next(pieces) == TextDelta("")
    assert next(pieces) == TextDelta("")
    pieces.close()

    assert (len(inner.requests), time.now) == (1, 0.5)


def test_closing_ends_the_call_at_the_provider() -> None:
    inner = ScriptedModel("a long reply that nobody reads to its end")

    cast("Generator[TextDelta]", begin(retrying(inner, FakeSeconds()))).close()

    assert inner.closed == 1


def test_a_model_without_anything_to_close_is_wrapped_as_well() -> None:
    assert ask(RetryingModel(NeverClosed(), RetryLimits())).text == "whole"
