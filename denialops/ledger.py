"""A ledger of language models that passes everything on: what watches calls stands on it and adds its one thing."""

from __future__ import annotations

from denialops.domain.models import DaySpend, ModelCall, SentText, Spend
from denialops.ports import UsageLedger


class PassingLedger:
    """Implements ports.UsageLedger by the one it is given."""

    def __init__(self, ledger: UsageLedger) -> None:
        self._ledger = ledger

    def record(self, call: ModelCall) -> None:
        self._ledger.record(call)

    def spent_today(self) -> Spend:
        return self._ledger.spent_today()

    def spent_on(self, case_id: str) -> Spend:
        return self._ledger.spent_on(case_id)

    def list_days(self, *, days: int = 30) -> tuple[DaySpend, ...]:
        return self._ledger.list_days(days=days)

    def list_calls(self, case_id: str) -> tuple[ModelCall, ...]:
        return self._ledger.list_calls(case_id)

    def keep_sent(self, sent: SentText) -> None:
        self._ledger.keep_sent(sent)

    def list_sent(self, case_id: str) -> tuple[SentText, ...]:
        return self._ledger.list_sent(case_id)
