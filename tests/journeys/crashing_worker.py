"""Processes for the crash journeys: real store and engine, fake stages, and places where a process kills itself.

Arguments: data folder, place (a folder for SQLite, or a URL), then one of
- for each life "stage:moment" where it dies, "opened" right after the case is saved, or "lives" until it has arrived;
  each is a process of its own, forked so that libraries are loaded once; how each ended is printed;
- "works": lives until its standard input ends, says so when it is ready, and takes its time for every stage.
Moments: before (nothing done yet), during (progress is kept, the result is not), after (the result is
kept, the engine does not know yet).
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

from denialops.domain.cases import StageName
from denialops.domain.records import StageFailure
from denialops.errors import Cancelled, DenialOpsError
from denialops.ports import CaseReads, IsCancelled
from denialops.tasks.limits import QueueLimits
from tests.contract.adapters import open_at
from tests.contract.engines import engine_at, make_queue
from tests.contract.makers import LISTING, FakeClock, make_case_file, make_change, open_case
from tests.contract.scripted import wait_until

STAGE_S = 0.3
LIMITS = QueueLimits(at_once=4, lost_after_s=1.5)


class StoredWork:
    """Saves each stage as the services do; what a stage really did is one line in a file outside the store."""

    def __init__(self, folder: Path, place: str, *, dies_at: str = "", stage_s: float = 0.0) -> None:
        self.store = open_at(place, FakeClock())
        self._done, self._dies_at, self._stage_s = folder / "done", dies_at, stage_s

    def run_stage(self, case_id: str, stage: StageName, *, is_cancelled: IsCancelled) -> None:
        with self.store.snapshot() as reads:
            if stage in reads.list_stages(case_id):
                return
        self._maybe_die(f"{stage}:before")
        with self.store.transaction() as tx:
            tx.record(case_id, make_change("stage_started", key=f"started:{stage}", stage=stage))
        self._maybe_die(f"{stage}:during")
        self._write(f"{case_id} {stage} begun {os.getpid()}")
        self._take_time(case_id, stage, is_cancelled)
        with self.store.transaction() as tx:
            _refuse_ended(tx, case_id, stage)
            tx.save_stage(stage, make_case_file(case_id), LISTING, make_change("stage_finished", stage=stage))
            if stage == "ground":
                tx.finish(case_id, make_change("case_ready"))
        self._write(f"{case_id} {stage} done {os.getpid()}")
        self._maybe_die(f"{stage}:after")

    def keep_failure(self, case_id: str, stage: StageName, error: DenialOpsError) -> None:
        failure = StageFailure(stage=stage, code=error.code, message=str(error), hint=error.hint_text)
        with self.store.transaction() as tx:
            tx.fail_stage(case_id, failure, make_change("stage_failed"))

    def list_unfinished(self) -> Iterable[tuple[str, StageName]]:
        with self.store.snapshot() as reads:
            return reads.list_unfinished()

    def has_arrived(self, case_id: str) -> bool:
        with self.store.snapshot() as reads:
            return reads.get_state(case_id).status != "reading"

    def _take_time(self, case_id: str, stage: StageName, is_cancelled: IsCancelled) -> None:
        """As a reader in a child process: it is asked again and again whether to go on."""
        for _ in range(round(self._stage_s / 0.05)):
            if is_cancelled():
                self._write(f"{case_id} {stage} stopped {os.getpid()}")
                raise Cancelled()
            threading.Event().wait(0.05)

    def _write(self, line: str) -> None:
        with self._done.open("a") as file:
            file.write(f"{line}\n")

    def _maybe_die(self, moment: str) -> None:
        if moment == self._dies_at:
            os.kill(os.getpid(), signal.SIGKILL)


def _refuse_ended(reads: CaseReads, case_id: str, stage: StageName) -> None:
    """As the services do: what another process finished meanwhile stands."""
    if reads.get_state(case_id).status != "reading" or stage in reads.list_stages(case_id):
        raise Cancelled()


def live(folder: Path, place: str, dies_at: str) -> None:
    work = StoredWork(folder, place, dies_at=dies_at)
    marker = folder / "opened"
    queue = make_queue(engine_at(place, folder), limits=LIMITS)
    queue.start(work)
    if not marker.exists():
        open_case(work.store)
        marker.touch()
        if dies_at == "opened":
            os.kill(os.getpid(), signal.SIGKILL)
        queue.submit("c1")
    wait_until(lambda: work.has_arrived("c1"))
    queue.stop()


def work_until_told(folder: Path, place: str) -> None:
    work = StoredWork(folder, place, stage_s=STAGE_S)
    queue = make_queue(engine_at(place, folder), limits=LIMITS)
    queue.start(work)
    print("ready", flush=True)
    sys.stdin.read()
    queue.stop()


def end_of_life(folder: Path, place: str, dies_at: str) -> int:
    life = os.fork()
    if life:
        return os.waitstatus_to_exitcode(os.waitpid(life, 0)[1])
    live(folder, place, dies_at)
    os._exit(0)


if __name__ == "__main__":
    if sys.argv[3:] == ["works"]:
        work_until_told(Path(sys.argv[1]), sys.argv[2])
    else:
        for death in sys.argv[3:]:
            print(end_of_life(Path(sys.argv[1]), sys.argv[2], death), flush=True)
