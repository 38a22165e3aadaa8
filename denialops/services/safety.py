"""What keeps the clinic safe, as people see and steer it: vendors, kill switches, quotas and the state of the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from denialops.domain.base import Record
from denialops.domain.recovery.rules import VendorKind
from denialops.domain.recovery.safety import (
    CASE_STAGE,
    BreakerState,
    HourCount,
    KillSwitch,
    KnownVendor,
    KnownWorkflow,
    QuotaUse,
    Stop,
    SwitchScope,
)
from denialops.domain.recovery.vendors import name_vendor
from denialops.errors import VendorNotFound
from denialops.recovery.breakers import VendorBreaker
from denialops.services.base import Desk

RATE_HOURS = 24
QUOTA_KEPT_DAYS = 90


class VendorRow(Record):
    """A vendor as the list shows it. `stopped`: the words of the switch or pause that stops it, or nothing.

    `events` and `failed`: of the last 24 hours. `retry_in_s`: until an open breaker lets one call through.
    """

    vendor: str
    label: str
    kind: VendorKind
    is_reviewed: bool
    is_paused: bool
    first_seen: str
    last_seen: str
    changed_by: str
    changed_at: str
    breaker: BreakerState
    failures_in_a_row: int
    retry_in_s: float
    stopped: str
    events: int
    failed: int
    calls_per_minute: int
    retries_per_hour: int
    fallback: str


class RulesState(Record):
    """`faults`: what is wrong with files that changed since, so that the rules of `version` are still used."""

    version: str
    error_codes: int
    retry_policies: int
    vendors: int
    faults: tuple[str, ...]


class Safety(Desk):
    def vendors(self) -> tuple[VendorRow, ...]:
        """Every vendor that an event named, by name."""
        with self.recovery.snapshot() as reads:
            known = reads.list_vendors()
            hours = reads.list_hours(**_last_hours(self.clock.now()))
        return self._rows(known, hours)

    def vendor(self, vendor: str) -> VendorRow:
        """Raises VendorNotFound."""
        with self.recovery.snapshot() as reads:
            known = reads.find_vendor(vendor)
            hours = reads.list_hours(**_last_hours(self.clock.now()), vendor=vendor)
        if known is None:
            raise VendorNotFound()
        (row,) = self._rows([known], hours)
        return row

    def review_vendor(self, vendor: str, *, actor: str) -> VendorRow:
        """A person looked at it and knows it. Raises VendorNotFound."""
        return self._change(vendor, actor, is_reviewed=True)

    def pause_vendor(self, vendor: str, *, actor: str) -> VendorRow:
        """It is not called until it is resumed. Raises VendorNotFound."""
        return self._change(vendor, actor, is_paused=True)

    def resume_vendor(self, vendor: str, *, actor: str) -> VendorRow:
        """Raises VendorNotFound."""
        return self._change(vendor, actor, is_paused=False)

    def workflows(self) -> tuple[KnownWorkflow, ...]:
        """Every workflow that an event named, by name."""
        with self.recovery.snapshot() as reads:
            return reads.list_workflows()

    def kill_switches(self, *, in_force: bool = False) -> tuple[KillSwitch, ...]:
        """Newest first."""
        return self.guards.switches.list(in_force=in_force)

    def set_kill_switch(
        self, scope: SwitchScope, target: str, *, reason: str, actor: str, expires_at: datetime | None = None
    ) -> KillSwitch:
        """In force at once. Raises InvalidValue for a target that does not fit, no reason, or an end in the past."""
        named = name_vendor(target) if scope == "vendor" else target
        return self.guards.switches.set(scope, named, reason=reason, actor=actor, expires_at=expires_at)

    def lift_kill_switch(self, switch_id: str, *, actor: str) -> None:
        """Raises SwitchNotFound where it is not in force."""
        self.guards.switches.lift(switch_id, actor=actor)

    def find_stop_of_cases(self) -> Stop | None:
        """The kill switch that holds the work on cases just now."""
        return self.guards.switches.find_stop(workflow=CASE_STAGE)

    def recovery_rules(self) -> RulesState:
        rules, faults = self.guards.rules.current(), self.guards.rules.faults()
        return RulesState(
            version=rules.version,
            error_codes=len(rules.error_codes),
            retry_policies=len(rules.retry_policies),
            vendors=len(rules.vendors),
            faults=faults,
        )

    def quotas(self) -> tuple[QuotaUse, ...]:
        """Of this day, the model's budget among them where one is chosen."""
        use = self.guards.quotas.list_use()
        if self.assistant is None:
            return use
        spent, limit = self.assistant.ledger.spent_today().cost_usd, self.assistant.setup.limits.day_usd
        return (*use, QuotaUse(what="model_usd", used=spent, limit=limit))

    def drop_old_quotas(self) -> None:
        """Forgets what was used long ago; background work calls it daily."""
        kept_from = self.clock.today() - timedelta(days=QUOTA_KEPT_DAYS)
        with self.recovery.transaction() as work:
            work.drop_quotas(kept_from.isoformat())

    def _change(self, vendor: str, actor: str, **changes: bool) -> VendorRow:
        with self.recovery.transaction() as work:
            known = work.find_vendor(vendor)
            if known is None:
                raise VendorNotFound()
            work.save_vendor(known.model_copy(update={**changes, "changed_by": actor, "changed_at": self.now()}))
        return self.vendor(vendor)

    def _rows(self, known: Sequence[KnownVendor], hours: Iterable[HourCount]) -> tuple[VendorRow, ...]:
        """Everything is asked for once, however many vendors there are."""
        breakers = self.guards.breakers.states_of([vendor.vendor for vendor in known])
        stops = self.guards.switches.find_stops(known)
        calls: Counter[str] = Counter()
        failed: Counter[str] = Counter()
        for count in hours:
            calls[count.vendor] += count.events
            failed[count.vendor] += count.events if count.error_code else 0
        return tuple(
            self._row(vendor, breakers[vendor.vendor], stops.get(vendor.vendor), calls, failed) for vendor in known
        )

    def _row(
        self,
        known: KnownVendor,
        breaker: VendorBreaker,
        stop: Stop | None,
        calls: Counter[str],
        failed: Counter[str],
    ) -> VendorRow:
        rules = self.guards.rules.current()
        rule = rules.vendor(known.vendor)
        return VendorRow(
            **known.model_dump(),
            label=rule.label if known.vendor in rules.vendors else known.vendor,
            kind=rule.kind,
            breaker=breaker.state,
            failures_in_a_row=breaker.failures,
            retry_in_s=breaker.retry_in_s,
            stopped=stop.words if stop else "",
            events=calls[known.vendor],
            failed=failed[known.vendor],
            calls_per_minute=rule.calls_per_minute,
            retries_per_hour=rule.retries_per_hour,
            fallback=rule.fallback,
        )


def _last_hours(now: datetime) -> dict[str, str]:
    """The hour that runs and those before it, as the counts name them."""
    hours = [now.astimezone(UTC) + timedelta(hours=shift) for shift in (1 - RATE_HOURS, 1)]
    return dict(zip(("hour_from", "hour_before"), (hour.strftime("%Y-%m-%dT%H") for hour in hours), strict=True))
