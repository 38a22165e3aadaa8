"""Documents, what was read of them, and what people say about it."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from denialops.services import Services
from denialops.services.words import FIELD_NAMES
from denialops.ui.words import CLASSIFIED_FIELDS, FIELD_GROUPS
from tests.fakes.pipeline import LETTER, LOCKED, PASSWORD
from tests.unit.api.walking import V1, get, open_case, problem, read_case, upload


def _record(client: TestClient, case_id: str, name: str = "notes.txt", doc_type: str = "chart") -> str:
    answer = upload(client, case_id, f"Notes {name}".encode(), name=name, doc_type=doc_type)
    document_id: str = answer.json()["document_id"]
    return document_id


def _names(client: TestClient, case_id: str) -> list[str]:
    return [item["filename"] for item in get(client, case_id, "/documents").json()["items"]]


@pytest.mark.parametrize("doc_type", ["eob", "sbc", "eoc", "chart", "remittance", "medical_policy", "other"])
def test_every_kind_of_document_is_taken(client: TestClient, doc_type: str) -> None:
    case_id = read_case(client)

    answer = upload(client, case_id, b"Notes", name="notes.txt", doc_type=doc_type)

    assert (answer.status_code, answer.json()["doc_type"]) == (201, doc_type)
    assert _names(client, case_id) == ["letter.txt", "notes.txt"]


def test_a_kind_that_does_not_exist_is_refused(client: TestClient) -> None:
    answer = upload(client, read_case(client), b"Notes", doc_type="poem")

    assert problem(answer) == (422, "invalid_request")


@pytest.mark.parametrize(("data", "code"), [(b"", "empty_file"), (b"%DAMAGED", "damaged_file")])
def test_a_bad_record_is_refused_as_on_the_page(client: TestClient, data: bytes, code: str) -> None:
    answer = upload(client, read_case(client), data, name="notes.pdf", doc_type="chart")

    assert problem(answer) == (422, code)


def test_an_original_comes_back_as_it_was(client: TestClient) -> None:
    case_id = read_case(client)
    (letter,) = get(client, case_id, "/documents").json()["items"]

    answer = get(client, case_id, f"/documents/{letter['document_id']}/original")

    assert answer.content == LETTER.encode()
    assert answer.headers["content-disposition"] == 'attachment; filename="letter.txt"'
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_file_name_cannot_break_out_of_its_header(client: TestClient) -> None:
    case_id = open_case(client)
    upload(client, case_id, LETTER.encode(), name="a; x=é.txt")
    (letter,) = get(client, case_id, "/documents").json()["items"]

    answer = get(client, case_id, f"/documents/{letter['document_id']}/original")

    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''a%3B%20x%3D")


def test_records_change_their_order_leave_the_packet_and_come_back(client: TestClient) -> None:
    case_id = read_case(client)
    _record(client, case_id, "first.txt")
    second = _record(client, case_id, "second.txt")
    path = f"{V1}/cases/{case_id}/documents/{second}"

    client.post(f"{path}/move", json={"offset": -1})
    moved = _names(client, case_id)
    client.delete(path)
    removed = _names(client, case_id)
    client.post(f"{path}/restore")

    assert moved == ["letter.txt", "second.txt", "first.txt"]
    assert removed == ["letter.txt", "first.txt"]
    assert _names(client, case_id) == moved


def test_a_text_has_no_picture_and_a_document_that_is_not_there_is_not_found(client: TestClient) -> None:
    case_id = read_case(client)
    (letter,) = get(client, case_id, "/documents").json()["items"]

    assert get(client, case_id, f"/documents/{letter['document_id']}/pages/1/image").status_code == 204
    assert problem(get(client, case_id, "/documents/none/original")) == (404, "document_not_found")
    assert problem(client.delete(f"{V1}/cases/{case_id}/documents/none")) == (404, "document_not_found")


def test_a_page_is_shown_with_the_place_of_a_fact(client: TestClient) -> None:
    case_id = open_case(client)
    upload(client, case_id, LETTER.encode(), name="letter.pdf")
    (letter,) = get(client, case_id, "/documents").json()["items"]
    fact = get(client, case_id, "/facts").json()["items"][0]

    path = f"/documents/{letter['document_id']}/pages/1/image"
    image = client.get(f"{V1}/cases/{case_id}{path}", params={"fact_id": fact["fact_id"]})

    assert image.headers["content-type"] == "image/png"
    assert str(fact["evidence"]["start"]) in image.text


def test_a_password_opens_a_protected_letter_and_a_wrong_one_does_not(client: TestClient) -> None:
    case_id = open_case(client)
    upload(client, case_id, LOCKED + LETTER.encode(), name="letter.pdf")
    wrong = client.post(f"{V1}/cases/{case_id}/password", json={"password": "sesam-1"})
    right = client.post(f"{V1}/cases/{case_id}/password", json={"password": PASSWORD})

    assert problem(wrong) == (422, "wrong_password")
    assert "sesam-1" not in wrong.text
    assert right.status_code == 204
    assert get(client, case_id).json()["row"]["status"] == "review"


def test_a_later_letter_becomes_the_letter_and_leaves_again(client: TestClient) -> None:
    case_id = read_case(client)
    files = {"file": ("later.txt", b"denial_date: 2026-02-27\n")}

    attached = client.post(f"{V1}/cases/{case_id}/letters", files=files)
    names = _names(client, case_id)
    detached = client.post(f"{V1}/cases/{case_id}/letters/detach")

    assert attached.status_code == 201
    assert names == ["later.txt", "letter.txt"]
    assert detached.json()["case_id"] != case_id
    assert _names(client, case_id) == ["letter.txt"]


def test_a_letter_that_followed_no_other_stays(client: TestClient) -> None:
    answer = client.post(f"{V1}/cases/{read_case(client)}/letters/detach")

    assert problem(answer)[0] == 409


def test_a_file_with_one_letter_is_not_split(client: TestClient) -> None:
    assert problem(client.post(f"{V1}/cases/{read_case(client)}/letters/split")) == (409, "wrong_state")


def test_cases_that_were_not_found_to_be_one_claim_are_not_joined(client: TestClient) -> None:
    case_id = read_case(client)
    body = {"case_id": read_case(client, "denial_date: 2026-01-01\n")}

    assert problem(client.post(f"{V1}/cases/{case_id}/join", json=body)) == (422, "invalid_value")
    assert problem(client.post(f"{V1}/cases/{case_id}/keep-apart", json=body)) == (422, "invalid_value")


def test_what_is_no_remittance_is_refused_as_one(client: TestClient) -> None:
    answer = client.post(f"{V1}/remittances", files={"file": ("a.txt", b"Dear member")})

    assert problem(answer) == (415, "unsupported_type")


def test_facts_come_with_their_places_and_are_not_sent_twice(client: TestClient) -> None:
    case_id = read_case(client)
    answer = get(client, case_id, "/facts")
    fact = next(item for item in answer.json()["items"] if item["field"] == "member_id")

    assert LETTER[fact["evidence"]["start"] : fact["evidence"]["end"]] == "LMH4471902"
    assert get(client, case_id, "/facts", **{"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_a_correction_keeps_what_was_read_its_reason_and_who_said_so(client: TestClient) -> None:
    case_id = read_case(client)
    body = {"value": "02/24/2026", "reason": "the stamp says so"}

    answer = client.put(f"{V1}/cases/{case_id}/facts/denial_date", json=body)

    (said,) = get(client, case_id, "/facts").json()["corrections"]
    assert answer.json()["routing"]["deadlines"][0]["plan_to"] == "2026-08-23"
    assert (said["value"], said["previous"], said["reason"], said["actor"]) == (
        "2026-02-24", "2026-02-20", "the stamp says so", "API",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "body", "code"),
    [
        ("dana_whitlock", {"value": "x"}, "invalid_value"),
        ("npi", {"value": "12"}, "invalid_value"),
        ("npi", {"value": "2000000010", "ordinal": 3}, "invalid_value"),
        ("npi", {}, "invalid_request"),
        ("npi", {"value": 7}, "invalid_request"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(
    client: TestClient, services: Services, field: str, body: dict[str, object], code: str
) -> None:
    case_id = read_case(client)

    answer = client.put(f"{V1}/cases/{case_id}/facts/{field}", json=body)

    assert problem(answer) == (422, code)
    assert not services.case(case_id).case.corrections


def test_every_field_that_the_pages_know_may_be_corrected() -> None:
    shown = {field for group in FIELD_GROUPS.values() for field in group}

    assert shown | CLASSIFIED_FIELDS <= FIELD_NAMES


def test_a_person_s_word_on_plan_and_day_moves_the_deadlines(client: TestClient) -> None:
    case_id = read_case(client)
    client.put(f"{V1}/cases/{case_id}/regime", json={"regime": "ma"})
    client.put(f"{V1}/cases/{case_id}/received-date", json={"received_on": "2026-02-25"})

    (clock,) = get(client, case_id, "/deadlines").json()["items"]

    assert clock["plan_to"] == "2026-05-01"


@pytest.mark.parametrize(
    ("path", "body"), [("regime", {"regime": "none"}), ("received-date", {"received_on": "2031-01-01"})]
)
def test_a_plan_or_day_that_cannot_be_is_refused(client: TestClient, path: str, body: dict[str, str]) -> None:
    assert problem(client.put(f"{V1}/cases/{read_case(client)}/{path}", json=body)) == (422, "invalid_value")


@pytest.mark.parametrize("path", ["/route", "/deadlines"])
def test_a_case_that_is_not_read_has_no_route(client: TestClient, path: str) -> None:
    assert problem(get(client, open_case(client), path)) == (409, "wrong_state")


def test_the_kinds_of_plans_are_listed_with_their_names(client: TestClient, services: Services) -> None:
    listed = client.get(f"{V1}/regimes").json()["items"]

    assert {item["regime"]: item["name"] for item in listed} == services.regimes()
