"""Actions, work items, decisions and bulletins over the API."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

from denialops.domain.recovery.actions import WorkItem
from denialops.services import Services
from tests.fakes.recovery import AT, add_outage, add_rise, make_action, make_decision
from tests.unit.api.walking import V1, problem


def _act(client: TestClient, action_id: str, way: str, **body: str) -> tuple[int, str]:
    answer = client.post(f"{V1}/actions/{action_id}/{way}", json=body or None)
    return answer.status_code, answer.json().get("status" if answer.is_success else "code")


def test_an_action_waits_for_a_person_and_begins_when_approved(client: TestClient, services: Services) -> None:
    add_outage(services.recovery)
    waiting = client.get(f"{V1}/actions", params={"status": "proposed"}).json()["items"]

    assert [(row["action_id"], row["kind"], row["target"]) for row in waiting] == [("a1", "pause_vendor", "northgate")]
    assert _act(client, "a1", "approve") == (200, "approved")
    shown = client.get(f"{V1}/actions/a1").json()
    assert shown["approved_by"] == "API"
    assert shown["steps"]


def test_an_action_is_declined_once_and_then_left_alone(client: TestClient, services: Services) -> None:
    add_outage(services.recovery)

    assert _act(client, "a1", "decline", reason="They are back.") == (200, "declined")
    assert _act(client, "a1", "approve") == (409, "illegal_transition")
    assert _act(client, "a1", "decline") == (409, "illegal_transition")


def test_what_was_not_done_cannot_be_taken_back(client: TestClient, services: Services) -> None:
    add_outage(services.recovery)

    assert _act(client, "a1", "reverse") == (409, "illegal_transition")


@pytest.mark.parametrize("way", ["approve", "decline", "reverse"])
def test_an_action_that_is_not_there_is_not_found(client: TestClient, way: str) -> None:
    assert _act(client, "none", way) == (404, "action_not_found")


def test_actions_are_paged_and_narrowed_by_incident(client: TestClient, services: Services) -> None:
    add_outage(services.recovery)
    add_rise(services.recovery)
    with services.recovery.transaction() as work:
        work.add_action(make_action("a2", kind="escalate"))
    first = client.get(f"{V1}/actions", params={"limit": 2}).json()
    second = client.get(f"{V1}/actions", params={"limit": 2, "cursor": first["next_cursor"]}).json()

    assert [row["action_id"] for page in (first, second) for row in page["items"]] == ["a2", "a-rise", "a1"]
    assert second["next_cursor"] is None
    of_rise = client.get(f"{V1}/actions", params={"incident_id": "rise"}).json()["items"]
    assert of_rise == client.get(f"{V1}/incidents/rise/actions").json()["items"]
    assert [row["action_id"] for row in of_rise] == ["a-rise"]


def test_a_person_proposes_an_action_of_their_own(client: TestClient, services: Services) -> None:
    add_outage(services.recovery)

    made = client.post(f"{V1}/incidents/i1/actions", json={"kind": "open_work_item"})

    assert (made.status_code, made.json()["status"], made.json()["target"]) == (201, "proposed", "northgate")


def test_a_work_item_is_taken_and_closed(client: TestClient, services: Services) -> None:
    item = WorkItem(item_id="w1", number=0, kind="page", incident_id="i1", action_id="a1", title="Down", opened_at=AT)
    with services.recovery.transaction() as work:
        work.add_work_item(item)
    taken = client.post(f"{V1}/work-items/w1/take").json()
    closed = client.post(f"{V1}/work-items/w1/close").json()

    assert (taken["assignee"], closed["closed_by"]) == ("API", "API")
    assert client.get(f"{V1}/work-items").json()["items"] == []
    assert [row["item_id"] for row in client.get(f"{V1}/work-items", params={"open": False}).json()["items"]] == ["w1"]


@pytest.mark.parametrize("way", ["take", "close"])
def test_a_work_item_that_is_not_there_is_not_found(client: TestClient, way: str) -> None:
    assert problem(client.post(f"{V1}/work-items/none/{way}"))[0] == 404


def test_decisions_are_exported_a_line_each_with_what_became_of_them(client: TestClient, services: Services) -> None:
    add_outage(services.recovery)
    with services.recovery.transaction() as work:
        work.add_decision(make_decision("d2"))

    answer = client.get(f"{V1}/decisions")

    assert answer.headers["content-type"].startswith("application/x-ndjson")
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [(line["decision_id"], line["outcome"]) for line in lines] == [("d1", "pending"), ("d2", "pending")]
    assert lines[0]["inputs"] == {"events": 12}
    assert client.get(f"{V1}/incidents/i1/decisions").json()["items"][0]["decision"]["decision_id"] == "d2"


def test_an_export_of_nothing_is_empty(client: TestClient) -> None:
    assert client.get(f"{V1}/decisions").text == ""


def test_a_bulletin_is_kept_once(client: TestClient) -> None:
    new = {"vendor": "Harbor Ridge", "words": "Imaging needs authorization.", "at": "2026-03-01T00:00:00Z"}
    first, second = (client.post(f"{V1}/notes", json=new) for _ in range(2))

    assert (first.status_code, first.json()) == (201, second.json())
    assert client.get(f"{V1}/notes", params={"kind": "bulletin"}).json()["items"] == [first.json()]
    assert client.get(f"{V1}/notes", params={"kind": "deploy"}).json()["items"] == []


def test_a_bulletin_about_a_patient_is_refused(client: TestClient) -> None:
    new = {"vendor": "x", "words": "Member SSN 219-09-9999 was denied.", "at": "2026-03-01T00:00:00Z"}

    assert problem(client.post(f"{V1}/notes", json=new)) == (422, "invalid_value")
