"""Drafts are kept by version; nobody's text is lost."""

from __future__ import annotations

from denialops.domain.drafts import Draft
from denialops.domain.records import Change
from denialops.errors import InvalidValue, NothingToDraft
from denialops.ports import UnitOfWork
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
            grounded = self.pipeline.stage(
                "ground", case.model_copy(update={"draft": written}), source=self.source
            ).draft
            return self._keep(unit, grounded or written, by(actor, "draft_saved"), based_on)

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

    def _keep(self, unit: UnitOfWork, draft: Draft, change: Change, based_on: int) -> Draft:
        version = unit.save_draft(draft, change, based_on=based_on)
        return unit.get_draft(draft.case_id, version)


def _refuse_unusable(body: str) -> None:
    if not body.strip():
        raise InvalidValue("The letter is empty.", hint="Write the letter, or take an earlier version.")
    if len(body) > LONGEST_BODY:
        raise InvalidValue("The letter is too long.", hint=f"Shorten it to {LONGEST_BODY:,} characters.")
