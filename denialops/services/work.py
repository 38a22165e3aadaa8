"""The background work: one stage at a time, each saved with its record and its events."""

from __future__ import annotations

from denialops.domain.cases import STAGE_NAMES, CaseFile, StageName
from denialops.domain.records import Change, StageFailure
from denialops.domain.recovery.safety import CASE_STAGE
from denialops.domain.tasks import LIVE
from denialops.errors import Cancelled, DenialOpsError
from denialops.ports import CaseReads, IsCancelled, UnitOfWork, never
from denialops.services.base import MACHINE, by
from denialops.services.progress import Progress
from denialops.services.reporting import Reporting
from denialops.services.watching import all_events, run_of
from denialops.services.writing import Writing

LONG_STAGES = frozenset({"ingest", "extract"})


class Work(Writing, Reporting):
    def rerun(self, case_id: str, *, first_stage: StageName = "ingest", actor: str) -> None:
        """Does the work again from a stage on; what people corrected and wrote stays."""
        with self.store.transaction() as unit:
            self.refuse_while_reading(unit, case_id)
            unit.restart(case_id, first_stage, by(actor, "work_restarted", stage=first_stage))
        self.enqueue(case_id, first_stage)

    def cancel(self, case_id: str, *, actor: str) -> None:
        """Stops the work; the case keeps what was found so far and can be read again."""
        with self.store.transaction() as unit:
            if unit.get_state(case_id).status == "reading":
                _fail(unit, case_id, _stage_at_work(unit, case_id), Cancelled(), by(actor, "run_cancelled"))
        task_id = self.queue.find(case_id)
        if task_id and self.queue.status(task_id) in LIVE:
            self.queue.cancel(task_id)

    def run_stage(self, case_id: str, stage: StageName, *, is_cancelled: IsCancelled = never) -> None:
        """Runs one stage unless it is done, and saves result, stage record and events together.

        Raises WorkHeld while a kill switch stops this work.
        """
        self.guards.switches.refuse_stopped(workflow=CASE_STAGE)
        with self.store.snapshot() as reads:
            is_done = stage in reads.list_stages(case_id)
        if is_done:
            self._tell_end(case_id, stage)
        elif stage in LONG_STAGES:
            self._run_long(case_id, stage, is_cancelled)
        elif stage == "draft" and self.assistant:
            self.write_draft(case_id, self.assistant.writer, is_cancelled)
        else:
            self._run_quick(case_id, stage)

    def keep_failure(self, case_id: str, stage: StageName, error: DenialOpsError) -> None:
        """The stage failed for good: its reason and hint stay with the case, unless they are there already."""
        with self.store.transaction() as unit:
            if unit.get_state(case_id).status == "reading":
                _fail(unit, case_id, stage, error, by(MACHINE, "stage_failed", stage=stage, code=error.code))
        self.report_failure(case_id, stage, error)

    def list_unfinished(self) -> tuple[tuple[str, StageName], ...]:
        with self.store.snapshot() as reads:
            return reads.list_unfinished()

    def _run_quick(self, case_id: str, stage: StageName) -> None:
        with self.store.snapshot() as reads:
            _refuse_stopped(reads, case_id)
        prepared = self.prepare(case_id, stage)
        with self.store.transaction() as unit:
            _refuse_stopped(unit, case_id)
            if stage in unit.list_stages(case_id):
                return
            started = by(MACHINE, "stage_started", stage=stage)
            made = self.decide(unit, case_id, stage, started, prepared=prepared)
        if stage == STAGE_NAMES[-1]:
            self.join_pair(case_id)
            self._tell_end(case_id, stage, made)

    def _tell_end(self, case_id: str, stage: StageName, made: CaseFile | None = None) -> None:
        """Also where a process died between the end and the telling. A case that gave way to another tells nothing."""
        if stage != STAGE_NAMES[-1]:
            return
        with self.store.snapshot() as reads:
            state = reads.get_state(case_id)
            case = made or self.corrected_case(reads, case_id)
        if state.status == "review" and not state.removed_at:
            self.report_denial(case)
            self.report_recovery(case_id)

    def _run_long(self, case_id: str, stage: StageName, is_cancelled: IsCancelled) -> None:
        """Works between two transactions; what another run began meanwhile is not written over."""
        with self.store.transaction() as unit:
            _refuse_stopped(unit, case_id)
            case, run = unit.get_case(case_id, today=self.clock.today(), words=True), run_of(all_events(unit, case_id))
            unit.record(case_id, by(MACHINE, "stage_started", key=f"{run}:started:{stage}", stage=stage))
        progress = Progress(self.store, case_id, actor=MACHINE, run=f"{run}:{stage}")
        made = self.pipeline.stage(stage, case, source=self.source, observe=progress.observe, is_cancelled=is_cancelled)
        with self.store.transaction() as unit:
            _refuse_stopped(unit, case_id)
            if run_of(all_events(unit, case_id)) != run:
                raise Cancelled()
            # A process that was taken for dead may come back: what another one finished meanwhile stands.
            if stage in unit.list_stages(case_id):
                return
            progress.write(unit)
            self.keep(unit, stage, made)


def _fail(unit: UnitOfWork, case_id: str, stage: StageName, error: DenialOpsError, change: Change) -> None:
    failure = StageFailure(stage=stage, code=error.code, message=str(error), hint=error.hint_text)
    unit.fail_stage(case_id, failure, change)


def _refuse_stopped(reads: CaseReads, case_id: str) -> None:
    """Raises Cancelled when somebody stopped the work after this stage was handed out."""
    if reads.get_state(case_id).status != "reading":
        raise Cancelled()


def _stage_at_work(reads: CaseReads, case_id: str) -> StageName:
    done = reads.list_stages(case_id)
    return next((stage for stage in STAGE_NAMES if stage not in done), "ground")
