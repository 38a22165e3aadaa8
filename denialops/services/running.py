"""The work on a case as another program asks for it: begin what is to be done, and see how it ended."""

from __future__ import annotations

from denialops.domain.cases import CaseStatus, StageName
from denialops.domain.records import CaseState
from denialops.domain.tasks import LIVE
from denialops.errors import IllegalTransition, LetterMissing
from denialops.services.tasks import Tasks, TaskView

_AT_REST: frozenset[CaseStatus] = frozenset({"review", "sent", "closed"})


class Running(Tasks):
    def begin_run(self, case_id: str, *, first_stage: StageName | None = None, actor: str) -> None:
        """Has done what is still to be done: what runs goes on, what failed begins again where it failed.

        With `first_stage` the work is done again from there on, also where it was done. Raises LetterMissing, or
        IllegalTransition where the case does not allow it.
        """
        with self.store.snapshot() as reads:
            state = reads.get_state(case_id)
        _refuse_unready(state)
        if first_stage is None and state.status in _AT_REST:
            return
        if first_stage is None and state.status == "reading" and self._has_live_task(case_id):
            return
        self.rerun(case_id, first_stage=first_stage or self._broken_stage(case_id), actor=actor)

    def find_task(self, case_id: str) -> TaskView | None:
        """The newest task of the case."""
        task_id = self.queue.find(case_id)
        return self.task(task_id) if task_id else None

    def _has_live_task(self, case_id: str) -> bool:
        task_id = self.queue.find(case_id)
        return bool(task_id) and self.queue.status(task_id or "") in LIVE


def _refuse_unready(state: CaseState) -> None:
    if state.removed_at:
        raise IllegalTransition("The case was removed.", hint="Restore it first.")
    if state.failure and state.failure.code == LetterMissing.code and state.status == "failed":
        raise LetterMissing()
