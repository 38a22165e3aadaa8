"""What exceeds a clinic's quotas is refused with a code and leaves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from denialops.api import build_api
from denialops.config import Settings
from denialops.recovery.quotas import QuotaLimits
from denialops.services import Services
from tests.fakes.desk import make_clock, open_services
from tests.fakes.pipeline import FakePipeline
from tests.unit.api.conftest import KEY
from tests.unit.api.walking import problem

# Routes as the mounted application knows them.
CASES = "/v1/cases"


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    quotas = QuotaLimits(cases_a_day=1, megabytes=1)
    with open_services(tmp_path, clock=make_clock(), pipeline=FakePipeline(), quotas=quotas) as built:
        yield built


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    settings = Settings(api_key=KEY, max_file_mb=5, api_requests_per_minute=0)
    with TestClient(build_api(lambda: services, settings), headers={"Authorization": f"Bearer {KEY}"}) as client:
        yield client


def test_a_case_beyond_the_quota_of_the_day_is_problem(client: TestClient, services: Services) -> None:
    first = client.post(CASES)

    second = client.post(CASES)

    assert first.status_code == 201
    assert problem(second) == (429, "quota_spent")
    assert "1 cases a day" in second.json()["detail"]
    assert "tomorrow" in second.json()["hint"]
    assert len(client.get(CASES, params={"show": "all"}).json()["items"]) == 1


def test_a_file_beyond_the_space_of_the_clinic_is_problem(client: TestClient) -> None:
    case_id = client.post(CASES).json()["case_id"]
    documents = f"{CASES}/{case_id}/documents"

    answer = client.post(documents, files={"file": ("letter.txt", b"x" * 1_000_001)})

    assert problem(answer) == (507, "space_spent")
    assert "DENIALOPS_QUOTA_MB" in answer.json()["hint"]
    assert client.get(documents).json()["items"] == []
