"""Drafts are kept by version; nobody's text is lost."""

from __future__ import annotations

from denialops.domain.cases import CaseFile
from denialops.domain.drafts import FROM_MODEL, Block, Draft
from denialops.domain.records import Change
from denialops.domain.routing import Defect
from denialops.errors import InvalidValue, NothingToDraft
from denialops.pipeline.defects.points import with_point
from denialops.ports import CaseReads, UnitOfWork
from denialops.services.base import MACHINE, by
from denialops.services.deciding import Deciding

LONGEST_BODY = 200_000


class Drafting(Deciding):
    def draft(self, case_id: str, version: int | None = None) -> Draft:
        """The latest draft, or one version. Raises NothingToDraft."""
        with self.store.snapshot() as reads:
            return reads.get_draft(case_id, version)

    def save_draft(self, case_id: str, body: str, *, based_on: int, actor: str) -> Draft:
        """Saves a new version, checked against the case again.

        Raises DraftConflict when somebody saved after `based_on`; this text is kept as a version all the same.
        """
        _refuse_unusable(body)
        with self.store.transaction() as unit:
            case = self.corrected_case(unit, case_id)
            if case.draft is None:
                raise NothingToDraft()
            if case.draft.body == body and case.draft.version == based_on:
                return case.draft
            written = case.draft.model_copy(update={"body": body, "author": actor, "created_at": ""})
            written = _with_words_of_models(unit, written)
            return self._keep(unit, self._checked(case, written), by(actor, "draft_saved"), based_on)

    def add_defect_to_draft(self, case_id: str, defect_id: str, *, actor: str) -> Draft:
        """A new version with the point in its section "Points of procedure". Raises InvalidValue or NothingToDraft."""
        with self.store.transaction() as unit:
            case = self.corrected_case(unit, case_id)
            if case.draft is None:
                raise NothingToDraft()
            written = with_point(case.draft, _draftable(case, defect_id))
            if written is case.draft:
                return case.draft
            signed = written.model_copy(update={"author": actor, "created_at": ""})
            change = by(actor, "draft_saved", defect=defect_id)
            return self._keep(unit, self._checked(case, signed), change, case.draft.version)

    def redraft(self, case_id: str, *, actor: str) -> Draft:
        """Writes the letter anew from the present facts, as a new version; earlier ones stay."""
        with self.store.transaction() as unit:
            case = self.corrected_case(unit, case_id)
            based_on = case.draft.version if case.draft else 0
            written = self.pipeline.run(case, source=self.source, first="draft").draft
            if written is None:
                raise NothingToDraft()
            fresh = written.model_copy(update={"author": MACHINE, "created_at": ""})
            return self._keep(unit, fresh, by(actor, "draft_written"), based_on)

    def _checked(self, case: CaseFile, written: Draft) -> Draft:
        case = case.model_copy(update={"draft": written})
        return self.pipeline.stage("ground", case, source=self.source).draft or written

    def _keep(self, unit: UnitOfWork, draft: Draft, change: Change, based_on: int) -> Draft:
        version = unit.save_draft(draft, change, based_on=based_on)
        return unit.get_draft(draft.case_id, version)


def _with_words_of_models(reads: CaseReads, written: Draft) -> Draft:
    """Sentences that a model wrote in any version stay a model's when that version is restored or copied from."""
    drafts = [reads.get_draft(written.case_id, info.version) for info in reads.list_drafts(written.case_id)]
    of_models = [block for draft in drafts for block in draft.blocks if _is_by_model(block) and draft.written_with]
    found = [block for block in of_models if any(sentence.text in written.body for sentence in block.sentences)]
    if not found:
        return written
    written_with = written.written_with or next(draft.written_with for draft in drafts if draft.written_with)
    return written.model_copy(update={"blocks": (*written.blocks, *found), "written_with": written_with})


def _is_by_model(block: Block) -> bool:
    return any(FROM_MODEL in sentence.rests_on for sentence in block.sentences)


def _draftable(case: CaseFile, defect_id: str) -> Defect:
    defects = case.routing.defects if case.routing else ()
    for defect in defects:
        if defect.rule_id == defect_id and defect.can_be_drafted:
            return defect
    hint = "Only points that were not found, under a rule that was verified, go into a letter."
    raise InvalidValue("This point cannot go into the letter.", hint=hint)


def _refuse_unusable(body: str) -> None:
    if not body.strip():
        raise InvalidValue("The letter is empty.", hint="Write the letter, or take an earlier version.")
    if len(body) > LONGEST_BODY:
        raise InvalidValue("The letter is too long.", hint=f"Shorten it to {LONGEST_BODY:,} characters.")
