"""Events through the API: kept once, every fault told, batches answered one by one, lists without a stranger's rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from denialops.api import build_api
from denialops.config import Settings
from denialops.recovery.quotas import QuotaLimits
from denialops.services import Services
from tests.fakes.desk import make_clock, open_services
from tests.fakes.pipeline import FakePipeline
from tests.unit.api.conftest import KEY
from tests.unit.api.walking import V1, problem

EVENTS = f"{V1}/events"


def body(key: str = "submit-1", **changed: object) -> dict[str, Any]:
    return {
        "workflow_id": "claim_submission",
        "event_type": "claim.failed",
        "vendor": "northgate",
        "error_code": "timeout",
        "idempotency_key": key,
        "occurred_at": "2026-03-02T15:00:00Z",
        "payload": {"message": "no answer after 30 s"},
        **changed,
    }


def send(client: TestClient, key: str = "submit-1", **changed: object) -> Any:
    return client.post(EVENTS, json=body(key, **changed))


def send_batch(client: TestClient, *bodies: object) -> list[dict[str, Any]]:
    answer = client.post(f"{EVENTS}/batch", json={"events": list(bodies)})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def listed(client: TestClient, **wanted: object) -> list[dict[str, Any]]:
    answer = client.get(EVENTS, params=wanted)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_a_new_event_is_created_and_listed_with_its_sender(client: TestClient) -> None:
    answer = client.post(EVENTS, json=body(), headers={"X-Correlation-ID": "corr-0001"})

    (event,) = listed(client)
    assert (answer.status_code, answer.json()) == (201, {"event_id": event["event_id"], "is_new": True})
    assert (event["sender"], event["correlation_id"], event["outcome"]) == ("API", "corr-0001", "failed")
    assert event["received_at"] == "2026-03-02T15:04:00.000000+00:00"


def test_the_same_event_again_is_known(client: TestClient) -> None:
    first = send(client)

    again = send(client)

    assert (again.status_code, again.json()) == (200, {"event_id": first.json()["event_id"], "is_new": False})
    assert len(listed(client)) == 1


def test_another_body_under_the_same_key_conflicts_and_names_the_event(client: TestClient) -> None:
    first = send(client)

    other = send(client, vendor="southgate")

    assert problem(other) == (409, "event_conflict")
    assert other.json()["event_id"] == first.json()["event_id"]
    assert [event["vendor"] for event in listed(client)] == ["northgate"]


def test_every_fault_is_told_and_nothing_of_what_was_sent(client: TestClient) -> None:
    answer = send(client, workflow_id="", occurred_at="soon", payload={"patient_name": "Zebulon", "n": [{"ssn": "1"}]})

    assert problem(answer) == (422, "faulty_event")
    assert [fault.partition(":")[0] for fault in answer.json()["faults"]] == [
        "workflow_id",
        "occurred_at",
        "payload.patient_name",
        "payload.n[0].ssn",
    ]
    assert "Zebulon" not in answer.text
    assert listed(client) == []


@pytest.mark.parametrize(
    "sent", [b"", b"{", b"\xff\xfe", b'{"a": NaN}', b"[" * 100_000, b'"text"', b'{"x": "\\ud800"}']
)
@pytest.mark.parametrize("path", ["", "/batch"])
def test_what_is_no_event_is_refused(client: TestClient, sent: bytes, path: str) -> None:
    answer = client.post(f"{EVENTS}{path}", content=sent)

    assert problem(answer) == (422, "faulty_event")


def test_a_batch_answers_each_in_order_and_keeps_the_good_ones(client: TestClient) -> None:
    send(client, "known")

    items = send_batch(
        client, body("a"), body("b", vendor=7), body("known"), body("known", vendor="other"), "text", body("a")
    )

    assert [item["status"] for item in items] == [201, 422, 200, 409, 422, 200]
    assert items[1]["error"]["faults"] == ["vendor: has to be 1 to 100 letters, digits or signs"]
    assert items[3]["event_id"] == items[2]["event_id"]
    assert items[3]["error"]["code"] == "event_conflict"
    assert items[5]["event_id"] == items[0]["event_id"]
    assert [event["idempotency_key"] for event in listed(client)] == ["a", "known"]


@pytest.mark.parametrize("events", [None, [], {}, "text", 7])
def test_a_batch_is_a_list_of_events(client: TestClient, events: object) -> None:
    answer = client.post(f"{EVENTS}/batch", json={"events": events})

    assert answer.status_code == 422


def test_a_batch_has_no_other_fields(client: TestClient) -> None:
    assert problem(client.post(f"{EVENTS}/batch", json={"events": [body()], "more": 1})) == (422, "faulty_event")


def test_a_batch_may_not_be_longer_than_the_settings_say(services: Services) -> None:
    client = client_of(services, event_batch=2)

    answer = client.post(f"{EVENTS}/batch", json={"events": [body(str(number)) for number in range(3)]})

    assert problem(answer) == (422, "invalid_value")
    assert listed(client) == []


def test_a_large_event_is_refused(client: TestClient) -> None:
    answer = send(client, payload={"message": "slow " * 10_000})

    assert answer.json()["faults"] == ["event: is larger than 32 kB (DENIALOPS_EVENT_MAX_KB)"]


def test_lists_are_filtered_and_go_on_with_a_cursor(client: TestClient) -> None:
    send_batch(client, *(body(f"k{number}", vendor=f"v{number % 2}") for number in range(6)))

    first = client.get(EVENTS, params={"vendor": "v1", "limit": 2}).json()
    rest = client.get(EVENTS, params={"vendor": "v1", "limit": 2, "cursor": first["next_cursor"]}).json()

    assert [event["idempotency_key"] for event in first["items"] + rest["items"]] == ["k5", "k3", "k1"]
    assert rest["next_cursor"] is None


def test_lists_are_cut_by_time_in_whatever_zone_it_is_told(client: TestClient) -> None:
    send_batch(client, body("early", occurred_at="2026-03-01T12:00:00Z"), body("late"))

    assert [e["idempotency_key"] for e in listed(client, occurred_from="2026-03-02T08:00:00-06:00")] == ["late"]
    assert [e["idempotency_key"] for e in listed(client, occurred_before="2026-03-02T15:00:00Z")] == ["early"]


@pytest.mark.parametrize(
    "wanted",
    [
        {"cursor": "made up"},
        {"limit": 0},
        {"occurred_from": "2026-03-02T08:00:00"},
        {"occurred_from": "0001-01-01T00:00:00+14:00"},
        {"colour": "red"},
    ],
)
def test_a_faulty_search_is_refused(client: TestClient, wanted: dict[str, Any]) -> None:
    assert client.get(EVENTS, params=wanted).status_code == 422


def test_nobody_sends_without_a_key_and_no_reader_sends_at_all(anonymous: TestClient, services: Services) -> None:
    reader = services.create_key("Reader", scope="read").text

    without = anonymous.post(EVENTS, json=body())
    reading = anonymous.post(EVENTS, json=body(), headers={"Authorization": f"Bearer {reader}"})

    assert (problem(without)[0], problem(reading)[0]) == (401, 403)


def test_the_sender_is_the_key_that_sent(anonymous: TestClient, services: Services) -> None:
    key = services.create_key("Clearinghouse").text
    anonymous.headers["Authorization"] = f"Bearer {key}"

    send(anonymous)

    assert [event["sender"] for event in listed(anonymous)] == ["Clearinghouse (API)"]


def test_another_clinic_sees_nothing_and_has_keys_of_its_own(client: TestClient, tmp_path: Path) -> None:
    send(client)

    with open_services(tmp_path / "data", clock=make_clock(), pipeline=FakePipeline(), tenant="elsewhere") as theirs:
        other = client_of(theirs)
        seen = listed(other)
        answer = send(other, vendor="southgate")

    assert seen == []
    assert answer.status_code == 201


def test_a_quota_refuses_what_exceeds_it_with_its_code(tmp_path: Path) -> None:
    with open_services(
        tmp_path / "quota", clock=make_clock(), pipeline=FakePipeline(), quotas=QuotaLimits(events_a_day=2)
    ) as services:
        client = client_of(services)
        good = [send(client, key).status_code for key in ("a", "b")]
        refused, known = send(client, "c"), send(client, "a")
        items = send_batch(client, body("d"), body("a", vendor=7))

    assert good == [201, 201]
    assert problem(refused) == (429, "quota_spent")
    assert known.status_code == 200
    assert [item["status"] for item in items] == [429, 422]


def test_an_idempotency_key_in_the_header_works_beside_the_one_of_the_event(client: TestClient) -> None:
    headers = {"Idempotency-Key": "request-0001"}

    first = client.post(EVENTS, json=body(), headers=headers)
    again = client.post(EVENTS, json=body(), headers=headers)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["Idempotent-Replayed"] == "true"


def client_of(services: Services, **chosen: Any) -> TestClient:
    settings = Settings(api_key=KEY, api_requests_per_minute=0, **chosen)
    app = Starlette(routes=[Mount("/api", app=build_api(lambda: services, settings))])
    return TestClient(app, headers={"Authorization": f"Bearer {KEY}"})


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str], client: TestClient) -> Iterator[str]:
    send(client, payload={"message": "patient Zebulon Quill not found", "member_id": "W-998877"})
    send(client, "b", payload={"patient": "Zebulon"})
    captured = capsys.readouterr()
    yield captured.out + captured.err + json.dumps(listed(client))


def test_neither_log_nor_list_knows_the_patient(log: str) -> None:
    assert not {"Zebulon", "Quill", "998877"} & set(log.replace("-", " ").replace('"', " ").split())


def test_events_do_not_take_from_what_people_may_ask_and_have_a_limit_of_their_own(services: Services) -> None:
    settings = Settings(api_key=KEY, api_requests_per_minute=2, event_requests_per_minute=3)
    app = Starlette(routes=[Mount("/api", app=build_api(lambda: services, settings))])
    client = TestClient(app, headers={"Authorization": f"Bearer {KEY}"})

    sent = [send(client, str(number)).status_code for number in range(4)]
    asked = [client.get(EVENTS).status_code for _ in range(3)]

    assert sent == [201, 201, 201, 429]
    assert asked == [200, 200, 429]
