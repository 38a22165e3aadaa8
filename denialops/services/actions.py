"""Actions for people and programs: listed, shown with their journal, approved, declined, undone; and work items."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from denialops.domain.recovery.actions import Action, ActionKind, ActionStep, WorkItem
from denialops.domain.recovery.decisions import Proposal
from denialops.errors import ActionNotFound, IllegalTransition, InvalidValue
from denialops.ports.recovery import ActionQuery
from denialops.recovery import proposing
from denialops.recovery.acting import Actions
from denialops.recovery.executors import close_item
from denialops.services.base import Desk

LONGEST_TARGET = 200
NO_ITEM, RELOAD = "There is no such work item.", "Reload the page."


class ActionView(Action):
    """With its journal, oldest first."""

    steps: tuple[ActionStep, ...]


class Acted(Desk):
    def actions(self, query: ActionQuery, *, limit: int, before: int | None = None) -> tuple[Action, ...]:
        """Newest first; `before`: the number of the last one shown."""
        with self.recovery.snapshot() as reads:
            return reads.page_actions(query, limit=limit, before=before)

    def action(self, action_id: str) -> ActionView:
        """Raises ActionNotFound."""
        with self.recovery.snapshot() as reads:
            return ActionView(**dict(reads.get_action(action_id)), steps=reads.list_action_steps(action_id))

    def propose_action(
        self,
        incident_id: str,
        kind: ActionKind,
        *,
        target: str = "",
        parameters: Mapping[str, JsonValue] | None = None,
        actor: str,
    ) -> Action:
        """A person's own idea; it waits for approval as any other. Raises IncidentNotFound, IllegalTransition.

        `target` is the incident's vendor where none is named.
        """
        if len(target) > LONGEST_TARGET:
            raise InvalidValue("That name is too long.")
        with self.recovery.transaction() as work:
            incident = work.get_incident(incident_id)
            proposal = Proposal(kind=kind, target=target or incident.vendor, parameters=parameters or {}, risk="high")
            added = proposing.propose(work, incident_id, [proposal], now=self._at(), auto="none", actor=actor)
        if not added:
            raise IllegalTransition("It is proposed already.", hint="Approve or decline the one that is there.")
        return added[0]

    def approve_action(self, action_id: str, *, actor: str) -> Action:
        """It begins within seconds; one that failed is tried again. Raises ActionNotFound, IllegalTransition."""
        with self.recovery.transaction() as work:
            action = work.get_action(action_id)
            if action.status == "running":
                raise IllegalTransition("It is under way.", hint="Reload the page.")
            approved = proposing.approve(work, action, now=self._at(), actor=actor)
        self.acting.wake()
        return approved

    def decline_action(self, action_id: str, *, reason: str = "", actor: str) -> Action:
        """Also stops one that waits between two steps. Raises ActionNotFound, IllegalTransition, InvalidValue."""
        with self.recovery.transaction() as work:
            return proposing.decline(work, work.get_action(action_id), reason, now=self._at(), actor=actor)

    def reverse_action(self, action_id: str, *, actor: str) -> Action:
        """Undoes it at once. Raises ActionNotFound, IllegalTransition, ChannelUnavailable, ChannelRefused."""
        return Actions(self.recovery, self.acting.executors(), self.clock).reverse(action_id, actor=actor)

    def work_items(self, *, is_open: bool = True, limit: int = 50, before: int | None = None) -> tuple[WorkItem, ...]:
        """Newest first; `before`: the number of the last one shown."""
        with self.recovery.snapshot() as reads:
            return reads.list_work_items(is_open=is_open, limit=limit, before=before)

    def take_work_item(self, item_id: str, *, actor: str) -> WorkItem:
        """The actor does it from now on. Raises ActionNotFound, or IllegalTransition where it is closed."""
        with self.recovery.transaction() as work:
            item = work.find_work_item(item_id)
            if item is None:
                raise ActionNotFound(NO_ITEM, hint=RELOAD)
            if item.closed_at:
                raise IllegalTransition("This item is closed.", hint=RELOAD)
            taken = item.model_copy(update={"assignee": actor})
            work.save_work_item(taken)
        return taken

    def close_work_item(self, item_id: str, *, actor: str) -> WorkItem:
        """Raises ActionNotFound where there is none."""
        with self.recovery.transaction() as work:
            closed = close_item(work, item_id, at=self._at(), actor=actor)
        if closed is None:
            raise ActionNotFound(NO_ITEM, hint=RELOAD)
        return closed

    def _at(self) -> str:
        return self.clock.now().isoformat(timespec="microseconds")
