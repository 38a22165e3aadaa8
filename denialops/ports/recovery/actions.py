"""Where actions and their journals are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from denialops.domain.base import Record
from denialops.domain.cases import StageName
from denialops.domain.recovery.actions import Action, ActionStatus, ActionStep, CaseLook, Reroute, WorkItem
from denialops.domain.recovery.incidents import Severity


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

    def list_work_items(self, *, is_open: bool, limit: int, before: int | None = None) -> tuple[WorkItem, ...]:
        """Newest first; `before`: the number of the last one shown."""

    def find_work_item(self, item_id: str) -> WorkItem | None: ...

    def list_reroutes(self) -> tuple[Reroute, ...]: ...


class ActionChanges(ActionReads, Protocol):
    def add_action(self, action: Action) -> Action:
        """Its number is given here; one that is there under its key is returned instead."""

    def save_action(self, action: Action) -> None:
        """Everything but its id, number and key. The caller has checked that its new status may follow."""

    def add_action_step(self, action_id: str, step: ActionStep) -> None:
        """Its number is given here."""

    def add_work_item(self, item: WorkItem) -> WorkItem:
        """Its number is given here; one that is there under its id is returned instead."""

    def save_work_item(self, item: WorkItem) -> None:
        """Its assignee and its closing."""

    def set_reroute(self, reroute: Reroute) -> None:
        """In the place of an earlier one of the same vendor."""

    def drop_reroute(self, vendor: str) -> bool: ...


class CaseRuns(Protocol):
    """The work on cases as actions may begin it again."""

    def look(self, case_id: str) -> CaseLook:
        """`gone` where there is no such case."""

    def begin(self, case_id: str, first_stage: StageName, *, key: str) -> bool:
        """Does the work anew from there on, once under a key; False where that is under way or done already.

        Raises IllegalTransition where the case does not allow it.
        """


class VendorState(NamedTuple):
    """Whether a vendor may be asked: `wait_s` until it may be tried again, `is_probe`: with one call only.

    `is_stopped`: a person or a kill switch holds it, so nobody knows until when.
    """

    wait_s: float = 0.0
    is_probe: bool = False
    is_stopped: bool = False


class VendorGate(Protocol):
    def state(self, vendor: str, *, workflow: str = "") -> VendorState:
        """From its breaker, kill switches and pauses."""


class Alert(Record):
    """What leaves when people are told; no patient's data. `key` makes it one alert however often it is sent."""

    key: str
    title: str
    severity: Severity
    at: str
    facts: Mapping[str, str]


class Channel(Protocol):
    """A way to tell people. Raises ChannelUnavailable, which may be tried again, or ChannelRefused."""

    name: str
    can_resolve: bool

    def send(self, alert: Alert) -> None: ...

    def resolve(self, alert: Alert) -> None:
        """Ends what `send` began; nothing where a message cannot be taken back."""
