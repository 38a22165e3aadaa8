"""Writes down what a stage finds while it works, in few short transactions."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from denialops.domain.facts import Fact
from denialops.domain.records import Change
from denialops.ports import CaseStore, UnitOfWork

SHORTEST_PAUSE_S = 0.05


class Progress:
    """An observer of one run of one stage.

    What comes within SHORTEST_PAUSE_S of the last write waits for the next one or for the stage's own transaction,
    so that a text letter costs no write of its own. `run` tells a repeated reading from an interrupted one.
    """

    def __init__(
        self, store: CaseStore, case_id: str, *, actor: str, run: str, seconds: Callable[[], float] = monotonic
    ) -> None:
        self._store, self._case_id, self._actor, self._run, self._seconds = store, case_id, actor, run, seconds
        self._waiting: list[tuple[Change, Fact | None]] = []
        self._last_write = seconds()

    def observe(self, event_type: str, ids: dict[str, object]) -> None:
        """An `Observe`: keeps the event, and the fact when one was found."""
        fact = ids.get("fact")
        found = fact if isinstance(fact, Fact) else None
        self._waiting.append((self._change(event_type, ids, found), found))
        if self._seconds() - self._last_write >= SHORTEST_PAUSE_S:
            with self._store.transaction() as unit:
                self.write(unit)
            self._last_write = self._seconds()

    def write(self, unit: UnitOfWork) -> None:
        """Puts what waits into a transaction."""
        for change, fact in self._waiting:
            if fact is None:
                unit.record(self._case_id, change)
            else:
                unit.add_fact(self._case_id, fact, change)
        self._waiting.clear()

    def _change(self, event_type: str, ids: dict[str, object], fact: Fact | None) -> Change:
        kept: dict[str, str | int | float | bool | None] = {
            name: value for name, value in ids.items() if isinstance(value, str | int | float | bool)
        }
        if fact:
            kept |= {"fact_id": fact.fact_id, "field": fact.field}
        what = kept.get("fact_id") or kept.get("page") or kept.get("number") or ""
        return Change(type=event_type, actor=self._actor, ids=kept, key=f"{self._run}:{event_type}:{what}")
