"""Worker processes beside the test, which is itself a web process that leaves the work to them."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from denialops.ports import CaseStore
from denialops.tasks.engine import DbosTaskQueue
from tests.contract.engines import engine_at, make_queue
from tests.contract.makers import open_case
from tests.journeys.crashing_worker import LIMITS, StoredWork

ROOT = Path(__file__).resolve().parents[2]


class Line(NamedTuple):
    """What a worker did; `what`: begun, done or stopped."""

    case_id: str
    stage: str
    what: str
    pid: int


class Web(NamedTuple):
    """A process that takes work in and does none."""

    store: CaseStore
    queue: DbosTaskQueue
    folder: Path

    def take(self, case_id: str) -> str:
        open_case(self.store, case_id)
        return self.queue.submit(case_id)

    def status(self, case_id: str) -> str:
        with self.store.snapshot() as reads:
            return reads.get_state(case_id).status

    def done(self) -> list[Line]:
        path = self.folder / "done"
        found = (line.split() for line in path.read_text().splitlines()) if path.exists() else ()
        return [Line(case_id, stage, what, int(pid)) for case_id, stage, what, pid in found]

    def repeated(self) -> list[tuple[str, str]]:
        """Stages whose result was saved more than once."""
        saved = Counter((line.case_id, line.stage) for line in self.done() if line.what == "done")
        return [stage for stage, times in saved.items() if times > 1]


@contextmanager
def serving(folder: Path, place: str) -> Iterator[Web]:
    queue = make_queue(engine_at(place, folder), limits=LIMITS)
    work = StoredWork(folder, place)
    queue.start(work, is_working=False)
    try:
        yield Web(work.store, queue, folder)
    finally:
        queue.stop()
        work.store.close()


@contextmanager
def working_processes(folder: Path, place: str, count: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Each ready to work; those that live at the end are told to stop."""
    command = [sys.executable, "-m", "tests.journeys.crashing_worker", str(folder), place, "works"]
    started = [
        subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(count)
    ]
    try:
        for worker in started:
            assert worker.stdout and worker.stdout.readline() == "ready\n"
        yield started
    finally:
        for worker in started:
            worker.communicate(timeout=30)
