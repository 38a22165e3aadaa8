"""Waiting for news of cases: one look at the event log serves every open stream of this process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping

from anyio import to_thread

from denialops.errors import StoreUnavailable

LOOK_EVERY_S = 0.2


class EventWatch:
    """`read` gives the number of the newest event of each case named; cases that are gone are left out."""

    def __init__(self, read: Callable[[Collection[str]], Mapping[str, int]], *, every_s: float = LOOK_EVERY_S) -> None:
        self._read, self._every_s = read, every_s
        self._waiting: dict[asyncio.Event, tuple[str, int]] = {}
        self._looking: asyncio.Task[None] | None = None
        self.is_closed = False

    def close(self) -> None:
        """The server stops: nobody waits any more."""
        self.is_closed = True
        for woken in self._waiting:
            woken.set()

    async def wait(self, case_id: str, *, after: int, timeout_s: float) -> bool:
        """Until the case has an event numbered above `after`, is gone, the log cannot be read, or the server stops.

        False when nothing of this happened.
        """
        if self.is_closed:
            return True
        woken = asyncio.Event()
        self._waiting[woken] = (case_id, after)
        self._look_on()
        try:
            async with asyncio.timeout(timeout_s):
                await woken.wait()
        except TimeoutError:
            return False
        finally:
            self._waiting.pop(woken, None)
        return True

    def _look_on(self) -> None:
        loop = asyncio.get_running_loop()
        if self._looking is None or self._looking.done() or self._looking.get_loop() is not loop:
            self._looking = loop.create_task(self._look())

    async def _look(self) -> None:
        """Ends with the last who waits."""
        while self._waiting:
            wanted = dict(self._waiting)
            try:
                newest = await to_thread.run_sync(self._read, {case_id for case_id, _ in wanted.values()})
            except StoreUnavailable:
                newest = {}
            for woken, (case_id, after) in wanted.items():
                if newest.get(case_id, after + 1) > after:
                    self._waiting.pop(woken, None)
                    woken.set()
            await asyncio.sleep(self._every_s)
