"""A case is opened before its letter, with what the caller knows already."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import uuid4

from denialops.domain.base import Record
from denialops.domain.records import StageFailure
from denialops.errors import InvalidValue, LetterMissing
from denialops.services.base import MACHINE, Desk, by
from denialops.services.words import REGIMES

Mode = Literal["fast", "verified"]


class CaseContext(Record):
    """What the caller knows beside the letter: the day it arrived, and whose rules apply (a code of `regimes`)."""

    received_on: date | None = None
    regime: str = ""


NO_CONTEXT = CaseContext()


class Opening(Desk):
    def open_waiting_case(self, *, mode: Mode, context: CaseContext = NO_CONTEXT, actor: str) -> str:
        """A case without its letter, which replace_letter brings; until then it says that it waits.

        Raises InvalidValue for a day in the future or an unknown regime, or QuotaSpent; then no case is opened.
        """
        if context.regime and context.regime not in REGIMES:
            raise InvalidValue("There is no such kind of plan.", hint="Choose one of /api/v1/regimes.")
        if context.received_on and context.received_on > self.clock.today():
            raise InvalidValue("The letter cannot have arrived in the future.", hint="Enter a day up to today.")
        case_id = uuid4().hex
        with self.guards.quotas.reserved("cases"):
            self._open_waiting(case_id, mode, context, actor)
        return case_id

    def _open_waiting(self, case_id: str, mode: Mode, context: CaseContext, actor: str) -> None:
        missing = LetterMissing()
        failure = StageFailure(stage="ingest", code=missing.code, message=str(missing), hint=missing.hint_text)
        with self.store.transaction() as unit:
            unit.open_case(case_id, by(actor, "case_opened", mode=mode))
            if context.received_on:
                unit.set_received_on(case_id, context.received_on, by(actor, "received_date_set", is_known=True))
            if context.regime:
                confirmed = by(actor, "regime_confirmed", regime=context.regime)
                unit.confirm_regime(case_id, context.regime, confirmed)
            unit.fail_stage(case_id, failure, by(MACHINE, "stage_failed", stage="ingest", code=missing.code))
