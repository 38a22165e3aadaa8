"""The cases of an incident as an action works through them: who is at work, what is broken, what is left to people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pydantic import JsonValue

from denialops.domain.recovery.actions import CaseLook
from denialops.domain.recovery.incidents import Incident
from denialops.errors import IllegalTransition
from denialops.ports.recovery import RecoveryStore
from denialops.ports.recovery.actions import CaseRuns

AT_ONCE = 20
"""Cases of one action at work at the same time; people's own work goes on beside them."""
NOT_OPEN = frozenset({"sent", "closed", "removed", "gone"})


class CaseWork(NamedTuple):
    """`looks` by case id, oldest first."""

    looks: Mapping[str, CaseLook]

    @property
    def busy(self) -> tuple[str, ...]:
        return self._where("reading")

    @property
    def broken(self) -> tuple[str, ...]:
        """Open, failed, and nobody's by now."""
        failed = (c for c, look in self.looks.items() if look.failed_stage and look.status != "reading")
        return tuple(case_id for case_id in failed if not self.why_left(case_id))

    @property
    def left(self) -> dict[str, str]:
        """What no action touches, each with the reason."""
        return {case_id: why for case_id in self.looks if (why := self.why_left(case_id))}

    def why_left(self, case_id: str) -> str:
        """ "" for what an action may touch. Work that failed outright is no person's: what they wrote stays."""
        look = self.looks[case_id]
        if look.status in NOT_OPEN:
            return look.status
        return "edited" if look.is_edited and look.status == "review" else ""

    def begun_with(self, prefix: str) -> tuple[str, ...]:
        return tuple(c for c, look in self.looks.items() if any(run.startswith(prefix) for run in look.runs))

    def _where(self, status: str) -> tuple[str, ...]:
        return tuple(case_id for case_id, look in self.looks.items() if look.status == status)


def find_cases(store: RecoveryStore, runs: CaseRuns, incident: Incident, *, named: JsonValue = None) -> CaseWork:
    """Those that the action names, where a person approved these; else all that the incident has by now."""
    if isinstance(named, list):
        return CaseWork({str(case_id): runs.look(str(case_id)) for case_id in named})
    with store.snapshot() as reads:
        case_ids = reads.list_incident_cases(incident.incident_id)
    return CaseWork({case_id: runs.look(case_id) for case_id in case_ids})


def begin_cases(runs: CaseRuns, cases: Sequence[tuple[str, str]], *, key: str) -> int:
    """Begins (case, stage) each, once under the key; how many. What a person just took up is passed over."""
    return sum(_begin(runs, case_id, stage, key) for case_id, stage in cases)


def poll_s(cases: Iterable[str]) -> float:
    """Until the cases are looked at again: looking costs, and so many are not done at once."""
    return min(30.0, 2.0 + 0.05 * len(tuple(cases)))


def _begin(runs: CaseRuns, case_id: str, stage: str, key: str) -> bool:
    try:
        return runs.begin(case_id, stage, key=key)  # type: ignore[arg-type]
    except IllegalTransition:
        return False
