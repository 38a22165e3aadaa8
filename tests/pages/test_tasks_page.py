"""The page of background work says what runs, waits and was given up, and people steer it there."""

from __future__ import annotations

import pytest

from denialops.domain.cases import StageName
from denialops.domain.tasks import Task, TaskStatus, progress_of
from denialops.errors import IllegalTransition
from denialops.services.tasks import TaskView
from denialops.ui import pages
from tests.fakes.services import FakeServices
from tests.pages.conftest import Open, keys, words


def _services(*statuses: TaskStatus, code: str = "", stage: StageName = "extract") -> FakeServices:
    services = FakeServices()
    services.background = [
        TaskView(task, progress_of(task), number)
        for number, status in enumerate(statuses, start=7)
        for task in [Task(task_id=f"t{number}", case_id=f"c{number}", status=status, stage=stage, done=1, code=code)]
    ]
    return services


def test_with_nothing_to_do_the_page_says_so(open_page: Open) -> None:
    at = open_page(_services(), pages.TASKS)

    assert "Nothing runs and nothing is waiting." in words(at)
    assert not [button for button in keys(at) if button.startswith(("stop_", "retry_", "resume_"))]


def test_what_runs_waits_and_was_given_up_stands_apart_with_its_case(open_page: Open) -> None:
    at = open_page(_services("running", "pending", "paused", "dead"), pages.TASKS)

    assert [part.value for part in at.subheader] == ["Running", "Waiting", "Paused", "Given up"]
    assert {"stop_t7", "stop_t8", "resume_t9", "stop_t9", "retry_t10"} <= keys(at)
    assert "retry_t7" not in keys(at)


def test_work_that_ended_well_is_not_listed(open_page: Open) -> None:
    at = open_page(_services("completed", "cancelled"), pages.TASKS)

    assert "Nothing runs" in words(at)


@pytest.mark.parametrize(
    ("status", "button", "done"),
    [
        ("running", "stop_t7", "cancel_task"),
        ("pending", "stop_t7", "cancel_task"),
        ("paused", "resume_t7", "resume_task"),
        ("dead", "retry_t7", "retry_task"),
    ],
)
def test_people_steer_it_by_name(open_page: Open, status: TaskStatus, button: str, done: str) -> None:
    services = _services(status)
    at = open_page(services, pages.TASKS)

    at.button(key=button).click().run()

    assert not at.exception
    assert services.calls == [(done, ("t7", "Maria Lopez"))]


def test_a_refusal_is_told_in_words(open_page: Open) -> None:
    services = _services("running")
    services.refuse["cancel_task"] = IllegalTransition("This work has ended.", hint="Reload the page.")
    at = open_page(services, pages.TASKS)

    at.button(key="stop_t7").click().run()

    assert not at.exception
    assert "Reload the page." in words(at)
