"""Many writers at once, and a process that dies in the middle of a transaction."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from denialops.errors import DraftConflict
from denialops.ports import CaseStore
from tests.contract.adapters import StoreAdapter
from tests.contract.makers import TODAY, make_change, make_draft, open_case, open_reviewed

ROOT = Path(__file__).resolve().parents[2]
DIES_INSIDE = """
import os, signal, sys
from tests.contract.adapters import open_at
from tests.contract.makers import FakeClock, make_change, make_document, open_case

store = open_at(sys.argv[1], FakeClock())
open_case(store, "kept")
with store.transaction() as tx:
    tx.open_case("lost", make_change("case_opened"))
    tx.add_document("lost", make_document(pages=3), make_change("document_added"))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_sixteen_writers_leave_no_gap_and_lose_nothing(adapter: StoreAdapter) -> None:
    stores = [adapter.open() for _ in range(4)]
    open_case(stores[0])

    def write(writer: int) -> None:
        for turn in range(20):
            with stores[writer % 4].transaction() as tx:
                tx.record("c1", make_change("note", key=f"{writer}:{turn}"))

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(write, range(16)))

    with stores[0].snapshot() as reads:
        numbers = [event.number for event in reads.list_events("c1")]
    assert numbers == list(range(1, 2 + 16 * 20 + 1))


def test_of_many_who_save_the_same_version_one_wins_and_all_texts_are_kept(store: CaseStore) -> None:
    open_reviewed(store)

    def save(person: int) -> bool:
        try:
            with store.transaction() as tx:
                tx.save_draft(make_draft(f"Text {person}"), make_change("draft_saved"), based_on=1)
        except DraftConflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(save, range(8)))

    with store.snapshot() as reads:
        bodies = {reads.get_draft("c1", info.version).body for info in reads.list_drafts("c1")}
    assert won.count(True) == 1
    assert bodies == {"Dear reviewer,"} | {f"Text {person}" for person in range(8)}


def test_ever_new_threads_do_not_pile_up_connections(store: CaseStore) -> None:
    def look() -> None:
        with store.snapshot() as reads:
            reads.count_rows()

    look()
    before = _open_files()
    for _ in range(10):
        threads = [threading.Thread(target=look) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    # At most 16 connections, each with its file and its log.
    assert _open_files() - before <= 2 * 16


def test_a_process_killed_inside_a_transaction_leaves_only_what_was_committed(adapter: StoreAdapter) -> None:
    command = [sys.executable, "-c", DIES_INSIDE, adapter.place]
    killed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=30)

    assert killed.returncode == -9, killed.stderr
    store = adapter.open()
    with store.snapshot() as reads:
        assert [row.case_id for row in reads.list_rows(today=TODAY)] == ["kept"]
    assert adapter.is_sound()
    open_case(store, "next")


def _open_files() -> int:
    if not Path("/proc/self/fd").exists():
        pytest.skip("open files are counted on Linux")
    return len(list(Path("/proc/self/fd").iterdir()))
