"""Drafts: saved by version, nobody's text lost, approved by somebody."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from denialops.services import Services
from tests.unit.api.walking import V1, get, open_case, problem, read_case


def _save(client: TestClient, case_id: str, body: str, tag: str) -> object:
    return client.put(f"{V1}/cases/{case_id}/draft", json={"body": body}, headers={"If-Match": tag})


def test_a_draft_is_saved_on_the_version_it_is_based_on(client: TestClient) -> None:
    case_id = read_case(client)
    first = get(client, case_id, "/draft")

    saved = _save(client, case_id, "## Request\n\nPlease pay.\n", first.headers["etag"])

    assert saved.status_code == 200  # type: ignore[attr-defined]
    assert (saved.json()["version"], saved.json()["author"]) == (2, "API")  # type: ignore[attr-defined]
    assert get(client, case_id, "/drafts/1").json()["body"] == first.json()["body"]
    assert [item["version"] for item in get(client, case_id, "/drafts").json()["items"]] == [2, 1]


def test_who_comes_second_is_told_and_the_text_is_kept(client: TestClient, services: Services) -> None:
    case_id = read_case(client)
    tag = get(client, case_id, "/draft").headers["etag"]
    _save(client, case_id, "First.\n", tag)

    answer = _save(client, case_id, "Second.\n", tag)

    assert problem(answer) == (412, "draft_conflict")
    kept = answer.json()  # type: ignore[attr-defined]
    assert kept["latest_version"] == 2
    assert services.draft(case_id, kept["saved_as"]).body == "Second.\n"
    assert services.draft(case_id).body == "First.\n"


@pytest.mark.parametrize("tag", ["", "*", '"abc"', '"1", "2"', "W/"])
def test_a_change_that_names_no_version_is_refused(client: TestClient, services: Services, tag: str) -> None:
    case_id = read_case(client)

    answer = _save(client, case_id, "First.\n", tag)

    assert problem(answer) == (428, "version_needed")
    assert services.draft(case_id).version == 1


@pytest.mark.parametrize("tag", ["1", '"1"', 'W/"1"', '"1.0a"'])
def test_a_version_may_be_named_in_short(client: TestClient, tag: str) -> None:
    answer = _save(client, read_case(client), "First.\n", tag)

    assert answer.status_code == 200  # type: ignore[attr-defined]


@pytest.mark.parametrize("body", ["", "  \n"])
def test_an_empty_letter_is_refused(client: TestClient, body: str) -> None:
    assert problem(_save(client, read_case(client), body, "1")) == (422, "invalid_value")


def test_a_draft_that_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    case_id = read_case(client)
    tag = get(client, case_id, "/draft").headers["etag"]

    assert get(client, case_id, "/draft", **{"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("path", ["/draft", "/drafts/7"])
def test_what_was_never_drafted_is_not_there(client: TestClient, path: str) -> None:
    assert problem(get(client, open_case(client), path)) == (409, "nothing_to_draft")


def test_approving_signs_for_what_is_open(client: TestClient) -> None:
    case_id = read_case(client)

    answer = client.post(f"{V1}/cases/{case_id}/drafts/1/approve").json()

    assert answer["signed"]["actor"] == "API"
    assert answer["signed"]["points"] == answer["open_points"] != []


def test_an_older_version_cannot_be_approved(client: TestClient) -> None:
    case_id = read_case(client)
    _save(client, case_id, "First.\n", "1")

    assert problem(client.post(f"{V1}/cases/{case_id}/drafts/1/approve")) == (409, "wrong_state")


def test_the_letter_is_written_anew_from_the_facts(client: TestClient) -> None:
    case_id = read_case(client)
    _save(client, case_id, "First.\n", "1")

    answer = client.post(f"{V1}/cases/{case_id}/draft/rewrite", json={"by": "rules"})

    assert answer.json()["version"] == 3
    assert "First." not in answer.json()["body"]


def test_without_a_model_none_writes_and_none_is_stopped(client: TestClient) -> None:
    case_id = read_case(client)

    written = client.post(f"{V1}/cases/{case_id}/draft/rewrite", json={"by": "model"})
    stopped = client.post(f"{V1}/cases/{case_id}/draft/stop")

    assert problem(written) == (503, "no_model")
    assert problem(stopped) == (409, "illegal_transition")


def test_a_point_that_was_not_found_goes_into_no_letter(client: TestClient) -> None:
    answer = client.post(f"{V1}/cases/{read_case(client)}/draft/points", json={"defect_id": "N1"})

    assert problem(answer) == (422, "invalid_value")


def test_a_file_that_would_be_the_same_is_not_made_again(client: TestClient, services: Services) -> None:
    case_id = read_case(client)
    tag = get(client, case_id, "/artifacts/appeal.pdf").headers["etag"]
    downloads = len(services.events(case_id))

    same = get(client, case_id, "/artifacts/appeal.pdf", **{"If-None-Match": tag})
    _save(client, case_id, "First.\n", "1")
    changed = get(client, case_id, "/artifacts/appeal.pdf", **{"If-None-Match": tag})

    assert (same.status_code, len(services.events(case_id)) > downloads) == (304, True)
    assert changed.status_code == 200
    assert sum(event.type == "artefact_downloaded" for event in services.events(case_id)) == 2
