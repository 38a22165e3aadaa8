"""Vendors and kill switches over the API."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from denialops.services import Services
from tests.fakes.recovery import add_outage
from tests.unit.api.walking import V1, problem


def test_a_vendor_is_listed_with_breaker_rates_and_review(client: TestClient, services: Services) -> None:
    add_outage(services.recovery)

    (found,) = client.get(f"{V1}/vendors").json()["items"]

    assert (found["vendor"], found["breaker"], found["is_reviewed"], found["is_paused"]) == (
        "northgate", "closed", False, False
    )  # fmt: skip
    assert {"events", "failed", "calls_per_minute", "retries_per_hour", "retry_in_s"} <= found.keys()


def test_a_vendor_is_reviewed_paused_and_resumed(client: TestClient, services: Services) -> None:
    add_outage(services.recovery)

    reviewed = client.post(f"{V1}/vendors/northgate/review").json()
    paused = client.post(f"{V1}/vendors/northgate/pause").json()
    resumed = client.post(f"{V1}/vendors/northgate/resume").json()

    assert reviewed["is_reviewed"]
    assert (paused["is_paused"], bool(paused["stopped"])) == (True, True)
    assert (resumed["is_paused"], resumed["stopped"]) == (False, "")


@pytest.mark.parametrize("way", ["review", "pause", "resume"])
def test_a_vendor_that_nobody_named_is_not_found(client: TestClient, way: str) -> None:
    assert problem(client.post(f"{V1}/vendors/nobody/{way}")) == (404, "vendor_not_found")


def test_workflows_that_were_named_are_listed(client: TestClient, services: Services) -> None:
    add_outage(services.recovery)

    assert [row["workflow_id"] for row in client.get(f"{V1}/workflows").json()["items"]] == ["claim_submission"]


def test_rules_say_whether_all_files_are_in_use(client: TestClient) -> None:
    state = client.get(f"{V1}/recovery-rules").json()

    assert state["version"]
    assert state["faults"] == []


def test_quotas_say_what_is_used(client: TestClient) -> None:
    quotas = {row["what"]: float(row["used"]) for row in client.get(f"{V1}/quotas").json()["items"]}

    assert quotas["events"] == 0


def test_a_switch_is_set_listed_and_lifted(client: TestClient) -> None:
    new = {"scope": "vendor", "target": "Northgate", "reason": "wrong claims", "expires_at": "2026-03-03T00:00:00Z"}
    made = client.post(f"{V1}/kill-switches", json=new)
    standing = client.get(f"{V1}/kill-switches", params={"in_force": True}).json()["items"]
    lifted = client.delete(f"{V1}/kill-switches/{made.json()['switch_id']}")

    assert made.status_code == 201
    assert (made.json()["target"], made.json()["set_by"]) == ("northgate", "API")
    assert standing == [made.json()]
    assert (lifted.status_code, lifted.content) == (204, b"")
    assert client.get(f"{V1}/kill-switches", params={"in_force": True}).json()["items"] == []
    assert client.get(f"{V1}/kill-switches").json()["items"][0]["lifted_by"] == "API"


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ({"scope": "vendor", "target": "", "reason": "x"}, "invalid_value"),
        ({"scope": "tenant", "target": "x", "reason": "x"}, "invalid_value"),
        ({"scope": "tenant", "reason": "  "}, "invalid_value"),
        ({"scope": "tenant", "reason": "x", "expires_at": "2026-03-01T00:00:00Z"}, "invalid_value"),
        ({"scope": "tenant", "reason": "x", "expires_at": "2026-04-01T00:00:00"}, "invalid_request"),
        ({"scope": "world", "reason": "x"}, "invalid_request"),
        ({"scope": "tenant"}, "invalid_request"),
    ],
)
def test_a_switch_that_cannot_be_is_refused(client: TestClient, new: dict[str, str], code: str) -> None:
    assert problem(client.post(f"{V1}/kill-switches", json=new)) == (422, code)
    assert client.get(f"{V1}/kill-switches").json()["items"] == []


def test_a_switch_is_lifted_once(client: TestClient) -> None:
    made = client.post(f"{V1}/kill-switches", json={"scope": "tenant", "reason": "stop"}).json()
    client.delete(f"{V1}/kill-switches/{made['switch_id']}")

    assert problem(client.delete(f"{V1}/kill-switches/{made['switch_id']}")) == (404, "switch_not_found")
