"""The background work: one stage at a time, each saved with its record and its events."""

from __future__ import annotations

from denialops.domain.cases import StageName
from denialops.ports import IsCancelled, never
from denialops.services.base import Base


class Work(Base):
    def rerun(self, case_id: str, *, first_stage: StageName = "ingest", actor: str) -> None:
        """Does the work again from a stage on; what people corrected and wrote stays."""
        raise NotImplementedError

    def cancel(self, case_id: str, *, actor: str) -> None:
        """Asks the running work to stop; the case keeps what was found so far."""
        raise NotImplementedError

    def run_stage(self, case_id: str, stage: StageName, *, is_cancelled: IsCancelled = never) -> None:
        """Runs one stage unless it is done, and saves result, stage record and events together.

        An InputError is stored as the case's error, the case fails, and the error is raised on.
        """
        raise NotImplementedError
