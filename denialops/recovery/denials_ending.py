"""Ends rises in denials that are over: for weeks the payer denied no more than its past before the rise lets expect."""

from __future__ import annotations

import math
from datetime import date
from typing import NamedTuple

import numpy as np

from denialops.domain.recovery.denial_rates import WEEK, RiseTest, expected_band, vary
from denialops.domain.recovery.incidents import OPEN, Incident
from denialops.ports import Clock
from denialops.ports.recovery import ActionQuery, RecoveryReads, RecoveryStore
from denialops.recovery.denial_series import DenialSeries, make_series, read_claims
from denialops.recovery.detection_rules import BackRules, DetectionRules
from denialops.recovery.incidents import OWN_NAME
from denialops.recovery.incidents_resolving import list_open, move_incident


class Back(NamedTuple):
    """Denials of the last `weeks` up to the day `until`, and how many the past before the rise lets expect."""

    seen: int
    expected: float
    weeks: int
    until: date


class RiseWatch:
    """Of one tenant."""

    def __init__(self, store: RecoveryStore, rules: DetectionRules, *, clock: Clock) -> None:
        self._store, self._rules, self._clock = store, rules, clock

    def run_once(self) -> int:
        """Resolves what is over and returns how many it were."""
        with self._store.snapshot() as reads:
            over = [found.incident_id for found in list_open(reads, "denials") if self._look(reads, found)]
        return sum(map(self._resolve, over))

    def _look(self, reads: RecoveryReads, incident: Incident) -> Back | None:
        """None also while something is being done about it, or waits for a person: letters may need it."""
        since = incident.evidence.get("since")
        series = make_series(read_claims(reads, incident.vendor), incident.error_code, self._rules.denials)
        waiting = ActionQuery(statuses=("proposed", "approved", "running"), incident_id=incident.incident_id)
        if series is None or not isinstance(since, str) or reads.page_actions(waiting, limit=1):
            return None
        return find_back(series, date.fromisoformat(since), self._rules.denials, self._rules.back)

    def _resolve(self, incident_id: str) -> bool:
        """Looked at once more: a denial or a person may have come meanwhile."""
        with self._store.transaction() as work:
            incident = work.get_incident(incident_id)
            back = self._look(work, incident) if incident.status in OPEN else None
            if back is None:
                return False
            reason = (
                f"Back to what it was: {back.seen} denials in the {back.weeks} weeks up to {back.until.isoformat()}, "
                f"{back.expected:.1f} expected."
            )
            now = self._clock.now().isoformat(timespec="microseconds")
            move_incident(work, incident, "RESOLVED", actor=OWN_NAME, reason=reason, at=now)
            return True


def find_back(series: DenialSeries, since: date, test: RiseTest, back: BackRules) -> Back | None:
    """Looks at the last weeks for which the payer's claims are known; all of them lie after the rise began.

    They have to lie in the band of the past and to be `odds` times as likely at the old rate as after the rise that the
    test looks for. Where denials are rare, so many weeks are looked at that this can be told at all. None where the
    payer never used the code before: nothing says then what it would go back to.
    """
    start = series.place(since)
    if start <= 0 or start >= len(series.denials) or not series.denials[:start].any():
        return None
    before, weeks_before = float(series.denials[:start].sum()), float(series.weeks[:start].sum())
    varies = float(vary(np.cumsum(series.denials)[None, :], np.array([start]), test)[0])
    needed = math.log(back.odds) * varies
    # What a denial that is expected and comes says for the old rate.
    each = test.rise - 1 - math.log(test.rise)
    weeks = max(back.weeks, math.ceil(needed / each * weeks_before / before))
    begin = len(series.denials) - weeks * WEEK
    if begin < start:
        return None
    seen = int(series.denials[begin:].sum())
    band = expected_band(before, weeks_before, float(series.weeks[begin:].sum()), varies)
    is_back = seen <= band.high and (test.rise - 1) * band.expected - seen * math.log(test.rise) >= needed
    return Back(seen, band.expected, weeks, series.day(len(series.denials) - 1)) if is_back else None
