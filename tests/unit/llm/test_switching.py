"""Calls go to the provider that is chosen at the moment, also when that changes while the program runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from denialops.bootstrap.assistant import CallRecords, build_assistant
from denialops.config import Settings
from denialops.domain.recovery.actions import Reroute
from denialops.errors import StoreUnavailable
from denialops.limits.circuits import OwnCircuits
from denialops.llm.switching import SwitchedModel
from denialops.llm.usage import MemoryUsageLedger
from denialops.ports.observing import UNWATCHED
from denialops.recovery.reroutes import Reroutes
from tests.fakes.acting import ActingDesk
from tests.fakes.models import ScriptedModel
from tests.fakes.providers import FakeProvider
from tests.fakes.routing_cases import shipped_rules
from tests.unit.llm.doubles import ask, make_request


@pytest.fixture
def desk(tmp_path: Path) -> ActingDesk:
    return ActingDesk(tmp_path)


def reroute(desk: ActingDesk, instead: str = "local") -> None:
    with desk.store.transaction() as work:
        work.set_reroute(Reroute(vendor="compatible", instead=instead, set_by="Ruth", set_at=desk.now()))


def test_the_chosen_one_answers_and_gives_its_name() -> None:
    chosen = ["usual"]
    usual, other = ScriptedModel("usual"), ScriptedModel("other")
    other.model = "test-2"
    model = SwitchedModel({"usual": usual, "other": other}, lambda: chosen[0])
    assert (ask(model).text, model.model) == ("usual", "test-1")

    chosen[0] = "other"
    assert (ask(model).text, model.model) == ("other", "test-2")


def test_every_process_on_the_database_sees_the_change_at_once(desk: ActingDesk) -> None:
    here, there = Reroutes(desk.store), Reroutes(desk.cases.recovery())
    assert here.instead_of("compatible") == "compatible"

    reroute(desk)
    assert here.instead_of("compatible") == there.instead_of("compatible") == "local"
    with desk.store.transaction() as work:
        work.drop_reroute("compatible")
    assert there.instead_of("compatible") == "compatible"


def test_while_the_store_is_away_what_was_known_last_holds(desk: ActingDesk) -> None:
    reroute(desk)
    store = Flaky(desk)
    reroutes = Reroutes(store)  # type: ignore[arg-type]
    assert reroutes.instead_of("compatible") == "local"

    store.is_away = True
    assert reroutes.instead_of("compatible") == "local"
    assert Reroutes(store).instead_of("compatible") == "compatible"  # type: ignore[arg-type]


def test_a_model_that_is_built_with_a_fallback_asks_it_while_calls_are_routed_there(desk: ActingDesk) -> None:
    with FakeProvider() as usual, FakeProvider() as other:
        model = build(desk, usual, llm_fallback_provider="local", llm_fallback_model="m-2", url=other.openai_url)
        assert ask(model, a_question(1)).model == "m-1"
        reroute(desk)
        assert ask(model, a_question(2)).model == "m-2"
        with desk.store.transaction() as work:
            work.drop_reroute("compatible")
        assert ask(model, a_question(3)).model == "m-1"

    assert (len(usual.received), len(other.received)) == (2, 1)


def test_a_route_to_a_provider_that_is_not_set_up_changes_nothing(desk: ActingDesk) -> None:
    reroute(desk, "anthropic")
    with FakeProvider() as usual, FakeProvider() as other:
        model = build(desk, usual, llm_fallback_provider="local", llm_fallback_model="m-2", url=other.openai_url)
        assert ask(model, a_question(1)).model == "m-1"


def a_question(number: int) -> Any:
    return make_request(f"Why was number {number} denied?")


def build(desk: ActingDesk, usual: FakeProvider, *, url: str, **values: Any) -> Any:
    settings = Settings(
        _env_file=None,
        cache="none",
        llm_provider="compatible",
        llm_model="m-1",
        llm_base_url=usual.openai_url,
        llm_fallback_base_url=url,
        **values,
    )
    records = CallRecords(
        lambda: MemoryUsageLedger(desk.clock), OwnCircuits, instead_of=Reroutes(desk.store).instead_of
    )
    assistant = build_assistant(settings, shipped_rules(), desk.clock, records, None, UNWATCHED)
    assert assistant is not None
    return assistant.model


class Flaky:
    """A store that goes away."""

    def __init__(self, desk: ActingDesk) -> None:
        self._desk, self.is_away = desk, False

    @contextmanager
    def snapshot(self) -> Iterator[Any]:
        if self.is_away:
            raise StoreUnavailable()
        with self._desk.store.snapshot() as reads:
            yield reads


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"llm_fallback_provider": "nobody"}, "is not a provider"),
        ({"llm_fallback_provider": "compatible", "llm_fallback_model": "m"}, "must be another provider"),
        ({"llm_fallback_provider": "openai", "llm_fallback_model": "m"}, "OpenAI needs a key"),
        ({"llm_fallback_provider": "local", "llm_fallback_model": ""}, "needs the name of a model"),
        ({"smtp_url": "mail.example.com"}, "must be an address such as smtp"),
        ({"smtp_url": "smtp://mail.example.com"}, "is needed with DENIALOPS_SMTP_URL"),
        ({"webhook_url": "http://hooks.example.com", "webhook_secret": "x" * 16}, "must be an https address"),
        ({"webhook_url": "https://hooks.example.com", "webhook_secret": "short"}, "at least 16 characters"),
        ({"pagerduty_url": "https://user:word@example.com"}, "must not hold a name or password"),
    ],
)
def test_settings_that_cannot_work_are_refused(values: dict[str, Any], fault: str) -> None:
    usual = {"llm_provider": "compatible", "llm_model": "m-1", "llm_base_url": "http://127.0.0.1:1/v1"}

    with pytest.raises(ValueError, match=fault):
        Settings(_env_file=None, **usual | values)
