"""Plan documents of a case: their reading begins when they are added; staff choose how they go into the packet."""

from __future__ import annotations

from typing import get_args

from denialops.domain.cases import StageName
from denialops.domain.plans import PlanUse
from denialops.errors import InvalidValue
from denialops.ports import UnitOfWork
from denialops.services.base import by
from denialops.services.deciding import Deciding


class Plans(Deciding):
    def use_plan(self, case_id: str, document_id: str, use: PlanUse, *, actor: str) -> None:
        """The quoted pages, the whole document or nothing of it goes into the packet. Raises InvalidValue."""
        if use not in get_args(PlanUse):
            raise InvalidValue("There is no such way.", hint="Choose one of the list.")
        with self.store.transaction() as unit:
            unit.use_plan(case_id, document_id, use, by(actor, "plan_use_set", document_id=document_id, use=use))
            self.follow(unit, case_id)


def begin_plan(unit: UnitOfWork, case_id: str, document_id: str, *, actor: str) -> StageName:
    """Sends the case back to the stage that reads plan documents; the letter itself is not read again."""
    first: StageName = "extract" if "ingest" in unit.list_stages(case_id) else "ingest"
    unit.restart(case_id, first, by(actor, "plan_added", document_id=document_id))
    return first
