"""Health over HTTP: who may ask what, what each answer says, and what none ever does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from denialops import __version__
from denialops.api import build_api, operation_routes
from denialops.config import Settings
from denialops.ports.observing import Found, Probe
from denialops.services import Services
from denialops.services.checking import HealthCheck
from tests.fakes.desk import make_clock, open_services
from tests.fakes.pipeline import FakePipeline

KEY = "clinic-key"
PLACES = ["", "/api/v1"]
BEARER = {"Authorization": f"Bearer {KEY}"}


class Parts:
    """Two parts that a test can take away."""

    def __init__(self) -> None:
        self.store = self.ocr = Found()

    def checks(self) -> HealthCheck:
        probes = [Probe("store", lambda: self.store), Probe("ocr", lambda: self.ocr, is_needed=False)]
        return HealthCheck(probes, fresh_s=0.0)


@pytest.fixture
def parts() -> Parts:
    return Parts()


@pytest.fixture
def services(tmp_path: Path, parts: Parts) -> Iterator[Services]:
    with open_services(tmp_path, clock=make_clock(), pipeline=FakePipeline()) as services:
        services.checks = parts.checks()
        yield services


def client_of(services: Services, *, is_local: bool = True) -> TestClient:
    api = build_api(lambda: services, Settings(_env_file=None, api_key=KEY))
    routes = operation_routes(lambda: services, key=KEY, is_local=lambda: is_local)
    return TestClient(Starlette(routes=[Mount("/api", app=api), *routes]))


@pytest.fixture
def client(services: Services) -> TestClient:
    return client_of(services)


@pytest.mark.parametrize("place", PLACES)
def test_a_healthy_installation_says_so_to_everybody(client: TestClient, place: str) -> None:
    answers = [client.get(f"{place}/health{path}") for path in ("", "/live", "/ready")]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [answer.json() for answer in answers] == [
        {"status": "ok", "version": __version__},
        {"status": "ok"},
        {"status": "ok"},
    ]


@pytest.mark.parametrize("place", PLACES)
def test_without_a_needed_part_it_lives_but_is_not_ready_until_the_part_is_back(
    client: TestClient, parts: Parts, place: str
) -> None:
    parts.store = Found("down", "store_unavailable")
    gone = {path: client.get(f"{place}/health{path}") for path in ("", "/live", "/ready")}
    parts.store = Found()

    assert {path: answer.status_code for path, answer in gone.items()} == {"": 503, "/live": 200, "/ready": 503}
    assert gone["/ready"].json() == {"status": "down"}
    assert client.get(f"{place}/health/ready").status_code == 200


@pytest.mark.parametrize("place", PLACES)
def test_degraded_is_ready_and_says_so(client: TestClient, parts: Parts, place: str) -> None:
    parts.ocr = Found("down", "ocr_missing")

    answer = client.get(f"{place}/health/ready")

    assert (answer.status_code, answer.json()) == (200, {"status": "degraded"})


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}])
def test_the_parts_are_shown_to_nobody_without_a_key(client: TestClient, place: str, headers: dict[str, str]) -> None:
    answer = client.get(f"{place}/health/detailed", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert "store" not in answer.text


@pytest.mark.parametrize("place", PLACES)
def test_the_parts_are_shown_with_a_key(client: TestClient, parts: Parts, place: str) -> None:
    parts.ocr = Found("degraded", "ocr_missing")

    answer = client.get(f"{place}/health/detailed", headers=BEARER)

    shown = [(part["name"], part["state"], part["code"], part["is_needed"]) for part in answer.json()["parts"]]
    assert shown == [("store", "ok", "", True), ("ocr", "degraded", "ocr_missing", False)]


def test_no_answer_of_health_is_kept_by_anybody_on_the_way(client: TestClient) -> None:
    assert client.get("/health").headers["cache-control"] == "no-store"


def test_measurements_are_open_where_only_this_computer_can_ask(client: TestClient) -> None:
    answer = client.get("/metrics")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(("headers", "status"), [({}, 401), ({"Authorization": "Bearer no"}, 401), (BEARER, 200)])
def test_measurements_need_a_key_where_others_can_ask(services: Services, headers: dict[str, str], status: int) -> None:
    assert client_of(services, is_local=False).get("/metrics", headers=headers).status_code == status
