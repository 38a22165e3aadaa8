"""People see how far the work is, stop it, try it again; other clinics' work is nobody's business."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from denialops.domain.tasks import FIRST, LAST, UNKNOWN_DUE, Task, TaskPage, TaskStatus, priority_of, progress_of
from denialops.errors import DamagedFile, IllegalTransition, InvalidValue, TaskNotFound
from denialops.services import Services
from denialops.services.records import Upload
from tests.fakes.pipeline import LETTER, FakePipeline
from tests.unit.services.test_services_work import WaitingQueue

MARIA = "Maria Lopez"
TODAY = date(2026, 3, 2)


@pytest.fixture
def waiting(services: Services) -> str:
    """A task that nobody does."""
    services.queue = WaitingQueue(lambda: services)
    case_id = services.open_case(Upload("letter.txt", LETTER.encode()), actor=MARIA)
    return str(services.queue.find(case_id))


def test_a_task_is_shown_with_its_case_and_progress(services: Services, waiting: str) -> None:
    view = services.task(waiting)

    assert (view.task.status, view.number, view.progress) == ("pending", 1, (0.0, "Waiting for its turn"))
    assert services.tasks(status="pending").tasks == (view,)
    assert services.tasks(status="failed").tasks == ()


def test_work_under_way_is_told_apart_and_what_ended_well_or_was_stopped_is_none(
    services: Services, waiting: str
) -> None:
    assert services.work_under_way() == ((), services.tasks().tasks, (), ())

    services.cancel_task(waiting, actor=MARIA)

    assert services.work_under_way() == ((), (), (), ())


class RememberingQueue(WaitingQueue):
    """Knows every task of a case, newest first."""

    known: tuple[Task, ...] = ()

    def list_tasks(self, *, status: str = "", case_id: str = "", cursor: str = "", limit: int = 50) -> TaskPage:
        found = [task for task in self.known if status in ("", task.status) and case_id in ("", task.case_id)]
        return TaskPage(tuple(found[:limit]), "")


@pytest.mark.parametrize(("later", "shown"), [((), 1), (("completed",), 0), (("dead", "cancelled"), 0)])
def test_what_was_given_up_is_told_until_it_is_tried_again(
    services: Services, waiting: str, later: tuple[TaskStatus, ...], shown: int
) -> None:
    queue = RememberingQueue(lambda: services)
    statuses: tuple[TaskStatus, ...] = (*reversed(later), "dead")
    queue.known = tuple(
        Task(task_id=f"t{number}", case_id=waiting, status=status) for number, status in enumerate(statuses)
    )
    services.queue = queue

    assert len(services.work_under_way().given_up) == shown


def test_a_task_whose_case_is_not_ours_is_not_there(services: Services, waiting: str) -> None:
    services.queue.submit("of-another-clinic")

    assert [view.task.task_id for view in services.tasks().tasks] == [waiting]
    with pytest.raises(TaskNotFound):
        services.task("of-another-clinic")
    with pytest.raises(TaskNotFound):
        services.cancel_task("of-another-clinic", actor=MARIA)


def test_a_cancelled_task_leaves_its_case_stopped(services: Services, waiting: str) -> None:
    services.cancel_task(waiting, actor=MARIA)

    view = services.task(waiting)
    assert view.task.status == "cancelled"
    assert services.case(view.task.case_id).row.error_code == "cancelled"
    with pytest.raises(IllegalTransition):
        services.cancel_task(waiting, actor=MARIA)


def test_failed_work_is_tried_again_from_where_it_failed(services: Services, pipeline: FakePipeline) -> None:
    def break_down(stage: str) -> None:
        if stage == "extract":
            raise DamagedFile()

    pipeline.before = break_down
    case_id = services.open_case(Upload("letter.txt", LETTER.encode()), actor=MARIA)
    ran: list[str] = []
    pipeline.before = ran.append

    services.retry_task(str(services.queue.find(case_id)), actor=MARIA)

    assert ran == ["extract", "route", "draft", "ground"]
    assert services.case(case_id).row.status == "review"


def test_work_that_went_well_or_still_goes_on_is_not_tried_again(services: Services, waiting: str) -> None:
    with pytest.raises(IllegalTransition):
        services.retry_task(waiting, actor=MARIA)


@pytest.mark.parametrize("priority", [0, LAST + 1])
def test_a_priority_outside_its_range_is_refused(services: Services, waiting: str, priority: int) -> None:
    with pytest.raises(InvalidValue):
        services.hurry_task(waiting, priority=priority, actor=MARIA)


def test_who_put_work_first_is_in_the_timeline(services: Services, waiting: str) -> None:
    services.hurry_task(waiting, actor=MARIA)

    case_id = services.task(waiting).task.case_id
    assert services.timeline(case_id)[0].text == f"{MARIA} changed how soon the work is done"


@pytest.mark.parametrize(
    ("days", "priority"), [(-3, FIRST), (0, FIRST), (1, FIRST + 1), (30, FIRST + 30), (9999, LAST)]
)
def test_what_is_due_first_goes_first(days: int, priority: int) -> None:
    assert priority_of(TODAY + timedelta(days=days), TODAY) == priority


def test_a_letter_nobody_read_goes_before_what_has_time_and_after_what_has_none() -> None:
    assert priority_of(TODAY, TODAY) < priority_of(None, TODAY) == UNKNOWN_DUE
    assert priority_of(None, TODAY) < priority_of(TODAY + timedelta(days=30), TODAY)


@pytest.mark.parametrize(
    ("status", "done", "page", "shown"),
    [
        ("running", 0, 0, (0.0, "Reading the pages")),
        ("running", 0, 3, (0.05, "Reading the pages: 3 of 12")),
        ("paused", 2, 0, (0.4, "Paused")),
        ("failed", 1, 0, (0.2, "Failed")),
        ("dead", 0, 0, (0.0, "Given up")),
        ("completed", 5, 0, (1.0, "Done")),
    ],
)
def test_progress_is_a_fraction_and_words(status: str, done: int, page: int, shown: tuple[float, str]) -> None:
    stage = ("ingest", "extract", "route", "draft", "ground", "ground")[done]
    task = Task.model_validate({"task_id": "c1.1", "case_id": "c1", "status": status, "stage": stage, "done": done})

    assert progress_of(task, page=page, pages=12) == shown
