"""The API over services in memory, spoken to as a client does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from denialops.api import build_api, operation_routes
from denialops.config import Settings
from denialops.services import Services
from tests.fakes.desk import make_clock, open_services
from tests.fakes.pipeline import FakePipeline

KEY = "clinic-key"


@pytest.fixture
def settings() -> Settings:
    return Settings(api_key=KEY, max_file_mb=1, api_requests_per_minute=0)


@pytest.fixture
def pipeline() -> FakePipeline:
    return FakePipeline()


@pytest.fixture
def services(tmp_path: Path, pipeline: FakePipeline) -> Iterator[Services]:
    with open_services(tmp_path / "data", clock=make_clock(), pipeline=pipeline) as services:
        yield services


@pytest.fixture
def anonymous(services: Services, settings: Settings) -> Iterator[TestClient]:
    app = Starlette(
        routes=[
            Mount("/api", app=build_api(lambda: services, settings)),
            *operation_routes(lambda: services, key=KEY, is_local=lambda: True),
        ]
    )
    with TestClient(app) as client:
        yield client


@pytest.fixture
def client(anonymous: TestClient) -> TestClient:
    anonymous.headers["Authorization"] = f"Bearer {KEY}"
    return anonymous
