"""Opens an incident when one payer's denials of one code rise against its own past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from pydantic import JsonValue

from denialops.domain.recovery.denial_rates import (
    WEEK,
    RiseTest,
    expected_band,
    scan,
    tail_probability,
    threshold_of_one,
)
from denialops.domain.recovery.events import CLAIM_DENIED, StoredEvent
from denialops.domain.recovery.incidents import Incident
from denialops.domain.recovery.rules import RecoveryRules
from denialops.ports.recovery import EventQuery, RecoveryWork
from denialops.recovery.denial_series import DenialSeries, make_series, read_claims
from denialops.recovery.detection_rules import DetectionRules
from denialops.recovery.incidents import new_incident, open_incident
from denialops.recovery.rollups import hour_of

TEST_NAME = (
    "likelihood ratio of a change of rate, given the sum of denials; weeks that vary more than chance count less"
)
MOST_EVENTS = 5000


class Rise(NamedTuple):
    """Since `start` so many denials against what the past lets expect."""

    start: date
    evidence: dict[str, JsonValue]


class DenialWatch(NamedTuple):
    """Of one batch: the transaction, what an error code means, the figures, and the moment (UTC text)."""

    work: RecoveryWork
    rules: RecoveryRules
    limits: DetectionRules
    at: str

    def find_rises(self, failures: Sequence[StoredEvent]) -> None:
        """Judges every payer and code that these denials name, and keeps what is found."""
        newest = {(event.vendor, event.error_code): event for event in failures if event.event_type == CLAIM_DENIED}
        claims = {payer: read_claims(self.work, payer) for payer in {payer for payer, _ in newest}}
        for (payer, code), event in newest.items():
            series = make_series(claims[payer], code, self.limits.denials)
            if series is not None:
                self._judge(event, series)

    def _judge(self, event: StoredEvent, series: DenialSeries) -> None:
        newest = self.work.find_newest_incident(event.signature)
        if newest is not None and not self._is_over(newest):
            _bring_up_to_date(self.work, newest, series, self.limits.denials)
            return
        # What was closed is over: a new rise lies after it, and what it was is part of the past.
        closed_on = datetime.fromisoformat(newest.changed_at).date() if newest is not None else None
        rise = find_rise(series, self.limits.denials, not_before=closed_on)
        if rise is not None:
            found = _find_events(self.work, event.signature, rise.start)
            came_back = newest.incident_id if newest is not None and newest.status == "RESOLVED" else ""
            severity = self.rules.error(event.error_code).severity
            made = _make_incident(found, rise, self.at)
            _open(self.work, made.model_copy(update={"severity": severity, "regression_of": came_back}), found)

    def _is_over(self, incident: Incident) -> bool:
        """Resolved, or ignored for as long as ignoring lasts."""
        ignored_for = datetime.fromisoformat(self.at) - datetime.fromisoformat(incident.changed_at)
        has_ended = ignored_for > timedelta(days=self.limits.incidents.ignore_days)
        return incident.status == "RESOLVED" or (incident.status == "IGNORED" and has_ended)


def find_rise(series: DenialSeries, test: RiseTest, *, not_before: date | None = None) -> Rise | None:
    """`not_before`: the change lies on that day or later. None also where the past is too short to judge by."""
    if len(series.denials) <= test.least_weeks * WEEK:
        return None
    earliest = series.place(not_before) if not_before else 0
    found = scan(series.denials[None, :], series.weeks[None, :], test, not_before=max(earliest, 0))
    score, start = float(found.score[0]), int(found.start[0])
    if score <= 0:
        return None
    needed = float(threshold_of_one(found.before[0] / found.weeks_before[0], series.codes, test))
    if score < needed:
        return None
    told: dict[str, JsonValue] = {
        "test": TEST_NAME,
        "score": round(score, 2),
        "threshold": round(needed, 2),
        "codes_watched": series.codes,
    }
    return Rise(series.day(start), told | measure_rise(series, start, float(found.dispersion[0]), test))


def measure_rise(series: DenialSeries, start: int, dispersion: float, test: RiseTest) -> dict[str, JsonValue]:
    """What was seen since a day and what the days before let expect; `p_value` is that of this one day alone."""
    before, weeks_before = float(series.denials[:start].sum()), float(series.weeks[:start].sum())
    since, weeks_since = float(series.denials[start:].sum()), float(series.weeks[start:].sum())
    band = expected_band(before, weeks_before, weeks_since, dispersion)
    return {
        "since": series.day(start).isoformat(),
        "seen": int(since),
        "expected": round(band.expected, 2),
        "low": band.low,
        "high": band.high,
        "p_value": float(
            f"{tail_probability(int(since), int(before), weeks_since / (weeks_before + weeks_since)):.2g}"
        ),
        "weeks_before": round(weeks_before, 1),
        "denials_before": int(before),
        "dispersion": round(dispersion, 2),
        "measured_in": series.measure,
        "rise_looked_for": test.rise,
    }


def _open(work: RecoveryWork, incident: Incident, found: Sequence[StoredEvent]) -> None:
    parts = {"event_type": CLAIM_DENIED, "vendor": incident.vendor, "error_code": incident.error_code}
    opened = open_incident(work, incident, {"parts": dict(parts), "evidence": dict(incident.evidence)})
    hours: dict[str, int] = {}
    cases: dict[str, int] = {}
    for event in found:
        hours[hour_of(event)] = hours.get(hour_of(event), 0) + 1
        if event.case_id:
            cases.setdefault(event.case_id, event.number)
    named = work.add_incident_events(opened.incident_id, hours=hours, cases=cases)
    work.save_incident(opened.model_copy(update={"case_count": named}))


def _bring_up_to_date(work: RecoveryWork, incident: Incident, series: DenialSeries, test: RiseTest) -> None:
    """The start and the finding stay; what was seen and expected since goes on."""
    since = incident.evidence.get("since")
    start = series.place(date.fromisoformat(since)) if isinstance(since, str) else 0
    if 0 < start < len(series.denials):
        dispersion = incident.evidence.get("dispersion")
        varies = float(dispersion) if isinstance(dispersion, int | float) else 1.0
        evidence: Mapping[str, JsonValue] = {**incident.evidence, **measure_rise(series, start, varies, test)}
        work.save_incident(incident.model_copy(update={"evidence": evidence}))


def _find_events(work: RecoveryWork, signature: str, start: date) -> tuple[StoredEvent, ...]:
    """Those since the change, oldest first."""
    since = datetime.combine(start, time.min, UTC).isoformat(timespec="microseconds")
    found = work.page_events(EventQuery(signature=signature, occurred_from=since), limit=MOST_EVENTS)
    return tuple(sorted(found, key=lambda event: (event.occurred_at, event.number)))


def _make_incident(found: Sequence[StoredEvent], rise: Rise, at: str) -> Incident:
    incident = new_incident(found[0], kind="denials", severity="medium", at=at)
    seen = {
        "event_count": len(found),
        "last_seen": found[-1].occurred_at,
        "first_event": min(event.number for event in found),
        "last_event": max(event.number for event in found),
        "evidence": rise.evidence,
    }
    return incident.model_copy(update=seen)
