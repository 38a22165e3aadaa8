"""The safety layer as people steer it, and that what it stops or refuses is really not done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from denialops.domain.recovery.safety import CASE_STAGE, SwitchScope
from denialops.errors import (
    DuplicateDocument,
    InvalidValue,
    QuotaSpent,
    SpaceSpent,
    SwitchNotFound,
    VendorNotFound,
    WorkHeld,
)
from denialops.recovery.quotas import QuotaLimits
from denialops.services import Services
from denialops.services.records import Upload
from tests.fakes.desk import make_clock, open_services
from tests.fakes.pipeline import FakeClock, FakePipeline

ACTOR = "Ruth"
WHY = "It sends every page twice."


@pytest.fixture
def clock() -> FakeClock:
    return make_clock()


@pytest.fixture
def services(tmp_path: Path, clock: FakeClock) -> Iterator[Services]:
    with open_services(tmp_path, clock=clock, pipeline=FakePipeline()) as built:
        yield built


@pytest.fixture
def bounded(tmp_path: Path, clock: FakeClock) -> Iterator[Services]:
    quotas = QuotaLimits(events_a_day=2, cases_a_day=1, megabytes=1)
    with open_services(tmp_path, clock=clock, pipeline=FakePipeline(), quotas=quotas) as built:
        yield built


def make_letter(text: str = "We deny claim 7.") -> Upload:
    return Upload("letter.txt", text.encode())


def make_event(key: str, *, error_code: str = "timeout", vendor: str = "fax") -> dict[str, object]:
    return {
        "workflow_id": "send_fax",
        "event_type": "send_fax.failed",
        "vendor": vendor,
        "error_code": error_code,
        "idempotency_key": key,
        "occurred_at": "2026-03-02T15:00:00Z",
    }


def count_cases(services: Services) -> int:
    with services.store.snapshot() as reads:
        return len(reads.list_rows(show="open", today=services.clock.today()))


def test_a_vendor_shows_its_breaker_its_limits_and_who_changed_it(services: Services) -> None:
    services.take_event(make_event("k1"), sender="key")
    for _ in range(10):
        services.guards.breakers.note_failure("fax")
    services.review_vendor("fax", actor=ACTOR)

    (row,) = services.vendors()

    assert row == services.vendor("fax")
    assert (row.vendor, row.label, row.kind, row.is_reviewed, row.changed_by) == (
        "fax",
        "Fax service",
        "fax",
        True,
        ACTOR,
    )
    assert (row.breaker, row.failures_in_a_row, row.retry_in_s) == ("open", 10, pytest.approx(600))
    assert (row.calls_per_minute, row.retries_per_hour, row.stopped) == (20, 60, "")


def test_a_vendor_without_a_row_goes_by_its_name_and_the_rules_of_others(services: Services) -> None:
    services.take_event(make_event("k1", vendor="Northgate Clearing"), sender="key")

    (row,) = services.vendors()

    assert (row.label, row.kind, row.is_reviewed) == ("northgate_clearing", "other", False)


def test_a_paused_vendor_is_stopped_until_it_is_resumed(services: Services) -> None:
    services.take_event(make_event("k1"), sender="key")

    paused = services.pause_vendor("fax", actor=ACTOR)
    is_stopped = services.guards.state("fax").is_stopped
    resumed = services.resume_vendor("fax", actor=ACTOR)

    assert (paused.is_paused, paused.stopped) == (True, "The vendor fax is paused.")
    assert is_stopped
    assert (resumed.is_paused, resumed.stopped) == (False, "")
    assert not services.guards.state("fax").is_stopped


@pytest.mark.parametrize("use", ["vendor", "review_vendor", "pause_vendor", "resume_vendor"])
def test_a_vendor_that_no_event_named_is_not_known(services: Services, use: str) -> None:
    more = {} if use == "vendor" else {"actor": ACTOR}

    with pytest.raises(VendorNotFound):
        getattr(services, use)("nobody", **more)


def test_a_switch_stops_a_vendor_however_its_name_is_written(services: Services) -> None:
    switch = services.set_kill_switch("vendor", "Quick Fax", reason=WHY, actor=ACTOR)

    assert services.guards.state("quick_fax").is_stopped
    assert services.kill_switches(in_force=True) == (switch,)

    services.lift_kill_switch(switch.switch_id, actor="Omar")

    assert not services.guards.state("quick_fax").is_stopped
    assert services.kill_switches(in_force=True) == ()
    with pytest.raises(SwitchNotFound):
        services.lift_kill_switch(switch.switch_id, actor="Omar")


def test_a_switch_without_a_reason_is_refused(services: Services) -> None:
    with pytest.raises(InvalidValue):
        services.set_kill_switch("tenant", "", reason=" ", actor=ACTOR)


@pytest.mark.parametrize(("scope", "target"), [("workflow", CASE_STAGE), ("tenant", "")])
def test_a_case_that_comes_while_work_is_held_is_kept_and_read_when_that_is_over(
    services: Services, clock: FakeClock, scope: SwitchScope, target: str
) -> None:
    end = clock.now() + timedelta(hours=1)
    services.set_kill_switch(scope, target, reason=WHY, actor=ACTOR, expires_at=end)

    case_id = services.open_case(make_letter(), actor=ACTOR)
    with services.store.snapshot() as reads:
        failure, done = reads.get_state(case_id).failure, reads.list_stages(case_id)
    with pytest.raises(WorkHeld, match="until 2026-03-02 16:04 UTC: It sends every page twice"):
        services.run_stage(case_id, "ingest")
    clock.pass_days(1)
    services.rerun(case_id, actor=ACTOR)

    assert failure and failure.code == "work_held"
    assert not done
    with services.store.snapshot() as reads:
        assert reads.get_state(case_id).status == "review"


def test_more_cases_than_the_quota_are_refused_and_leave_nothing(bounded: Services, clock: FakeClock) -> None:
    bounded.open_case(make_letter(), actor=ACTOR)

    with pytest.raises(QuotaSpent, match="1 cases a day"):
        bounded.open_case(make_letter("We deny claim 8."), actor=ACTOR)
    with pytest.raises(QuotaSpent):
        bounded.open_waiting_case(mode="fast", actor=ACTOR)
    refused = count_cases(bounded)
    clock.pass_days(1)
    bounded.open_case(make_letter("We deny claim 8."), actor=ACTOR)

    assert refused == 1
    assert count_cases(bounded) == 2


def test_a_letter_that_is_there_already_takes_nothing_of_the_quota(tmp_path: Path, clock: FakeClock) -> None:
    quotas = QuotaLimits(cases_a_day=2)
    with open_services(tmp_path, clock=clock, pipeline=FakePipeline(), quotas=quotas) as services:
        services.open_case(make_letter(), actor=ACTOR)
        with pytest.raises(DuplicateDocument):
            services.open_case(make_letter(), actor=ACTOR)

        services.open_case(make_letter("We deny claim 8."), actor=ACTOR)


def test_files_beyond_the_space_of_the_clinic_are_refused(bounded: Services) -> None:
    with pytest.raises(SpaceSpent):
        bounded.open_case(make_letter("x" * 1_000_001), actor=ACTOR)

    assert count_cases(bounded) == 0


def test_events_beyond_the_quota_are_refused_and_repeats_are_not_counted(bounded: Services) -> None:
    for key in ("k1", "k1", "k2"):
        bounded.take_event(make_event(key), sender="key")

    with pytest.raises(QuotaSpent, match="2 events a day"):
        bounded.take_event(make_event("k3"), sender="key")
    assert not bounded.take_event(make_event("k1"), sender="key").is_new


def test_quotas_are_told_with_what_is_used(bounded: Services) -> None:
    bounded.open_case(make_letter(), actor=ACTOR)
    bounded.take_event(make_event("k1"), sender="key")

    told = {use.what: (use.used, use.limit) for use in bounded.quotas()}

    assert told == {"events": (1, 2), "cases": (1, 1), "megabytes": (Decimal(1), Decimal(1))}


def test_the_state_of_the_rules_is_told(services: Services) -> None:
    state = services.recovery_rules()

    assert state.version == services.guards.rules.current().version
    assert state.faults == ()
    assert min(state.error_codes, state.retry_policies, state.vendors) > 0


def test_the_page_of_a_case_can_say_why_its_work_waits(services: Services, clock: FakeClock) -> None:
    before = services.find_stop_of_cases()
    services.set_kill_switch("vendor", "fax", reason="Not the cases.", actor=ACTOR)
    of_a_vendor = services.find_stop_of_cases()
    services.set_kill_switch(
        "workflow", CASE_STAGE, reason=WHY, actor=ACTOR, expires_at=clock.now() + timedelta(hours=1)
    )
    stop = services.find_stop_of_cases()

    assert (before, of_a_vendor) == (None, None)
    assert stop and (stop.reason, stop.expires_at) == (WHY, "2026-03-02T16:04:00.000000+00:00")
