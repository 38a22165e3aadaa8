"""Events become counts and incidents once each, however they come, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from denialops.domain.recovery.events import StoredEvent
from denialops.domain.recovery.incidents import Incident, IncidentStatus
from denialops.ports.recovery import IncidentQuery, RecoveryStore
from denialops.recovery.incidents import change_status
from denialops.recovery.processor import POSITION, EventProcessor
from denialops.recovery.signature_rules import SignatureBook
from tests.contract.detecting import (
    NOON,
    make_denial,
    make_event,
    make_processor,
    make_success,
    post,
    shipped_book,
)
from tests.contract.makers import FakeClock

DAY = 1440


def list_incidents(store: RecoveryStore) -> Sequence[Incident]:
    """Oldest first."""
    with store.snapshot() as reads:
        return sorted(reads.page_incidents(IncidentQuery(), limit=100), key=lambda incident: incident.number)


def the_incident(store: RecoveryStore) -> Incident:
    (found,) = list_incidents(store)
    return found


def steps_of(store: RecoveryStore, incident: Incident) -> list[str]:
    with store.snapshot() as reads:
        return [step.type for step in reads.list_incident_steps(incident.incident_id)]


def set_status(store: RecoveryStore, status: IncidentStatus, *, minutes: float) -> None:
    at = (NOON + timedelta(minutes=minutes)).isoformat(timespec="microseconds")
    with store.transaction() as work:
        newest = max(work.page_incidents(IncidentQuery(), limit=100), key=lambda incident: incident.number)
        change_status(work, newest, status, actor="Ruth", reason="seen", at=at)


def test_failures_of_one_signature_are_one_incident(recovery: RecoveryStore, clock: FakeClock) -> None:
    post(
        recovery, *(make_event(minute, payload={"message": f"Read timed out after {minute} s"}) for minute in range(5))
    )
    make_processor(recovery, clock).catch_up()

    found = the_incident(recovery)
    assert (found.kind, found.status, found.event_count) == ("failures", "NEW", 5)
    assert (found.workflow_id, found.vendor, found.error_code) == ("eligibility", "quick_fax", "timeout")
    assert (found.first_event, found.last_event) == (1, 5)
    assert found.first_seen < found.last_seen


@pytest.mark.parametrize("other", [{"error_code": "bad_request"}, {"workflow_id": "faxing"}, {"vendor": "slow_fax"}])
def test_another_code_workflow_or_vendor_is_another_incident(
    recovery: RecoveryStore, clock: FakeClock, other: dict[str, str]
) -> None:
    post(recovery, make_event(), make_event(**other))
    make_processor(recovery, clock).catch_up()

    assert len(list_incidents(recovery)) == 2


def test_the_first_step_shows_the_parts_of_the_signature(recovery: RecoveryStore, clock: FakeClock) -> None:
    post(recovery, make_event())
    make_processor(recovery, clock).catch_up()

    opened = the_incident(recovery)
    with recovery.snapshot() as reads:
        (step,) = reads.list_incident_steps(opened.incident_id)
    assert step.type == "opened" and step.actor == "DenialOps"
    assert step.body["parts"] == {
        "workflow": "eligibility",
        "vendor": "quick_fax",
        "error_code": "timeout",
        "message": "read timed out after <number>",
    }


def test_successes_and_news_open_nothing(recovery: RecoveryStore, clock: FakeClock) -> None:
    post(recovery, make_success(), make_event(event_type="eligibility.started", error_code=""))
    make_processor(recovery, clock).catch_up()

    assert list_incidents(recovery) == []


def test_what_was_taken_in_is_not_taken_in_again(recovery: RecoveryStore, clock: FakeClock) -> None:
    post(recovery, make_event(), make_event())
    first = make_processor(recovery, clock).catch_up()
    again = make_processor(recovery, clock).catch_up()

    with recovery.snapshot() as reads:
        hours = reads.list_hours(hour_from="2026", hour_before="2027")
    assert (first, again) == (2, 0)
    assert the_incident(recovery).event_count == 2
    assert [count.events for count in hours] == [2]


def test_a_batch_that_dies_is_taken_in_whole_by_the_next(recovery: RecoveryStore, clock: FakeClock) -> None:
    post(recovery, make_event(), make_event())

    class Dying:
        def note_event(self, event: StoredEvent) -> None:
            raise RuntimeError("the process died")

    with pytest.raises(RuntimeError), recovery.transaction() as work:
        work.set_position(POSITION, 1)
        raise RuntimeError("the process died")
    with pytest.raises(RuntimeError):
        make_processor(recovery, clock, health=Dying()).run_once(limit=1)
    make_processor(recovery, clock).catch_up()

    assert the_incident(recovery).event_count == 2


def test_processors_side_by_side_count_once(recovery: RecoveryStore, clock: FakeClock) -> None:
    post(recovery, *(make_event(minute / 60) for minute in range(200)))
    processors = [make_processor(recovery, clock) for _ in range(4)]

    def walk(processor: EventProcessor) -> int:
        return sum(iter(lambda: processor.run_once(limit=7), 0))

    with ThreadPoolExecutor(4) as threads:
        taken = list(threads.map(walk, processors))
    make_processor(recovery, clock).catch_up()

    assert sum(taken) <= 200 == the_incident(recovery).event_count


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_the_size_of_batches_changes_nothing(recovery: RecoveryStore, clock: FakeClock, limit: int) -> None:
    minutes = (0, 5, 3 * DAY, 3 * DAY + 1, 2)
    post(recovery, *(make_event(minute) for minute in minutes), cases=("c1", "c1", "c2", "c3", "c4"))
    processor = make_processor(recovery, clock)
    while processor.run_once(limit=limit):
        pass

    found = list_incidents(recovery)
    assert [(incident.event_count, incident.case_count) for incident in found] == [(3, 2), (2, 2)]


def test_a_failure_after_the_window_opens_another_incident(recovery: RecoveryStore, clock: FakeClock) -> None:
    post(recovery, make_event(0), make_event(DAY), make_event(2 * DAY + 1))
    make_processor(recovery, clock).catch_up()

    assert [incident.event_count for incident in list_incidents(recovery)] == [2, 1]


def test_a_failure_that_comes_late_moves_the_beginning(recovery: RecoveryStore, clock: FakeClock) -> None:
    processor = make_processor(recovery, clock)
    post(recovery, make_event(60))
    processor.catch_up()
    post(recovery, make_event(0))
    processor.catch_up()

    found = the_incident(recovery)
    assert (found.first_seen[11:16], found.last_seen[11:16]) == ("12:00", "13:00")


def test_a_resolved_incident_that_recurs_is_a_regression(recovery: RecoveryStore, clock: FakeClock) -> None:
    processor = make_processor(recovery, clock)
    post(recovery, make_event(0))
    processor.catch_up()
    set_status(recovery, "RESOLVED", minutes=10)
    post(recovery, make_event(20))
    processor.catch_up()

    old, new = list_incidents(recovery)
    assert (old.status, new.status) == ("RESOLVED", "NEW")
    assert new.regression_of == old.incident_id
    assert (old.event_count, new.event_count) == (1, 1)


def test_what_failed_before_it_was_resolved_is_no_regression(recovery: RecoveryStore, clock: FakeClock) -> None:
    processor = make_processor(recovery, clock)
    post(recovery, make_event(0))
    processor.catch_up()
    set_status(recovery, "RESOLVED", minutes=10)
    post(recovery, make_event(5))
    processor.catch_up()

    found = the_incident(recovery)
    assert (found.status, found.event_count) == ("RESOLVED", 2)


def test_an_ignored_incident_counts_on_and_stays_ignored(recovery: RecoveryStore, clock: FakeClock) -> None:
    processor = make_processor(recovery, clock)
    post(recovery, make_event(0))
    processor.catch_up()
    set_status(recovery, "IGNORED", minutes=1)
    post(recovery, *(make_event(minute) for minute in range(2, 302)))
    processor.catch_up()

    found = the_incident(recovery)
    assert (found.status, found.event_count, found.severity) == ("IGNORED", 301, "medium")


def test_ignoring_ends(recovery: RecoveryStore, clock: FakeClock) -> None:
    processor = make_processor(recovery, clock)
    post(recovery, make_event(0))
    processor.catch_up()
    set_status(recovery, "IGNORED", minutes=1)
    post(recovery, *(make_event(day * DAY) for day in range(1, 33)))
    processor.catch_up()

    old, new = list_incidents(recovery)
    assert (old.status, new.status, new.regression_of) == ("IGNORED", "NEW", "")


def test_cases_are_listed_once(recovery: RecoveryStore, clock: FakeClock) -> None:
    post(recovery, *(make_event(minute) for minute in range(4)), cases=("c2", "", "c1", "c2"))
    make_processor(recovery, clock).catch_up()

    found = the_incident(recovery)
    with recovery.snapshot() as reads:
        cases = reads.list_incident_cases(found.incident_id)
    assert (cases, found.case_count) == (("c2", "c1"), 2)


def test_severity_rises_with_the_rate(recovery: RecoveryStore, clock: FakeClock) -> None:
    processor = make_processor(recovery, clock)
    seen = []
    for size in (19, 1, 80):
        post(recovery, *(make_event(minute / 10) for minute in range(size)))
        processor.catch_up()
        seen.append(the_incident(recovery).severity)

    assert seen == ["medium", "high", "critical"]
    assert steps_of(recovery, the_incident(recovery)) == ["opened", "severity_changed", "severity_changed"]


def test_severity_rises_with_the_cases(recovery: RecoveryStore, clock: FakeClock) -> None:
    post(recovery, *(make_event(minute * 60) for minute in range(12)), cases=[f"c{place}" for place in range(12)])
    make_processor(recovery, clock).catch_up()

    assert the_incident(recovery).severity == "high"


def test_incidents_of_one_vendor_time_and_cause_are_one_group(recovery: RecoveryStore, clock: FakeClock) -> None:
    post(
        recovery,
        make_event(0),
        make_event(10, error_code="server_error"),
        make_event(10, error_code="bad_request"),
        make_event(10, error_code="server_error", vendor="slow_fax"),
        make_event(90, error_code="server_error", workflow_id="faxing"),
    )
    make_processor(recovery, clock).catch_up()

    groups = {(one.error_code, one.vendor, one.workflow_id): one.group_id for one in list_incidents(recovery)}
    slow, down = (
        groups.pop(("timeout", "quick_fax", "eligibility")),
        groups.pop(("server_error", "quick_fax", "eligibility")),
    )
    assert slow and slow == down
    assert set(groups.values()) == {""}
    assert all("grouped" in steps_of(recovery, one) for one in list_incidents(recovery) if one.group_id)


def test_a_group_that_reaches_many_workflows_is_graver(recovery: RecoveryStore, clock: FakeClock) -> None:
    post(recovery, *(make_event(minute, workflow_id=f"w{minute}") for minute in range(3)))
    make_processor(recovery, clock).catch_up()

    assert list_incidents(recovery)[-1].severity == "high"


def test_better_rules_neither_regroup_what_was_nor_split_what_is_open(
    recovery: RecoveryStore, clock: FakeClock
) -> None:
    shipped = shipped_book()
    newer = shipped.sets[0].model_copy(
        update={"effective_from": date(2027, 1, 1), "words": shipped.sets[0].words - {"timed"}}
    )
    book = SignatureBook(sets=(*shipped.sets, newer))
    processor = make_processor(recovery, clock, book=book)
    post(recovery, make_event(0), book=book)
    processor.catch_up()
    post(recovery, make_event(5), make_event(6), book=book, signed_on=date(2027, 1, 1))
    processor.catch_up()
    set_status(recovery, "RESOLVED", minutes=10)
    post(recovery, make_event(20), book=book, signed_on=date(2027, 1, 1))
    processor.catch_up()

    old, new = list_incidents(recovery)
    with recovery.snapshot() as reads:
        signatures = reads.list_incident_signatures(old.incident_id)
        events = reads.list_events_after(0, limit=9)
    assert (old.event_count, new.event_count, new.regression_of) == (3, 1, old.incident_id)
    assert signatures == (old.signature, new.signature)
    assert [event.signature == old.signature for event in events] == [True, False, False, False]


def test_breakers_hear_what_still_counts(recovery: RecoveryStore, clock: FakeClock) -> None:
    heard: list[tuple[str, str]] = []

    class Health:
        def note_event(self, event: StoredEvent) -> None:
            heard.append((event.vendor, event.outcome))

    post(recovery, make_event(), make_success(), *(make_event(vendor="slow_fax") for _ in range(50)), make_event())
    make_processor(recovery, clock, health=Health()).catch_up()

    assert heard == [("quick_fax", "succeeded"), *[("slow_fax", "failed")] * 20, ("quick_fax", "failed")]


def test_a_denial_by_itself_is_no_incident(recovery: RecoveryStore, clock: FakeClock) -> None:
    post(recovery, *(make_denial(week * 7) for week in range(30)))
    make_processor(recovery, clock).catch_up()

    assert list_incidents(recovery) == []


def test_a_rise_in_denials_names_payer_code_and_start(recovery: RecoveryStore, clock: FakeClock) -> None:
    before = [make_denial(week * 7 + day) for week in range(30) for day in (0, 3)]
    since = [make_denial(210 + place * 7 / 6) for place in range(20)]
    post(recovery, *before)
    processor = make_processor(recovery, clock)
    processor.catch_up()
    quiet = list_incidents(recovery)
    post(recovery, *since, *(make_denial(230, error_code="timeout"),), cases=[f"c{place}" for place in range(20)])
    processor.catch_up()

    found = the_incident(recovery)
    with recovery.snapshot() as reads:
        cases = reads.list_incident_cases(found.incident_id)
    assert quiet == []
    assert (found.kind, found.vendor, found.error_code) == ("denials", "Harbor Ridge", "medical_necessity")
    started = date.fromisoformat(str(found.evidence["since"]))
    assert abs((started - (NOON + timedelta(days=210)).date()).days) <= 7
    assert found.evidence["seen"] == found.event_count >= 18 > found.evidence["high"] > found.evidence["expected"]  # type: ignore[operator]
    assert found.evidence["p_value"] < 0.001  # type: ignore[operator]
    assert len(set(cases)) == len(cases) >= 18


def test_later_denials_join_the_rise(recovery: RecoveryStore, clock: FakeClock) -> None:
    post(recovery, *(make_denial(week * 7) for week in range(30)))
    post(recovery, *(make_denial(210 + place) for place in range(14)))
    processor = make_processor(recovery, clock)
    processor.catch_up()
    before = the_incident(recovery)
    post(recovery, make_denial(225))
    processor.catch_up()

    after = the_incident(recovery)
    assert after.event_count == before.event_count + 1 == after.evidence["seen"]


def test_a_payer_without_a_past_is_not_judged(recovery: RecoveryStore, clock: FakeClock) -> None:
    post(recovery, *(make_denial(place / 4) for place in range(40)))
    make_processor(recovery, clock).catch_up()

    assert list_incidents(recovery) == []


def test_what_was_not_tried_because_its_vendor_is_left_alone_belongs_to_the_failures_before_it(
    recovery: RecoveryStore, clock: FakeClock
) -> None:
    left = [make_event(minute, error_code="left_alone", payload={}) for minute in (1, 2)]
    post(recovery, make_event(0, error_code="server_error"), left[0], cases=["first", "second"])
    make_processor(recovery, clock).catch_up()
    post(recovery, left[1], cases=["third"])
    make_processor(recovery, clock).catch_up()

    found = the_incident(recovery)
    with recovery.snapshot() as reads:
        cases = reads.list_incident_cases(found.incident_id)
    assert (found.error_code, found.event_count, found.case_count) == ("server_error", 3, 3)
    assert list(cases) == ["first", "second", "third"]


def test_what_was_not_tried_opens_an_incident_of_its_own_where_nothing_of_that_work_failed(
    recovery: RecoveryStore, clock: FakeClock
) -> None:
    others = [make_event(0, vendor="slow_fax"), make_event(0, workflow_id="claims")]
    post(recovery, *others, make_event(1, error_code="left_alone"))
    make_processor(recovery, clock).catch_up()

    assert [row.error_code for row in list_incidents(recovery)] == ["timeout", "timeout", "left_alone"]


def test_what_was_not_tried_does_not_join_failures_that_are_over(recovery: RecoveryStore, clock: FakeClock) -> None:
    post(recovery, make_event(0, error_code="server_error"))
    make_processor(recovery, clock).catch_up()
    set_status(recovery, "RESOLVED", minutes=5)
    post(recovery, make_event(10), make_event(11, error_code="left_alone"))
    make_processor(recovery, clock).catch_up()

    assert [(row.error_code, row.event_count) for row in list_incidents(recovery)] == [
        ("server_error", 1),
        ("timeout", 2),
    ]
