"""Background work as people steer it: see how far it is, stop, pause, go on, try again, put first."""

from __future__ import annotations

from typing import NamedTuple

from denialops.domain.cases import STAGE_NAMES, StageName
from denialops.domain.records import Change
from denialops.domain.tasks import FIRST, LAST, LIVE, Task, TaskProgress, progress_of
from denialops.errors import CaseNotFound, IllegalTransition, InvalidValue, TaskNotFound
from denialops.ports import CaseReads
from denialops.services.base import by
from denialops.services.watching import all_events, run_of
from denialops.services.work import Work

MOST = 200


class TaskView(NamedTuple):
    """A task with how far it is; `number` is the case's number for people."""

    task: Task
    progress: TaskProgress
    number: int


class TaskList(NamedTuple):
    """`cursor` continues the list; "" at its end."""

    tasks: tuple[TaskView, ...]
    cursor: str


class WorkUnderWay(NamedTuple):
    """`given_up`: what ended its process again and again and was not tried again since."""

    running: tuple[TaskView, ...]
    waiting: tuple[TaskView, ...]
    paused: tuple[TaskView, ...]
    given_up: tuple[TaskView, ...]


class Tasks(Work):
    def tasks(self, *, status: str = "", case_id: str = "", cursor: str = "", limit: int = 50) -> TaskList:
        """Newest first. Raises InvalidValue for a status or cursor that does not exist."""
        page = self.queue.list_tasks(status=status, case_id=case_id, cursor=cursor, limit=min(limit, MOST))
        with self.store.snapshot() as reads:
            views = tuple(self._task_view(reads, task) for task in page.tasks if _is_known(reads, task))
        return TaskList(views, page.cursor)

    def work_under_way(self) -> WorkUnderWay:
        """The newest fifty of each."""
        running, waiting, paused, dead = (
            self.tasks(status=status).tasks for status in ("running", "pending", "paused", "dead")
        )
        return WorkUnderWay(running, waiting, paused, tuple(view for view in dead if self._is_newest(view.task)))

    def task(self, task_id: str) -> TaskView:
        """Raises TaskNotFound, also where its case has gone."""
        task = self.queue.get(task_id)
        with self.store.snapshot() as reads:
            try:
                return self._task_view(reads, task)
            except CaseNotFound as error:
                raise TaskNotFound() from error

    def cancel_task(self, task_id: str, *, actor: str) -> None:
        """Stops the work on its case. Raises IllegalTransition where it ended already."""
        self.cancel(self._live(task_id).case_id, actor=actor)

    def pause_task(self, task_id: str, *, actor: str) -> None:
        """The stage under way is given up and begins anew when the work goes on."""
        case_id = self._live(task_id).case_id
        self.queue.pause(task_id)
        self._note(case_id, by(actor, "work_paused"))

    def resume_task(self, task_id: str, *, actor: str) -> None:
        case_id = self._live(task_id).case_id
        self.queue.resume(task_id)
        self._note(case_id, by(actor, "work_resumed"))

    def retry_task(self, task_id: str, *, first_stage: StageName | None = None, actor: str) -> str:
        """Does the work of a failed, stopped or dead task again, from where it failed; returns the new task's id."""
        task = self.task(task_id).task
        if task.status in LIVE or task.status == "completed":
            raise IllegalTransition("Only work that failed or was stopped is tried again.", hint="Reload the page.")
        self.rerun(task.case_id, first_stage=first_stage or self._broken_stage(task.case_id), actor=actor)
        return self.queue.find(task.case_id) or task_id

    def hurry_task(self, task_id: str, *, priority: int = FIRST, actor: str) -> None:
        """The smaller goes first. Raises InvalidValue outside 1 to 1000."""
        if not FIRST <= priority <= LAST:
            raise InvalidValue(f"The priority is a number from {FIRST} to {LAST}.", hint="1 goes first.")
        case_id = self._live(task_id).case_id
        self.queue.set_priority(task_id, priority)
        self._note(case_id, by(actor, "priority_set", priority=priority))

    def _live(self, task_id: str) -> Task:
        task = self.task(task_id).task
        if task.status not in LIVE:
            raise IllegalTransition("This work has ended.", hint="Reload the page.")
        return task

    def _is_newest(self, task: Task) -> bool:
        newest = self.queue.list_tasks(case_id=task.case_id, limit=1).tasks
        return bool(newest) and newest[0].task_id == task.task_id

    def _note(self, case_id: str, change: Change) -> None:
        with self.store.transaction() as unit:
            unit.record(case_id, change)

    def _broken_stage(self, case_id: str) -> StageName:
        with self.store.snapshot() as reads:
            failure, done = reads.get_state(case_id).failure, reads.list_stages(case_id)
        return failure.stage if failure else next((stage for stage in STAGE_NAMES if stage not in done), "ground")

    def _task_view(self, reads: CaseReads, task: Task) -> TaskView:
        row = reads.get_row(task.case_id, today=self.clock.today())
        page, pages = _pages_read(reads, task) if task.status == "running" else (0, 0)
        return TaskView(task, progress_of(task, page=page, pages=pages), row.number)


def _is_known(reads: CaseReads, task: Task) -> bool:
    """Tasks outlive a case that was deleted, and other clinics' cases are not ours to show."""
    try:
        reads.get_state(task.case_id)
    except CaseNotFound:
        return False
    return True


def _pages_read(reads: CaseReads, task: Task) -> tuple[int, int]:
    events = all_events(reads, task.case_id)
    run = run_of(events)
    read = [event for event in events if event.type == "page_read" and event.number > run]
    return len({event.ids.get("page") for event in read}), int(read[-1].ids.get("of") or 0) if read else 0
