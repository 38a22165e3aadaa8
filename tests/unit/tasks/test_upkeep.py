"""Chores come round again, and one that breaks stops neither itself nor the others."""

from __future__ import annotations

import threading

from denialops.tasks.serializer import IdSerializer, StoredError
from denialops.tasks.upkeep import Chore, Upkeep


def test_a_chore_that_breaks_is_done_again_like_the_others() -> None:
    rounds: list[str] = []
    enough = threading.Event()

    def break_down() -> None:
        rounds.append("broken")
        raise ValueError("Ada Muñoz")

    def work() -> None:
        rounds.append("fine")
        if rounds.count("fine") == 3:
            enough.set()

    upkeep = Upkeep([Chore("breaks", 0.01, break_down), Chore("works", 0.01, work)])
    upkeep.start()
    assert enough.wait(5)
    upkeep.stop()

    assert rounds.count("broken") >= 2


def test_a_chore_waits_for_its_turn() -> None:
    often, seldom = threading.Semaphore(0), []
    upkeep = Upkeep([Chore("often", 0.01, often.release), Chore("seldom", 3600, lambda: seldom.append(1))])
    upkeep.start()
    assert all(often.acquire(timeout=5) for _ in range(3))
    upkeep.stop()

    assert seldom == [1]


def test_the_engine_keeps_of_an_error_only_its_type() -> None:
    serializer = IdSerializer()

    stored = serializer.serialize(ValueError("Ada Muñoz"))

    assert stored == '{"error": "ValueError"}'
    assert isinstance(serializer.deserialize(stored), StoredError)
    assert serializer.deserialize(serializer.serialize(["c1", "ingest"])) == ["c1", "ingest"]
