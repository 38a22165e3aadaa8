"""Keeps what a model writes while it writes, in few short transactions, so that a page can show it at any moment."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from denialops.domain.cases import StageName
from denialops.domain.drafts import Block
from denialops.errors import Cancelled
from denialops.ports import CaseReads, CaseStore
from denialops.services.base import MACHINE, by
from denialops.services.watching import all_events, run_of

SHORTEST_PAUSE_S = 0.1
LOOK_AGAIN_S = 0.5
"""So often the case is asked whether somebody stopped the writing, also while the model says nothing."""
STAGE: StageName = "draft"


class Paragraphs:
    """Of one run. Paragraphs that come quickly, as from the cache, share a transaction."""

    def __init__(self, store: CaseStore, case_id: str, run: int, *, seconds: Callable[[], float] = monotonic) -> None:
        self._store, self._case_id, self._run, self._seconds = store, case_id, run, seconds
        self._waiting: list[Block] = []
        self._last_write, self._last_look = seconds() - SHORTEST_PAUSE_S, seconds()
        self.blocks: list[Block] = []

    def add(self, block: Block) -> None:
        """Raises Cancelled when a person stopped the writing or the work began anew."""
        self.blocks.append(block)
        self._waiting.append(block)
        if self._seconds() - self._last_write < SHORTEST_PAUSE_S:
            return
        with self._store.transaction() as unit:
            refuse_ended(unit, self._case_id, self._run)
            number = len(self.blocks)
            change = by(MACHINE, "paragraph_written", key=f"{self._run}:paragraph:{number}", number=number)
            unit.keep_paragraphs(self._case_id, self._waiting, change)
        self._waiting.clear()
        self._last_write = self._seconds()

    def has_ended(self) -> bool:
        """Whether a person stopped the writing or the work began anew, as far as was looked."""
        if self._seconds() - self._last_look < LOOK_AGAIN_S:
            return False
        self._last_look = self._seconds()
        with self._store.snapshot() as reads:
            return _is_ended(reads, self._case_id, self._run)


def refuse_ended(reads: CaseReads, case_id: str, run: int) -> None:
    """Raises Cancelled when the draft of this run is settled, or another run began."""
    if _is_ended(reads, case_id, run):
        raise Cancelled()


def _is_ended(reads: CaseReads, case_id: str, run: int) -> bool:
    is_reading = reads.get_state(case_id).status == "reading"
    return not is_reading or STAGE in reads.list_stages(case_id) or run_of(all_events(reads, case_id)) != run
