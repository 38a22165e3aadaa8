"""Writes the letters of an incident's cases anew, in bulk; what a person edited is listed and not touched."""

from __future__ import annotations

from typing import Any

from denialops.domain.cases import STAGE_NAMES
from denialops.domain.recovery.actions import Action, CaseLook
from denialops.errors import ActionError, IllegalTransition, InvalidValue
from denialops.ports.recovery import RecoveryStore
from denialops.ports.recovery.actions import CaseRuns
from denialops.recovery.acting import Done, Later, Outcome
from denialops.recovery.case_work import AT_ONCE, CaseWork, begin_cases, find_cases, poll_s
from denialops.recovery.journals import Journal

FIRST_STAGE = "route"
REDRAWN = STAGE_NAMES[STAGE_NAMES.index("route") :]
CASE = "case:"


class RedraftCases:
    """`parameters`: case_ids, all of the incident where none are named; stage, route (the default) or draft.

    Goes through the cases a batch a round. Between two rounds the action waits, and a person may decline it: what is
    done stays done.
    """

    def __init__(self, store: RecoveryStore, runs: CaseRuns) -> None:
        self._store, self._runs = store, runs

    def run(self, action: Action, journal: Journal) -> Outcome:
        """Raises ActionError where there is no case to write anew, or none could be."""
        with self._store.snapshot() as reads:
            incident = reads.get_incident(action.incident_id)
        work = find_cases(self._store, self._runs, incident, named=action.parameters.get("case_ids"))
        begun = work.begun_with(action.action_id)
        self._keep_progress(work, begun, journal)
        waiting = [c for c, look in work.looks.items() if c not in begun and look.status == "review"]
        untouched = [c for c in waiting if not work.why_left(c)]
        at_work = [c for c in begun if c in work.busy]
        if not untouched and not at_work:
            return _end(work, begun)
        batch = [(case_id, _stage(action)) for case_id in untouched[: AT_ONCE - len(at_work)]]
        begin_cases(self._runs, batch, key=f"{action.action_id}:redraft")
        return Later(poll_s(work.looks), max(1, action.attempts), _told(work, begun))

    def reverse(self, action: Action, journal: Journal) -> None:
        raise IllegalTransition("Letters written anew stay.", hint="Earlier versions are in each case's history.")

    def _keep_progress(self, work: CaseWork, begun: tuple[str, ...], journal: Journal) -> None:
        known = journal.names()
        for case_id in begun:
            look = work.looks[case_id]
            if look.status != "reading" and f"done:{CASE}{case_id}" not in known:
                journal.done(CASE + case_id, failed=_has_failed(look))


def _stage(action: Action) -> str:
    stage = str(action.parameters.get("stage", FIRST_STAGE))
    if stage not in REDRAWN:
        raise InvalidValue("Cases are written anew from route or draft on.", hint="Propose it anew.")
    return stage


def _end(work: CaseWork, begun: tuple[str, ...]) -> Done:
    if not begun:
        raise ActionError("No case can be written anew.", hint="All were edited, sent, closed or removed: open them.")
    if all(_has_failed(work.looks[case_id]) for case_id in begun):
        raise ActionError("No case could be written anew.", hint="Open one of them to see why, then approve again.")
    return Done(_told(work, begun))


def _told(work: CaseWork, begun: tuple[str, ...]) -> dict[str, Any]:
    """A letter that came out word by word as before got no new version."""
    done = [c for c in begun if c not in work.busy]
    well = [c for c in done if not _has_failed(work.looks[c])]
    return {
        "cases": len(work.looks),
        "redrafted": [c for c in well if work.looks[c].is_rewritten],
        "unchanged": [c for c in well if not work.looks[c].is_rewritten],
        "failed": [c for c in done if _has_failed(work.looks[c])],
        "left": {c: why for c, why in work.left.items() if c not in begun},
    }


def _has_failed(look: CaseLook) -> bool:
    return look.status == "failed"
