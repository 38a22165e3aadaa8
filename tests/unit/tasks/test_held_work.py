"""A stage that somebody holds back waits in the queue and goes on when that is over; it never fails for it."""

from __future__ import annotations

from collections.abc import Iterable

from denialops.domain.cases import StageName
from denialops.errors import DenialOpsError, WorkHeld
from denialops.ports import IsCancelled, never
from denialops.tasks.stages import AWAY_PAUSES_S, StageRunner


class HeldWork:
    """Implements ports.StageWork: held for so many tries."""

    def __init__(self, tries: int) -> None:
        self.held, self.ran, self.failures = tries, 0, list[str]()

    def run_stage(self, case_id: str, stage: StageName, *, is_cancelled: IsCancelled) -> None:
        if self.held:
            self.held -= 1
            raise WorkHeld()
        self.ran += 1

    def keep_failure(self, case_id: str, stage: StageName, error: DenialOpsError) -> None:
        self.failures.append(error.code)

    def list_unfinished(self) -> Iterable[tuple[str, StageName]]:
        return ()


def test_held_work_waits_however_long_and_then_is_done_once() -> None:
    work, pauses = HeldWork(tries=50), list[float]()

    code = StageRunner(work, pauses.append).run("c1", "route", never)

    assert (code, work.ran, work.failures) == ("", 1, [])
    assert len(pauses) == 50
    assert set(pauses[len(AWAY_PAUSES_S) :]) == {AWAY_PAUSES_S[-1]}


def test_held_work_can_be_cancelled() -> None:
    work, pauses = HeldWork(tries=50), list[float]()

    StageRunner(work, pauses.append).run("c1", "route", lambda: len(pauses) >= 2)

    assert (work.ran, work.failures) == (0, [])
    assert len(pauses) == 2
