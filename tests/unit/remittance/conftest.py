"""The services over a real store with the real stages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from denialops.bootstrap import build_pipeline
from denialops.config import Settings
from denialops.pipeline.runner import Pipeline
from denialops.services import Services
from tests.fakes.desk import make_clock, open_services


@pytest.fixture(scope="session")
def pipeline() -> Pipeline:
    return build_pipeline(Settings())


@pytest.fixture
def services(tmp_path: Path, pipeline: Pipeline) -> Iterator[Services]:
    with open_services(tmp_path / "data", clock=make_clock(), pipeline=pipeline) as services:
        yield services
