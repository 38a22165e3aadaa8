"""The breaker: when it opens, who is let through, and what closes it."""

from __future__ import annotations

import threading
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import pytest

from denialops.domain.circuits import BreakerLimits
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
)
from denialops.limits.circuits import OwnCircuits
from denialops.llm.breaking import BreakingModel
from tests.fakes.models import ScriptedModel
from tests.unit.llm.doubles import FakeSeconds, ask, begin, make_request


class Moody(ScriptedModel):
    """Does what its mood says, from call to call."""

    def __init__(self) -> None:
        super().__init__("well")
        self.mood: ModelError | None = None

    def stream(self, request: ModelRequest) -> Generator[TextDelta]:  # type: ignore[override]
        if self.mood:
            self.requests.append(request)
            raise self.mood
        yield from super().stream(request)  # type: ignore[misc]


@pytest.fixture
def time() -> FakeSeconds:
    return FakeSeconds()


@pytest.fixture
def inner() -> Moody:
    return Moody()


@pytest.fixture
def model(inner: Moody, time: FakeSeconds) -> BreakingModel:
    return BreakingModel(inner, OwnCircuits(), timing=time.timing())


def fail(model: BreakingModel, inner: Moody, times: int = 1, error: ModelError | None = None) -> None:
    inner.mood = error or ModelUnavailable()
    for _ in range(times):
        with pytest.raises(type(inner.mood)):
            ask(model)
    inner.mood = None


def test_a_provider_that_is_well_is_asked(model: BreakingModel) -> None:
    assert ask(model).text == "well"
    assert model.state().state == "closed"


def test_four_failures_in_a_row_do_not_open_it(model: BreakingModel, inner: Moody) -> None:
    fail(model, inner, 4)

    assert ask(model).text == "well"
    assert model.state().failures == 0


def test_after_five_failures_in_a_row_nobody_is_asked_for_a_minute(
    model: BreakingModel, inner: Moody, time: FakeSeconds
) -> None:
    fail(model, inner, 5)
    time.now = 59.0

    with pytest.raises(ModelPaused) as refused:
        ask(model)
    assert refused.value.retry_after_s == 1.0
    assert len(inner.requests) == 5
    shown = model.state()
    assert (shown.state, shown.failures, shown.retry_in_s) == ("open", 5, 1.0)


@pytest.mark.parametrize("error", [ModelUnavailable(), ModelTimedOut(), ModelNonsense()])
def test_being_down_slow_or_senseless_counts(model: BreakingModel, inner: Moody, error: ModelError) -> None:
    fail(model, inner, 5, error)

    assert model.state().state == "open"


@pytest.mark.parametrize("error", [ModelRefused(), ModelBusy(), BudgetSpent(), IdentifiersLeft()])
def test_refusals_limits_and_budgets_do_not_count(model: BreakingModel, inner: Moody, error: ModelError) -> None:
    fail(model, inner, 20, error)

    assert model.state().state == "closed"


def test_only_failures_in_a_row_count(model: BreakingModel, inner: Moody) -> None:
    for _ in range(3):
        fail(model, inner, 4)
        ask(model)

    assert model.state().state == "closed"


def test_after_the_minute_one_call_finds_out_and_closes_it(
    model: BreakingModel, inner: Moody, time: FakeSeconds
) -> None:
    fail(model, inner, 5)
    time.now = 60.0
    assert model.state().state == "half_open"

    assert ask(model).text == "well"
    assert model.state().state == "closed"


def test_a_failed_probe_opens_it_for_another_minute(model: BreakingModel, inner: Moody, time: FakeSeconds) -> None:
    fail(model, inner, 5)
    time.now = 60.0
    fail(model, inner)
    time.now = 119.0

    with pytest.raises(ModelPaused):
        ask(model)
    assert len(inner.requests) == 6


def test_others_are_refused_while_the_probe_is_out(model: BreakingModel, inner: Moody, time: FakeSeconds) -> None:
    fail(model, inner, 5)
    time.now = 60.0
    probe = begin(model)

    with pytest.raises(ModelPaused):
        ask(model)
    assert model.state().state == "half_open"
    list(probe)
    assert ask(model).text == "well"


def test_of_many_who_come_at_once_one_is_the_probe(time: FakeSeconds) -> None:
    inner, come, decided = Moody(), threading.Barrier(16), threading.Event()
    model = BreakingModel(inner, OwnCircuits(), timing=time.timing())
    fail(model, inner, 5)
    time.now = 60.0
    refused = list[int]()

    def call(number: int) -> None:
        come.wait()
        try:
            pieces = model.stream(make_request())
            next(pieces)
            assert decided.wait(30)
            list(pieces)
        except ModelPaused:
            refused.append(number)
            if len(refused) == 15:
                decided.set()

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(call, range(16)))

    assert len(refused) == 15
    assert len(inner.requests) == 6


