"""Actions whose whole effect lies in our own database: it and its "done" are kept in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta

from denialops.domain.recovery.actions import Action, Reroute, WorkItem, WorkItemKind
from denialops.domain.recovery.rules import RecoveryRules
from denialops.domain.recovery.safety import KillSwitch, KnownVendor, SwitchScope
from denialops.errors import InvalidValue, NoFallback
from denialops.ports import Clock
from denialops.ports.recovery import RecoveryWork
from denialops.recovery.acting import Done
from denialops.recovery.journals import MACHINE, Journal

SWITCH_HOURS = 4
"""How long a switch that names no end stays on: nobody shall forget one that a machine set."""
SCOPES: tuple[SwitchScope, ...] = ("tenant", "workflow", "vendor")


class PauseVendor:
    """Pauses (or, with `pauses` False, resumes) the target; reversing puts it back as it was before."""

    def __init__(self, *, pauses: bool) -> None:
        self._pauses = pauses

    def run(self, action: Action, journal: Journal) -> Done:
        if not journal.is_done("pause"):
            with journal.doing("pause", pauses=self._pauses) as work:
                by = action.approved_by or MACHINE
                before = _set_paused(work, action.target, self._pauses, by=by, at=journal.now())
                journal.add(work, "found", {"was_paused": before})
        return Done({"vendor": action.target, "is_paused": self._pauses})

    def reverse(self, action: Action, journal: Journal) -> None:
        before = next((step.body["was_paused"] for step in journal.steps() if step.name == "found"), not self._pauses)
        with journal.doing("reverse") as work:
            _set_paused(work, action.target, bool(before), by=journal.actor, at=journal.now())


class SetKillSwitch:
    """`parameters`: scope (vendor), hours until it lifts itself, reason. The switch is named by the action."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def run(self, action: Action, journal: Journal) -> Done:
        if not journal.is_done("switch"):
            switch = self._switch(action)
            with journal.doing("switch", switch_id=switch.switch_id, expires_at=switch.expires_at) as work:
                work.add_kill_switch(switch)
        return Done(journal.find_done("switch"))

    def reverse(self, action: Action, journal: Journal) -> None:
        with journal.doing("reverse") as work:
            work.lift_kill_switch(_switch_id(action), actor=journal.actor)

    def _switch(self, action: Action) -> KillSwitch:
        scope, hours = action.parameters.get("scope", "vendor"), action.parameters.get("hours", SWITCH_HOURS)
        if scope not in SCOPES or not isinstance(hours, (int, float)) or not 0 < hours <= 24 * 365:
            raise InvalidValue("The switch needs a scope and the hours it stays on.", hint="Propose it anew.")
        now = self._clock.now()
        return KillSwitch(
            switch_id=_switch_id(action),
            scope=scope,
            target="" if scope == "tenant" else action.target,
            reason=str(action.parameters.get("reason", "")) or f"incident {action.incident_id}",
            set_by=action.approved_by or MACHINE,
            set_at=now.isoformat(timespec="microseconds"),
            expires_at=(now + timedelta(hours=float(hours))).isoformat(timespec="microseconds"),
        )


class RerouteProvider:
    """Lets the vendor's fallback answer in its place; `ready` names the providers that are set up with a key."""

    def __init__(self, ready: Collection[str], rules: Callable[[], RecoveryRules]) -> None:
        self._ready, self._rules = ready, rules

    def run(self, action: Action, journal: Journal) -> Done:
        if not journal.is_done("reroute"):
            instead = self._fallback(action)
            with journal.doing("reroute", instead=instead) as work:
                by = action.approved_by or MACHINE
                work.set_reroute(Reroute(vendor=action.target, instead=instead, set_by=by, set_at=journal.now()))
        return Done({"vendor": action.target, **journal.find_done("reroute")})

    def reverse(self, action: Action, journal: Journal) -> None:
        with journal.doing("reverse") as work:
            work.drop_reroute(action.target)

    def _fallback(self, action: Action) -> str:
        named = str(action.parameters.get("instead", "")) or self._rules().vendor(action.target).fallback
        if action.target not in self._ready:
            raise NoFallback("This vendor is no language model that is asked here.", hint="Decline the action.")
        if not named or named == action.target or named not in self._ready:
            raise NoFallback()
        return named


class OpenWorkItem:
    """Gives a person something to do; reversing closes it."""

    def run(self, action: Action, journal: Journal) -> Done:
        item_id = f"item-{action.action_id}"
        if not journal.is_done("item"):
            with journal.doing("item", item_id=item_id) as work:
                item = open_item(work, action, "task", item_id, at=journal.now())
                journal.add(work, "opened", {"number": item.number})
        return Done({"item_id": item_id})

    def reverse(self, action: Action, journal: Journal) -> None:
        with journal.doing("reverse") as work:
            close_item(work, f"item-{action.action_id}", at=journal.now(), actor=journal.actor)


def open_item(work: RecoveryWork, action: Action, kind: WorkItemKind, item_id: str, *, at: str) -> WorkItem:
    """Its title holds only words of the rules and codes."""
    incident = work.get_incident(action.incident_id)
    named = " ".join(part for part in (incident.vendor, incident.error_code) if part)
    title = str(action.parameters.get("title", "")) or f"Incident {incident.number}: {named or incident.workflow_id}"
    item = WorkItem(
        item_id=item_id,
        number=0,
        kind=kind,
        incident_id=action.incident_id,
        action_id=action.action_id,
        title=title,
        opened_at=at,
    )
    return work.add_work_item(item)


def close_item(work: RecoveryWork, item_id: str, *, at: str, actor: str) -> WorkItem | None:
    """The item as closed; one closed before stays as it is. None where there is none."""
    item = work.find_work_item(item_id)
    if item is None or item.closed_at:
        return item
    closed = item.model_copy(update={"closed_at": at, "closed_by": actor})
    work.save_work_item(closed)
    return closed


def _set_paused(work: RecoveryWork, vendor: str, is_paused: bool, *, by: str, at: str) -> bool:
    """Whether it was paused before."""
    known = work.find_vendor(vendor) or KnownVendor(vendor=vendor, is_reviewed=False, first_seen=at, last_seen=at)
    work.save_vendor(known.model_copy(update={"is_paused": is_paused, "changed_by": by, "changed_at": at}))
    return known.is_paused


def _switch_id(action: Action) -> str:
    return f"switch-{action.action_id}"
