"""Lives of a server for the crash journey: real store and engine, fake stages, and a place where it kills itself.

Arguments: data folder, then for each life "stage:moment" where it dies, or "lives" until the case has arrived.
Each life is a process of its own; they are forked from this one so that libraries are loaded once.
Prints how each life ended.
Moments: before (nothing done yet), during (progress is kept, the result is not), after (the result is
kept, the engine does not know yet).
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

from denialops.domain.cases import StageName
from denialops.domain.records import StageFailure
from denialops.errors import DenialOpsError
from denialops.ports import IsCancelled
from denialops.store.case_store import SqliteCaseStore
from denialops.store.database import open_engine
from denialops.tasks.engine import DbosTaskQueue
from tests.contract.makers import LISTING, FakeClock, make_case_file, make_change, open_case
from tests.contract.scripted import wait_until


class StoredWork:
    """Saves each stage as the services do; what a stage really did is one line in a file outside the store."""

    def __init__(self, folder: Path, dies_at: str) -> None:
        self.store = SqliteCaseStore(folder, tenant="clinic", clock=FakeClock())
        self._done = folder / "done"
        self._dies_at = dies_at

    def run_stage(self, case_id: str, stage: StageName, *, is_cancelled: IsCancelled) -> None:
        with self.store.snapshot() as reads:
            if stage in reads.list_stages(case_id):
                return
        self._maybe_die(f"{stage}:before")
        with self.store.transaction() as tx:
            tx.record(case_id, make_change("stage_started", key=f"started:{stage}", stage=stage))
        self._maybe_die(f"{stage}:during")
        with self.store.transaction() as tx:
            tx.save_stage(stage, make_case_file(case_id), LISTING, make_change("stage_finished", stage=stage))
            if stage == "ground":
                tx.finish(case_id, make_change("case_ready"))
        with self._done.open("a") as file:
            file.write(f"{stage}\n")
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

    def _maybe_die(self, moment: str) -> None:
        if moment == self._dies_at:
            os.kill(os.getpid(), signal.SIGKILL)


def live(folder: Path, dies_at: str) -> None:
    work = StoredWork(folder, dies_at)
    is_new = not (folder / "engine.sqlite").exists()
    queue = DbosTaskQueue(folder, lambda: open_engine(folder / "engine.sqlite"))
    queue.start(work)
    if is_new:
        open_case(work.store)
        if dies_at == "opened":
            os.kill(os.getpid(), signal.SIGKILL)
        queue.submit("c1")
    wait_until(lambda: work.has_arrived("c1"))
    queue.stop()


def end_of_life(folder: Path, dies_at: str) -> int:
    life = os.fork()
    if life:
        return os.waitstatus_to_exitcode(os.waitpid(life, 0)[1])
    live(folder, dies_at)
    os._exit(0)


if __name__ == "__main__":
    for place in sys.argv[2:]:
        print(end_of_life(Path(sys.argv[1]), place), flush=True)
