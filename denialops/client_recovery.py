"""What a client asks about recovery: events, incidents, actions, vendors, kill switches and decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from urllib.parse import quote

from pydantic import JsonValue

from denialops.api.decisions import DecisionLine
from denialops.api.shapes import EventAnswers, EventKept
from denialops.client_connection import Connection
from denialops.domain.cases import CaseRow
from denialops.domain.recovery.actions import Action
from denialops.domain.recovery.events import StoredEvent, WorkflowEvent
from denialops.domain.recovery.incidents import IncidentStatus
from denialops.domain.recovery.safety import KillSwitch, SwitchScope
from denialops.services.actions import ActionView
from denialops.services.incidents import IncidentRow, IncidentView
from denialops.services.safety import VendorRow


class RecoveryCalls(Connection):
    def post_event(self, event: WorkflowEvent) -> EventKept:
        """Safe to send again: its idempotency key makes it one."""
        return self._json(EventKept, "POST", "/events", event.model_dump(mode="json"))

    def post_events(self, events: Sequence[WorkflowEvent]) -> EventAnswers:
        body = {"events": [event.model_dump(mode="json") for event in events]}
        return self._json(EventAnswers, "POST", "/events/batch", body)

    def events(self, **filters: str) -> Iterator[StoredEvent]:
        """Newest first; filters as in GET /events."""
        return self._pages(StoredEvent, "/events", **filters)

    def incidents(self, **filters: str) -> Iterator[IncidentRow]:
        """Last seen first; filters as in GET /incidents."""
        return self._pages(IncidentRow, "/incidents", **filters)

    def incident(self, incident_id: str) -> IncidentView:
        return self._json(IncidentView, "GET", f"/incidents/{incident_id}")

    def incident_events(self, incident_id: str) -> Iterator[StoredEvent]:
        """Newest first."""
        return self._pages(StoredEvent, f"/incidents/{incident_id}/events")

    def incident_cases(self, incident_id: str) -> Iterator[CaseRow]:
        """Those that its events name and that are here."""
        return self._pages(CaseRow, f"/incidents/{incident_id}/cases")

    def set_incident_status(self, incident_id: str, status: IncidentStatus, *, reason: str = "") -> IncidentView:
        body = {"status": status, "reason": reason}
        return self._json(IncidentView, "POST", f"/incidents/{incident_id}/status", body)

    def actions(self, **filters: str) -> Iterator[Action]:
        """Newest first; filters as in GET /actions."""
        return self._pages(Action, "/actions", **filters)

    def action(self, action_id: str) -> ActionView:
        return self._json(ActionView, "GET", f"/actions/{action_id}")

    def approve_action(self, action_id: str) -> Action:
        return self._json(Action, "POST", f"/actions/{action_id}/approve")

    def decline_action(self, action_id: str, *, reason: str = "") -> Action:
        return self._json(Action, "POST", f"/actions/{action_id}/decline", {"reason": reason})

    def reverse_action(self, action_id: str) -> Action:
        return self._json(Action, "POST", f"/actions/{action_id}/reverse")

    def vendors(self) -> tuple[VendorRow, ...]:
        return tuple(map(VendorRow.model_validate, self._body("GET", "/vendors")["items"]))

    def review_vendor(self, vendor: str) -> VendorRow:
        return self._json(VendorRow, "POST", f"/vendors/{quote(vendor, safe='')}/review")

    def set_kill_switch(
        self, scope: SwitchScope, target: str = "", *, reason: str, expires_at: datetime | None = None
    ) -> KillSwitch:
        """`expires_at` is aware; without it the switch stays until it is lifted."""
        ends = expires_at.isoformat() if expires_at else None
        body: Mapping[str, JsonValue] = {"scope": scope, "target": target, "reason": reason, "expires_at": ends}
        return self._json(KillSwitch, "POST", "/kill-switches", body, once=True)

    def lift_kill_switch(self, switch_id: str) -> None:
        self._send("DELETE", f"/kill-switches/{switch_id}")

    def decisions(self) -> Iterator[DecisionLine]:
        """Every one, as it was made, oldest first, while they arrive."""
        with closing(self._open("GET", "/decisions", None, {})) as answer:
            yield from map(DecisionLine.model_validate_json, answer)
