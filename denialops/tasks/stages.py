"""One stage, tried again where that can help, and put off while the store is away or somebody holds the work."""

from __future__ import annotations

import time
from collections.abc import Callable

from denialops.attempt import attempt
from denialops.domain.cases import StageName
from denialops.errors import Cancelled, DenialOpsError, InputError, StoreUnavailable, WorkHeld
from denialops.logs import get_log
from denialops.ports import IsCancelled, StageWork

RETRY_PAUSES_S = (0.2, 1.0)
AWAY_PAUSES_S = (0.2, 1.0, 2.0, 5.0)
"""Without its store, or held by a kill switch, a case neither goes on nor fails: the last pause again and again."""


class StageRunner:
    def __init__(self, work: StageWork, pause: Callable[[float], None]) -> None:
        self._work, self._pause = work, pause

    def run(self, case_id: str, stage: StageName, is_cancelled: IsCancelled) -> str:
        """The code of the error that ended it, or nothing. A failure is kept with the case."""
        started = time.monotonic()
        error = self._insist(
            lambda: self._work.run_stage(case_id, stage, is_cancelled=is_cancelled), stage, is_cancelled
        )
        if error and not isinstance(error, Cancelled) and not is_cancelled():
            self.keep_failure(case_id, stage, error, is_cancelled)
        code = Cancelled.code if isinstance(error, Cancelled) else error.code if error else ""
        get_log().info("stage_ended", stage=stage, code=code, seconds=round(time.monotonic() - started, 3))
        return code

    def keep_failure(self, case_id: str, stage: StageName, error: DenialOpsError, is_cancelled: IsCancelled) -> None:
        self._insist(lambda: self._work.keep_failure(case_id, stage, error), stage, is_cancelled)

    def _insist(self, work: Callable[[], object], stage: StageName, is_cancelled: IsCancelled) -> DenialOpsError | None:
        tried = away = 0
        while True:
            error = attempt(work, stage=stage)
            if error is None or is_cancelled():
                return error
            if isinstance(error, (StoreUnavailable, WorkHeld)):
                pause_s, away = AWAY_PAUSES_S[min(away, len(AWAY_PAUSES_S) - 1)], away + 1
            elif _may_pass(error) and tried < len(RETRY_PAUSES_S):
                pause_s, tried = RETRY_PAUSES_S[tried], tried + 1
            else:
                return error
            self._pause(pause_s)


def _may_pass(error: DenialOpsError) -> bool:
    """Whether trying again at once can help; a file that took too long will do so again."""
    return error.retryable and not isinstance(error, InputError)
