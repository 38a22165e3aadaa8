"""The draft stage where a language model writes: first the rules' draft, then the model's, each a version."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from denialops.domain.cases import CaseFile
from denialops.domain.drafts import Draft
from denialops.errors import Cancelled, IllegalTransition, ModelError, NoModel, NothingToDraft, Superseded
from denialops.ports import CaseReads, IsCancelled, UnitOfWork
from denialops.services.base import MACHINE, by
from denialops.services.deciding import Deciding, is_edited
from denialops.services.pairing import Pairing
from denialops.services.paragraphs import STAGE, Paragraphs, refuse_ended
from denialops.services.watching import CHANGES_OF_FACT, all_events, run_of

if TYPE_CHECKING:
    from denialops.pipeline.model_writing.writer import ModelWriter


class Task(NamedTuple):
    """What a model shall write on from: the case with its present draft. `anew`: not the same letter again."""

    case: CaseFile
    run: int
    started: int
    anew: bool


class Writing(Deciding, Pairing):
    def write_with_model(self, case_id: str, *, actor: str) -> None:
        """Has the model write a new version; the present one stays in the history. Raises NoModel, NothingToDraft."""
        if self.assistant is None:
            raise NoModel()
        with self.store.transaction() as unit:
            self.refuse_while_reading(unit, case_id)
            if self.shown_case(unit, case_id).draft is None:
                raise NothingToDraft()
            unit.restart(case_id, STAGE, by(actor, "work_restarted", stage=STAGE, asks_model=True))
        self.enqueue(case_id, STAGE)

    def stop_writing(self, case_id: str, *, actor: str) -> None:
        """The draft that is there goes on at once; what the model still says is not kept. IllegalTransition."""
        with self.store.transaction() as unit:
            if not is_writing(unit, case_id):
                raise IllegalTransition("No letter is being written.", hint="Reload the page.")
            unit.record(case_id, by(actor, "writing_stopped"))
            self._settle(unit, case_id)
            self.decide(unit, case_id, "ground")
        self.join_pair(case_id)

    def write_draft(self, case_id: str, writer: ModelWriter, is_cancelled: IsCancelled) -> None:
        """The draft stage: a model that fails, or is too slow for its limits, leaves the draft that is there."""
        with self.store.transaction() as unit:
            task = self._prepare(unit, case_id)
        if task is None:
            return
        paragraphs = Paragraphs(self.store, case_id, task.run)
        try:
            blocks = writer.stream(
                task.case, anew=task.anew, is_cancelled=lambda: is_cancelled() or paragraphs.has_ended()
            )
            with closing(blocks):  # type: ignore[type-var]
                for block in blocks:
                    paragraphs.add(block)
            written, code = writer.draft_of(task.case, paragraphs.blocks), ""
        except ModelError as error:
            written, code = None, error.code
        with self.store.transaction() as unit:
            refuse_ended(unit, case_id, task.run)
            self._finish(unit, task, written, code)

    def _prepare(self, unit: UnitOfWork, case_id: str) -> Task | None:
        """Saves the rules' draft; None, and the stage is done, where no model is to write."""
        events = all_events(unit, case_id)
        run = run_of(events)
        if unit.get_state(case_id).status != "reading":
            raise Cancelled()
        case, is_asked = self.corrected_case(unit, case_id), _is_asked(unit, case_id, run)
        started = by(MACHINE, "stage_started", key=f"{run}:started:{STAGE}", stage=STAGE)
        if is_edited(unit, case_id) and not is_asked:
            self.keep(unit, STAGE, case, started)
            return None
        based = case if is_edited(unit, case_id) else self._with_rules_draft(unit, case)
        if based.draft is None:
            self.keep(unit, STAGE, based, started)
            return None
        unit.record(case_id, started)
        unit.drop_paragraphs(case_id)
        unit.record(case_id, by(MACHINE, "writing_started", key=f"{run}:writing", model=self._model_name()))
        number = all_events(unit, case_id)[-1].number
        return Task(based, run, number, anew=is_asked and bool(case.draft and case.draft.is_by_model))

    def _with_rules_draft(self, unit: UnitOfWork, case: CaseFile) -> CaseFile:
        """The case with the draft of the rules, which is a new version unless it is there already."""
        made = self.pipeline.stage(STAGE, case, source=self.source)
        if made.draft is None:
            return made
        known = _same_rules_draft(unit, case.draft, made.draft)
        if known is None:
            change = by(MACHINE, "draft_written")
            version = unit.save_draft(made.draft, change, based_on=case.draft.version if case.draft else 0)
            known = unit.get_draft(case.case_id, version)
        return made.model_copy(update={"draft": known})

    def _finish(self, unit: UnitOfWork, task: Task, written: Draft | None, code: str) -> None:
        case_id = task.case.case_id
        later = all_events(unit, case_id, after=task.started)
        if any(event.type in CHANGES_OF_FACT for event in later):  # what was written no longer tells the case
            written, code = None, Superseded.code
        if code:
            failed = by(MACHINE, "model_failed", key=f"{task.run}:failed:write", purpose="write", code=code)
            unit.record(case_id, failed)
        if written:
            unit.drop_paragraphs(case_id)
            self.keep(unit, STAGE, task.case.model_copy(update={"draft": written}))
        elif code == Superseded.code:
            unit.drop_paragraphs(case_id)
            self.decide(unit, case_id, STAGE)
        else:
            self._settle(unit, case_id)

    def _settle(self, unit: UnitOfWork, case_id: str) -> None:
        """The stage is done with the draft that the case has now."""
        unit.drop_paragraphs(case_id)
        self.keep(unit, STAGE, self.corrected_case(unit, case_id))


def is_writing(reads: CaseReads, case_id: str) -> bool:
    """A model is at work on the letter of the present run."""
    if reads.get_state(case_id).status != "reading" or STAGE in reads.list_stages(case_id):
        return False
    events = all_events(reads, case_id)
    run = run_of(events)
    return any(event.type == "writing_started" and event.number > run for event in events)


def _is_asked(reads: CaseReads, case_id: str, run: int) -> bool:
    """A person asked for a letter of the model when this run began."""
    began = reads.list_events(case_id, after=run - 1, limit=1)
    return bool(began and began[0].ids.get("asks_model"))


def _same_rules_draft(reads: CaseReads, present: Draft | None, made: Draft) -> Draft | None:
    """The present draft, or the one a model wrote on from, where it says the same already."""
    while present and present.is_by_model:
        present = reads.get_draft(present.case_id, present.based_on) if present.based_on else None
    return present if present and (present.body, present.kind) == (made.body, made.kind) else None
