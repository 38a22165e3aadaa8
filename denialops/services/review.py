"""People check what was read: corrections, the confirmed regime, the day the letter arrived."""

from __future__ import annotations

from datetime import date

from denialops.domain.cases import CaseFile
from denialops.domain.facts import LIST_FIELDS, Correction
from denialops.errors import InvalidValue
from denialops.services.base import by
from denialops.services.deciding import Deciding
from denialops.services.values import canonical_value
from denialops.services.words import REGIMES


class Review(Deciding):
    def correct_fact(
        self, case_id: str, field: str, value: str | None, *, ordinal: int = 0, actor: str, reason: str = ""
    ) -> None:
        """Keeps the correction beside what was read; None: the letter does not say it. Raises InvalidValue.

        `ordinal` picks the value of a list field; the number after the last adds one.
        """
        said = None if value is None else canonical_value(field, value, today=self.clock.today())
        with self.store.transaction() as unit:
            previous = _value_at(self.corrected_case(unit, case_id), field, ordinal)
            if said == previous:
                return
            correction = Correction(
                field=field,
                ordinal=ordinal,
                value=said,
                previous=previous,
                actor=actor,
                at=self.now(),
                reason=reason.strip(),
            )
            unit.add_correction(case_id, correction, by(actor, "fact_corrected", field=field, ordinal=ordinal))
            self.follow(unit, case_id)

    def confirm_regime(self, case_id: str, regime: str, *, actor: str) -> None:
        """A person says whose law applies; deadlines and route follow. Raises InvalidValue."""
        if regime not in REGIMES:
            raise InvalidValue("There is no such kind of plan.", hint="Choose one of the list.")
        with self.store.transaction() as unit:
            unit.confirm_regime(case_id, regime, by(actor, "regime_confirmed", regime=regime))
            self.follow(unit, case_id)

    def set_received_date(self, case_id: str, received_on: date | None, *, actor: str) -> None:
        """The day the letter arrived; clocks that run from receipt follow. Raises InvalidValue."""
        if received_on and received_on > self.clock.today():
            raise InvalidValue("The letter cannot have arrived in the future.", hint="Enter a day up to today.")
        with self.store.transaction() as unit:
            dated = self.corrected_case(unit, case_id).facts.date("denial_date")
            if received_on and dated and received_on < dated:
                hint = "Check the day, or correct the date of the notice first."
                raise InvalidValue("The letter cannot have arrived before its own date.", hint=hint)
            unit.set_received_on(case_id, received_on, by(actor, "received_date_set", is_known=received_on is not None))
            self.follow(unit, case_id)

    def regimes(self) -> dict[str, str]:
        """The regimes a person may confirm, by code, with their names for people."""
        return dict(REGIMES)


def _value_at(case: CaseFile, field: str, ordinal: int) -> str | None:
    """What the field says now. Raises InvalidValue for a place that does not exist."""
    values = case.facts.values(field)
    if not 0 <= ordinal <= (len(values) if field in LIST_FIELDS else 0):
        raise InvalidValue("This field has no such value.", hint="Reload the page and correct it again.")
    return values[ordinal] if ordinal < len(values) else None
