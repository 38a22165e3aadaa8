"""Who gets in, how often, with how much, and under which ids."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from denialops.api import build_api
from denialops.config import Settings
from denialops.services import Services
from denialops.store.case_store import SqliteCaseStore
from tests.fakes.desk import make_clock, open_services
from tests.fakes.pipeline import LETTER, FakePipeline
from tests.unit.api.walking import V1, open_case, problem, read_case, upload


def _client(services: Services, **settings: object) -> TestClient:
    chosen = Settings(**settings)  # type: ignore[arg-type]
    return TestClient(Starlette(routes=[Mount("/api", app=build_api(lambda: services, chosen))]))


def _bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_a_made_key_opens_the_api_and_its_name_stays_with_every_change(services: Services) -> None:
    client, key = _client(services), services.create_key("Billing system").text

    answer = client.post(f"{V1}/cases", headers=_bearer(key))

    assert answer.status_code == 201
    assert services.events(answer.json()["case_id"])[0].actor == "Billing system (API)"


def test_a_revoked_key_opens_nothing_from_that_moment_on(services: Services) -> None:
    client, new = _client(services), services.create_key("Billing system")
    before = client.get(f"{V1}/cases", headers=_bearer(new.text))
    services.revoke_key(new.row.key_id)

    assert before.status_code == 200
    assert problem(client.get(f"{V1}/cases", headers=_bearer(new.text))) == (401, "unauthorized")


@pytest.mark.parametrize("change", [lambda key: key[:-1], lambda key: key + "x", lambda key: key.replace("dop_", "")])
def test_a_key_that_is_nearly_right_is_wrong(services: Services, change: object) -> None:
    key = services.create_key("Billing system").text

    answer = _client(services).get(f"{V1}/cases", headers=_bearer(change(key)))  # type: ignore[operator]

    assert problem(answer) == (401, "unauthorized")


def test_a_key_of_another_clinic_on_the_same_data_is_refused(tmp_path: Path, services: Services) -> None:
    clock = make_clock()
    other = SqliteCaseStore(tmp_path / "data", tenant="other", clock=clock)
    with open_services(tmp_path / "elsewhere", clock=clock, pipeline=FakePipeline()) as theirs:
        new = theirs.create_key("Billing system")
    with other.transaction() as unit:
        unit.add_key(new.row)
    other.close()

    assert problem(_client(services).get(f"{V1}/cases", headers=_bearer(new.text))) == (401, "unauthorized")


def test_a_key_that_may_only_read_lists_and_searches_and_changes_nothing(services: Services) -> None:
    client = _client(services)
    client.headers.update(_bearer(services.create_key("Dashboard", scope="read").text))

    assert client.get(f"{V1}/cases").status_code == 200
    assert client.post(f"{V1}/cases/search", json={"search": "a"}).status_code == 200
    assert problem(client.post(f"{V1}/cases")) == (403, "forbidden")
    assert problem(client.delete(f"{V1}/cases/x")) == (403, "forbidden")


@pytest.mark.parametrize("path", ["/docs", "/openapi.json"])
def test_the_description_of_the_api_needs_no_key(anonymous: TestClient, path: str) -> None:
    assert anonymous.get(f"{V1}{path}").status_code == 200


def test_a_path_that_does_not_exist_tells_strangers_nothing(anonymous: TestClient) -> None:
    assert problem(anonymous.get(f"{V1}/nothing")) == (401, "unauthorized")


def test_too_many_requests_are_told_when_to_come_back_also_without_a_key(services: Services) -> None:
    client = _client(services, api_requests_per_minute=2)

    answers = [client.get(f"{V1}/cases") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert problem(answers[2]) == (429, "too_many_requests")
    assert 1 <= int(answers[2].headers["retry-after"]) <= 60


def test_health_is_answered_however_often_it_is_asked(services: Services) -> None:
    client = _client(services, api_requests_per_minute=1)

    assert {client.get(f"{V1}/health/live").status_code for _ in range(5)} == {200}


def test_without_a_limit_nobody_waits(services: Services) -> None:
    client = _client(services, api_requests_per_minute=0, api_key="k")

    assert {client.get(f"{V1}/regimes", headers=_bearer("k")).status_code for _ in range(120)} == {200}


@pytest.mark.parametrize("given", ["order-4711", "a.b_c-12345"])
def test_a_correlation_id_of_the_caller_is_echoed_and_kept_with_what_happened(
    client: TestClient, services: Services, given: str
) -> None:
    answer = client.post(f"{V1}/cases", headers={"X-Correlation-ID": given})

    assert answer.headers["x-correlation-id"] == given
    assert services.events(answer.json()["case_id"])[0].correlation_id == given


@pytest.mark.parametrize("given", ["short", "with blanks in it", "x" * 65, "Ünïcode-12345", "", "-starts-badly"])
def test_what_has_not_the_shape_of_an_id_is_replaced(client: TestClient, given: str) -> None:
    answer = client.get(f"{V1}/regimes", headers={"X-Correlation-ID": given.encode()})

    assert len(answer.headers["x-correlation-id"]) == 32


def test_every_request_has_an_id_of_its_own_also_a_refused_one(client: TestClient, anonymous: TestClient) -> None:
    ids = {client.get(f"{V1}/regimes").headers["x-request-id"] for _ in range(3)}
    client.headers.pop("Authorization")
    ids.add(client.get(f"{V1}/regimes").headers["x-request-id"])

    assert len(ids) == 4


def test_a_text_that_is_too_large_is_refused_before_it_is_read(client: TestClient) -> None:
    answer = client.post(f"{V1}/cases", content=b" " * (2 * 1024 * 1024 + 1), headers={"Content-Type": "text/json"})

    assert problem(answer) == (413, "file_too_large")
    assert answer.json()["hint"] == "Send less at once: fewer events in a batch, or a shorter text."


def _endless(chunks: list[int]) -> Iterator[bytes]:
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    yield head
    for _ in range(100):
        chunks.append(1)
        yield b"x" * 100_000


def test_a_form_that_does_not_end_is_cut_off_at_the_limit(client: TestClient) -> None:
    case_id, chunks = open_case(client), list[int]()

    answer = client.post(
        f"{V1}/cases/{case_id}/documents",
        content=_endless(chunks),
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    )

    assert problem(answer) == (413, "file_too_large")


def test_a_file_just_under_the_limit_is_taken(client: TestClient) -> None:
    case_id = read_case(client)

    assert upload(client, case_id, b"a" * (1024 * 1024), name="big.txt", doc_type="chart").status_code == 201


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[1]", b'"text"'])
def test_a_body_that_is_no_json_of_ours_is_refused(client: TestClient, body: bytes) -> None:
    answer = client.post(f"{V1}/cases", content=body, headers={"Content-Type": "application/json"})

    assert problem(answer)[0] in (400, 422)


def test_a_wrong_method_is_a_problem_too(client: TestClient) -> None:
    answer = client.patch(f"{V1}/cases")

    assert problem(answer) == (405, "method_not_allowed")
    assert LETTER not in answer.text
