"""One stage's work and its saving in one transaction; also how a correction recomputes what depends on it."""

from __future__ import annotations

from typing import NamedTuple

from denialops.domain.cases import CaseFile, StageName
from denialops.domain.drafts import Draft
from denialops.domain.records import Change
from denialops.domain.routing import Routing
from denialops.errors import NothingToDraft
from denialops.ports import CaseReads, UnitOfWork
from denialops.services.base import MACHINE, Desk, by
from denialops.services.corrections import with_corrections
from denialops.services.listing import listing_of
from denialops.services.matching import note_matches


class Prepared(NamedTuple):
    """`made` holds as long as `last_event` is the newest of the case: every change of a case is an event."""

    last_event: int
    made: CaseFile


class Deciding(Desk):
    """The stages after extraction take milliseconds, so they may compute and save within one transaction."""

    def prepare(self, case_id: str, stage: StageName) -> Prepared:
        """What a quick stage makes of the case as it is now; no writer waits meanwhile."""
        with self.store.snapshot() as reads:
            last_event, case = _last_event(reads, case_id), self.corrected_case(reads, case_id)
            is_kept = _is_kept(reads, case_id, stage)
        return Prepared(last_event, case if is_kept else self._made_of(case, stage))

    def decide(
        self, unit: UnitOfWork, case_id: str, stage: StageName, *started: Change, prepared: Prepared | None = None
    ) -> CaseFile:
        """Saves what a quick stage makes of the case as it is now, and returns it.

        That is what was prepared, where nothing happened since.
        """
        if prepared and prepared.last_event == _last_event(unit, case_id):
            made = prepared.made
        else:
            case = self.corrected_case(unit, case_id)
            made = case if _is_kept(unit, case_id, stage) else self._made_of(case, stage)
        self.keep(unit, stage, made, *started)
        return made

    def keep(self, unit: UnitOfWork, stage: StageName, made: CaseFile, *started: Change) -> None:
        """Saves a stage's result, its record and its events; the last stage brings the case to review."""
        case_id, drafts = made.case_id, len(unit.list_drafts(made.case_id))
        unit.save_stage(stage, made, listing_of(with_corrections(made)), *started)
        if stage == "route" and made.routing:
            unit.record(case_id, _route_decided(made.routing))
            for found in note_matches(unit, with_corrections(made)):
                unit.record(case_id, found)
        if len(unit.list_drafts(case_id)) > drafts:
            unit.record(case_id, _draft_written(unit.get_draft(case_id)))
        finished = by(MACHINE, "stage_finished", stage=stage)
        if stage == "ground" and unit.get_state(case_id).status == "reading":
            unit.finish(case_id, finished)
        else:
            unit.record(case_id, finished)

    def follow(self, unit: UnitOfWork, case_id: str) -> None:
        """Deadlines and route after a person's change; the draft too, unless a person or a model wrote it.

        Such a draft is checked anew only. What is still to come while the case is being read takes the change along.
        """
        if "route" not in unit.list_stages(case_id):
            return
        self.decide(unit, case_id, "route")
        if unit.get_state(case_id).status == "review":
            if not is_written(unit, case_id):
                self.decide(unit, case_id, "draft")
            self.decide(unit, case_id, "ground")

    def _made_of(self, case: CaseFile, stage: StageName) -> CaseFile:
        return self.pipeline.stage(stage, case, source=self.source)


def is_edited(reads: CaseReads, case_id: str) -> bool:
    """A person wrote the present draft, and for the present letter."""
    floor = reads.get_draft_floor(case_id)
    return any(
        draft.author != MACHINE and not draft.is_by_model and draft.version > floor
        for draft in _present(reads, case_id)
    )


def is_written(reads: CaseReads, case_id: str) -> bool:
    """A person or a model wrote the present draft: more than the rules would make of the facts again."""
    floor = reads.get_draft_floor(case_id)
    return any(draft.author != MACHINE and draft.version > floor for draft in _present(reads, case_id))


def _is_kept(reads: CaseReads, case_id: str, stage: StageName) -> bool:
    """A person's text is never written over."""
    return stage == "draft" and is_edited(reads, case_id)


def _last_event(reads: CaseReads, case_id: str) -> int:
    return reads.last_events((case_id,)).get(case_id, 0)


def _present(reads: CaseReads, case_id: str) -> tuple[Draft, ...]:
    """The present draft, where there is one."""
    try:
        return (reads.get_draft(case_id),)
    except NothingToDraft:
        return ()


def _draft_written(draft: Draft) -> Change:
    return by(MACHINE, "draft_written", version=draft.version, model=draft.written_with)


def _route_decided(routing: Routing) -> Change:
    return by(
        MACHINE,
        "route_decided",
        route=routing.route.route,
        category=routing.category.value,
        regime=routing.regime.value,
    )
