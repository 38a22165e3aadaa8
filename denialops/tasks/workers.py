"""Which processes live: each signs again and again, and what a silent one left goes back to the queue."""

from __future__ import annotations

import time
from collections.abc import Callable

from denialops.tasks.tables import TaskTables

BEATS = 5
"""Signatures within the time after which a silent process counts as dead."""


class OnlyWorker:
    """The one process of a data folder: whatever another left there is its own."""

    def __init__(self, tables: TaskTables, own_id: str) -> None:
        self._tables, self._own_id = tables, own_id
        self._is_new = True

    def sign_in(self) -> None:
        """Nobody looks."""

    def beat(self) -> None:
        """Nobody looks."""

    def is_silent(self) -> bool:
        return False

    def take_over(self) -> int:
        """Once: nobody else can leave anything later."""
        is_new, self._is_new = self._is_new, False
        return self._tables.take_over_others(self._own_id) if is_new else 0

    def sign_off(self) -> None:
        """Nobody waits."""


class Workers:
    """This process among all of them. `lost_after_s`: silence after which one counts as dead.

    One that cannot sign for most of that time stops working itself, before others take its work over.
    """

    def __init__(
        self, tables: TaskTables, own_id: str, *, lost_after_s: float, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._tables, self._own_id = tables, own_id
        self._lost_after_s, self._seconds = lost_after_s, seconds
        self._last_beat = self._steady_since = seconds()

    def sign_in(self) -> None:
        """Before any work is taken."""
        self._tables.prepare()
        self.beat()

    def beat(self) -> None:
        was_silent = self.is_silent()
        self._tables.sign(self._own_id)
        self._last_beat = self._seconds()
        # The others may have been silent as well and not signed again yet: they get their time first.
        if was_silent:
            self._steady_since = self._last_beat

    def is_silent(self) -> bool:
        """So long that others may soon take this process for dead."""
        return self._seconds() - self._last_beat > self._lost_after_s * (BEATS - 1) / BEATS

    def take_over(self) -> int:
        """Puts back what dead processes left, once this one has lived long enough to judge; how much that was."""
        if self._seconds() - self._steady_since < self._lost_after_s:
            return 0
        return self._tables.take_over_lost(self._lost_after_s)

    def sign_off(self) -> None:
        """Others need not wait: what runs here is given up."""
        self._tables.sign_off(self._own_id)
