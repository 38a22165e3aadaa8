"""Incidents over the API: what they show, filters and pages, and that only legal moves are made."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from denialops.services import Services
from tests.fakes.recovery import AT, PAYER, PAYER_WORDS, add_incident, add_outage, add_rise, make_event, make_incident
from tests.unit.api.walking import V1, problem, read_case


def _listed(client: TestClient, **params: object) -> list[str]:
    return [item["incident_id"] for item in client.get(f"{V1}/incidents", params=params).json()["items"]]


def test_an_incident_shows_what_programs_look_for(client: TestClient, services: Services) -> None:
    add_outage(services.recovery)

    found = client.get(f"{V1}/incidents").json()["items"][0]

    assert found["incident_id"] == "i1"
    assert (found["vendor"], found["error_code"], found["signature"]) == ("northgate", "timeout", "s-i1")
    assert (found["severity"], found["status"], found["event_count"]) == ("high", "ANALYZING", 12)
    assert found["first_seen"] < found["last_seen"] == AT
    assert found["headline"] == "Claim submission fails at Northgate with timeout: 12 times since Mar 2"


def test_incidents_are_narrowed_by_what_the_address_says(client: TestClient, services: Services) -> None:
    add_outage(services.recovery)
    add_rise(services.recovery, severity="medium")
    add_incident(services.recovery, make_incident("gone", signature="s-3", status="RESOLVED", last_seen="2026-01-01T"))

    assert _listed(client, status="RESOLVED") == ["gone"]
    assert set(_listed(client, status=["ANALYZING", "RESOLVED"])) == {"i1", "rise", "gone"}
    assert _listed(client, severity="medium") == ["rise"]
    assert _listed(client, kind="denials") == ["rise"]
    assert _listed(client, vendor=PAYER) == ["rise"]
    assert _listed(client, vendor="Larkspur Mutual Health") == ["rise"]
    assert set(_listed(client, error_code="timeout")) == {"i1", "gone"}


@pytest.mark.parametrize("params", [{"status": "open"}, {"severity": "huge"}, {"kind": "x"}, {"limit": 0}])
def test_a_filter_that_cannot_be_is_refused(client: TestClient, params: dict[str, object]) -> None:
    assert problem(client.get(f"{V1}/incidents", params=params)) == (422, "invalid_request")


def test_pages_go_on_where_the_last_one_ended(client: TestClient, services: Services) -> None:
    for number in range(5):
        moment = f"2026-03-02T15:0{number // 2}:00.000000+00:00"
        incident = make_incident(f"i{number}", signature=f"s-{number}", last_seen=moment)
        add_incident(services.recovery, incident)
    first = client.get(f"{V1}/incidents", params={"limit": 2}).json()
    second = client.get(f"{V1}/incidents", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    last = client.get(f"{V1}/incidents", params={"limit": 2, "cursor": second["next_cursor"]}).json()

    ids = [item["incident_id"] for page in (first, second, last) for item in page["items"]]
    assert ids == ["i4", "i3", "i2", "i1", "i0"]
    assert last["next_cursor"] is None


@pytest.mark.parametrize("path", ["/incidents", "/incidents/i1/events"])
@pytest.mark.parametrize("cursor", ["!!", "MTA=", "YWZ0ZXI6bm9uZTox", "\u00fc"])
def test_a_cursor_that_we_did_not_hand_out_is_refused(
    client: TestClient, services: Services, path: str, cursor: str
) -> None:
    add_outage(services.recovery)

    assert problem(client.get(f"{V1}{path}", params={"cursor": cursor})) == (422, "invalid_value")


def test_the_detail_tells_history_conclusion_proposal_and_ways(client: TestClient, services: Services) -> None:
    add_outage(services.recovery)

    found = client.get(f"{V1}/incidents/i1").json()

    assert [line["text"] for line in found["timeline"]] == ["The incident was opened"]
    assert found["decisions"][0]["words"] == "Northgate does not answer."
    assert found["actions"][0]["status"] == "proposed"
    assert found["next_statuses"] == ["ACTIONED", "IGNORED", "RESOLVED"]


def test_an_incident_that_has_not_changed_is_not_sent_again(client: TestClient, services: Services) -> None:
    add_outage(services.recovery)
    tag = client.get(f"{V1}/incidents/i1").headers["etag"]
    same = client.get(f"{V1}/incidents/i1", headers={"If-None-Match": tag})
    client.post(f"{V1}/incidents/i1/notes", json={"words": "Called them."})
    changed = client.get(f"{V1}/incidents/i1", headers={"If-None-Match": tag})

    assert (same.status_code, changed.status_code) == (304, 200)


def test_events_of_an_incident_come_newest_first_page_by_page(client: TestClient, services: Services) -> None:
    add_outage(services.recovery)
    with services.recovery.transaction() as work:
        work.append_events([make_event("other", signature="s-other")])
    first = client.get(f"{V1}/incidents/i1/events", params={"limit": 2}).json()
    second = client.get(f"{V1}/incidents/i1/events", params={"limit": 2, "cursor": first["next_cursor"]}).json()

    keys = [item["idempotency_key"] for page in (first, second) for item in page["items"]]
    assert keys == ["outage-2", "outage-1", "outage-0"]
    assert second["next_cursor"] is None


def test_the_cases_that_a_rise_touched_are_listed(client: TestClient, services: Services) -> None:
    case_id = read_case(client)
    add_rise(services.recovery, [case_id, "never-here"])

    assert [row["case_id"] for row in client.get(f"{V1}/incidents/rise/cases").json()["items"]] == [case_id]
    assert client.get(f"{V1}/incidents/rise").json()["headline"] == (
        f"{PAYER_WORDS} denies CARC 197 three times as often since Feb 3: 18 letters, 6 expected"
    )


def test_resolving_keeps_who_and_why(client: TestClient, services: Services) -> None:
    add_outage(services.recovery)

    answer = client.post(f"{V1}/incidents/i1/resolve", json={"reason": "They are back."}).json()

    assert (answer["status"], answer["next_statuses"]) == ("RESOLVED", [])
    assert answer["timeline"][0]["text"] == "API set it to resolved: They are back."


def test_what_was_ignored_can_be_looked_at_again(client: TestClient, services: Services) -> None:
    add_outage(services.recovery)
    ignored = client.post(f"{V1}/incidents/i1/ignore", json={"reason": "A drill."}).json()
    again = client.post(f"{V1}/incidents/i1/status", json={"status": "ANALYZING"}).json()

    assert [ignored["status"], again["status"]] == ["IGNORED", "ANALYZING"]


@pytest.mark.parametrize("wanted", ["NEW", "ANALYZING"])
def test_a_move_that_is_not_legal_is_refused_and_changes_nothing(
    client: TestClient, services: Services, wanted: str
) -> None:
    add_outage(services.recovery)
    client.post(f"{V1}/incidents/i1/resolve", json={"reason": "Over."})

    assert problem(client.post(f"{V1}/incidents/i1/status", json={"status": wanted})) == (409, "illegal_transition")
    assert len(client.get(f"{V1}/incidents/i1").json()["timeline"]) == 2


@pytest.mark.parametrize("body", [{"status": "RESOLVED"}, {"status": "IGNORED", "reason": "  "}])
def test_an_end_without_a_reason_is_refused(client: TestClient, services: Services, body: dict[str, str]) -> None:
    add_outage(services.recovery)

    assert problem(client.post(f"{V1}/incidents/i1/status", json=body)) == (422, "invalid_value")


@pytest.mark.parametrize("path", ["", "/events", "/actions", "/cases"])
def test_an_incident_that_is_not_there_is_not_found(client: TestClient, path: str) -> None:
    assert problem(client.get(f"{V1}/incidents/none{path}")) == (404, "incident_not_found")


def test_a_key_that_may_only_read_moves_nothing(client: TestClient, services: Services) -> None:
    add_outage(services.recovery)
    token = services.create_key("Viewer", scope="read").text
    client.headers["Authorization"] = f"Bearer {token}"

    assert client.get(f"{V1}/incidents/i1").status_code == 200
    assert problem(client.post(f"{V1}/incidents/i1/resolve", json={"reason": "x"})) == (403, "forbidden")
