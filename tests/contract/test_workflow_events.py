"""Events of workflows on SQLite and PostgreSQL: kept once, in order, for ever, and found by their indexes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from denialops.domain.recovery.events import NO_SIGNATURE, Signature, WorkflowEvent
from denialops.ports.recovery import EventQuery, NewEvent, RecoveryStore
from denialops.ports.recovery.events import Appended
from denialops.store.recovery.tables import NEVER_CHANGED
from tests.contract.adapters import PostgresAdapter, StoreAdapter
from tests.contract.makers import FakeClock
from tests.fakes.servers import Postgres

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TIMED_OUT = Signature("sig-timeout", "2026-03-01", {"error_code": "timeout"})


def make_event(
    key: str = "submit-1",
    *,
    workflow_id: str = "claim_submission",
    vendor: str = "northgate",
    error_code: str = "timeout",
    minutes: int = 0,
    case_id: str = "",
    signature: Signature = TIMED_OUT,
    body_hash: str = "",
) -> NewEvent:
    event = WorkflowEvent(
        workflow_id=workflow_id,
        event_type="claim.failed" if error_code else "claim.accepted",
        vendor=vendor,
        error_code=error_code,
        payload={"message": "no answer after 30 s", "attempt": 2},
        idempotency_key=key,
        occurred_at=NOON + timedelta(minutes=minutes),
    )
    return NewEvent(
        event=event,
        body_hash=body_hash or f"hash of {key}",
        signature=signature,
        sender="Billing (API)",
        correlation_id="corr-0001",
        case_id=case_id,
    )


def append(store: RecoveryStore, *events: NewEvent) -> tuple[Appended, ...]:
    with store.transaction() as work:
        return work.append_events(events)


def test_an_event_comes_back_as_it_was_sent(recovery: RecoveryStore) -> None:
    (kept,) = append(recovery, make_event(case_id="case-7"))

    with recovery.snapshot() as reads:
        (event,) = reads.list_events_after(0, limit=10)
    assert (kept.is_new, kept.is_same, kept.number) == (True, True, 1)
    assert (event.event_id, event.number) == (kept.event_id, 1)
    assert event.payload == {"message": "no answer after 30 s", "attempt": 2}
    assert event.occurred_at == "2026-03-02T12:00:00.000000+00:00"
    assert event.received_at == "2026-03-02T15:00:00.000000+00:00"
    assert (event.outcome, event.sender, event.correlation_id, event.case_id) == (
        "failed",
        "Billing (API)",
        "corr-0001",
        "case-7",
    )
    assert (event.signature, event.signature_rules) == ("sig-timeout", "2026-03-01")


def test_the_same_event_sent_again_is_kept_once(recovery: RecoveryStore) -> None:
    (first,) = append(recovery, make_event())
    (second,) = append(recovery, make_event())

    with recovery.snapshot() as reads:
        kept = reads.count_events(EventQuery())
    assert second == Appended(first.event_id, first.number, is_new=False, is_same=True)
    assert kept == 1


def test_another_body_under_a_known_key_is_told_and_not_kept(recovery: RecoveryStore) -> None:
    (first,) = append(recovery, make_event())
    (second,) = append(recovery, make_event(vendor="other", body_hash="another"))

    with recovery.snapshot() as reads:
        (event,) = reads.list_events_after(0, limit=10)
        vendors = [known.vendor for known in reads.page_events(EventQuery(vendor="other"), limit=1)]
    assert second == Appended(first.event_id, first.number, is_new=False, is_same=False)
    assert event.vendor == "northgate"
    assert vendors == []


def test_a_key_twice_in_one_batch_is_kept_once(recovery: RecoveryStore) -> None:
    answers = append(recovery, make_event(), make_event("submit-2"), make_event(), make_event(body_hash="another"))

    assert [answer.is_new for answer in answers] == [True, True, False, False]
    assert [answer.is_same for answer in answers] == [True, True, True, False]
    assert [answer.number for answer in answers] == [1, 2, 1, 1]


def test_a_large_batch_keeps_its_order(recovery: RecoveryStore) -> None:
    append(recovery, make_event("before"))

    answers = append(recovery, *(make_event(f"submit-{number}") for number in range(600)))

    with recovery.snapshot() as reads:
        seen = reads.list_events_after(1, limit=1000)
    assert [answer.number for answer in answers] == list(range(2, 602))
    assert [event.idempotency_key for event in seen] == [f"submit-{number}" for number in range(600)]


def test_nothing_to_append_is_no_fault(recovery: RecoveryStore) -> None:
    assert append(recovery) == ()


def test_what_was_rolled_back_leaves_no_gap(recovery: RecoveryStore) -> None:
    with pytest.raises(ZeroDivisionError), recovery.transaction() as work:
        work.append_events([make_event("lost")])
        raise ZeroDivisionError

    (kept,) = append(recovery, make_event("kept"))

    assert kept.number == 1


def test_each_tenant_has_its_own_numbers_keys_and_events(adapter: StoreAdapter) -> None:
    ours, theirs = adapter.open_recovery("clinic"), adapter.open_recovery("elsewhere")
    append(ours, make_event())

    (kept,) = append(theirs, make_event(vendor="elsewhere", body_hash="another"))

    with ours.snapshot() as reads:
        (event,) = reads.page_events(EventQuery(), limit=10)
        cases = reads.list_event_cases("sig-timeout", first_event=1, last_event=9)
    assert (kept.is_new, kept.number) == (True, 1)
    assert (event.vendor, cases) == ("northgate", ())


def test_pages_are_newest_first_and_go_on_where_the_last_one_ended(recovery: RecoveryStore) -> None:
    append(recovery, *(make_event(f"submit-{number}") for number in range(1, 6)))

    with recovery.snapshot() as reads:
        first = reads.page_events(EventQuery(), limit=2)
        second = reads.page_events(EventQuery(), limit=2, before=first[-1].number)
    assert [event.number for event in (*first, *second)] == [5, 4, 3, 2]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (EventQuery(workflow_id="eligibility"), {"b"}),
        (EventQuery(vendor="northgate"), {"a", "c"}),
        (EventQuery(error_code="refused"), {"b"}),
        (EventQuery(event_type="claim.accepted"), {"c"}),
        (EventQuery(signature="sig-timeout"), {"a"}),
        (EventQuery(case_id="case-7"), {"b"}),
        (EventQuery(occurred_from="2026-03-02T12:05"), {"b", "c"}),
        (EventQuery(occurred_before="2026-03-02T12:05"), {"a"}),
        (EventQuery(occurred_from="2026-03-02T12:05", occurred_before="2026-03-02T12:15"), {"b"}),
        (EventQuery(vendor="northgate", occurred_from="2026-03-02T12:05"), {"c"}),
        (EventQuery(vendor="nobody"), set()),
    ],
)
def test_filters_leave_what_they_name(recovery: RecoveryStore, query: EventQuery, found: set[str]) -> None:
    refused = Signature("sig-refused", "2026-03-01", {})
    append(
        recovery,
        make_event("a"),
        make_event(
            "b",
            workflow_id="eligibility",
            vendor="lakeside",
            error_code="refused",
            minutes=10,
            case_id="case-7",
            signature=refused,
        ),
        make_event("c", error_code="", minutes=20, signature=NO_SIGNATURE),
    )

    with recovery.snapshot() as reads:
        events = reads.page_events(query, limit=10)
        number = reads.count_events(query)
    assert {event.idempotency_key for event in events} == found
    assert number == len(found)


def test_cases_of_a_signature_come_oldest_first_and_each_once(recovery: RecoveryStore) -> None:
    cases = ("case-3", "case-1", "", "case-3", "case-2", "case-9")
    append(recovery, *(make_event(f"submit-{place}", case_id=case_id) for place, case_id in enumerate(cases)))
    append(recovery, make_event("other", case_id="case-8", signature=Signature("other", "2026-03-01", {})))

    with recovery.snapshot() as reads:
        found = reads.list_event_cases("sig-timeout", first_event=1, last_event=5)
        fewer = reads.list_event_cases("sig-timeout", first_event=1, last_event=5, limit=2)
    assert found == ("case-3", "case-1", "case-2")
    assert fewer == ("case-3", "case-1")


def test_unknown_workflows_and_vendors_register_themselves_as_unreviewed(
    recovery: RecoveryStore, adapter: StoreAdapter
) -> None:
    append(recovery, make_event(), make_event("submit-2", vendor=""))

    assert adapter.raw("SELECT tenant, workflow_id, is_reviewed FROM workflows") == [("clinic", "claim_submission", 0)]
    assert adapter.raw("SELECT tenant, vendor, is_reviewed, is_paused FROM vendors") == [("clinic", "northgate", 0, 0)]


def test_what_a_person_reviewed_stays_reviewed_and_is_seen_again(
    recovery: RecoveryStore, adapter: StoreAdapter, clock: FakeClock
) -> None:
    append(recovery, make_event())
    adapter.raw("UPDATE vendors SET is_reviewed = 1, is_paused = 1")
    clock.pass_days(1)

    append(recovery, make_event("submit-2"))

    ((is_reviewed, is_paused, first_seen, last_seen),) = adapter.raw(
        "SELECT is_reviewed, is_paused, first_seen, last_seen FROM vendors"
    )
    assert (is_reviewed, is_paused) == (1, 1)
    assert (first_seen[:10], last_seen[:10]) == ("2026-03-02", "2026-03-03")


@pytest.mark.parametrize("change", ["UPDATE workflow_events SET vendor = 'x'", "DELETE FROM workflow_events"])
def test_the_database_itself_refuses_to_change_an_event(
    recovery: RecoveryStore, adapter: StoreAdapter, change: str
) -> None:
    append(recovery, make_event())

    with pytest.raises(adapter.violation, match="never"):
        adapter.raw(change)


@pytest.mark.parametrize("table", NEVER_CHANGED)
def test_postgres_refuses_to_empty_what_is_never_changed(postgres: Postgres, clock: FakeClock, table: str) -> None:
    adapter = PostgresAdapter(postgres.make_database(), clock)
    append(adapter.open_recovery(), make_event())

    with pytest.raises(adapter.violation, match="never emptied"):
        adapter.raw(f"TRUNCATE {table}")

    assert adapter.raw("SELECT count(*) FROM workflow_events") == [(1,)]
    adapter.close()


@pytest.mark.parametrize(
    ("condition", "index"),
    [
        ("workflow_id = 'w7' ORDER BY number DESC LIMIT 50", "workflow_events_by_workflow"),
        ("occurred_at >= '2026-03-02T20' AND occurred_at < '2026-03-02T20:10'", "workflow_events_by_time"),
        ("idempotency_key = 'submit-7'", "unique"),
        ("idempotency_key IN ('submit-7', 'submit-8')", "unique"),
        ("number > 3990 ORDER BY number LIMIT 500", "primary"),
        ("signature = 's7' AND signature <> '' ORDER BY number DESC LIMIT 50", "workflow_events_by_signature"),
        ("case_id = 'c7' AND case_id <> ''", "workflow_events_by_case"),
    ],
)
def test_questions_are_answered_from_their_index(
    recovery: RecoveryStore, adapter: StoreAdapter, condition: str, index: str
) -> None:
    many = [
        make_event(
            f"submit-{place}",
            workflow_id=f"w{place % 40}",
            minutes=place,
            case_id=f"c{place}",
            signature=Signature(f"s{place % 40}", "2026-03-01", {}),
        )
        for place in range(4000)
    ]
    append(recovery, *many)

    plan = explain(adapter, f"SELECT * FROM workflow_events WHERE tenant = 'clinic' AND {condition}")

    assert names(adapter)[index] in plan


def explain(adapter: StoreAdapter, query: str) -> str:
    if isinstance(adapter, PostgresAdapter):
        adapter.raw("ANALYZE workflow_events")
        return "\n".join(row[0] for row in adapter.raw(f"EXPLAIN {query}"))
    return "\n".join(row[3] for row in adapter.raw(f"EXPLAIN QUERY PLAN {query}"))


def names(adapter: StoreAdapter) -> dict[str, str]:
    """What each database calls the indexes that it makes itself, beside those that we name."""
    ours = {name: name for name in (f"workflow_events_by_{by}" for by in ("workflow", "time", "signature", "case"))}
    if isinstance(adapter, PostgresAdapter):
        return ours | {"primary": "workflow_events_pkey", "unique": "workflow_events_tenant_idempotency_key_key"}
    return ours | {"primary": "sqlite_autoindex_workflow_events_1", "unique": "sqlite_autoindex_workflow_events_2"}
