"""Tries failed work on cases again: with backoff, not while its vendor is left alone, and not for ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import takewhile
from random import Random
from typing import Any

from denialops.domain.recovery.actions import Action
from denialops.domain.recovery.incidents import Incident
from denialops.domain.recovery.rules import RecoveryRules
from denialops.errors import IllegalTransition, NothingToRetry, RetriesSpent
from denialops.ports.recovery import RecoveryStore
from denialops.ports.recovery.actions import CaseRuns, VendorGate
from denialops.recovery.acting import Done, Later, Outcome
from denialops.recovery.case_work import AT_ONCE, CaseWork, begin_cases, find_cases, poll_s
from denialops.recovery.journals import BEGUN, MACHINE, Journal
from denialops.recovery.retrying import wait_before

TRY = "try-"
STOPPED_WAIT_S = 60.0
"""Until a vendor that a person or a switch stopped is looked at again."""

Admit = Callable[[str, str], bool]
"""Whether one more retry of a workflow at a vendor may be made in this hour; if so, it is counted."""


class RetryTasks:
    """Each try of a case has a key of its own, so that one that was begun before a crash is not begun again."""

    def __init__(
        self, store: RecoveryStore, runs: CaseRuns, gate: VendorGate, rules: Callable[[], RecoveryRules], admit: Admit
    ) -> None:
        self._store, self._runs, self._gate, self._rules, self._admit = store, runs, gate, rules, admit

    def run(self, action: Action, journal: Journal) -> Outcome:
        """Raises NothingToRetry, RetriesSpent."""
        with self._store.snapshot() as reads:
            incident = reads.get_incident(action.incident_id)
        work, tries = find_cases(self._store, self._runs, incident), _count_tries(journal)
        if not work.looks:
            raise NothingToRetry()
        if not work.broken:
            return Later(poll_s(work.looks), tries, _told(work, action)) if work.busy else _end(work, action)
        untried = [c for c in work.broken if f"{action.action_id}:{tries}" not in work.looks[c].runs] if tries else []
        if not untried:
            if work.busy:
                return Later(poll_s(work.looks), tries, _told(work, action))
            left_s = self._left_s(action, incident, journal, tries)
            if left_s > 0:
                return Later(left_s, tries, _told(work, action))
            tries, untried = tries + 1, list(work.broken)
        return self._try(action, incident, journal, work, untried, tries)

    def reverse(self, action: Action, journal: Journal) -> None:
        raise IllegalTransition("What was tried again cannot be untried.", hint="Open the cases.")

    def _try(
        self, action: Action, incident: Incident, journal: Journal, work: CaseWork, untried: list[str], tries: int
    ) -> Later:
        vendor = self._gate.state(incident.vendor, workflow=incident.workflow_id)
        if vendor.is_stopped or vendor.wait_s > 0:
            wait_s = STOPPED_WAIT_S if vendor.is_stopped else vendor.wait_s
            return Later(wait_s, _count_tries(journal), _told(work, action))
        journal.begin(f"{TRY}{tries}")
        # A vendor that may be well again is asked with one case; its answer lets the others through.
        free = 0 if vendor.is_probe and work.busy else 1 if vendor.is_probe else AT_ONCE - len(work.busy)
        admitted = takewhile(lambda _: self._admit(incident.workflow_id, incident.vendor), untried[: max(0, free)])
        cases = [(case_id, work.looks[case_id].failed_stage) for case_id in admitted]
        begin_cases(self._runs, cases, key=f"{action.action_id}:{tries}")
        return Later(poll_s(work.looks), tries, _told(work, action))

    def _left_s(self, action: Action, incident: Incident, journal: Journal, tries: int) -> float:
        """Until the next try may begin; below 0 where it may. A person's approval allows as many tries again."""
        policy, steps = self._rules().retry(incident.error_code), journal.steps()
        rounds = [step for step in steps if step.name == "approved"]
        allowed = policy.attempts or (0 if action.approved_by == MACHINE else 1)
        if tries >= allowed * len(rounds):
            raise RetriesSpent()
        # The same chance at every look, so that the wait does not change while it passes.
        chance = Random(f"{action.action_id}:{tries}")
        wait_s = wait_before(policy, max(0, tries - allowed * (len(rounds) - 1)) + 1, chance=chance.random) or 0.0
        began = [step for step in steps if step.name == f"{BEGUN}{TRY}{tries}"]
        since_s = datetime.fromisoformat(journal.now()) - datetime.fromisoformat((began or rounds)[-1].at)
        return wait_s - since_s.total_seconds()


def _end(work: CaseWork, action: Action) -> Done:
    if not work.begun_with(action.action_id) and len(work.left) == len(work.looks):
        raise NothingToRetry("All of its cases were edited, sent, closed or removed.", hint="Open them from the list.")
    return Done(_told(work, action))


def _told(work: CaseWork, action: Action) -> dict[str, Any]:
    tried = work.begun_with(action.action_id)
    finished = [c for c in tried if c not in work.broken and c not in work.busy]
    return {"cases": len(work.looks), "recovered": finished, "failing": list(work.broken), "left": work.left}


def _count_tries(journal: Journal) -> int:
    return sum(name.startswith(BEGUN + TRY) for name in journal.names())
