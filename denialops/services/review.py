"""People check what was read: corrections, the confirmed regime, the day the letter arrived."""

from __future__ import annotations

from datetime import date

from denialops.services.base import Base


class Review(Base):
    def correct_fact(
        self, case_id: str, field: str, value: str | None, *, ordinal: int = 0, actor: str, reason: str = ""
    ) -> None:
        """Keeps the correction beside what was read; None: the letter does not say it. Raises InvalidValue.

        `ordinal` picks the value of a list field; the number after the last adds one.
        """
        raise NotImplementedError

    def confirm_regime(self, case_id: str, regime: str, *, actor: str) -> None:
        """A person says whose law applies; deadlines and route follow. Raises InvalidValue."""
        raise NotImplementedError

    def set_received_date(self, case_id: str, received_on: date | None, *, actor: str) -> None:
        """The day the letter arrived; clocks that run from receipt follow. Raises InvalidValue."""
        raise NotImplementedError

    def regimes(self) -> dict[str, str]:
        """The regimes a person may confirm, by code, with their names for people."""
        raise NotImplementedError
