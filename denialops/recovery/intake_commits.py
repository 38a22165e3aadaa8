"""Keeps events that come at the same time in one transaction: the disk is waited for once for all of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from denialops.errors import DenialOpsError
from denialops.ports.recovery import Appended, NewEvent, RecoveryStore, RecoveryWork

MOST_AT_ONCE = 2000
"""Events of one transaction: others that write must not wait long for it."""
Admit = Callable[[RecoveryWork, int], None]
"""Told within the transaction how many events are new; raises to refuse them."""


def admit_all(work: RecoveryWork, new: int) -> None:
    """Where no quota bounds the events of a day."""


class GroupCommits:
    """Thread-safe. Nobody waits for others to come: who finds nobody committing commits what is there by then."""

    def __init__(self, store: RecoveryStore, admit: Admit = admit_all) -> None:
        self._store, self._admit = store, admit
        self._waiting: list[_Waiting] = []
        self._noting = threading.Lock()
        self._turn = threading.Lock()

    def append(self, events: Sequence[NewEvent]) -> tuple[Appended, ...]:
        """Returns once these are kept for good. Raises StoreUnavailable, or what refuses them."""
        mine = _Waiting(events)
        with self._noting:
            self._waiting.append(mine)
        with self._turn:
            while not mine.is_done:
                self._commit(self._take())
        return mine.result()

    def _take(self) -> list[_Waiting]:
        """The first always, however many events it brings."""
        with self._noting:
            taken = [self._waiting.pop(0)]
            size = len(taken[0].events)
            while self._waiting and size + len(self._waiting[0].events) <= MOST_AT_ONCE:
                taken.append(self._waiting.pop(0))
                size += len(taken[-1].events)
        return taken

    def _commit(self, group: Sequence[_Waiting]) -> None:
        try:
            answers = iter(self._kept([event for waiting in group for event in waiting.events]))
            for waiting in group:
                waiting.answers = tuple(next(answers) for _ in waiting.events)
        except DenialOpsError as error:
            self._refuse(group, error)
        finally:
            # What nobody foresaw is raised to one of them; the others must not wait for ever.
            for waiting in group:
                waiting.is_done = True

    def _refuse(self, group: Sequence[_Waiting], error: DenialOpsError) -> None:
        """Each is tried alone, so that only those are refused that must be."""
        if len(group) == 1 or error.retryable:
            for waiting in group:
                waiting.error = error
        else:
            for waiting in group:
                self._commit([waiting])

    def _kept(self, events: Sequence[NewEvent]) -> tuple[Appended, ...]:
        with self._store.transaction() as work:
            appended = work.append_events(events)
            if new := sum(answer.is_new for answer in appended):
                self._admit(work, new)
        return appended


class _Waiting:
    """Events of one caller, and what became of them."""

    def __init__(self, events: Sequence[NewEvent]) -> None:
        self.events = events
        self.answers: tuple[Appended, ...] | None = None
        self.error = DenialOpsError()
        self.is_done = False

    def result(self) -> tuple[Appended, ...]:
        if self.answers is None:
            raise self.error
        return self.answers
