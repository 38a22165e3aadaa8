"""Work is begun, waited for or handed out as a task, and steered."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from denialops.config import Settings
from denialops.services import Services
from tests.unit.api.conftest import KEY
from tests.unit.api.held import Held, open_held
from tests.unit.api.walking import V1, get, open_case, problem, read_case


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    with open_held(tmp_path / "held", Settings(api_key=KEY, api_run_wait_s=0)) as held:
        yield held


@pytest.fixture
def waiting(held: Held) -> Iterator[TestClient]:
    with TestClient(held.app, headers={"Authorization": f"Bearer {KEY}"}) as client:
        yield client


def _run(client: TestClient, case_id: str, *, path: str = "run", **body: str) -> object:
    return client.post(f"{V1}/cases/{case_id}/{path}", json=body or None)


def test_a_case_that_is_read_has_nothing_left_to_run(client: TestClient, services: Services) -> None:
    case_id = read_case(client)
    before = len(services.events(case_id))

    answer = _run(client, case_id)

    assert (answer.status_code, answer.json()["status"]) == (200, "review")  # type: ignore[attr-defined]
    assert answer.json()["task"]["status"] == "completed"  # type: ignore[attr-defined]
    assert len(services.events(case_id)) == before


def test_the_work_is_done_again_from_the_stage_that_is_named(client: TestClient, services: Services) -> None:
    case_id = read_case(client)
    before = services.events(case_id)[-1].number

    answer = _run(client, case_id, first_stage="route")

    started = [e.ids["stage"] for e in services.events(case_id, after=before) if e.type == "stage_started"]
    assert answer.status_code == 200  # type: ignore[attr-defined]
    assert started == ["route", "draft", "ground"]


def test_a_case_without_its_letter_cannot_be_run(client: TestClient) -> None:
    for path in ("run", "run/async"):
        assert problem(_run(client, open_case(client), path=path)) == (409, "letter_missing")


def test_a_removed_case_is_not_run(client: TestClient) -> None:
    case_id = read_case(client)
    client.delete(f"{V1}/cases/{case_id}")

    assert problem(_run(client, case_id, first_stage="route")) == (409, "illegal_transition")


def test_a_run_that_failed_is_told_with_its_reason(client: TestClient) -> None:
    case_id = open_case(client)
    client.post(f"{V1}/cases/{case_id}/documents", files={"file": ("letter.pdf", b"%DAMAGED")})

    answer = _run(client, case_id).json()  # type: ignore[attr-defined]

    assert (answer["status"], answer["error"]["code"], answer["error"]["stage"]) == ("failed", "damaged_file", "ingest")


@pytest.mark.parametrize("stage", ["bake", ""])
def test_a_stage_that_does_not_exist_is_refused(client: TestClient, stage: str) -> None:
    assert problem(_run(client, read_case(client), first_stage=stage)) == (422, "invalid_request")


def test_work_that_takes_long_is_handed_out_as_a_task(waiting: TestClient, held: Held) -> None:
    case_id = read_case(waiting)

    answer = _run(waiting, case_id)

    assert answer.status_code == 202  # type: ignore[attr-defined]
    assert answer.headers["location"] == f"/api/v1/tasks/{case_id}"  # type: ignore[attr-defined]
    assert answer.json()["is_running"] is True  # type: ignore[attr-defined]
    held.queue.work_off(case_id)
    assert waiting.get(answer.headers["location"].removeprefix("")).json()["status"] == "completed"  # type: ignore[attr-defined]


def test_who_waits_is_answered_as_soon_as_the_work_has_ended(tmp_path: Path) -> None:
    with (
        open_held(tmp_path / "held", Settings(api_key=KEY, api_run_wait_s=20)) as held,
        TestClient(held.app, headers={"Authorization": f"Bearer {KEY}"}) as client,
    ):
        case_id = read_case(client)
        ends = threading.Timer(0.3, held.queue.work_off, [case_id])
        ends.start()
        answer = _run(client, case_id)
        ends.join()

    assert (answer.status_code, answer.json()["status"]) == (200, "review")  # type: ignore[attr-defined]


def test_a_second_run_joins_the_work_that_is_under_way(waiting: TestClient, held: Held) -> None:
    case_id = read_case(waiting)
    before = len(held.services.events(case_id))

    tasks = {_run(waiting, case_id, path="run/async").json()["task"]["task_id"] for _ in range(2)}  # type: ignore[attr-defined]

    assert tasks == {case_id}
    assert len(held.services.events(case_id)) == before


def test_work_under_way_is_not_begun_again_elsewhere(waiting: TestClient) -> None:
    case_id = read_case(waiting)

    assert problem(_run(waiting, case_id, first_stage="ingest")) == (409, "illegal_transition")


def test_tasks_are_listed_by_status_and_case_page_by_page(waiting: TestClient, held: Held) -> None:
    first, second, third = (read_case(waiting, f"denial_date: 2026-01-0{day}\n") for day in (1, 2, 3))
    held.queue.work_off(second)

    def listed(**params: object) -> list[str]:
        return [item["task_id"] for item in waiting.get(f"{V1}/tasks", params=params).json()["items"]]

    page = waiting.get(f"{V1}/tasks", params={"limit": 2}).json()
    assert [item["task_id"] for item in page["items"]] == [third, second]
    assert listed(cursor=page["next_cursor"]) == [first]
    assert listed(status="completed") == [second]
    assert listed(case_id=first) == [first]


def test_a_task_tells_how_far_it_is_in_a_number_and_in_words(waiting: TestClient) -> None:
    task = waiting.get(f"{V1}/tasks/{read_case(waiting)}").json()

    assert (task["fraction"], task["words"], task["case_number"]) == (0.0, "Waiting for its turn", 1)


def test_a_task_is_paused_goes_on_is_put_first_and_stopped(waiting: TestClient) -> None:
    task = f"{V1}/tasks/{read_case(waiting)}"
    paused = waiting.post(f"{task}/pause").json()["status"]
    resumed = waiting.post(f"{task}/resume").json()["status"]
    first = waiting.put(f"{task}/priority", json={"priority": 1}).json()["priority"]
    stopped = waiting.post(f"{task}/cancel").json()["status"]

    assert (paused, resumed, first, stopped) == ("paused", "pending", 1, "cancelled")


def test_what_was_stopped_can_be_tried_again(waiting: TestClient, held: Held) -> None:
    case_id = read_case(waiting)
    waiting.post(f"{V1}/tasks/{case_id}/cancel")

    answer = waiting.post(f"{V1}/tasks/{case_id}/retry")

    assert (answer.status_code, answer.json()["status"]) == (202, "pending")


@pytest.mark.parametrize("action", ["cancel", "pause", "resume", "retry"])
def test_work_that_is_done_is_not_steered(client: TestClient, action: str) -> None:
    answer = client.post(f"{V1}/tasks/{read_case(client)}/{action}")

    assert problem(answer) == (409, "illegal_transition")


@pytest.mark.parametrize("action", ["", "/cancel", "/pause", "/resume", "/retry"])
def test_a_task_that_does_not_exist_is_not_found(client: TestClient, action: str) -> None:
    answer = client.request("POST" if action else "GET", f"{V1}/tasks/none{action}")

    assert problem(answer) == (404, "task_not_found")


@pytest.mark.parametrize("params", [{"status": "lost"}, {"limit": 0}, {"limit": 1000}])
def test_a_list_of_tasks_that_cannot_be_is_refused(client: TestClient, params: dict[str, object]) -> None:
    assert problem(client.get(f"{V1}/tasks", params=params)) == (422, "invalid_request")


def test_a_task_knows_the_request_that_asked_for_it(client: TestClient, services: Services) -> None:
    case_id = open_case(client)
    client.post(
        f"{V1}/cases/{case_id}/documents",
        files={"file": ("letter.txt", b"denial_date: 2026-02-20\n")},
        headers={"X-Correlation-ID": "order-4711"},
    )

    ids = {event["correlation_id"] for event in get(client, case_id, "/events").json()["items"]}
    assert "order-4711" in ids
