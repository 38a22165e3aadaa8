"""Health says whether a chosen model is left alone just now, and nothing of a model that nobody chose."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from denialops.api import health_routes
from denialops.domain.models import BreakerState
from tests.fakes.assistant import make_assistant
from tests.fakes.desk import make_clock, open_services
from tests.fakes.models import ScriptedModel
from tests.fakes.pipeline import FakePipeline


@pytest.mark.parametrize("state", ["closed", "open", "half_open"])
def test_health_shows_how_the_breaker_of_the_model_stands(tmp_path: Path, state: str) -> None:
    clock = make_clock()
    breaker = BreakerState.model_validate({"provider": "openai", "state": state})
    assistant = make_assistant(ScriptedModel("ready"), clock, breaker=lambda: breaker)

    with open_services(tmp_path, clock=clock, pipeline=FakePipeline(), assistant=assistant) as services:
        told = TestClient(Starlette(routes=health_routes(lambda: services))).get("/health").json()

    assert told["model"] == state
