"""A provider that somebody stopped is not called, and the error says who stopped what."""

from __future__ import annotations

import pytest

from denialops.errors import ModelPaused
from denialops.llm.holding import HeldModel
from tests.fakes.models import ScriptedModel
from tests.unit.llm.doubles import NeverClosed, ask

STOPPED = "The vendor scripted is stopped: It repeats itself."


def test_a_stopped_provider_is_not_called_and_the_hint_names_the_switch() -> None:
    inner = ScriptedModel("well")

    with pytest.raises(ModelPaused) as raised:
        ask(HeldModel(inner, lambda vendor: f"The vendor {vendor} is stopped: It repeats itself."))

    assert inner.requests == []
    assert raised.value.hint_text == f"{STOPPED} The case goes on with the rules."
    assert not raised.value.retryable


def test_a_provider_that_nobody_stopped_is_called() -> None:
    assert ask(HeldModel(ScriptedModel("well"), lambda vendor: "")).text == "well"


def test_it_is_called_again_as_soon_as_the_switch_is_lifted() -> None:
    stops = [STOPPED, ""]
    model = HeldModel(ScriptedModel("well"), lambda vendor: stops.pop(0))

    with pytest.raises(ModelPaused):
        ask(model)
    assert ask(model).text == "well"


def test_a_model_that_needs_no_closing_may_be_inside() -> None:
    assert ask(HeldModel(NeverClosed(), lambda vendor: "")).text == "whole"
