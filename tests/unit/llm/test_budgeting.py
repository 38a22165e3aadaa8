"""Budgets are kept before the call, and every attempt is counted after it."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import cast

import pytest

from denialops.domain.models import ModelReply, ModelRequest, TextDelta, Tokens
from denialops.errors import BudgetSpent, ModelBusy, ModelError, ModelNonsense, ModelTimedOut, ModelUnavailable
from denialops.llm.budgeting import Budget, BudgetAlert, BudgetedModel
from denialops.llm.retrying import RetryingModel, RetryLimits
from denialops.llm.usage import MemoryUsageLedger
from denialops.llm.wrapping import Piece
from denialops.ports import LanguageModel
from tests.contract.makers import FakeClock
from tests.fakes.models import ScriptedModel
from tests.unit.llm.doubles import FakeSeconds, ask, begin, make_request

A_TOKEN = Decimal("0.01")


class Desk:
    """A budgeted model with its ledger. A token costs a cent, and each reply has the tokens it is given."""

    def __init__(self, inner: LanguageModel | None = None, *, is_priced: bool = True, **budget: int | Decimal) -> None:
        self.inner = inner or Billed()
        self.clock, self.time = FakeClock(), FakeSeconds()
        self.ledger = MemoryUsageLedger(self.clock)
        self.alerts: list[BudgetAlert] = []
        self.model = BudgetedModel(
            self.inner,
            Budget(**budget),  # type: ignore[arg-type]
            ledger=self.ledger,
            clock=self.clock,
            cost=lambda tokens: tokens.total * A_TOKEN if is_priced else None,
            on_alert=self.alerts.append,
            timing=self.time.timing(),
        )

    def outcomes(self, case_id: str = "c1") -> list[str]:
        return [call.outcome for call in self.ledger.list_calls(case_id)]


class Billed:
    """Each reply took ten tokens, and says so."""

    provider, model, has_temperature = "scripted", "test-1", True

    def __init__(self) -> None:
        self.requests: list[ModelRequest] = []

    def stream(self, request: ModelRequest) -> Iterator[Piece]:
        self.requests.append(request)
        yield TextDelta("well")
        yield ModelReply(
            text="well",
            provider=self.provider,
            model=self.model,
            tokens=Tokens(input=6, output=4),
            cost_usd=10 * A_TOKEN,
            first_token_s=0.25,
            total_s=1.5,
        )


def test_a_call_is_recorded_as_the_provider_counted_it() -> None:
    desk = Desk()

    ask(desk.model, make_request(purpose="write"))

    (call,) = desk.ledger.list_calls("c1")
    assert (call.purpose, call.outcome, call.provider, call.model) == ("write", "ok", "scripted", "test-1")
    assert (call.tokens, call.cost_usd) == (Tokens(input=6, output=4), Decimal("0.10"))
    assert (call.first_token_s, call.total_s) == (0.25, 1.5)


def test_the_attempt_goes_by_the_same_name_inside() -> None:
    desk = Desk()
    ask(desk.model)
    ask(desk.model)

    sent = [request.call_id for request in cast(Billed, desk.inner).requests]
    assert sent == [call.call_id for call in reversed(desk.ledger.list_calls("c1"))]
    assert len(set(sent)) == 2


def test_without_a_budget_nothing_is_refused() -> None:
    desk = Desk()

    for _ in range(50):
        ask(desk.model)

    assert desk.alerts == []


@pytest.mark.parametrize("limit", [{"day_tokens": 30}, {"day_usd": Decimal("0.30")}])
def test_the_days_budget_stops_the_next_call_before_it_is_made(limit: dict[str, int | Decimal]) -> None:
    desk = Desk(**limit)
    for _ in range(3):
        ask(desk.model)

    with pytest.raises(BudgetSpent) as refused:
        ask(desk.model, make_request(case_id="c2"))
    assert "day" in str(refused.value)
    assert len(cast(Billed, desk.inner).requests) == 3
    assert desk.outcomes("c2") == []


@pytest.mark.parametrize("limit", [{"case_tokens": 30}, {"case_usd": Decimal("0.30")}])
def test_the_budget_of_a_case_stops_that_case_only(limit: dict[str, int | Decimal]) -> None:
    desk = Desk(**limit)
    for _ in range(3):
        ask(desk.model)

    with pytest.raises(BudgetSpent) as refused:
        ask(desk.model)
    assert "case" in str(refused.value)
    assert ask(desk.model, make_request(case_id="c2")).text == "well"


def test_calls_without_a_case_have_no_case_budget() -> None:
    desk = Desk(case_tokens=10)

    for _ in range(3):
        ask(desk.model, make_request(case_id="", purpose="help"))

    assert desk.ledger.spent_today().calls == 3


def test_tomorrow_the_days_budget_is_whole_again() -> None:
    desk = Desk(day_tokens=10)
    ask(desk.model)
    desk.clock.pass_days(1)

    assert ask(desk.model).text == "well"


def test_a_dollar_budget_does_not_stop_a_model_of_unknown_price_but_its_token_budget_does() -> None:
    inner = ScriptedModel("well")
    desk = Desk(inner, is_priced=False, day_usd=Decimal("0.01"), day_tokens=30)
    ask(desk.model)
    ask(desk.model)

    with pytest.raises(BudgetSpent):
        ask(desk.model)
    assert len(inner.requests) == 2


def test_one_alert_comes_when_four_fifths_of_the_day_are_passed() -> None:
    desk = Desk(day_tokens=100)
    for _ in range(7):
        ask(desk.model)
    assert desk.alerts == []

    for _ in range(3):
        ask(desk.model)

    assert desk.alerts == [BudgetAlert("2026-03-02", Decimal("0.8"))]


def test_each_day_has_its_own_alert() -> None:
    desk = Desk(day_usd=Decimal("0.10"))
    ask(desk.model)
    desk.clock.pass_days(1)
    ask(desk.model)

    assert [alert.day for alert in desk.alerts] == ["2026-03-02", "2026-03-03"]


def test_every_try_of_a_retried_call_is_counted() -> None:
    desk = Desk(ScriptedModel(ModelTimedOut(), ModelUnavailable(), "well"))
    model = RetryingModel(desk.model, RetryLimits(), timing=desk.time.timing(), chance=lambda: 0.0)

    ask(model)

    assert desk.outcomes() == ["ok", "model_unavailable", "model_timed_out"]


def test_tries_stop_when_the_budget_is_spent_between_them() -> None:
    desk = Desk(ScriptedModel(ModelTimedOut(), "well"), case_tokens=2)
    model = RetryingModel(desk.model, RetryLimits(), timing=desk.time.timing(), chance=lambda: 0.0)

    with pytest.raises(BudgetSpent):
        ask(model)
    assert desk.outcomes() == ["model_timed_out"]


@pytest.mark.parametrize("error", [ModelUnavailable(), ModelBusy()])
def test_who_did_not_answer_bills_nothing(error: ModelError) -> None:
    desk = Desk(ScriptedModel(error))

    with pytest.raises(type(error)):
        ask(desk.model)
    (call,) = desk.ledger.list_calls("c1")
    assert (call.outcome, call.tokens.total, call.cost_usd) == (error.code, 0, 0)
    assert call.is_priced


@pytest.mark.parametrize(("error", "pieces"), [(ModelTimedOut(), 0), (ModelNonsense(), 0), (ModelUnavailable(), 2)])
def test_who_answered_late_badly_or_in_part_is_counted_by_the_length_of_the_text(
    error: ModelError, pieces: int
) -> None:
    desk = Desk(ScriptedModel(error, pieces_before_error=pieces))

    with pytest.raises(type(error)):
        list(desk.model.stream(make_request("x" * 300, system="")))
    (call,) = desk.ledger.list_calls("c1")
    assert call.tokens.is_estimate
    assert (call.tokens.input, call.tokens.output) == (101, 1 if pieces else 0)
    assert call.cost_usd == call.tokens.total * A_TOKEN


def test_a_call_closed_half_way_is_counted_as_stopped() -> None:
    desk = Desk(ScriptedModel("a long reply that nobody reads to its end"))
    pieces = begin(desk.model)
    desk.time.now = 4.0

    cast("Generator[Piece]", pieces).close()

    (call,) = desk.ledger.list_calls("c1")
    assert (call.outcome, call.total_s) == ("cancelled", 4.0)
    assert call.tokens.output > 0
    assert cast(ScriptedModel, desk.inner).closed == 1


def test_a_caller_who_leaves_after_the_reply_stopped_nothing() -> None:
    desk = Desk()
    pieces = cast("Generator[Piece]", begin(desk.model))
    assert isinstance(next(pieces), ModelReply)

    pieces.close()

    assert desk.outcomes() == ["ok"]


def test_a_fault_of_ours_is_counted_as_one() -> None:
    class Broken(Billed):
        def stream(self, request: ModelRequest) -> Iterator[Piece]:
            yield TextDelta("well")
            raise ZeroDivisionError

    desk = Desk(Broken())

    with pytest.raises(ZeroDivisionError):
        ask(desk.model)
    assert desk.outcomes() == ["internal_error"]


def test_calls_under_way_count_with_the_most_they_can_come_to() -> None:
    desk = Desk(case_tokens=1000)
    running = begin(desk.model, make_request(max_tokens=1000))

    with pytest.raises(BudgetSpent):
        ask(desk.model)
    list(running)
    assert ask(desk.model).text == "well"


def test_many_at_once_do_not_outrun_the_budget() -> None:
    come = threading.Barrier(16)
    desk = Desk(day_tokens=100)

    def call(_: int) -> int:
        come.wait()
        made = 0
        for _ in range(5):
            try:
                ask(desk.model, make_request(max_tokens=8))
                made += 1
            except BudgetSpent:
                pass
        return made

    with ThreadPoolExecutor(16) as pool:
        made = sum(pool.map(call, range(16)))

    assert made == len(cast(Billed, desk.inner).requests)
    assert desk.ledger.spent_today().tokens.total <= 110
    assert len(desk.alerts) <= 1
