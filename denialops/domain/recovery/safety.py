"""What keeps vendors and the clinic safe: breakers, kill switches, quotas, and who is known at all."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

from denialops.domain.base import Record

CASE_STAGE = "case_stage"
"""The workflow of our own stages: reading letters, routing, drafting."""

RECOVERY_ACTIONS = "recovery_actions"
"""The workflow of recovery's own actions: while it is stopped they wait; events are kept all the same."""

SwitchScope = Literal["tenant", "workflow", "vendor"]
BreakerState = Literal["closed", "open", "half_open"]


class KnownVendor(Record):
    """`is_reviewed`: a person has looked at it; it registers itself with its first event.

    `changed_by`: who reviewed, paused or resumed it last, and when.
    """

    vendor: str
    is_reviewed: bool
    first_seen: str
    last_seen: str
    is_paused: bool = False
    changed_by: str = ""
    changed_at: str = ""


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


class Stop(NamedTuple):
    """What holds work back: a kill switch, or the pause of a vendor (then without `switch_id` and end)."""

    scope: SwitchScope
    target: str
    reason: str
    switch_id: str = ""
    expires_at: str = ""

    @property
    def words(self) -> str:
        named = f"The {self.scope} {self.target}" if self.target else "All work of this clinic"
        until = f" until {self.expires_at[:16].replace('T', ' ')} UTC" if self.expires_at else ""
        return f"{named} is stopped{until}: {self.reason}" if self.switch_id else f"{named} is paused."


class QuotaUse(Record):
    """`limit` 0: none. `what`: events, cases and model dollars of this day, megabytes in all."""

    what: Literal["events", "cases", "megabytes", "model_usd"]
    used: Decimal
    limit: Decimal


class HourCount(Record):
    """So many events of one kind in an hour (UTC, 2026-01-31T15) of their `occurred_at`."""

    hour: str
    workflow_id: str
    event_type: str
    vendor: str
    error_code: str
    events: int
