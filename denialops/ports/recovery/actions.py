"""Where actions and their journals are kept."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from denialops.domain.recovery.actions import Action, ActionStatus, ActionStep


class ActionQuery(NamedTuple):
    """Empty fields do not filter."""

    statuses: tuple[ActionStatus, ...] = ()
    incident_id: str = ""


class ActionReads(Protocol):
    def get_action(self, action_id: str) -> Action:
        """Raises ActionNotFound."""

    def find_action(self, key: str) -> Action | None: ...

    def page_actions(self, query: ActionQuery, *, limit: int, before: int | None = None) -> tuple[Action, ...]:
        """Newest first; `before`: the number of the last one shown."""

    def list_due_actions(self, now: str, *, limit: int) -> tuple[Action, ...]:
        """Approved ones whose time has come, and running ones (their process may have died), oldest first."""

    def list_action_steps(self, action_id: str) -> tuple[ActionStep, ...]:
        """Oldest first."""


class ActionChanges(ActionReads, Protocol):
    def add_action(self, action: Action) -> Action:
        """Its number is given here; one that is there under its key is returned instead."""

    def save_action(self, action: Action) -> None:
        """Everything but its id, number and key. The caller has checked that its new status may follow."""

    def add_action_step(self, action_id: str, step: ActionStep) -> None:
        """Its number is given here."""
