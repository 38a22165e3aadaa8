"""DbosTaskQueue: each case a durable workflow, each stage a recorded step; a killed process loses neither."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextvars import Context
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from dbos import DBOS, SetEnqueueOptions, SetWorkflowID
from dbos._context import current_owner_xid

from denialops.attempt import attempt
from denialops.domain.cases import StageName
from denialops.domain.tasks import LIVE, UNKNOWN_DUE, Task, TaskPage, TaskStatus, stages_from
from denialops.errors import DenialOpsError, IllegalTransition, TaskNotFound, WorkDied
from denialops.logs import correlated, correlation_id, trace_parent
from denialops.ports import StageWork
from denialops.tasks.claim import FolderClaim, WorkerName
from denialops.tasks.limits import QueueLimits
from denialops.tasks.runs import GivenUp, Run, Runs
from denialops.tasks.serializer import IdSerializer
from denialops.tasks.stages import StageRunner
from denialops.tasks.tables import TaskTables
from denialops.tasks.upkeep import Chore, Upkeep
from denialops.tasks.workers import OnlyWorker, Workers

# Pinned: a version made from the source would strand running work at every edit.
APPLICATION_VERSION = "1"
POLL_S = 0.1
WATCH_S = 0.3
SETTLE_S = 2.0
DAY_S = 86_400.0
STOP_WAIT_S = 5.0
ENDED = ("SUCCESS", "ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")


class DbosTaskQueue:
    """`start` and `stop` block: call them from a thread when an event loop runs.

    The engine keeps its state where `tables` are, the names of its processes in `data_dir`. `is_shared`: other
    processes work on the same database; otherwise the data folder is claimed for this one.
    """

    def __init__(
        self,
        data_dir: Path,
        tables: Callable[[], TaskTables],
        *,
        limits: QueueLimits | None = None,
        is_shared: bool = False,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._open_tables, self._limits, self._pause = tables, limits or QueueLimits(), pause
        self._is_shared = is_shared
        self._claim, self._name = FolderClaim(data_dir), WorkerName(data_dir)
        self._runs = Runs()
        self._stopping = threading.Event()
        self._given_up: list[Run] = []
        self._stranded: set[tuple[str, str]] = set()

    def start(
        self, work: StageWork, *, address: str = "", daily: Sequence[Callable[[], object]] = (), is_working: bool = True
    ) -> None:
        """Takes up what a stopped or killed process left. Raises AlreadyRunning where only one may and another does.

        Without `is_working` it takes work in and leaves it to other processes.
        """
        if not self._is_shared:
            self._claim.take(address)
        self._work, self._stages = work, StageRunner(work, self._pause)
        self._stopping.clear()
        self._launch(self._name.take(), is_working)
        self._settle(after_start=not self._is_shared)
        lost_s = self._limits.lost_after_s
        # Signs of life wait for no other chore, nor does a person who cancels.
        self._pulse = Upkeep([Chore("beat", lost_s / 5, self._beat), Chore("watch", WATCH_S, self._watch)])
        chores = [Chore("settle", SETTLE_S, self._settle), Chore("clean", DAY_S, self._clean)]
        chores += [Chore("take_over", min(SETTLE_S, lost_s / 5), self._workers.take_over)]
        self._chores = Upkeep([*chores, *(Chore("daily", DAY_S, run) for run in daily)])
        self._pulse.start()
        self._chores.start()

    def stop(self) -> None:
        """Running stages are told to stop; what they leave is taken up by another process or at the next start."""
        self._stopping.set()
        self._runs.tell(lambda run: True)
        self._chores.stop()
        self._runs.wait_until_none(STOP_WAIT_S)
        self._pulse.stop()
        DBOS.destroy(destroy_registry=True)
        attempt(self._workers.sign_off, stage="sign_off")
        self._tables.engine.dispose()
        self._name.release()
        self._claim.release()

    def submit(self, case_id: str, *, first_stage: StageName = "ingest", priority: int = UNKNOWN_DUE) -> str:
        """In a context of its own: a stage that submits another case does not make it a child, which steps forbid."""
        asked = (correlation_id(), trace_parent()) if trace_parent() else (correlation_id(),)
        return Context().run(self._enqueue, case_id, first_stage, priority, asked)

    def cancel(self, task_id: str) -> None:
        self.status(task_id)
        DBOS.cancel_workflow(task_id)
        self._runs.tell(lambda run: run.task_id == task_id)

    def pause(self, task_id: str) -> None:
        self.status(task_id)
        if not self._tables.pause(task_id):
            raise IllegalTransition("Only work that waits or runs can be paused.", hint="Reload the page.")
        self._runs.tell(lambda run: run.task_id == task_id)

    def resume(self, task_id: str) -> None:
        self.status(task_id)
        if not self._tables.resume(task_id):
            raise IllegalTransition("This work is not paused.", hint="Reload the page.")

    def set_priority(self, task_id: str, priority: int) -> None:
        self.status(task_id)
        self._tables.set_priority(task_id, priority)

    def status(self, task_id: str) -> TaskStatus:
        return self.get(task_id).status

    def get(self, task_id: str) -> Task:
        found = self._tables.find(task_id)
        if found is None:
            raise TaskNotFound()
        return found

    def list_tasks(self, *, status: str = "", case_id: str = "", cursor: str = "", limit: int = 50) -> TaskPage:
        return self._tables.list_tasks(status=status, case_id=case_id, cursor=cursor, limit=limit)

    def count_tasks(self) -> Mapping[TaskStatus, int]:
        return self._tables.count_tasks()

    def find(self, case_id: str) -> str | None:
        newest = self._tables.newest(case_id)
        return newest.task_id if newest else None

    def _enqueue(self, case_id: str, first_stage: StageName, priority: int, asked: tuple[str, ...]) -> str:
        self._tables.drop_paused(case_id)
        options = SetEnqueueOptions(deduplication_id=case_id, duplication_policy="return-existing", priority=priority)
        with SetWorkflowID(_new_id(case_id)), options:
            return DBOS.enqueue_workflow(self._tables.queue, self._process, case_id, first_stage, *asked).workflow_id

    def _launch(self, own_id: str, is_working: bool) -> None:
        self._tables = self._open_tables()
        self._workers = self._worker(own_id)
        self._workers.sign_in()
        self._start_engine(own_id, is_working)
        self._tables.index_cases()
        self._workers.take_over()
        self._register_queue()

    def _worker(self, own_id: str) -> Workers | OnlyWorker:
        if self._is_shared:
            return Workers(self._tables, own_id, lost_after_s=self._limits.lost_after_s)
        return OnlyWorker(self._tables, own_id)

    def _start_engine(self, own_id: str, is_working: bool) -> None:
        # With a handler of its own the engine adds no second one that prints unstructured text.
        logging.getLogger("dbos").handlers = [logging.NullHandler()]
        engine = self._tables.engine
        DBOS(
            config={
                "name": self._tables.app,
                "system_database_url": engine.url.render_as_string(hide_password=False),
                "system_database_engine": engine,
                # No two applications on one database may have the same.
                "application_version": APPLICATION_VERSION + self._tables.app.removeprefix("denialops"),
                "executor_id": own_id,
                "serializer": IdSerializer(),
                "log_level": "WARNING",
                "run_migrations": True,
                "notification_listener_polling_interval_sec": POLL_S,
            }
        )

        # The engine marks the functions it registers, which methods do not allow.
        @DBOS.workflow(name="process_case", max_recovery_attempts=self._limits.most_starts)
        def process_case(case_id: str, first_stage: StageName, asked_by: str = "", asked_from: str = "") -> str:
            return self._process_case(case_id, first_stage, (asked_by, asked_from))

        self._process = process_case
        DBOS.listen_queues([self._tables.queue] if is_working else [])
        DBOS.launch()

    def _register_queue(self) -> None:
        a_minute, everywhere = self._limits.starts_a_minute, self._limits.at_once_everywhere
        DBOS.register_queue(
            self._tables.queue,
            worker_concurrency=min(self._limits.at_once, everywhere or self._limits.at_once),
            global_concurrency=everywhere or None,
            limiter={"limit": a_minute, "period": 60.0} if a_minute else None,
            polling_interval_sec=POLL_S,
            on_conflict="always_update",
        )

    def _process_case(self, case_id: str, first_stage: StageName, asked: tuple[str, str]) -> str:
        """The workflow; `asked` by which request, from which span.

        Returns the code of the error that ended it, or nothing; engine and log see no more.
        """
        task_id = str(DBOS.workflow_id)
        run = self._runs.enter(task_id, current_owner_xid(task_id) or "")
        try:
            for stage in stages_from(first_stage):
                code: str = DBOS.run_step({"name": stage}, self._run_stage, run, case_id, stage, asked)
                if code:
                    return code
            return ""
        finally:
            self._runs.leave(run)

    def _run_stage(self, run: Run, case_id: str, stage: StageName, asked: tuple[str, str]) -> str:
        self._refuse_told(run)
        by, parent = asked
        with correlated(by or run.task_id, case_id=case_id, task_id=run.task_id, trace_parent=parent):
            code = self._stages.run(case_id, stage, run.told.is_set)
        self._refuse_told(run)
        return code

    def _refuse_told(self, run: Run) -> None:
        """What was told to stop records nothing: the task is cancelled, paused, or goes on elsewhere."""
        if self._stopping.is_set() or run.told.is_set():
            self._given_up.append(run)
            raise GivenUp

    def _beat(self) -> None:
        if self._workers.is_silent():
            self._runs.tell(lambda run: True)
        self._workers.beat()
        while self._given_up and not self._stopping.is_set():
            run = self._given_up[-1]
            self._tables.give_back(run.task_id, run.owner)
            self._given_up.remove(run)

    def _watch(self) -> None:
        """What was cancelled, paused or taken over elsewhere stops here."""
        running = self._runs.task_ids()
        if running:
            self._runs.tell_lost(running, self._tables.owners(running))

    def _settle(self, *, after_start: bool = False) -> None:
        """Finds every case that waits for work which nobody does.

        The process died between saving the case and queueing it, or while the failure was being kept,
        or again and again on this very case.
        """
        stranded = set()
        unfinished = list(self._work.list_unfinished())
        live = self._tables.live_cases() if unfinished else frozenset()
        for case_id, stage in unfinished:
            if case_id in live:
                continue
            newest = self._tables.newest(case_id)
            if newest and newest.status in LIVE:
                continue
            seen = (case_id, newest.task_id if newest else "")
            stranded.add(seen)
            # Seen once it may be somebody between two steps: saving and queueing, cancelling and saying so.
            if after_start or seen in self._stranded:
                self._take_up(case_id, stage, newest)
        self._stranded = stranded

    def _take_up(self, case_id: str, stage: StageName, newest: Task | None) -> None:
        if newest and newest.status in ("failed", "dead"):
            error = WorkDied() if newest.status == "dead" else DenialOpsError()
            self._stages.keep_failure(case_id, stage, error, self._stopping.is_set)
        else:
            self.submit(case_id, first_stage=stage)

    def _clean(self) -> None:
        """The engine itself forgets nothing, ever."""
        limit = (datetime.now(UTC) - timedelta(days=self._limits.kept_days)).isoformat()
        found = DBOS.list_workflows(
            status=[*ENDED, "CANCELLED"], completed_before=limit, load_input=False, load_output=False
        )
        DBOS.delete_workflows([status.workflow_id for status in found])


def _new_id(case_id: str) -> str:
    """Later tasks of a case sort after earlier ones, also where the engine's clock is too coarse to tell."""
    return f"{case_id}.{time.time_ns() // 1000:x}{uuid4().hex[:6]}"
