"""Whether a vendor may be asked, and one more retry made, from everything that guards it."""

from __future__ import annotations

from pathlib import Path

import pytest

from denialops.ports.recovery import RecoveryStore
from denialops.ports.recovery.actions import VendorState
from denialops.recovery.guards import Guards
from denialops.recovery.rule_files import RuleFiles
from tests.contract.makers import FakeClock
from tests.fakes.guards import make_guards
from tests.unit.recovery.makers import VENDORS, write_rules

FAX = "quick_fax"


def guards_of(store: RecoveryStore, clock: FakeClock, folder: Path, *, vendors: str = VENDORS) -> Guards:
    return make_guards(store, clock, rules=RuleFiles(write_rules(folder / "rules", vendors=vendors)))


def test_a_vendor_that_is_well_may_be_asked(store: RecoveryStore, clock: FakeClock, tmp_path: Path) -> None:
    assert guards_of(store, clock, tmp_path).state(FAX) == VendorState()


def test_a_vendor_that_is_left_alone_tells_for_how_long_and_then_may_be_asked_once(
    store: RecoveryStore, clock: FakeClock, tmp_path: Path
) -> None:
    guards = guards_of(store, clock, tmp_path)
    for _ in range(3):
        guards.breakers.note_failure(FAX)

    opened = guards.state(FAX)
    clock.pass_days(60 / 86_400)

    assert opened == VendorState(wait_s=pytest.approx(60))
    assert guards.state(FAX) == guards.state(FAX) == VendorState(is_probe=True)


def test_a_switch_stops_a_vendor_that_is_well(store: RecoveryStore, clock: FakeClock, tmp_path: Path) -> None:
    guards = guards_of(store, clock, tmp_path)

    guards.switches.set("tenant", "", reason="Audit.", actor="Ruth")

    assert guards.state(FAX) == VendorState(is_stopped=True)


@pytest.mark.parametrize(
    ("old", "new"),
    [("calls_per_minute: 2", "calls_per_minute: 0"), ("retries_per_hour: 2", "retries_per_hour: 0")],
    ids=["by the hour", "by the minute"],
)
def test_retries_keep_to_both_limits(
    store: RecoveryStore, clock: FakeClock, tmp_path: Path, old: str, new: str
) -> None:
    guards = guards_of(store, clock, tmp_path, vendors=VENDORS.replace(old, new))

    assert [guards.admit_retry("send_fax", FAX) for _ in range(4)] == [True, True, False, False]


def test_a_vendor_without_limits_may_be_tried_ever_again(
    store: RecoveryStore, clock: FakeClock, tmp_path: Path
) -> None:
    guards = guards_of(store, clock, tmp_path)

    assert all(guards.admit_retry("send_fax", "slow_fax") for _ in range(100))


def test_a_new_limit_takes_effect_without_a_restart(store: RecoveryStore, clock: FakeClock, tmp_path: Path) -> None:
    seconds = [100.0]
    folder = write_rules(tmp_path / "rules")
    guards = make_guards(store, clock, rules=RuleFiles(folder, seconds=lambda: seconds[0]))
    for _ in range(3):
        guards.admit_retry("send_fax", FAX)

    changed = VENDORS.replace("retries_per_hour: 2", "retries_per_hour: 3").replace(
        "calls_per_minute: 2", "calls_per_minute: 9"
    )
    (folder / "vendors.yaml").write_text(changed)
    seconds[0] += 1

    assert [guards.admit_retry("send_fax", FAX) for _ in range(2)] == [True, False]
