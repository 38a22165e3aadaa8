"""Lists: filters, pages by key, search without names in addresses, removing and restoring."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from denialops.services import Services
from tests.unit.api.walking import V1, get, open_case, problem, read_case


def _letter(day: int, payer: str = "Larkspur Mutual Health") -> str:
    return f"payer: {payer}\npatient_name: Dana Whitlock\ndenial_date: 2026-01-{day:02}\n"


def _listed(client: TestClient, **params: object) -> list[str]:
    return [item["case_id"] for item in client.get(f"{V1}/cases", params=params).json()["items"]]


def test_the_soonest_deadline_comes_first_and_pages_stay_true_while_cases_come(client: TestClient) -> None:
    third, first, second = (read_case(client, _letter(day)) for day in (9, 1, 5))
    page = client.get(f"{V1}/cases", params={"limit": 1}).json()
    read_case(client, _letter(2))
    rest = client.get(f"{V1}/cases", params={"limit": 10, "cursor": page["next_cursor"]}).json()

    assert page["items"][0]["case_id"] == first
    assert [item["case_id"] for item in rest["items"]][1:] == [second, third]
    assert rest["next_cursor"] is None


def test_a_list_is_narrowed_by_what_its_address_says(client: TestClient) -> None:
    early, late = read_case(client, _letter(1)), read_case(client, _letter(20, "Harbor Ridge"))
    waiting = open_case(client)

    assert _listed(client, payer="Harbor Ridge") == [late]
    assert _listed(client, status="failed") == [waiting]
    assert _listed(client, due_before="2026-07-05") == [early]
    assert _listed(client, category="timely_filing") == []


@pytest.mark.parametrize("params", [{"status": "lost"}, {"limit": 0}, {"limit": 501}, {"due_before": "soon"}])
def test_a_filter_that_cannot_be_is_refused(client: TestClient, params: dict[str, object]) -> None:
    assert problem(client.get(f"{V1}/cases", params=params)) == (422, "invalid_request")


@pytest.mark.parametrize("cursor", ["!!", "MTA=", "YWZ0ZXI6LTU=", "YWZ0ZXI6MjAyNi05OS05OTox", "\u00fc"])
def test_a_cursor_that_we_did_not_hand_out_is_refused(client: TestClient, cursor: str) -> None:
    assert problem(client.get(f"{V1}/cases", params={"cursor": cursor})) == (422, "invalid_value")


def test_a_name_is_searched_in_the_body_of_the_request(client: TestClient) -> None:
    case_id = read_case(client)

    found = client.post(f"{V1}/cases/search", json={"search": "whitlock LMH447"}).json()
    nothing = client.post(f"{V1}/cases/search", json={"search": "whitlock jones"}).json()

    assert [item["case_id"] for item in found["items"]] == [case_id]
    assert nothing["items"] == []


def test_what_was_searched_is_told_page_by_page(client: TestClient) -> None:
    ids = {read_case(client, _letter(day)) for day in (1, 2, 3)}
    first = client.post(f"{V1}/cases/search", json={"search": "dana", "limit": 2}).json()
    second = client.post(f"{V1}/cases/search", json={"search": "dana", "cursor": first["next_cursor"]}).json()

    assert {item["case_id"] for item in (*first["items"], *second["items"])} == ids


def test_a_removed_case_leaves_the_lists_keeps_its_history_and_comes_back(
    client: TestClient, services: Services
) -> None:
    case_id = read_case(client)

    removed = client.delete(f"{V1}/cases/{case_id}")
    lists = _listed(client), _listed(client, show="removed")
    restored = client.post(f"{V1}/cases/{case_id}/restore")

    assert (removed.status_code, removed.content) == (204, b"")
    assert lists == ([], [case_id])
    assert restored.json()["removed_at"] == ""
    assert [line.text for line in services.timeline(case_id)[:2]] == ["API restored the case", "API removed the case"]


def test_removing_twice_is_the_same_as_once(client: TestClient, services: Services) -> None:
    case_id = read_case(client)
    client.delete(f"{V1}/cases/{case_id}")
    before = len(services.events(case_id))

    assert client.delete(f"{V1}/cases/{case_id}").status_code == 204
    assert len(services.events(case_id)) == before


def test_what_was_not_removed_cannot_be_restored(client: TestClient) -> None:
    assert problem(client.post(f"{V1}/cases/{read_case(client)}/restore")) == (409, "wrong_state")


def test_a_case_that_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    case_id = read_case(client)
    tag = get(client, case_id).headers["etag"]

    same = get(client, case_id, **{"If-None-Match": f'"other", W/{tag}'})
    client.put(f"{V1}/cases/{case_id}/regime", json={"regime": "ma"})
    changed = get(client, case_id, **{"If-None-Match": tag})

    assert (same.status_code, same.content) == (304, b"")
    assert changed.status_code == 200


def test_a_case_knows_when_its_letter_came_and_whose_rules_apply_before_it_is_read(client: TestClient) -> None:
    case_id = open_case(client, context={"received_on": "2026-02-25", "regime": "ma"})
    assert client.post(f"{V1}/cases/{case_id}/documents", files={"file": ("a.txt", _letter(20).encode())}).is_success

    routing = get(client, case_id, "/route").json()

    assert routing["regime"]["value"] == "ma"
    assert routing["deadlines"][0]["plan_to"] == "2026-05-01"


@pytest.mark.parametrize("context", [{"regime": "none"}, {"received_on": "2030-01-01"}])
def test_a_context_that_cannot_be_opens_no_case(client: TestClient, context: dict[str, str]) -> None:
    answer = client.post(f"{V1}/cases", json={"context": context})

    assert problem(answer) == (422, "invalid_value")
    assert _listed(client, show="all") == []


def test_a_case_is_sent_closed_and_opened_again(client: TestClient) -> None:
    case_id = read_case(client)
    version = get(client, case_id, "/draft").json()["version"]
    form = {"sent_on": "2026-03-02", "channel": "fax", "confirmation": "ok 12"}
    open_points = client.post(f"{V1}/cases/{case_id}/sent", data=form)
    client.post(f"{V1}/cases/{case_id}/drafts/{version}/approve")
    sent = client.post(f"{V1}/cases/{case_id}/sent", data=form, files={"proof": ("fax.txt", b"sent")})
    closed = client.post(f"{V1}/cases/{case_id}/close", json={"outcome": "paid", "amount": "1840.00"})
    reopened = client.post(f"{V1}/cases/{case_id}/reopen")

    assert problem(open_points) == (409, "draft_open")
    assert [answer.json()["status"] for answer in (sent, closed, reopened)] == ["sent", "closed", "review"]


def test_a_case_that_is_open_cannot_be_reopened(client: TestClient) -> None:
    case_id = read_case(client)

    assert problem(client.post(f"{V1}/cases/{case_id}/reopen")) == (409, "illegal_transition")


def test_what_happened_is_told_in_words(client: TestClient) -> None:
    assert get(client, read_case(client), "/timeline").json()["items"][-1]["text"] == "API opened the case"
