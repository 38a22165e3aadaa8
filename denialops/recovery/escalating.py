"""Tells people: a page in the program first, then every channel that is set up, each once also after a crash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from pydantic import JsonValue

from denialops.domain.recovery.actions import Action
from denialops.domain.recovery.incidents import Incident
from denialops.domain.recovery.rules import RetryPolicy
from denialops.errors import ActionError
from denialops.ports.recovery import RecoveryStore
from denialops.ports.recovery.actions import Alert, Channel
from denialops.recovery.acting import Done, Later, Outcome
from denialops.recovery.executors import close_item, open_item
from denialops.recovery.journals import Journal
from denialops.recovery.retrying import wait_before

DELIVERY = RetryPolicy(kind="exponential", base_s=5, longest_s=600, attempts=8, jitter=0.2)
"""Of one channel that does not answer; about forty minutes in all."""
PAGE = "page"


class Escalate:
    """`parameters`: note, shown on the page only. What a channel got stays delivered while another fails."""

    def __init__(self, store: RecoveryStore, channels: Sequence[Channel]) -> None:
        self._store, self._channels = store, tuple(channels)

    def run(self, action: Action, journal: Journal) -> Outcome:
        """Raises the first fault of a channel once none can be tried any more."""
        self._open_page(action, journal)
        alert, faults = _alert(journal), dict[str, ActionError]()
        for channel in self._channels:
            if not journal.is_done(channel.name):
                fault = _deliver(channel, alert, journal)
                faults |= {channel.name: fault} if fault else {}
        tries = action.attempts + 1
        waiting = [fault for fault in faults.values() if fault.retryable]
        wait_s = wait_before(DELIVERY, tries, chance=Random(f"{action.action_id}:{tries}").random)
        if waiting and wait_s is not None:
            asked_s = max(fault.retry_after_s or 0.0 for fault in waiting)
            return Later(max(wait_s, asked_s), tries, self._told(journal, faults))
        if faults:
            journal.note("undelivered", **self._told(journal, faults))
            raise next(iter(faults.values()))
        return Done(self._told(journal, faults))

    def reverse(self, action: Action, journal: Journal) -> None:
        """Closes the page and resolves the alerts by their key; an e-mail stays read."""
        alert = _alert(journal)
        for channel in self._channels:
            if channel.can_resolve and journal.is_done(channel.name):
                journal.begin(f"resolve:{channel.name}", key=alert.key)
                channel.resolve(alert)
                journal.done(f"resolve:{channel.name}")
        with journal.doing("reverse") as work:
            close_item(work, _page_id(action), at=journal.now(), actor=journal.actor)

    def _open_page(self, action: Action, journal: Journal) -> None:
        """The words are kept with the page: what is sent again later says the same."""
        if journal.is_done(PAGE):
            return
        with self._store.snapshot() as reads:
            incident = reads.get_incident(action.incident_id)
        alert = alert_of(incident, key=f"denialops-{action.action_id}", at=journal.now())
        with journal.doing(PAGE, alert=alert.model_dump()) as work:
            open_item(work, action, "page", _page_id(action), at=journal.now())

    def _told(self, journal: Journal, faults: Mapping[str, ActionError]) -> dict[str, JsonValue]:
        delivered: list[JsonValue] = [c.name for c in self._channels if journal.is_done(c.name)]
        failed: dict[str, JsonValue] = {name: fault.code for name, fault in faults.items()}
        return {"page": True, "delivered": delivered, "failed": failed}


def alert_of(incident: Incident, *, key: str, at: str) -> Alert:
    """Names, codes and counts of the incident; no word of a letter and no payload of an event."""
    facts = {
        "incident": str(incident.number),
        "severity": incident.severity,
        "workflow": incident.workflow_id,
        "vendor": incident.vendor,
        "error_code": incident.error_code,
        "events": str(incident.event_count),
        "cases": str(incident.case_count),
        "first_seen": incident.first_seen,
        "last_seen": incident.last_seen,
    }
    what = " ".join(f"{incident.vendor or incident.workflow_id} {incident.error_code}".split())
    return Alert(
        key=key,
        title=f"DenialOps incident {incident.number} ({incident.severity}): {what}",
        severity=incident.severity,
        at=at,
        facts={name: value for name, value in facts.items() if value},
    )


def _alert(journal: Journal) -> Alert:
    return Alert.model_validate(journal.find_done(PAGE)["alert"])


def _deliver(channel: Channel, alert: Alert, journal: Journal) -> ActionError | None:
    """What was begun before a crash is sent again under its key: the receiver makes one of both."""
    journal.begin(channel.name, key=alert.key)
    try:
        channel.send(alert)
    except ActionError as error:
        return error
    journal.done(channel.name)
    return None


def _page_id(action: Action) -> str:
    return f"page-{action.action_id}"