def test_a_probe_that_ends_without_an_answer_lets_the_next_one_try(
    model: BreakingModel, inner: Moody, time: FakeSeconds
) -> None:
    fail(model, inner, 5)
    time.now = 60.0
    fail(model, inner, error=ModelBusy())

    assert model.state().state == "half_open"
    assert ask(model).text == "well"


def test_a_probe_stopped_by_a_person_after_its_first_text_has_shown_that_the_provider_is_back(
    model: BreakingModel, inner: Moody, time: FakeSeconds
) -> None:
    fail(model, inner, 5)
    time.now = 60.0

    cast("Generator[TextDelta]", begin(model)).close()

    assert model.state().state == "closed"


def test_a_refused_key_shows_that_the_provider_is_there(model: BreakingModel, inner: Moody, time: FakeSeconds) -> None:
    fail(model, inner, 5)
    time.now = 60.0
    fail(model, inner, error=ModelRefused())

    assert model.state().state == "closed"


def test_calls_that_fail_after_it_opened_do_not_keep_it_open_longer(time: FakeSeconds) -> None:
    slow = ScriptedModel(ModelUnavailable(), pieces_before_error=1)
    model = BreakingModel(slow, OwnCircuits(), BreakerLimits(failures=1), timing=time.timing())
    early, late = begin(model), begin(model)
    with pytest.raises(ModelUnavailable):
        list(early)
    time.now = 30.0
    with pytest.raises(ModelUnavailable):
        list(late)

    assert model.state().retry_in_s == 30.0


def test_providers_of_one_record_do_not_disturb_each_other(inner: Moody, time: FakeSeconds) -> None:
    circuits, other = OwnCircuits(), ScriptedModel("well")
    other.provider = "another"
    model = BreakingModel(inner, circuits, timing=time.timing())
    fail(model, inner, 5)

    assert ask(BreakingModel(other, circuits, timing=time.timing())).text == "well"


def test_models_of_one_provider_share_its_circuit(inner: Moody, time: FakeSeconds) -> None:
    circuits = OwnCircuits()
    fail(BreakingModel(inner, circuits, timing=time.timing()), inner, 5)

    with pytest.raises(ModelPaused):
        ask(BreakingModel(ScriptedModel("well"), circuits, timing=time.timing()))


def test_a_probe_that_nothing_is_heard_of_is_given_up_and_another_one_goes(
    model: BreakingModel, inner: Moody, time: FakeSeconds
) -> None:
    fail(model, inner, 5)
    time.now = 60.0
    lost = begin(model)
    time.now = 359.0
    with pytest.raises(ModelPaused):
        ask(model)
    time.now = 360.0

    other = begin(model)

    with pytest.raises(ModelPaused):
        ask(model)
    list(other)
    list(lost)
    assert model.state().state == "closed"


def test_what_a_probe_that_was_given_up_says_late_opens_nothing_again(time: FakeSeconds) -> None:
    slow, circuits = ScriptedModel(ModelUnavailable(), pieces_before_error=1), OwnCircuits()
    model = BreakingModel(slow, circuits, BreakerLimits(failures=1, probe_s=30), timing=time.timing())
    with pytest.raises(ModelUnavailable):
        ask(model)
    time.now = 60.0
    lost = begin(model)
    time.now = 90.0
    probe = begin(BreakingModel(ScriptedModel("well"), circuits, BreakerLimits(probe_s=30), timing=time.timing()))

    with pytest.raises(ModelUnavailable):
        list(lost)

    assert model.state().state == "half_open"
    list(probe)
    assert model.state().state == "closed"


@pytest.mark.parametrize("behind_s", [5.0, 40.0, 3600.0])
def test_a_machine_whose_clock_is_behind_leaves_nobody_alone_for_longer(
    inner: Moody, time: FakeSeconds, behind_s: float
) -> None:
    circuits = OwnCircuits()
    time.now = 5000.0
    fail(BreakingModel(inner, circuits, timing=time.timing()), inner, 5)
    time.now -= behind_s

    shown = BreakingModel(inner, circuits, timing=time.timing()).state()

    assert shown.retry_in_s <= 60.0


def test_failures_of_many_threads_are_all_counted(inner: Moody) -> None:
    model = BreakingModel(inner, OwnCircuits(), BreakerLimits(failures=1000))
    inner.mood = ModelUnavailable()

    def call(_: int) -> None:
        with pytest.raises(ModelUnavailable):
            ask(model)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(call, range(320)))

    assert model.state().failures == 320
