"""The event log as programs follow it: what came since a number, where many cases stand, and what a model cost."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from denialops.domain.cases import CasePlace, CaseQuery, CaseRow
from denialops.domain.events import CaseEvent
from denialops.domain.models import Spend
from denialops.domain.records import CaseState
from denialops.services.base import Desk
from denialops.services.records import RunState


class Feed(NamedTuple):
    """Events of one look with the state of the case at that same moment."""

    events: tuple[CaseEvent, ...]
    run: RunState


class Following(Desk):
    def run_state(self, case_id: str) -> RunState:
        """Raises CaseNotFound."""
        with self.store.snapshot() as reads:
            return run_state_of(case_id, reads.get_state(case_id))

    def feed(self, case_id: str, *, after: int = 0, limit: int = 500) -> Feed:
        """Events with numbers above `after`, oldest first, at most `limit`. Raises CaseNotFound."""
        with self.store.snapshot() as reads:
            state, events = reads.get_state(case_id), reads.list_events(case_id, after=after, limit=limit)
        return Feed(events, run_state_of(case_id, state))

    def last_events(self, case_ids: Collection[str]) -> Mapping[str, int]:
        """The number of each case's newest event; one look however many follow."""
        with self.store.snapshot() as reads:
            return reads.last_events(case_ids)

    def case_page(self, query: CaseQuery, *, limit: int, after: CasePlace | None = None) -> tuple[CaseRow, ...]:
        """By safe date, soonest first, from the row behind `after` on."""
        with self.store.snapshot() as reads:
            return reads.page_rows(query, today=self.clock.today(), limit=limit, after=after)

    def case_spend(self, case_id: str) -> Spend:
        """What a language model took for this case so far; nothing where none is chosen."""
        return self.assistant.ledger.spent_on(case_id) if self.assistant else Spend()


def run_state_of(case_id: str, state: CaseState) -> RunState:
    failure = state.failure if state.status == "failed" else None
    return RunState(
        case_id=case_id,
        status=state.status,
        is_running=state.status == "reading" and not state.removed_at,
        error=failure.model_dump(include={"code", "message", "hint", "stage"}) if failure else None,
    )
