"""Background steps run again and again, on their own, where the lease is held; failures wait and end nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from denialops.errors import StoreUnavailable
from denialops.recovery.leases import Lease
from denialops.recovery.loop import Always, Loop, Step
from tests.contract.scripted import wait_until
from tests.fakes.acting import ActingDesk

NEVER_S = 3600.0


class Counted:
    """Counts its runs; returns or raises what it is told, then says that there was nothing to do."""

    def __init__(self, *told: object) -> None:
        self.told, self.runs = list(told), 0
        self.threads: set[str] = set()

    def __call__(self) -> object:
        self.runs += 1
        self.threads.add(threading.current_thread().name)
        told = self.told.pop(0) if self.told else False
        if isinstance(told, Exception):
            raise told
        return told


class Unheld:
    """A lease that another process has until it is given."""

    def __init__(self) -> None:
        self.is_mine, self.dropped = False, 0

    def hold(self) -> bool:
        return self.is_mine

    def drop(self) -> None:
        self.dropped += 1


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@contextmanager
def running(*steps: Step) -> Iterator[Loop]:
    loop = Loop(steps)
    loop.start()
    try:
        yield loop
    finally:
        loop.stop()


def step(name: str, run: Callable[[], object], *, every_s: float = NEVER_S, **options: object) -> Step:
    return Step(name, every_s, run, **({"lease": Always()} | options))  # type: ignore[arg-type]


def test_every_step_runs_at_once_in_a_thread_of_its_own() -> None:
    first, second = Counted(), Counted()
    with running(step("first", first), step("second", second)):
        wait_until(lambda: first.runs == second.runs == 1)

    assert (first.threads, second.threads) == ({"recovery-first"}, {"recovery-second"})


def test_a_step_that_did_something_runs_again_until_nothing_is_left() -> None:
    busy = Counted(3, 2, 0)
    with running(step("busy", busy)):
        wait_until(lambda: busy.runs == 3)


def test_what_one_step_did_wakes_the_others() -> None:
    first, second = Counted(1), Counted()
    with running(step("second", second), step("first", first)):
        wait_until(lambda: second.runs >= 2)


def test_who_is_woken_runs_now_and_who_keeps_to_its_period_does_not() -> None:
    woken, periodic = Counted(), Counted()
    with running(step("woken", woken), step("periodic", periodic, is_woken=False)) as loop:
        wait_until(lambda: woken.runs == periodic.runs == 1)
        loop.wake()
        wait_until(lambda: woken.runs == 2)

    assert periodic.runs == 1


def test_a_step_runs_again_after_its_period() -> None:
    often = Counted()
    with running(step("often", often, every_s=0.06)):
        wait_until(lambda: often.runs >= 3)


@pytest.mark.parametrize("error", [StoreUnavailable(), ZeroDivisionError("Dana Whitlock")])
def test_a_step_that_fails_is_tried_again_and_the_others_go_on(
    error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    bad, good = Counted(error), Counted()
    with running(step("bad", bad, every_s=0.05), step("good", good)) as loop:
        wait_until(lambda: bad.runs >= 2)
        loop.wake()
        wait_until(lambda: good.runs >= 2)

    assert "Whitlock" not in capsys.readouterr().err


def test_a_step_whose_lease_another_has_does_not_run() -> None:
    lease, idle, other = Unheld(), Counted(), Counted()
    with running(step("idle", idle, lease=lease), step("other", other)) as loop:
        wait_until(lambda: other.runs == 1)
        loop.wake()
        wait_until(lambda: other.runs == 2)
        assert idle.runs == 0
        lease.is_mine = True
        loop.wake()
        wait_until(lambda: idle.runs == 1)

    assert lease.dropped == 1


def test_one_process_at_a_time_holds_a_lease_and_another_takes_over_when_it_dies(tmp_path: Path) -> None:
    desk, seconds = ActingDesk(tmp_path), Seconds()
    first = Lease(desk.store, "recovery/actions", "p1", lease_s=30, seconds=seconds)
    second = Lease(desk.store, "recovery/actions", "p2", lease_s=30, seconds=seconds)

    assert first.hold()
    assert not second.hold()
    desk.pass_s(31)
    seconds.now += 31
    assert second.hold()
    assert not first.hold()


def test_a_lease_is_renewed_in_time_and_dropped_for_the_next(tmp_path: Path) -> None:
    desk, seconds = ActingDesk(tmp_path), Seconds()
    first = Lease(desk.store, "recovery/actions", "p1", lease_s=30, seconds=seconds)
    second = Lease(desk.store, "recovery/actions", "p2", lease_s=30, seconds=seconds)
    for _ in range(10):
        assert first.hold()
        desk.pass_s(11)
        seconds.now += 11
        assert not second.hold()

    first.hold()
    first.drop()
    seconds.now += 11
    assert second.hold()
