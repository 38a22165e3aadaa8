"""Sums up a batch of events before any row is touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from denialops.domain.recovery.events import StoredEvent
from denialops.domain.recovery.safety import HourCount

HOUR_LENGTH = len("2026-01-31T15")


def hour_of(event: StoredEvent) -> str:
    """The UTC hour in which it occurred."""
    return event.occurred_at[:HOUR_LENGTH]


def count_hours(events: Iterable[StoredEvent]) -> list[HourCount]:
    """One count for every hour, workflow, type, vendor and code among them."""
    counted = Counter(
        (hour_of(event), event.workflow_id, event.event_type, event.vendor, event.error_code) for event in events
    )
    return [
        HourCount(hour=hour, workflow_id=workflow, event_type=kind, vendor=vendor, error_code=code, events=events)
        for (hour, workflow, kind, vendor, code), events in counted.items()
    ]


def last_successes(events: Iterable[StoredEvent]) -> dict[tuple[str, str], str]:
    """When each workflow last succeeded at each vendor."""
    latest: dict[tuple[str, str], str] = {}
    for event in events:
        if event.outcome == "succeeded":
            key = (event.workflow_id, event.vendor)
            latest[key] = max(event.occurred_at, latest.get(key, ""))
    return latest
