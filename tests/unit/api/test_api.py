"""The HTTP API: the same cases as the pages, errors as problem details."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.routing import Mount
from starlette.testclient import TestClient

from denialops import __version__
from denialops.api import build_api
from denialops.config import Settings
from denialops.domain.cases import StageName
from denialops.services import Services
from tests.fakes.pipeline import LETTER, FakePipeline

MB = 1024 * 1024


def _open(client: TestClient) -> str:
    case_id: str = client.post("/api/v1/cases", json={"mode": "fast"}).json()["case_id"]
    return case_id


def _upload(client: TestClient, case_id: str, data: bytes, *, name: str = "letter.txt", **form: str) -> Any:
    return client.post(f"/api/v1/cases/{case_id}/documents", files={"file": (name, data)}, data=form)


def _read(client: TestClient, text: str = LETTER) -> str:
    case_id = _open(client)
    _upload(client, case_id, text.encode())
    return case_id


@pytest.mark.parametrize("path", ["/health", "/api/v1/health"])
def test_health_needs_no_key(anonymous: TestClient, path: str) -> None:
    assert anonymous.get(path).json() == {"status": "ok", "version": __version__}


@pytest.mark.parametrize("header", [None, "Bearer wrong", "Basic clinic-key", "Bearer", "Bearer \u00fc"])
def test_without_the_key_nobody_gets_in(anonymous: TestClient, header: str | None) -> None:
    headers = {"Authorization": header.encode("latin-1")} if header else {}

    answer = anonymous.get("/api/v1/cases", headers=headers)

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "unauthorized"


def test_without_a_configured_key_the_answer_says_how_to_set_one(services: Services) -> None:
    client = TestClient(Mount("/api", app=build_api(lambda: services, Settings())))

    answer = client.get("/api/v1/cases", headers={"Authorization": "Bearer "})

    assert answer.status_code == 401
    assert "DENIALOPS_API_KEY" in answer.json()["hint"]


def test_a_case_is_opened_gets_its_letter_and_is_read(client: TestClient) -> None:
    opened = client.post("/api/v1/cases", json={"mode": "verified"})
    case_id = opened.json()["case_id"]
    waiting = client.get(f"/api/v1/cases/{case_id}").json()
    added = _upload(client, case_id, LETTER.encode())
    case = client.get(f"/api/v1/cases/{case_id}").json()

    assert (opened.status_code, opened.json()["mode"]) == (201, "verified")
    assert opened.json()["created_at"].startswith("2026-03-02T15:04")
    assert waiting["error"]["code"] == "letter_missing"
    assert (added.status_code, added.json()["doc_type"]) == (201, "denial_letter")
    assert case["row"]["status"] == "review"
    assert {"field": "member_id", "value": "LMH4471902"}.items() <= case["facts"]["items"][2].items()


def test_a_case_opened_here_is_the_same_case_on_the_pages(client: TestClient, services: Services) -> None:
    case_id = _read(client)

    assert services.case(case_id).row.patient == "Dana Whitlock"
    assert services.timeline(case_id)[-1].text == "API opened the case"


def test_cases_are_handed_out_page_by_page(client: TestClient) -> None:
    ids = {_read(client, f"denial_date: 2026-01-0{day}\n") for day in range(1, 6)}
    seen: list[str] = []
    cursor = ""
    while True:
        answer = client.get("/api/v1/cases", params={"limit": 2, "cursor": cursor}).json()
        seen += [item["case_id"] for item in answer["items"]]
        cursor = answer["next_cursor"]
        if not cursor:
            break

    assert len(seen) == 5
    assert set(seen) == ids


@pytest.mark.parametrize("cursor", ["!!", "MTA=", "YWZ0ZXI6LTU=", "YWZ0ZXI6eA==", "\u00fc"])
def test_a_cursor_that_we_did_not_hand_out_is_refused(client: TestClient, cursor: str) -> None:
    answer = client.get("/api/v1/cases", params={"cursor": cursor})

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_value")


def test_a_supporting_record_becomes_an_exhibit(client: TestClient) -> None:
    case_id = _read(client)

    added = _upload(client, case_id, b"Notes", name="notes.txt", doc_type="chart", title="Therapy notes")

    assert added.status_code == 201
    exhibits = client.get(f"/api/v1/cases/{case_id}").json()["exhibits"]
    assert [exhibit["title"] for exhibit in exhibits] == ["Denial notice", "Therapy notes"]


def test_a_known_letter_is_refused_with_its_case(client: TestClient) -> None:
    first = _read(client)

    answer = _upload(client, _open(client), LETTER.encode())

    assert (answer.status_code, answer.json()["code"], answer.json()["case_id"]) == (409, "duplicate_document", first)


def test_a_file_over_the_limit_is_refused_and_the_case_still_waits(client: TestClient) -> None:
    case_id = _open(client)

    answer = _upload(client, case_id, bytes(MB + 1))

    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
    assert client.get(f"/api/v1/cases/{case_id}").json()["row"]["error_code"] == "letter_missing"


def test_a_bad_letter_is_taken_and_the_case_says_what_is_wrong(client: TestClient) -> None:
    case_id = _open(client)

    added = _upload(client, case_id, b"%LOCKED letter", name="letter.pdf")

    assert added.status_code == 201
    assert client.get(f"/api/v1/cases/{case_id}").json()["error"]["code"] == "password_protected"


@pytest.mark.parametrize("body", [{"mode": "slow"}, {"mode": "fast", "more": 1}])
def test_a_faulty_request_is_told_its_faults_and_not_echoed(client: TestClient, body: dict[str, object]) -> None:
    answer = client.post("/api/v1/cases", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert "slow" not in answer.text
    assert answer.json()["faults"]


@pytest.mark.parametrize(
    "path", ["/api/v1/cases/none", "/api/v1/cases/none/artifacts", "/api/v1/cases/none/artifacts/appeal.pdf"]
)
def test_a_case_that_does_not_exist_is_not_found(client: TestClient, path: str) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, "case_not_found")


def test_a_path_that_does_not_exist_is_a_problem_too(client: TestClient) -> None:
    answer = client.get("/api/v1/nothing")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_files_of_a_case_are_listed_and_downloaded(client: TestClient, services: Services) -> None:
    case_id = _read(client)

    names = [item["name"] for item in client.get(f"/api/v1/cases/{case_id}/artifacts").json()["items"]]
    letter = client.get(f"/api/v1/cases/{case_id}/artifacts/appeal.pdf")

    assert names == ["appeal.docx", "appeal.pdf", "packet.pdf", "manifest.json"]
    assert letter.content == services.letter_pdf(case_id)
    assert letter.headers["content-disposition"] == 'attachment; filename="appeal.pdf"'
    assert services.timeline(case_id)[0].text == "API downloaded the letter (PDF)"


@pytest.mark.parametrize("name", ["appeal.docx", "packet.pdf", "manifest.json"])
def test_every_listed_file_can_be_had(client: TestClient, name: str) -> None:
    assert client.get(f"/api/v1/cases/{_read(client)}/artifacts/{name}").content


def test_what_is_no_denial_has_a_manifest_only(client: TestClient) -> None:
    case_id = _read(client, "is_denial: false\n")

    listed = client.get(f"/api/v1/cases/{case_id}/artifacts").json()["items"]
    letter = client.get(f"/api/v1/cases/{case_id}/artifacts/appeal.pdf")

    assert [item["name"] for item in listed] == ["manifest.json"]
    assert (letter.status_code, letter.json()["code"]) == (409, "nothing_to_draft")


def test_a_file_name_that_we_do_not_make_is_not_found(client: TestClient) -> None:
    answer = client.get(f"/api/v1/cases/{_read(client)}/artifacts/..%2Fsecrets")

    assert answer.status_code == 404


def test_a_fault_of_ours_is_answered_without_its_words(
    client: TestClient, services: Services, pipeline: FakePipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_down(stage: StageName) -> None:
        raise RuntimeError("Dana Whitlock")

    pipeline.before = break_down

    answer = _upload(client, _open(client), LETTER.encode())

    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "Whitlock" not in answer.text + "".join(capsys.readouterr())
