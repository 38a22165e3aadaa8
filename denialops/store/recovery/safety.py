"""Known vendors and workflows, kill switches, quotas and leases."""

from __future__ import annotations

import json
from datetime import timedelta

from denialops.domain.recovery.safety import KillSwitch, KnownVendor, KnownWorkflow
from denialops.store.session import Row, Session, as_text

IN_FORCE = "lifted_at = '' AND (expires_at = '' OR expires_at > :at)"

SAVE_VENDOR = """
INSERT INTO vendors (tenant, vendor, is_reviewed, is_paused, first_seen, last_seen, changed_by, changed_at)
VALUES (:tenant, :vendor, :is_reviewed, :is_paused, :first_seen, :last_seen, :changed_by, :changed_at)
ON CONFLICT (tenant, vendor) DO UPDATE SET is_reviewed = excluded.is_reviewed, is_paused = excluded.is_paused,
    first_seen = excluded.first_seen, last_seen = excluded.last_seen,
    changed_by = excluded.changed_by, changed_at = excluded.changed_at
"""
SAVE_WORKFLOW = """
INSERT INTO workflows (tenant, workflow_id, is_reviewed, first_seen, last_seen)
VALUES (:tenant, :workflow_id, :is_reviewed, :first_seen, :last_seen)
ON CONFLICT (tenant, workflow_id) DO UPDATE SET is_reviewed = excluded.is_reviewed,
    first_seen = excluded.first_seen, last_seen = excluded.last_seen
"""
ADD_SWITCH = """
INSERT INTO kill_switches
    (tenant, switch_id, scope, target, reason, set_by, set_at, expires_at, lifted_by, lifted_at)
VALUES (:tenant, :switch_id, :scope, :target, :reason, :set_by, :set_at, :expires_at, :lifted_by, :lifted_at)
"""
# One statement, so that two processes cannot both read the old sum.
USE_QUOTA = """
INSERT INTO quota_days (tenant, day, what, used) VALUES (:tenant, :day, :what, :amount)
ON CONFLICT (tenant, day, what) DO UPDATE SET used = quota_days.used + excluded.used
RETURNING used
"""
# Writes, so that whoever comes second waits for the first before reading.
HOLD_TIMES = """
INSERT INTO call_times (tenant, name, times) VALUES (:tenant, :name, '[]')
ON CONFLICT (tenant, name) DO UPDATE SET times = call_times.times
RETURNING times
"""
TAKE_LEASE = """
INSERT INTO leases (tenant, name, owner, ends_at) VALUES (:tenant, :name, :owner, :ends_at)
ON CONFLICT (tenant, name) DO UPDATE SET owner = excluded.owner, ends_at = excluded.ends_at
    WHERE leases.owner = excluded.owner OR leases.ends_at <= :now
"""


class SafetyReads(Session):
    def list_vendors(self) -> tuple[KnownVendor, ...]:
        rows = self._rows("SELECT * FROM vendors WHERE tenant = :tenant ORDER BY vendor")
        return tuple(_vendor(row) for row in rows)

    def find_vendor(self, vendor: str) -> KnownVendor | None:
        row = self._row("SELECT * FROM vendors WHERE tenant = :tenant AND vendor = :vendor", vendor=vendor)
        return _vendor(row) if row is not None else None

    def list_workflows(self) -> tuple[KnownWorkflow, ...]:
        rows = self._rows("SELECT * FROM workflows WHERE tenant = :tenant ORDER BY workflow_id")
        return tuple(_workflow(row) for row in rows)

    def list_kill_switches(self, *, in_force_at: str = "") -> tuple[KillSwitch, ...]:
        condition = f"AND {IN_FORCE}" if in_force_at else ""
        rows = self._rows(
            f"SELECT * FROM kill_switches WHERE tenant = :tenant {condition} ORDER BY set_at DESC, switch_id",
            **({"at": in_force_at} if in_force_at else {}),
        )
        return tuple(_switch(row) for row in rows)

    def quota_used(self, day: str, what: str) -> int:
        sql = "SELECT used FROM quota_days WHERE tenant = :tenant AND day = :day AND what = :what"
        return int(self._value(sql, day=day, what=what) or 0)

    def stored_bytes(self) -> int:
        each = "SELECT DISTINCT sha256, size FROM documents WHERE tenant = :tenant"
        return int(self._value(f"SELECT coalesce(sum(size), 0) FROM ({each}) AS originals"))


class SafetyChanges(SafetyReads):
    def save_vendor(self, vendor: KnownVendor) -> None:
        flags = {"is_reviewed": int(vendor.is_reviewed), "is_paused": int(vendor.is_paused)}
        self._execute(SAVE_VENDOR, **vendor.model_dump() | flags)

    def save_workflow(self, workflow: KnownWorkflow) -> None:
        self._execute(SAVE_WORKFLOW, **workflow.model_dump() | {"is_reviewed": int(workflow.is_reviewed)})

    def add_kill_switch(self, switch: KillSwitch) -> None:
        self._execute(ADD_SWITCH, **switch.model_dump())

    def lift_kill_switch(self, switch_id: str, *, actor: str) -> bool:
        lifted = self._execute(
            "UPDATE kill_switches SET lifted_by = :actor, lifted_at = :at "
            f"WHERE tenant = :tenant AND switch_id = :switch_id AND {IN_FORCE}",
            switch_id=switch_id,
            actor=actor,
            at=self._now(),
        )
        return lifted.rowcount == 1

    def use_quota(self, day: str, what: str, amount: int) -> int:
        return int(self._value(USE_QUOTA, day=day, what=what, amount=amount))

    def drop_quotas(self, before: str) -> None:
        self._execute("DELETE FROM quota_days WHERE tenant = :tenant AND day < :before", before=before)

    def admit_call(self, name: str, *, most: int, seconds: float) -> float:
        now = self._clock.now().timestamp()
        times = [at for at in json.loads(self._value(HOLD_TIMES, name=name)) if at > now - seconds]
        if len(times) >= most:
            return float(times[-most]) + seconds - now
        sql = "UPDATE call_times SET times = :times WHERE tenant = :tenant AND name = :name"
        self._execute(sql, name=name, times=json.dumps([*times, now]))
        return 0.0

    def take_lease(self, name: str, owner: str, *, seconds: float) -> bool:
        now = self._clock.now()
        ends_at = as_text(now + timedelta(seconds=seconds))
        taken = self._execute(TAKE_LEASE, name=name, owner=owner, ends_at=ends_at, now=as_text(now))
        return taken.rowcount == 1

    def drop_lease(self, name: str, owner: str) -> None:
        self._execute(
            "DELETE FROM leases WHERE tenant = :tenant AND name = :name AND owner = :owner", name=name, owner=owner
        )


def _vendor(row: Row) -> KnownVendor:
    return KnownVendor(
        vendor=row["vendor"],
        is_reviewed=bool(row["is_reviewed"]),
        is_paused=bool(row["is_paused"]),
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        changed_by=row["changed_by"],
        changed_at=row["changed_at"],
    )


def _workflow(row: Row) -> KnownWorkflow:
    return KnownWorkflow(
        workflow_id=row["workflow_id"],
        is_reviewed=bool(row["is_reviewed"]),
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
    )


def _switch(row: Row) -> KillSwitch:
    return KillSwitch(**{name: row[name] for name in KillSwitch.model_fields})
