"""The one door by which events come in, whoever sends them: checked, signed, kept once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from denialops.domain.recovery.events import Signature, WorkflowEvent
from denialops.errors import DenialOpsError, EventConflict, StoreUnavailable
from denialops.ports.recovery import Appended, NewEvent
from denialops.recovery.intake_checks import EventCheck
from denialops.recovery.intake_commits import GroupCommits

Sign = Callable[[WorkflowEvent], Signature]


class Taken(NamedTuple):
    """`is_new` False: the same event was here before."""

    event_id: str
    is_new: bool


class EventIntake:
    """`sign` tells what a failure has in common with others; `own` keeps what no quota bounds. Thread-safe."""

    def __init__(self, check: EventCheck, sign: Sign, commits: GroupCommits, own: GroupCommits) -> None:
        self._check, self._sign, self._commits, self._own = check, sign, commits, own

    def take(self, body: object, *, sender: str, correlation_id: str = "") -> Taken:
        """Raises FaultyEvent, EventConflict, StoreUnavailable, or what a quota refuses."""
        (appended,) = self._commits.append([self._new(body, sender, correlation_id)])
        return _taken(appended)

    def take_own(self, body: object, *, sender: str, correlation_id: str = "") -> Taken:
        """What happened here is kept also when others used up the quota. Raises as `take`."""
        (appended,) = self._own.append([self._new(body, sender, correlation_id)])
        return _taken(appended)

    def take_each(
        self, bodies: Sequence[object], *, sender: str, correlation_id: str = ""
    ) -> tuple[Taken | DenialOpsError, ...]:
        """One answer an event, in order; the good ones are kept together. Raises StoreUnavailable."""
        checked = [self._checked(body, sender, correlation_id) for body in bodies]
        kept = iter(self._kept([new for new in checked if isinstance(new, NewEvent)]))
        return tuple(next(kept) if isinstance(new, NewEvent) else new for new in checked)

    def _kept(self, good: Sequence[NewEvent]) -> Sequence[Taken | DenialOpsError]:
        try:
            return [_answer(appended) for appended in self._commits.append(good)] if good else ()
        except StoreUnavailable:
            raise
        except DenialOpsError as error:
            return [error] * len(good)

    def _checked(self, body: object, sender: str, correlation_id: str) -> NewEvent | DenialOpsError:
        try:
            return self._new(body, sender, correlation_id)
        except DenialOpsError as error:
            return error

    def _new(self, body: object, sender: str, correlation_id: str) -> NewEvent:
        event, body_hash, case_id = self._check.check(body)
        return NewEvent(event, body_hash, self._sign(event), sender, correlation_id, case_id)


def _answer(appended: Appended) -> Taken | DenialOpsError:
    return Taken(appended.event_id, appended.is_new) if appended.is_same else EventConflict(appended.event_id)


def _taken(appended: Appended) -> Taken:
    """Raises EventConflict."""
    answer = _answer(appended)
    if isinstance(answer, DenialOpsError):
        raise answer
    return answer
