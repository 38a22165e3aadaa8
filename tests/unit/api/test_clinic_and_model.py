"""The clinic's profile and the language model it uses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from denialops.services import Services
from tests.fakes.assistant import SETUP, make_assistant
from tests.fakes.desk import make_clock, open_services
from tests.fakes.models import ScriptedModel
from tests.fakes.pipeline import FakePipeline
from tests.unit.api.walking import V1, get, problem, read_case

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture
def with_model(tmp_path: Path) -> Iterator[Services]:
    assistant = make_assistant(ScriptedModel("ready"), make_clock())
    folder = tmp_path / "with-model"
    with open_services(folder, clock=make_clock(), pipeline=FakePipeline(), assistant=assistant) as services:
        yield services


def test_the_profile_is_kept_and_tidied(client: TestClient) -> None:
    answer = client.put(f"{V1}/clinic", json={"name": "  Prairie  Clinic ", "state": "tx"})

    assert answer.json()["name"] == "Prairie Clinic"
    assert client.get(f"{V1}/clinic").json()["state"] == "TX"


@pytest.mark.parametrize(
    ("body", "code"), [({"npi": "12"}, "invalid_value"), ({"logo_sha256": "aa"}, "invalid_request")]
)
def test_a_profile_that_cannot_be_is_refused(client: TestClient, body: dict[str, str], code: str) -> None:
    assert problem(client.put(f"{V1}/clinic", json=body)) == (422, code)


def test_a_logo_comes_stays_with_the_profile_and_goes(client: TestClient) -> None:
    client.put(f"{V1}/clinic/logo", files={"file": ("logo.png", PNG)})
    client.put(f"{V1}/clinic", json={"name": "Prairie Clinic"})
    shown = client.get(f"{V1}/clinic/logo")
    client.delete(f"{V1}/clinic/logo")

    assert shown.content == PNG
    assert problem(client.get(f"{V1}/clinic/logo")) == (404, "document_not_found")


def test_what_is_no_picture_is_no_logo(client: TestClient) -> None:
    answer = client.put(f"{V1}/clinic/logo", files={"file": ("logo.png", b"<svg>")})

    assert problem(answer) == (422, "invalid_value")


@pytest.mark.parametrize(("method", "path"), [("GET", "/model"), ("GET", "/model/spend"), ("POST", "/model/test")])
def test_without_a_model_there_is_nothing_to_tell_of_it(client: TestClient, method: str, path: str) -> None:
    assert problem(client.request(method, f"{V1}{path}")) == (503, "no_model")


@pytest.mark.parametrize("path", ["/model-calls", "/sent-texts"])
def test_a_case_for_which_no_model_was_asked_has_no_calls(client: TestClient, path: str) -> None:
    assert get(client, read_case(client), path).json() == {"items": [], "next_cursor": None}
    assert problem(get(client, "none", path)) == (404, "case_not_found")


def test_a_chosen_model_is_told_without_its_key(client: TestClient, with_model: Services) -> None:
    client.app.routes[0].app.state.services = lambda: with_model  # type: ignore[attr-defined]

    assert client.get(f"{V1}/model").json()["label"] == SETUP.label
    assert client.post(f"{V1}/model/test").json()["code"] == ""
    assert client.get(f"{V1}/model/spend").json()["today"]["calls"] == 0
