"""Where breakers, kill switches, quotas and the known vendors and workflows are kept."""

from __future__ import annotations

from typing import Protocol

from denialops.domain.recovery.safety import KillSwitch, KnownVendor, KnownWorkflow


class SafetyReads(Protocol):
    def list_vendors(self) -> tuple[KnownVendor, ...]: ...

    def find_vendor(self, vendor: str) -> KnownVendor | None: ...

    def list_workflows(self) -> tuple[KnownWorkflow, ...]: ...

    def list_kill_switches(self, *, in_force_at: str = "") -> tuple[KillSwitch, ...]:
        """Newest first; with a time only those in force then."""

    def quota_used(self, day: str, what: str) -> int: ...

    def stored_bytes(self) -> int:
        """What the originals of the tenant's cases take, each counted once."""


class SafetyChanges(SafetyReads, Protocol):
    def save_vendor(self, vendor: KnownVendor) -> None: ...

    def save_workflow(self, workflow: KnownWorkflow) -> None: ...

    def add_kill_switch(self, switch: KillSwitch) -> None: ...

    def lift_kill_switch(self, switch_id: str, *, actor: str) -> bool:
        """False where no such switch is in force."""

    def use_quota(self, day: str, what: str, amount: int) -> int:
        """Adds and returns what is used of the day then; the caller's transaction takes it back with a refusal."""

    def drop_quotas(self, before: str) -> None:
        """Forgets what was used on days (or hours) before this one."""

    def admit_call(self, name: str, *, most: int, seconds: float) -> float:
        """0 and the call is counted, or the seconds until the next one: at most so many in any so many seconds."""

    def take_lease(self, name: str, owner: str, *, seconds: float) -> bool:
        """Whether the named work is now this owner's: free, its own, or its former owner's time is over."""

    def drop_lease(self, name: str, owner: str) -> None: ...
