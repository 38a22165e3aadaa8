"""DbosTaskQueue: each case a durable workflow, each stage a recorded step; a killed process loses neither."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextvars import Context
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from dbos import DBOS, SetEnqueueOptions, SetWorkflowID, WorkflowStatus
from sqlalchemy import Engine

from denialops.domain.cases import STAGE_NAMES, StageName
from denialops.errors import Cancelled, DenialOpsError, InputError, TaskNotFound
from denialops.logs import correlated, get_log
from denialops.ports import StageWork
from denialops.tasks.attempt import attempt
from denialops.tasks.claim import FolderClaim
from denialops.tasks.serializer import IdSerializer
from denialops.tasks.upkeep import Chore, Upkeep

QUEUE = "cases"
# Pinned: a version made from the source would strand running work at every edit.
APPLICATION_VERSION = "1"
# More than cores: the readers share out the cores, and a short letter must not wait behind two long scans.
WORKERS = 8
POLL_S = 0.1
SETTLE_S = 2.0
DAY_S = 86_400.0
KEPT_DAYS = 7
MAX_STARTS = 20  # every start of a waiting case counts, also where another case or a power cut ended the process
RETRY_PAUSES_S = (0.2, 1.0)
STOP_WAIT_S = 5.0
LIVE = ("ENQUEUED", "DELAYED", "PENDING")
ENDED = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
STATUS_WORDS = {
    "ENQUEUED": "pending",
    "DELAYED": "pending",
    "PENDING": "running",
    "ERROR": "failed",
    "CANCELLED": "cancelled",
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": "dead",
}


class DbosTaskQueue:
    """`start` and `stop` block: call them from a thread when an event loop runs.

    The engine keeps its state in `database`, its stable identity and the claim on the folder in `data_dir`.
    """

    def __init__(self, data_dir: Path, database: Callable[[], Engine], *, pause: Callable[[float], None] = time.sleep):
        self._data_dir = data_dir
        self._database = database
        self._pause = pause
        self._claim = FolderClaim(data_dir)
        self._stopping = threading.Event()
        self._cancelled: set[str] = set()
        self._running: set[str] = set()
        self._idle = threading.Condition()
        self._stranded: set[tuple[str, str]] = set()

    def start(self, work: StageWork, *, address: str = "", daily: Sequence[Callable[[], object]] = ()) -> None:
        """Takes up what a stopped or killed process left. Raises AlreadyRunning when another one lives."""
        self._claim.take(address)
        self._work = work
        self._stopping.clear()
        self._launch()
        self._settle(after_start=True)
        chores = [Chore("settle", SETTLE_S, self._settle), Chore("clean", DAY_S, self._clean)]
        chores += [Chore("daily", DAY_S, run) for run in daily]
        self._upkeep = Upkeep(chores)
        self._upkeep.start()

    def stop(self) -> None:
        """Running stages are told to stop; what they leave is taken up at the next start."""
        self._stopping.set()
        self._upkeep.stop()
        with self._idle:
            self._idle.wait_for(lambda: not self._running, timeout=STOP_WAIT_S)
        DBOS.destroy(destroy_registry=True)
        self._engine.dispose()
        self._claim.release()

    def submit(self, case_id: str, *, first_stage: str = "ingest", priority: int = 100) -> str:
        """In a context of its own: a stage that submits another case does not make it a child, which steps forbid."""
        return Context().run(self._enqueue, case_id, first_stage, priority)

    def _enqueue(self, case_id: str, first_stage: str, priority: int) -> str:
        task_id = f"{case_id}.{uuid4().hex[:12]}"
        options = SetEnqueueOptions(deduplication_id=case_id, duplication_policy="return-existing", priority=priority)
        with SetWorkflowID(task_id), options:
            return DBOS.enqueue_workflow(QUEUE, self._process, case_id, first_stage).workflow_id

    def cancel(self, task_id: str) -> None:
        self._status(task_id)
        with self._idle:
            if task_id in self._running:
                self._cancelled.add(task_id)
        DBOS.cancel_workflow(task_id)

    def status(self, task_id: str) -> str:
        return _in_words(self._status(task_id))

    def find(self, case_id: str) -> str | None:
        newest = self._newest(case_id)
        return newest.workflow_id if newest else None

    def _launch(self) -> None:
        # With a handler of its own the engine adds no second one that prints unstructured text.
        logging.getLogger("dbos").handlers = [logging.NullHandler()]
        self._engine = self._database()
        DBOS(
            config={
                "name": "denialops",
                "system_database_url": str(self._engine.url),
                "system_database_engine": self._engine,
                "application_version": APPLICATION_VERSION,
                "executor_id": self._executor_id(),
                "serializer": IdSerializer(),
                "log_level": "WARNING",
                "run_migrations": True,
                "notification_listener_polling_interval_sec": POLL_S,
            }
        )

        # The engine marks the functions it registers, which methods do not allow.
        @DBOS.workflow(name="process_case", max_recovery_attempts=MAX_STARTS)
        def process_case(case_id: str, first_stage: str) -> str:
            return self._process_case(case_id, first_stage)

        self._process = process_case
        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=WORKERS, polling_interval_sec=POLL_S)

    def _executor_id(self) -> str:
        """The same at every start, or what this process left would be nobody's."""
        path = self._data_dir / "engine-id"
        if not path.exists():
            path.write_text(uuid4().hex, encoding="ascii")
        return path.read_text(encoding="ascii")

    def _process_case(self, case_id: str, first_stage: str) -> str:
        """The workflow. Returns the code of the error that ended it, or nothing; engine and log see no more."""
        task_id = str(DBOS.workflow_id)
        self._enter(task_id)
        try:
            for stage in STAGE_NAMES[STAGE_NAMES.index(first_stage) :]:
                code: str = DBOS.run_step({"name": stage}, self._run_stage, task_id, case_id, stage)
                if code:
                    return code
            return ""
        finally:
            self._leave(task_id)

    def _run_stage(self, task_id: str, case_id: str, stage: StageName) -> str:
        started = time.monotonic()
        with correlated(case_id=case_id, task_id=task_id):
            error = self._attempt_stage(task_id, case_id, stage)
            code = _code(error)
            seconds = round(time.monotonic() - started, 3)
            get_log().info("stage_ended", stage=stage, code=code, seconds=seconds)
        return code

    def _attempt_stage(self, task_id: str, case_id: str, stage: StageName) -> DenialOpsError | None:
        def run() -> None:
            self._work.run_stage(case_id, stage, is_cancelled=lambda: self._is_cancelled(task_id))

        error = attempt(run, stage=stage)
        for pause_s in RETRY_PAUSES_S:
            if not error or not _may_pass(error) or self._is_cancelled(task_id):
                break
            self._pause(pause_s)
            error = attempt(run, stage=stage)
        if error and not isinstance(error, Cancelled):
            self._keep_failure(case_id, stage, error)
        return error

    def _keep_failure(self, case_id: str, stage: StageName, error: DenialOpsError) -> None:
        attempt(lambda: self._work.keep_failure(case_id, stage, error), stage=stage)

    def _is_cancelled(self, task_id: str) -> bool:
        return self._stopping.is_set() or task_id in self._cancelled

    def _enter(self, task_id: str) -> None:
        with self._idle:
            self._running.add(task_id)

    def _leave(self, task_id: str) -> None:
        with self._idle:
            self._running.discard(task_id)
            self._cancelled.discard(task_id)
            self._idle.notify_all()

    def _settle(self, *, after_start: bool = False) -> None:
        """Finds every case that waits for work which nobody does.

        The process died between saving the case and queueing it, or while the failure was being kept,
        or again and again on this very case.
        """
        stranded = set()
        for case_id, stage in self._work.list_unfinished():
            newest = self._newest(case_id)
            if newest and newest.status in LIVE:
                continue
            seen = (case_id, newest.workflow_id if newest else "")
            stranded.add(seen)
            # Seen once it may be somebody between two steps: saving and queueing, cancelling and saying so.
            if after_start or seen in self._stranded:
                self._take_up(case_id, stage, newest)
        self._stranded = stranded

    def _take_up(self, case_id: str, stage: StageName, newest: WorkflowStatus | None) -> None:
        if newest and _in_words(newest) in ("failed", "dead"):
            self._keep_failure(case_id, stage, DenialOpsError())
        else:
            self.submit(case_id, first_stage=stage)

    def _clean(self) -> None:
        """The engine itself forgets nothing, ever."""
        limit = datetime.now(UTC) - timedelta(days=KEPT_DAYS)
        ended = DBOS.list_workflows(
            status=list(ENDED), completed_before=limit.isoformat(), load_input=False, load_output=False
        )
        DBOS.delete_workflows([status.workflow_id for status in ended])

    def _status(self, task_id: str) -> WorkflowStatus:
        found = DBOS.list_workflows(workflow_ids=[task_id], load_input=False)
        if not found:
            raise TaskNotFound()
        return found[0]

    def _newest(self, case_id: str) -> WorkflowStatus | None:
        found = DBOS.list_workflows(workflow_id_prefix=f"{case_id}.", sort_desc=True, limit=1, load_input=False)
        return found[0] if found else None


def _in_words(status: WorkflowStatus) -> str:
    """A workflow that ran to its end says in its output whether the work did."""
    if status.status != "SUCCESS":
        return STATUS_WORDS[status.status]
    if not status.output:
        return "completed"
    return "cancelled" if status.output == Cancelled.code else "failed"


def _code(error: DenialOpsError | None) -> str:
    if isinstance(error, Cancelled):
        return Cancelled.code
    return error.code if error else ""


def _may_pass(error: DenialOpsError) -> bool:
    """Whether trying again at once can help; a file that took too long will do so again."""
    return error.retryable and not isinstance(error, InputError)
