"""What keeps vendors and the clinic safe: breakers, kill switches, quotas, and who is known at all."""

from __future__ import annotations

from typing import Literal, NamedTuple

from denialops.domain.base import Record

SwitchScope = Literal["tenant", "workflow", "vendor"]
BreakerState = Literal["closed", "open", "half_open"]


class KnownVendor(Record):
    """`is_reviewed`: a person has looked at it; it registers itself with its first event."""

    vendor: str
    is_reviewed: bool
    first_seen: str
    last_seen: str
    is_paused: bool = False


class KnownWorkflow(Record):
    workflow_id: str
    is_reviewed: bool
    first_seen: str
    last_seen: str


class KillSwitch(Record):
    """Stops what it names until it expires (`expires_at` empty: until lifted). `target` is empty for the tenant."""

    switch_id: str
    scope: SwitchScope
    target: str
    reason: str
    set_by: str
    set_at: str
    expires_at: str = ""
    lifted_by: str = ""
    lifted_at: str = ""


class Circuit(NamedTuple):
    """A breaker as it is kept: `opened_at` in seconds since 1970 UTC, None while closed."""

    failures: int = 0
    opened_at: float | None = None
    probing_since: float | None = None


class HourCount(Record):
    """So many events of one kind in an hour (UTC, 2026-01-31T15) of their `occurred_at`."""

    hour: str
    workflow_id: str
    event_type: str
    vendor: str
    error_code: str
    events: int
