"""A POST with an Idempotency-Key does its work once."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.types import Message

from denialops.api.fingerprint import Fingerprint
from denialops.domain.access import KeptAnswer
from denialops.services import Services
from tests.fakes.pipeline import FakePipeline
from tests.unit.api.walking import V1, open_case, problem, read_case

KEY = {"Idempotency-Key": "request-0001"}


def test_the_same_request_twice_opens_one_case_and_gets_the_same_answer(client: TestClient, services: Services) -> None:
    first = client.post(f"{V1}/cases", json={"mode": "verified"}, headers=KEY)
    second = client.post(f"{V1}/cases", json={"mode": "verified"}, headers=KEY)

    assert second.json() == first.json()
    assert (second.status_code, second.headers["location"]) == (201, first.headers["location"])
    assert second.headers["idempotent-replayed"] == "true"
    assert len(services.work_list(show="all").rows) == 1


def test_a_file_sent_again_is_taken_once_though_its_form_has_another_boundary(client: TestClient) -> None:
    case_id = open_case(client)
    files = {"file": ("letter.txt", b"denial_date: 2026-02-20\n")}
    first = client.post(f"{V1}/cases/{case_id}/documents", files=files, headers=KEY)
    second = client.post(f"{V1}/cases/{case_id}/documents", files=files, headers=KEY)

    assert first.request.headers["content-type"] != second.request.headers["content-type"]
    assert (second.status_code, second.json()) == (201, first.json())


@pytest.mark.parametrize(("path", "body"), [("/cases", {"mode": "verified"}), ("/cases/search", {"search": "a"})])
def test_a_key_that_comes_back_with_another_request_is_refused(
    client: TestClient, path: str, body: dict[str, str]
) -> None:
    client.post(f"{V1}/cases", json={"mode": "fast"}, headers=KEY)

    assert problem(client.post(f"{V1}{path}", json=body, headers=KEY)) == (422, "idempotency_key_reused")


@pytest.mark.parametrize("key", ["short", "x" * 129, "with blanks in it", "Dana/Whitlock"])
def test_a_key_without_the_shape_of_one_is_refused(client: TestClient, key: str) -> None:
    answer = client.post(f"{V1}/cases", headers={"Idempotency-Key": key})

    assert problem(answer) == (422, "invalid_request")
    assert "8 to 128" in answer.json()["hint"]


def test_a_request_that_is_still_being_worked_on_is_not_begun_again(client: TestClient, services: Services) -> None:
    services.claim_answer("settings", hashlib.sha256(b"request-0001").hexdigest())

    answer = client.post(f"{V1}/cases", headers=KEY)

    assert problem(answer) == (409, "request_in_progress")
    assert answer.headers["retry-after"] == "1"
    assert services.work_list(show="all").rows == ()


def test_after_a_refusal_the_same_key_may_be_tried_again(client: TestClient) -> None:
    refused = client.post(f"{V1}/cases", json={"context": {"regime": "none"}}, headers=KEY)
    taken = client.post(f"{V1}/cases", json={"context": {"regime": "ma"}}, headers=KEY)

    assert (refused.status_code, taken.status_code) == (422, 201)


def test_after_a_fault_of_ours_the_same_key_may_be_tried_again(client: TestClient, pipeline: FakePipeline) -> None:
    def break_down(stage: str) -> None:
        raise RuntimeError

    case_id, works = open_case(client), pipeline.before
    files = {"file": ("letter.txt", b"denial_date: 2026-02-20\n")}
    pipeline.before = break_down
    broken = client.post(f"{V1}/cases/{case_id}/documents", files=files, headers=KEY)
    pipeline.before = works

    assert broken.status_code == 500
    assert client.post(f"{V1}/cases/{case_id}/run", headers=KEY).status_code in (200, 409)


def test_one_caller_s_key_is_not_another_s(client: TestClient, services: Services) -> None:
    client.post(f"{V1}/cases", headers=KEY)
    other = services.create_key("Billing").text

    answer = client.post(f"{V1}/cases", headers={**KEY, "Authorization": f"Bearer {other}"})

    assert "idempotent-replayed" not in answer.headers


def test_a_stranger_gets_no_kept_answer(client: TestClient) -> None:
    client.post(f"{V1}/cases", headers=KEY)

    assert problem(client.post(f"{V1}/cases", headers={**KEY, "Authorization": "Bearer x"})) == (401, "unauthorized")


def test_reading_twice_under_one_key_is_reading_twice(client: TestClient) -> None:
    assert "idempotent-replayed" not in client.get(f"{V1}/regimes", headers=KEY).headers
    assert "idempotent-replayed" not in client.get(f"{V1}/regimes", headers=KEY).headers


def test_a_stream_is_never_kept(client: TestClient) -> None:
    body = {"case_id": read_case(client), "prompt": "shorter"}

    answers = [client.post(f"{V1}/stream/completion", json=body, headers=KEY) for _ in range(2)]

    assert [problem(answer) for answer in answers] == [(503, "no_model")] * 2


def test_after_a_day_a_key_is_free_again(services: Services) -> None:
    services.claim_answer("o", "k")
    services.keep_answer("o", "k", KeptAnswer(status=201), case_id="")
    services.clock.pass_days(2)  # type: ignore[attr-defined]

    assert services.drop_old_answers() == 1
    assert services.claim_answer("o", "k") is None


def _hash(chunks: list[bytes], boundary: str) -> str:
    def messages() -> Iterator[Message]:
        for chunk in chunks:
            yield {"type": "http.request", "body": chunk, "more_body": True}
        yield {"type": "http.request", "body": b"", "more_body": False}

    waiting = messages()

    async def receive() -> Message:
        return next(waiting)

    headers = [(b"content-type", f'multipart/form-data; boundary="{boundary}"'.encode())]
    scope = {"type": "http", "method": "POST", "path": "/x", "headers": headers}
    return asyncio.run(Fingerprint(scope, receive).finish())


@given(parts=st.lists(st.binary(max_size=30), max_size=5), cuts=st.lists(st.integers(0, 200), max_size=6))
def test_the_fingerprint_of_a_form_is_the_same_however_it_is_cut_and_bounded(
    parts: list[bytes], cuts: list[int]
) -> None:
    def chunks(boundary: bytes, places: list[int]) -> list[bytes]:
        whole = boundary.join(parts)
        edges = [0, *sorted({min(place, len(whole)) for place in places}), len(whole)]
        return [whole[start:end] for start, end in pairwise(edges)]

    one, other = "=-=-boundary-one-=-=", "another_boundary"

    assert _hash(chunks(one.encode(), []), one) == _hash(chunks(other.encode(), cuts), other)


def test_forms_with_different_contents_have_different_fingerprints() -> None:
    assert _hash([b"--b\r\nfirst"], "b-b-b") != _hash([b"--b\r\nsecond"], "b-b-b")
