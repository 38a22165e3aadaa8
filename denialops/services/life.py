"""A case is sent, closed, reopened, removed and restored; only legal moves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from denialops.services.base import Base
from denialops.services.records import Upload


class Life(Base):
    def mark_sent(
        self, case_id: str, *, sent_on: date, channel: str, confirmation: str, proof: Upload | None, actor: str
    ) -> None:
        """The appeal left: how, when, with what proof. Raises IllegalTransition or InvalidValue."""
        raise NotImplementedError

    def close(self, case_id: str, *, outcome: str, amount: Decimal | None, actor: str) -> None:
        """The end: outcome (paid, partly_paid, upheld, withdrawn, written_off, other) and the amount paid."""
        raise NotImplementedError

    def reopen(self, case_id: str, *, actor: str) -> None:
        raise NotImplementedError

    def remove(self, case_id: str, *, actor: str) -> None:
        """Takes the case off every list; can be undone for settings.undo_days."""
        raise NotImplementedError

    def restore(self, case_id: str, *, actor: str) -> None:
        raise NotImplementedError
