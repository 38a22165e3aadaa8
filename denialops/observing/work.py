"""The work of the queue with somebody watching: each stage is timed and is a span of its task."""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic

from denialops.domain.cases import StageName
from denialops.errors import DenialOpsError
from denialops.ports import IsCancelled, StageWork
from denialops.ports.observing import Watch

OK = "ok"


class WatchedWork:
    """A StageWork; every try counts, by how it ended."""

    def __init__(self, work: StageWork, watch: Watch) -> None:
        self._work, self._watch = work, watch
        self.keep_failure = work.keep_failure

    def run_stage(self, case_id: str, stage: StageName, *, is_cancelled: IsCancelled) -> None:
        started, outcome = monotonic(), DenialOpsError.code
        try:
            with self._watch.tracer.span(f"stage {stage}", stage=stage, case_id=case_id):
                self._work.run_stage(case_id, stage, is_cancelled=is_cancelled)
            outcome = OK
        except DenialOpsError as error:
            outcome = error.code
            raise
        finally:
            seconds = monotonic() - started
            self._watch.meter.observe("denialops_stage_duration_seconds", seconds, stage=stage, outcome=outcome)

    def list_unfinished(self) -> Iterable[tuple[str, StageName]]:
        return self._work.list_unfinished()
