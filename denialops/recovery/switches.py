"""Kill switches: who stopped what, why and for how long; whoever works asks here first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import uuid4

from denialops.domain.recovery.safety import KillSwitch, KnownVendor, Stop, SwitchScope
from denialops.errors import InvalidValue, SwitchNotFound, WorkHeld
from denialops.ports import Clock
from denialops.ports.recovery import RecoveryStore

LONGEST_REASON = 500


class Switches:
    """Of one tenant. A switch of the tenant stops every workflow and every vendor."""

    def __init__(self, store: RecoveryStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def set(
        self, scope: SwitchScope, target: str, *, reason: str, actor: str, expires_at: datetime | None = None
    ) -> KillSwitch:
        """In force at once, until `expires_at` (aware) or until somebody lifts it.

        Raises InvalidValue without a reason, with a target that does not fit the scope, or an end in the past.
        """
        now = self._clock.now()
        _refuse_unfit(scope, target, reason)
        if expires_at is not None and expires_at <= now:
            raise InvalidValue("The switch would be over already.", hint="Choose an end in the future.")
        switch = KillSwitch(
            switch_id=uuid4().hex,
            scope=scope,
            target=target.strip(),
            reason=reason.strip(),
            set_by=actor,
            set_at=_text(now),
            expires_at=_text(expires_at) if expires_at else "",
        )
        with self._store.transaction() as work:
            work.add_kill_switch(switch)
        return switch

    def lift(self, switch_id: str, *, actor: str) -> None:
        """Raises SwitchNotFound where no such switch is in force."""
        with self._store.transaction() as work:
            if not work.lift_kill_switch(switch_id, actor=actor):
                raise SwitchNotFound()

    def list(self, *, in_force: bool = False) -> tuple[KillSwitch, ...]:
        """Newest first; also those that are over, unless only what is in force is asked for."""
        with self._store.snapshot() as reads:
            return reads.list_kill_switches(in_force_at=_text(self._clock.now()) if in_force else "")

    def find_stop(self, *, workflow: str = "", vendor: str = "") -> Stop | None:
        """What stops this workflow or vendor just now: a kill switch of either or of the tenant, or a paused vendor."""
        with self._store.snapshot() as reads:
            in_force = reads.list_kill_switches(in_force_at=_text(self._clock.now()))
            known = reads.find_vendor(vendor) if vendor else None
        return _first_stop(in_force, workflow, vendor) or _pause(known)

    def find_stops(self, vendors: Iterable[KnownVendor]) -> dict[str, Stop]:
        """What stops each of many vendors just now; none where nothing does."""
        in_force = self.list(in_force=True)
        found = {known.vendor: _first_stop(in_force, "", known.vendor) or _pause(known) for known in vendors}
        return {vendor: stop for vendor, stop in found.items() if stop}

    def words_of(self, vendor: str) -> str:
        """What stops this vendor just now, or nothing."""
        stop = self.find_stop(vendor=vendor)
        return stop.words if stop else ""

    def refuse_stopped(self, *, workflow: str = "", vendor: str = "") -> None:
        """Raises WorkHeld with the words of what stops it."""
        stop = self.find_stop(workflow=workflow, vendor=vendor)
        if stop:
            raise WorkHeld(stop.words)


def _refuse_unfit(scope: SwitchScope, target: str, reason: str) -> None:
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise InvalidValue("Say in a few words why.", hint="Others will read it when they wonder what stands still.")
    if scope == "tenant" and target.strip():
        raise InvalidValue("A switch for the whole clinic names no target.", hint="Leave the target empty.")
    if scope != "tenant" and not target.strip():
        raise InvalidValue(f"Name the {scope} to stop.", hint="Choose one from the list.")


def _first_stop(in_force: Iterable[KillSwitch], workflow: str, vendor: str) -> Stop | None:
    stopped = {("tenant", ""), ("workflow", workflow), ("vendor", vendor)}
    for switch in in_force:
        if (switch.scope, switch.target) in stopped:
            return Stop(switch.scope, switch.target, switch.reason, switch.switch_id, switch.expires_at)
    return None


def _pause(known: KnownVendor | None) -> Stop | None:
    return Stop("vendor", known.vendor, "It was paused.") if known and known.is_paused else None


def _text(moment: datetime) -> str:
    """As the store writes times, so that text order is time order. Raises InvalidValue."""
    try:
        return moment.astimezone(UTC).isoformat(timespec="microseconds")
    except OverflowError as error:
        raise InvalidValue("That time lies outside of all calendars.") from error
