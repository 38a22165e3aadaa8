"""Two processes on one database share the breaker of a vendor."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import closing

from denialops.domain.recovery.rule_tables import parse_recovery_rules
from denialops.recovery.breakers import Breakers
from denialops.store.case_store import SqliteCaseStore
from denialops.store.postgres.case_store import PgCaseStore
from tests.contract.adapters import StoreAdapter, open_at
from tests.contract.makers import FakeClock
from tests.unit.recovery.makers import FixedRules, make_texts

RULES = FixedRules(parse_recovery_rules(make_texts()))
FAX = "quick_fax"
"""Opens after 3 failures for 60 seconds."""

ELSEWHERE = """
import sys
from tests.contract.test_shared_breakers import FAX, on_breakers
from tests.contract.makers import FakeClock

place, passed_s, what = sys.argv[1:]
clock = FakeClock()
clock.pass_days(float(passed_s) / 86400)
print(on_breakers(place, clock, lambda breakers: getattr(breakers, what)(FAX)))
"""


def on_breakers(place: str, clock: FakeClock, use: Callable[[Breakers], object]) -> object:
    store = open_at(place, clock)
    assert isinstance(store, SqliteCaseStore | PgCaseStore)
    with closing(store):
        return use(Breakers(store.circuits(), RULES, clock))


def elsewhere(place: str, what: str, *, passed_s: float = 0) -> str:
    """What another process gets for an answer."""
    command = [sys.executable, "-c", ELSEWHERE, place, str(passed_s), what]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_what_one_process_opened_the_other_leaves_alone_and_one_of_them_finds_out(
    adapter: StoreAdapter, clock: FakeClock
) -> None:
    with closing(open_at(adapter.place, clock)) as store:
        assert isinstance(store, SqliteCaseStore | PgCaseStore)
        breakers = Breakers(store.circuits(), RULES, clock)
        for _ in range(2):
            breakers.note_failure(FAX)

        opened = elsewhere(adapter.place, "note_failure")
        here = breakers.state_of(FAX).state
        clock.pass_days(60 / 86_400)
        probe = breakers.admit(FAX)
        refused = elsewhere(adapter.place, "admit", passed_s=60)
        breakers.note_success(FAX)
        admitted = elsewhere(adapter.place, "admit", passed_s=60)

    assert "state='open'" in opened
    assert here == "open"
    assert probe.wait_s == 0
    assert "wait_s=60.0" in refused
    assert "wait_s=0.0, probing_since=None" in admitted
