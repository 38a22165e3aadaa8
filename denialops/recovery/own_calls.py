"""ReportedLedger: calls of a language model that failed, and the first that went well after them, are told."""

from __future__ import annotations

import threading
from collections.abc import Callable

from denialops.domain.models import ModelCall
from denialops.domain.recovery.events import WorkflowEvent
from denialops.domain.recovery.own_events import WELL, of_model_call
from denialops.errors import Cancelled
from denialops.ledger import PassingLedger
from denialops.ports import UsageLedger


class ReportedLedger(PassingLedger):
    """Implements ports.UsageLedger. Every attempt is recorded here once; `report` must not raise."""

    def __init__(self, ledger: UsageLedger, report: Callable[[WorkflowEvent], None]) -> None:
        super().__init__(ledger)
        self._report = report
        self._known: dict[str, bool] = {}
        self._lock = threading.Lock()

    def record(self, call: ModelCall) -> None:
        super().record(call)
        if self._is_news(call):
            self._report(of_model_call(call))

    def _is_news(self, call: ModelCall) -> bool:
        """A process that begins does not know how it stood, so its first good call is told as well."""
        if call.from_cache or call.outcome == Cancelled.code:
            return False
        is_well = call.outcome == WELL
        with self._lock:
            was_well = self._known.get(call.provider, False)
            self._known[call.provider] = is_well
        return not (is_well and was_well)
