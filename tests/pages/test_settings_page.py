"""The settings page says what is in use and what it costs, and never shows a secret."""

from __future__ import annotations

from decimal import Decimal

import pytest

from denialops.domain.models import BreakerState, DaySpend, Spend, Tokens
from denialops.services.records import CacheUse, ModelSpend, Probe
from denialops.ui import pages
from tests.fakes.assistant import SETUP
from tests.fakes.services import FakeServices
from tests.pages.conftest import Open, words


def _services(*, cost: str = "4.00", state: str = "closed") -> FakeServices:
    spend = Spend(calls=7, failed=1, from_cache=2, tokens=Tokens(input=9000, output=1000), cost_usd=Decimal(cost))
    services = FakeServices()
    services.setup = SETUP
    services.spend = ModelSpend(
        today=spend,
        days=(
            DaySpend(day="2026-03-02", provider="compatible", model="test-1", spend=spend, median_total_s=2.5),
            DaySpend(day="2026-03-01", provider="compatible", model="test-1", spend=spend),
        ),
        breaker=BreakerState.model_validate({"provider": "compatible", "state": state, "retry_in_s": 42.0}),
        cache=CacheUse(entries=3, hits=2, misses=2, saved_usd=Decimal("0.25")),
    )
    return services


def test_without_a_model_the_page_says_that_none_is_needed_and_how_to_have_one(open_page: Open) -> None:
    at = open_page(FakeServices(), pages.SETTINGS)

    assert "none is needed" in words(at)
    assert "DENIALOPS_LLM_PROVIDER=local" in at.code[0].value


def test_the_page_says_what_is_in_use_and_what_was_spent(open_page: Open) -> None:
    at = open_page(_services(), pages.SETTINGS)

    shown = words(at)
    assert all(part in shown for part in ("test-1", "not needed", "**$4.00** · 10,000 tokens · 7 calls"))
    assert "2 of 4, which saved $0.25" in shown
    assert "2026-03-01" in shown
    assert "Working" in shown


@pytest.mark.parametrize(("cost", "words_shown"), [("16.00", "80% of the day's budget"), ("20.00", "is used up")])
def test_a_budget_that_runs_out_is_told(open_page: Open, cost: str, words_shown: str) -> None:
    at = open_page(_services(cost=cost), pages.SETTINGS)

    assert words_shown in words(at)


def test_a_small_share_of_the_budget_is_no_alert(open_page: Open) -> None:
    at = open_page(_services(cost="15.99"), pages.SETTINGS)

    assert not at.warning


def test_a_provider_that_is_left_alone_is_told_with_the_time_of_the_next_try(open_page: Open) -> None:
    at = open_page(_services(state="open"), pages.SETTINGS)

    assert "Left alone after failures, next try in 42 s" in words(at)


@pytest.mark.parametrize(
    ("probe", "told"),
    [
        (Probe(seconds=1.5, first_token_s=0.4, tokens=21), "It answered after 1.5 s"),
        (Probe(code="model_refused", message="x", hint="Check the key."), "Check the key."),
    ],
)
def test_the_connection_can_be_tested(open_page: Open, probe: Probe, told: str) -> None:
    services = _services()
    services.probe = probe
    at = open_page(services, pages.SETTINGS)

    at.button(key="test_model").click().run()

    assert not at.exception
    assert told in words(at)


def test_help_promises_what_is_true_with_a_model(open_page: Open) -> None:
    assert "Nothing is sent anywhere" in words(open_page(FakeServices(), pages.HELP))
    assert "Nothing is sent anywhere" not in words(open_page(_services(), pages.HELP))
