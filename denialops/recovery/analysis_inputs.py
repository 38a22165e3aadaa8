"""What an analysis looks at, gathered at one moment: nothing in it is a patient's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import JsonValue

from denialops.domain.base import Record
from denialops.domain.recovery.decisions import Note, SimilarIncident
from denialops.domain.recovery.incidents import Incident
from denialops.domain.recovery.safety import BreakerState, KillSwitch


class Calls(Record):
    """What was reported of a vendor within the window, without claims: those say nothing about its computers."""

    vendor: str
    failed: int
    succeeded: int

    @property
    def total(self) -> int:
        return self.failed + self.succeeded

    @property
    def share(self) -> float:
        """Of calls that failed; 0 where there was none."""
        return self.failed / self.total if self.total else 0.0


class Beside(Record):
    """Another open incident."""

    incident_id: str
    number: int
    kind: Literal["failures", "denials"]
    vendor: str
    error_code: str


class Inputs(Record):
    """`at`: the moment (UTC text). `event_ids`: a sample, newest first. `message`: what the messages share.

    `reports_successes`: whether any success of the vendor was reported lately, so that a share means something.
    `earlier_failures`, `earlier_calls`: of the same vendor in the window before the incident began.
    `cases`: ids named by the events. `similar`: past incidents, best first.
    """

    at: str
    incident: Incident
    event_ids: tuple[str, ...]
    message: str
    hours: Mapping[str, int]
    calls: tuple[Calls, ...]
    reports_successes: bool
    earlier_failures: int
    earlier_calls: int
    breaker: BreakerState | Literal[""]
    is_paused: bool
    switches: tuple[KillSwitch, ...]
    deploys: tuple[Note, ...]
    bulletins: tuple[Note, ...]
    beside: tuple[Beside, ...]
    cases: tuple[str, ...]
    similar: tuple[SimilarIncident, ...]

    def own_calls(self) -> Calls:
        vendor = self.incident.vendor
        found = (calls for calls in self.calls if calls.vendor == vendor)
        return next(found, Calls(vendor=vendor, failed=0, succeeded=0))

    def as_kept(self) -> dict[str, JsonValue]:
        """For the decision: counts and ids; the incident itself and similar ones are kept elsewhere."""
        whole: dict[str, JsonValue] = self.model_dump(mode="json", exclude={"incident", "similar", "switches"})
        incident = {"severity", "status", "event_count", "case_count", "first_seen", "last_seen", "evidence"}
        whole["incident"] = self.incident.model_dump(mode="json", include=incident)
        whole["switches"] = [switch.switch_id for switch in self.switches]
        whole["deploys"] = [note.note_id for note in self.deploys]
        whole["bulletins"] = [note.note_id for note in self.bulletins]
        return whole
