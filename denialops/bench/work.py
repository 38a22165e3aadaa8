"""Background work: what the engine adds to a stage, and what a second worker brings."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine

from denialops.bench.rows import Row, make_row, seconds_of
from denialops.domain.cases import STAGE_NAMES, StageName
from denialops.errors import DenialOpsError
from denialops.logs import configure_logs
from denialops.ports import IsCancelled
from denialops.store.database import open_engine
from denialops.store.postgres.database import PgLimits, open_pool
from denialops.store.task_rows import TaskRows
from denialops.tasks.engine import DbosTaskQueue
from denialops.tasks.limits import QueueLimits

CASES, WAITING_CASES = 20, 64
AT_ONCE = 4
PROVIDER_S = 0.3
READY = "ready"


class TimedWork:
    """Stages that do nothing but wait, as for a provider, and know when they ran."""

    def __init__(self, stage_s: float = 0.0) -> None:
        self._stage_s = stage_s
        self.begun: dict[str, list[float]] = defaultdict(list)
        self.ended: dict[str, list[float]] = defaultdict(list)

    def run_stage(self, case_id: str, stage: StageName, *, is_cancelled: IsCancelled) -> None:
        self.begun[case_id].append(time.perf_counter())
        if self._stage_s:
            threading.Event().wait(self._stage_s)
        self.ended[case_id].append(time.perf_counter())

    def keep_failure(self, case_id: str, stage: StageName, error: DenialOpsError) -> None:
        raise error

    def list_unfinished(self) -> Iterable[tuple[str, StageName]]:
        return ()

    def between_stages_ms(self) -> Iterator[float]:
        """From the end of one stage of a case to the beginning of its next: all of it is the engine's."""
        for case_id, begun in self.begun.items():
            for end, next_begin in zip(self.ended[case_id], begun[1:], strict=False):
                yield (next_begin - end) * 1000


def measure_work(postgres_url: str) -> Iterator[Row]:
    """`postgres_url`: an empty database; without one PostgreSQL is not measured."""
    configure_logs("ERROR")
    with tempfile.TemporaryDirectory() as folder:
        yield _overhead("SQLite", Path(folder), "")
    if postgres_url:
        with tempfile.TemporaryDirectory() as folder:
            yield _overhead("PostgreSQL", Path(folder), postgres_url)
            yield _second_worker(Path(folder), postgres_url)


def _overhead(name: str, folder: Path, url: str) -> Row:
    """Of one case after the other: side by side they would wait for each other's Python."""
    work, queue = TimedWork(), _queue(folder, url, at_once=1)
    queue.start(work)
    _drain(queue, CASES)
    queue.stop()
    between = statistics.median(work.between_stages_ms())
    return make_row(f"engine, added to a stage on {name}", between, "ms")


def _second_worker(folder: Path, url: str) -> Row:
    queue = _queue(folder, url)
    queue.start(TimedWork(), is_working=False)
    one, two = (_drained_by(workers, folder, url, queue) for workers in (1, 2))
    queue.stop()
    limit = f"one worker: {WAITING_CASES / one:.1f} stages of {PROVIDER_S * 1000:.0f} ms a second"
    return make_row("two workers on PostgreSQL", one / two, "x one", limit=limit, goal="1.8 x", met=one / two >= 1.8)


def _drained_by(workers: int, folder: Path, url: str, queue: DbosTaskQueue) -> float:
    """Seconds until so many workers did every stage that waits."""
    with _workers(workers, folder, url):
        return seconds_of(lambda: _drain(queue, WAITING_CASES, first_stage=STAGE_NAMES[-1]))


@contextmanager
def _workers(count: int, folder: Path, url: str) -> Iterator[None]:
    command = [sys.executable, "-m", __name__, str(folder), url]
    pipe = subprocess.PIPE
    started = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(count)]
    for worker in started:
        if not worker.stdout or worker.stdout.readline().strip() != READY:
            raise RuntimeError("a worker did not start")
    yield
    for worker in started:
        worker.communicate()


def _drain(queue: DbosTaskQueue, cases: int, *, first_stage: StageName = STAGE_NAMES[0]) -> None:
    """Puts so many cases in and waits until none of them waits or runs."""
    for _ in range(cases):
        queue.submit(uuid4().hex, first_stage=first_stage)
    while any(queue.list_tasks(status=status, limit=1).tasks for status in ("pending", "running")):
        time.sleep(0.02)


def _queue(folder: Path, url: str, *, at_once: int = AT_ONCE) -> DbosTaskQueue:
    def open_database() -> Engine:
        return open_pool(url, PgLimits()) if url else open_engine(folder / "engine.sqlite")

    limits = QueueLimits(at_once=at_once)
    return DbosTaskQueue(folder, lambda: TaskRows(open_database(), "clinic"), limits=limits, is_shared=bool(url))


def _work_until_told(folder: Path, url: str) -> None:
    configure_logs("ERROR")
    queue = _queue(folder, url)
    queue.start(TimedWork(PROVIDER_S))
    # A newly known queue is noticed after up to a second.
    time.sleep(1.5)
    print(READY, flush=True)
    sys.stdin.read()
    queue.stop()


if __name__ == "__main__":
    _work_until_told(Path(sys.argv[1]), sys.argv[2])
