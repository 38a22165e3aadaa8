"""An action's journal while it runs: what was begun, what was done, so that a restart goes on instead of repeating."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from pydantic import JsonValue

from denialops.domain.recovery.actions import Action, ActionStep
from denialops.ports import Clock
from denialops.ports.recovery import RecoveryStore, RecoveryWork

MACHINE = "DenialOps"
"""The actor of what nobody but the program did."""
BEGUN, DONE = "begun:", "done:"


class Journal:
    """Of one action; `actor` has it done. Names of steps are codes and ids; what they hold stays in the store."""

    def __init__(self, store: RecoveryStore, clock: Clock, action_id: str, *, actor: str = MACHINE) -> None:
        self._store, self._clock, self._action_id, self.actor = store, clock, action_id, actor

    def names(self) -> frozenset[str]:
        return frozenset(step.name for step in self.steps())

    def steps(self) -> tuple[ActionStep, ...]:
        with self._store.snapshot() as reads:
            return reads.list_action_steps(self._action_id)

    def is_done(self, name: str) -> bool:
        return DONE + name in self.names()

    def find_done(self, name: str) -> Mapping[str, JsonValue]:
        """What was kept with it; nothing where it is not done."""
        return next((step.body for step in self.steps() if step.name == DONE + name), {})

    def begin(self, name: str, **body: JsonValue) -> None:
        """Kept before the effect; once also when the effect is tried again after a crash."""
        if BEGUN + name not in self.names():
            self.note(BEGUN + name, **body)

    def done(self, name: str, **body: JsonValue) -> None:
        """Called by whoever did it, when it is done."""
        self.note(DONE + name, **body)

    def note(self, name: str, **body: JsonValue) -> None:
        with self._store.transaction() as work:
            self.add(work, name, body)

    @contextmanager
    def doing(self, name: str, **body: JsonValue) -> Iterator[RecoveryWork]:
        """An effect within our own database: it and its "done" are kept together or not at all."""
        with self._store.transaction() as work:
            yield work
            self.add(work, DONE + name, body)

    def add(self, work: RecoveryWork, name: str, body: Mapping[str, JsonValue]) -> None:
        step = ActionStep(number=0, at=self.now(), name=name, actor=self.actor, body=body)
        work.add_action_step(self._action_id, step)

    def now(self) -> str:
        return self._clock.now().isoformat(timespec="microseconds")


def change_status(work: RecoveryWork, before: Action, after: Action, *, actor: str, **body: JsonValue) -> None:
    """Saves the action and says in its journal who brought it there. The caller checked that it may follow."""
    work.save_action(after)
    step = ActionStep(
        number=0, at=after.changed_at, name=after.status, actor=actor, body={"from": before.status, **body}
    )
    work.add_action_step(after.action_id, step)
