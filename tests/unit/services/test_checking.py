"""Parts are looked at all at once, each in its time, and not more often than once a second."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from denialops.errors import StoreUnavailable
from denialops.ports.observing import Found, Probe
from denialops.services.checking import HealthCheck

OK = Found()


class Clock:
    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    gate = threading.Event()
    yield gate
    gate.set()


def waiting(gate: threading.Event) -> Callable[[], Found]:
    def look() -> Found:
        gate.wait(10)
        return OK

    return look


def raising(error: Exception) -> Callable[[], Found]:
    def look() -> Found:
        raise error

    return look


def test_an_installation_whose_parts_are_well_is_well() -> None:
    health = HealthCheck([Probe("store", lambda: OK), Probe("ocr", lambda: OK, is_needed=False)]).now()

    assert (health.state, [part.name for part in health.parts]) == ("ok", ["store", "ocr"])


@pytest.mark.parametrize(
    ("found", "is_needed", "state"),
    [
        (Found("down", "gone"), True, "down"),
        (Found("down", "gone"), False, "degraded"),
        (Found("degraded", "low"), True, "degraded"),
        (Found("degraded", "low"), False, "degraded"),
    ],
)
def test_only_a_needed_part_takes_the_whole_down(found: Found, is_needed: bool, state: str) -> None:
    health = HealthCheck([Probe("disk", lambda: found, is_needed), Probe("store", lambda: OK)]).now()

    assert (health.state, health.parts[0].code) == (state, found.code)


def test_a_part_that_cannot_be_used_is_down_with_the_code_of_its_error() -> None:
    health = HealthCheck([Probe("store", raising(StoreUnavailable()))]).now()

    assert (health.state, health.parts[0].state, health.parts[0].code) == ("down", "down", "store_unavailable")


def test_what_no_look_foresaw_is_a_code_and_none_of_its_words() -> None:
    health = HealthCheck([Probe("store", raising(RuntimeError("/home/clinic of Ada Munoz")))]).now()

    assert (health.state, health.parts[0].code) == ("down", "internal_error")
    assert "Ada" not in health.model_dump_json()


def test_a_part_that_does_not_answer_in_time_keeps_nobody_waiting(gate: threading.Event) -> None:
    health = HealthCheck([Probe("slow", waiting(gate)), Probe("store", lambda: OK)], limit_s=0.05).now()

    assert [(part.name, part.state, part.code) for part in health.parts] == [
        ("slow", "down", "timed_out"),
        ("store", "ok", ""),
    ]


def test_a_part_that_still_hangs_is_not_asked_a_second_time_and_heals_when_it_answers(gate: threading.Event) -> None:
    clock, asked, healed = Clock(), list[int](), threading.Event()

    def look() -> Found:
        asked.append(1)
        gate.wait(10)
        healed.set()
        return OK

    check = HealthCheck([Probe("slow", look)], limit_s=0.05, seconds=clock)
    states = [check.now().state]
    clock.at += 5
    states.append(check.now().state)
    during = len(asked)
    gate.set()
    healed.wait(10)
    clock.at += 5
    states.append(check.now().state)

    assert (states, during) == (["down", "down", "ok"], 1)


def test_all_parts_are_looked_at_at_the_same_time() -> None:
    meeting = threading.Barrier(3)

    def look() -> Found:
        meeting.wait(10)
        return OK

    health = HealthCheck([Probe(name, look) for name in ("one", "two", "three")], limit_s=10).now()

    assert health.state == "ok"


def test_an_answer_serves_for_a_second_and_no_longer() -> None:
    clock, asked = Clock(), list[int]()

    def look() -> Found:
        asked.append(1)
        return OK

    check = HealthCheck([Probe("store", look)], seconds=clock)
    counts = []
    for later in (0.0, 0.5, 0.6):
        clock.at += later
        check.now()
        counts.append(len(asked))

    assert counts == [1, 1, 2]


def test_an_installation_without_parts_is_well() -> None:
    assert HealthCheck().now().state == "ok"
