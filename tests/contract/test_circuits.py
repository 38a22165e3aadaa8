"""Whatever keeps where circuit breakers stand must behave like this."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from itertools import pairwise
from pathlib import Path

import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from denialops.domain.circuits import BreakerLimits, Circuit, judged
from denialops.limits.circuits import LEFT_ALONE_S, OwnCircuits, SteadyCircuits
from denialops.limits.redis_circuits import PREFIX, RedisCircuits
from denialops.ports.circuits import Circuits
from denialops.store.case_store import SqliteCaseStore
from denialops.store.postgres.case_store import PgCaseStore
from denialops.store.postgres.database import PgDatabase
from tests.contract.makers import FakeClock
from tests.unit.llm.doubles import FakeSeconds

AWAY = "redis://127.0.0.1:1/0"
OPEN = Circuit(5, 1_795_000_000.25)

Open = Callable[..., Circuits]


@pytest.fixture(
    params=["own", "redis", "steady", "sqlite", "postgres"],
)
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """opened(): the same circuits as another process has them; opened(tenant=...): those of another clinic."""
    clock, own = FakeClock(), dict[str, OwnCircuits]()
    with ExitStack() as stack:
        if request.param in ("redis", "steady"):
            url = request.getfixturevalue("redis_url")
            with closing(redis.Redis.from_url(url)) as client:
                client.flushall()
        database = request.getfixturevalue("postgres").make_database() if request.param == "postgres" else ""

        def open_circuits(tenant: str = "clinic") -> Circuits:
            match request.param:
                case "own":
                    return own.setdefault(tenant, OwnCircuits())
                case "redis":
                    return RedisCircuits(url, tenant=tenant, timeout_s=5)
                case "steady":
                    return SteadyCircuits(RedisCircuits(url, tenant=tenant, timeout_s=5))
                case "sqlite":
                    sqlite = SqliteCaseStore(tmp_path, tenant=tenant, clock=clock)
                    return stack.enter_context(closing(sqlite)).circuits()
            store = PgCaseStore(PgDatabase(database), tenant=tenant, clock=clock)
            return stack.enter_context(closing(store)).circuits()

        yield open_circuits


@pytest.fixture
def circuits(opened: Open) -> Circuits:
    return opened()


def test_many_are_told_at_once_as_each_alone(opened: Open) -> None:
    opened("other").swap("fax", Circuit(), Circuit(2))
    opened().swap("slow", Circuit(), OPEN)

    found = opened().get_each(["fax", "slow", "new"])

    assert found == {"fax": Circuit(), "slow": OPEN, "new": Circuit()}
    assert opened().get_each([]) == {}


def test_what_nobody_knows_is_closed(circuits: Circuits) -> None:
    assert circuits.get("vendor") == Circuit()


def test_what_is_put_stands_there_also_for_another_process(opened: Open) -> None:
    one, other = opened(), opened()

    assert one.swap("vendor", Circuit(), OPEN)
    assert other.get("vendor") == OPEN
    assert other.swap("vendor", OPEN, OPEN._replace(probing_since=1_795_000_060.5))
    assert one.get("vendor") == Circuit(5, OPEN.opened_at, 1_795_000_060.5)


@pytest.mark.parametrize(
    "expected", [Circuit(), Circuit(4, OPEN.opened_at), Circuit(5), Circuit(5, 1.0), OPEN._replace(probing_since=2.0)]
)
def test_what_another_has_changed_is_not_overwritten(circuits: Circuits, expected: Circuit) -> None:
    circuits.swap("vendor", Circuit(), OPEN)

    assert not circuits.swap("vendor", expected, Circuit(9))
    assert circuits.get("vendor") == OPEN


def test_what_is_not_known_cannot_be_taken_for_something_else(circuits: Circuits) -> None:
    assert not circuits.swap("vendor", OPEN, Circuit())
    assert circuits.get("vendor") == Circuit()


def test_it_closes_again_and_opens_again(circuits: Circuits) -> None:
    steps = [Circuit(), Circuit(1), OPEN, OPEN._replace(probing_since=7.0), Circuit(), Circuit(1), Circuit()]

    assert all(circuits.swap("vendor", old, new) for old, new in pairwise(steps))
    assert circuits.get("vendor") == Circuit()


def test_names_and_clinics_do_not_disturb_each_other(opened: Open) -> None:
    circuits = opened()
    circuits.swap("vendor", Circuit(), OPEN)

    assert circuits.get("Vendor") == Circuit()
    assert opened(tenant="another").get("vendor") == Circuit()


def test_a_half_open_probe_is_taken_by_exactly_one_of_many_processes(opened: Open) -> None:
    processes = [opened() for _ in range(4)]
    processes[0].swap("vendor", Circuit(), OPEN)

    def take(number: int) -> bool:
        return processes[number % 4].swap("vendor", OPEN, OPEN._replace(probing_since=100.0 + number))

    with ThreadPoolExecutor(16) as pool:
        taken = list(pool.map(take, range(64)))

    assert sum(taken) == 1
    assert processes[0].get("vendor").probing_since == 100.0 + taken.index(True)


def test_failures_that_several_processes_count_are_all_counted(opened: Open) -> None:
    processes = [opened() for _ in range(4)]
    limits = BreakerLimits(failures=1000)

    def fail(number: int) -> None:
        circuits, done = processes[number % 4], False
        while not done:
            before = circuits.get("vendor")
            done = circuits.swap("vendor", before, judged(before, "failed", limits, now=1.0, probing_since=None))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(fail, range(80)))

    assert processes[0].get("vendor") == Circuit(80)


times = st.none() | st.floats(0, 4e9)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(
    first=st.builds(Circuit, st.integers(0, 10**6), times, times),
    then=st.builds(Circuit, st.integers(0, 9), times, times),
)
def test_every_circuit_comes_back_as_it_was_put(circuits: Circuits, first: Circuit, then: Circuit) -> None:
    before = circuits.get("vendor")

    assert circuits.swap("vendor", before, first)
    assert circuits.get("vendor") == first
    assert circuits.swap("vendor", first, then)
    assert circuits.get("vendor") == then


def test_while_the_shared_ones_are_away_each_process_has_its_own() -> None:
    circuits = SteadyCircuits(RedisCircuits(AWAY, tenant="clinic", timeout_s=1))

    assert circuits.get("vendor") == Circuit()
    assert circuits.swap("vendor", Circuit(), OPEN)
    assert circuits.get("vendor") == OPEN
    assert not circuits.swap("vendor", Circuit(), Circuit(1))


class Breaking:
    """Shared circuits that go away and come back; `asked` counts."""

    def __init__(self) -> None:
        self.inner, self.is_away, self.asked = OwnCircuits(), False, 0
        self._away = RedisCircuits(AWAY, tenant="clinic", timeout_s=1)

    def get(self, name: str) -> Circuit:
        self.asked += 1
        return self._away.get(name) if self.is_away else self.inner.get(name)

    def get_each(self, names: Sequence[str]) -> Mapping[str, Circuit]:
        self.asked += 1
        return (self._away if self.is_away else self.inner).get_each(names)

    def swap(self, name: str, old: Circuit, new: Circuit) -> bool:
        self.asked += 1
        return (self._away if self.is_away else self.inner).swap(name, old, new)


def test_what_was_open_when_they_went_away_stays_open() -> None:
    shared = Breaking()
    circuits = SteadyCircuits(shared)
    shared.inner.swap("vendor", Circuit(), OPEN)
    circuits.get("vendor")

    shared.is_away = True

    assert circuits.get("vendor") == OPEN
    assert circuits.get_each(["vendor", "new"]) == {"vendor": OPEN, "new": Circuit()}


def test_those_that_are_away_are_left_alone_for_a_while_and_then_asked_again() -> None:
    shared, time = Breaking(), FakeSeconds()
    time.now = 100.0
    circuits = SteadyCircuits(shared, seconds=lambda: time.now)
    shared.is_away = True
    for _ in range(10):
        circuits.get("vendor")
    asked_while_away = shared.asked
    shared.is_away = False
    shared.inner.swap("vendor", Circuit(), OPEN)
    time.now += LEFT_ALONE_S

    assert asked_while_away == 1
    assert circuits.get("vendor") == OPEN


@pytest.mark.service
def test_no_name_of_a_provider_is_kept_in_redis_as_it_is(redis_url: str) -> None:
    RedisCircuits(redis_url, tenant="clinic", timeout_s=5).swap("vendor-7", Circuit(), OPEN)

    with closing(redis.Redis.from_url(redis_url)) as client:
        assert all(b"vendor-7" not in key for key in client.scan_iter(f"{PREFIX}*"))
