"""Health says whether a chosen model is left alone just now, and nothing of a model that nobody chose."""

from __future__ import annotations

from pathlib import Path

import pytest

from denialops.bootstrap.watching import build_checks
from denialops.config import Settings
from denialops.domain.models import BreakerState
from denialops.llm.caches.none import NoReplyCache
from tests.fakes.assistant import make_assistant
from tests.fakes.desk import make_clock, open_services
from tests.fakes.models import ScriptedModel
from tests.fakes.pipeline import FakePipeline


@pytest.mark.parametrize(
    ("state", "shown"),
    [("closed", ("ok", "")), ("open", ("degraded", "breaker_open")), ("half_open", ("degraded", "breaker_half_open"))],
)
def test_health_shows_how_the_breaker_of_the_model_stands(tmp_path: Path, state: str, shown: tuple[str, str]) -> None:
    clock, settings = make_clock(), Settings(_env_file=None, data_dir=tmp_path)
    breaker = BreakerState.model_validate({"provider": "openai", "state": state})
    assistant = make_assistant(ScriptedModel("ready"), clock, breaker=lambda: breaker)

    with open_services(tmp_path, clock=clock, pipeline=FakePipeline(), assistant=assistant) as services:
        parts = build_checks(settings, services.store, services.queue, NoReplyCache(), assistant).now().parts

    assert [(part.state, part.code, part.is_needed) for part in parts if part.name == "model"] == [(*shown, False)]


def test_health_says_nothing_of_a_model_that_nobody_chose(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path)

    with open_services(tmp_path, clock=make_clock(), pipeline=FakePipeline()) as services:
        parts = build_checks(settings, services.store, services.queue, NoReplyCache(), None).now().parts

    assert "model" not in [part.name for part in parts]
