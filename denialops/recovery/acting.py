"""Runs what was approved: each action once, also when the process dies half way; only its executor says done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import NamedTuple, Protocol, TypeAlias

from pydantic import JsonValue

from denialops.attempt import attempt
from denialops.domain.recovery.actions import Action, ActionKind, refuse_illegal
from denialops.errors import DenialOpsError, IllegalTransition, StoreUnavailable
from denialops.ports import Clock
from denialops.ports.recovery import RecoveryStore
from denialops.recovery.incidents import change_status as change_incident
from denialops.recovery.journals import MACHINE, Journal, change_status

AT_ONCE = 50
"""Actions taken up in one round; the others are due in the next."""


class Done(NamedTuple):
    """The executor did the thing; `result` says what."""

    result: Mapping[str, JsonValue]


class Later(NamedTuple):
    """Not done yet: goes on in `wait_s` seconds. `attempts`: how often it was tried so far."""

    wait_s: float
    attempts: int
    result: Mapping[str, JsonValue] = {}


Outcome: TypeAlias = Done | Later


class Executor(Protocol):
    """Does actions of one kind. What it began before a crash stands in the journal; raises DenialOpsError."""

    def run(self, action: Action, journal: Journal) -> Outcome: ...

    def reverse(self, action: Action, journal: Journal) -> None:
        """Undoes what `run` did, as often as it is asked. Called for reversible kinds only."""


class Actions:
    """`run_due` is called by one process at a time; `reverse` by whoever a person asked."""

    def __init__(self, store: RecoveryStore, executors: Mapping[ActionKind, Executor], clock: Clock) -> None:
        self._store, self._executors, self._clock = store, executors, clock

    def run_due(self, go_on: Callable[[], bool] = lambda: True) -> int:
        """Takes up what is due or was left by a process that died; how many went on. Asks `go_on` before each."""
        with self._store.snapshot() as reads:
            due = reads.list_due_actions(self._now(), limit=AT_ONCE)
        ran = 0
        for action in due:
            if not go_on():
                break
            ran += self.run(action.action_id).status != "running"
        return ran

    def run(self, action_id: str) -> Action:
        """One step of an action that is approved or was left running, as it is afterwards."""
        action = self._start(action_id)
        journal = self._journal(action)
        made: list[Outcome] = []
        executor = self._executors[action.kind]
        error = attempt(lambda: made.append(executor.run(action, journal)), stage=action.kind)
        if isinstance(error, StoreUnavailable):
            return action  # stays running: the next round finds it
        return self._end(action, error or made[0])

    def reverse(self, action_id: str, *, actor: str) -> Action:
        """Undoes it. Raises IllegalTransition where it is not done or cannot be undone, or what went wrong."""
        with self._store.snapshot() as reads:
            action = reads.get_action(action_id)
        refuse_illegal(action.status, "reversed")
        if not action.is_reversible:
            raise IllegalTransition("This action cannot be undone.", hint="Propose the opposite instead.")
        self._executors[action.kind].reverse(action, Journal(self._store, self._clock, action_id, actor=actor))
        with self._store.transaction() as work:
            done = work.get_action(action_id)
            refuse_illegal(done.status, "reversed")
            undone = done.model_copy(update={"status": "reversed", "changed_at": self._now()})
            change_status(work, done, undone, actor=actor)
        return undone

    def _start(self, action_id: str) -> Action:
        with self._store.transaction() as work:
            action = work.get_action(action_id)
            if action.status == "running":
                return action
            refuse_illegal(action.status, "running")
            running = action.model_copy(update={"status": "running", "changed_at": self._now()})
            work.save_action(running)
            incident = work.get_incident(action.incident_id)
            if incident.status == "ANALYZING":
                change_incident(work, incident, "ACTIONED", actor=MACHINE, reason="", at=self._now())
        return running

    def _end(self, action: Action, outcome: Outcome | DenialOpsError) -> Action:
        with self._store.transaction() as work:
            before = work.get_action(action.action_id)
            if before.status != "running":
                return before  # another process brought it to its end meanwhile
            after = before.model_copy(update={**self._changes(outcome), "changed_at": self._now()})
            refuse_illegal(before.status, after.status)
            if after.status == "approved":
                work.save_action(after)
            else:
                change_status(work, before, after, actor=MACHINE)
        return after

    def _changes(self, outcome: Outcome | DenialOpsError) -> dict[str, object]:
        if isinstance(outcome, DenialOpsError):
            return {"status": "failed", "error": outcome.as_record()}
        if isinstance(outcome, Done):
            return {"status": "done", "result": outcome.result, "error": None, "due_at": ""}
        due = self._clock.now() + timedelta(seconds=outcome.wait_s)
        waiting = {"status": "approved", "due_at": due.isoformat(timespec="microseconds"), "attempts": outcome.attempts}
        return {**waiting, "result": outcome.result}

    def _journal(self, action: Action) -> Journal:
        return Journal(self._store, self._clock, action.action_id)

    def _now(self) -> str:
        return self._clock.now().isoformat(timespec="microseconds")
