"""Incidents are kept whole, found by every signature that leads to them, and counted exactly, on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from denialops.domain.recovery.incidents import Incident, IncidentStep
from denialops.domain.recovery.safety import HourCount
from denialops.errors import IncidentNotFound
from denialops.ports.recovery import IncidentQuery, RecoveryStore
from tests.contract.adapters import StoreAdapter

NOON = "2026-03-02T12:00:00.000000+00:00"
ONE = "2026-03-02T13:00:00.000000+00:00"


def make_incident(incident_id: str = "i1", **changed: Any) -> Incident:
    given = {
        "incident_id": incident_id, "number": 0, "kind": "failures", "signature": "s1",
        "signature_rules": "2026-11-21", "workflow_id": "eligibility", "vendor": "harbor", "error_code": "timeout",
        "severity": "medium", "status": "NEW", "event_count": 3, "case_count": 1, "first_seen": NOON,
        "last_seen": NOON, "opened_at": ONE, "changed_at": ONE, "first_event": 4, "last_event": 9,
        "evidence": {"expected": 2.5, "weeks": ["2026-W09"]},
    }  # fmt: skip
    return Incident(**given | changed)


def keep(recovery: RecoveryStore, *incidents: Incident) -> list[Incident]:
    with recovery.transaction() as work:
        return [work.add_incident(incident) for incident in incidents]


def make_hour(hour: str = "2026-03-02T12", events: int = 1, **changed: str) -> HourCount:
    names = {"workflow_id": "eligibility", "event_type": "eligibility.failed", "vendor": "harbor", "error_code": "x"}
    return HourCount(hour=hour, events=events, **names | changed)


def test_an_incident_comes_back_as_it_was_kept(recovery: RecoveryStore) -> None:
    (kept,) = keep(recovery, make_incident())

    with recovery.snapshot() as reads:
        found = reads.get_incident("i1")
    assert found == kept == make_incident(number=1)


def test_incidents_are_numbered_as_they_come(recovery: RecoveryStore) -> None:
    kept = keep(recovery, make_incident("i1"), make_incident("i2"))

    assert [incident.number for incident in kept] == [1, 2]


def test_a_saved_incident_keeps_its_number(recovery: RecoveryStore) -> None:
    keep(recovery, make_incident())
    changed = make_incident(number=77, severity="high", status="ANALYZING", event_count=40, group_id="g1", evidence={})
    with recovery.transaction() as work:
        work.save_incident(changed)

    with recovery.snapshot() as reads:
        found = reads.get_incident("i1")
    assert found == changed.model_copy(update={"number": 1})


def test_an_unknown_incident_is_neither_found_nor_saved(recovery: RecoveryStore) -> None:
    with recovery.transaction() as work:
        with pytest.raises(IncidentNotFound):
            work.get_incident("gone")
        with pytest.raises(IncidentNotFound):
            work.save_incident(make_incident("gone"))


def test_the_newest_of_a_signature_is_the_last_seen(recovery: RecoveryStore) -> None:
    keep(recovery, make_incident("late", last_seen=ONE), make_incident("early"), make_incident("other", signature="s2"))

    with recovery.snapshot() as reads:
        newest, both = reads.find_newest_incident("s1"), reads.list_incidents_of("s1")
        unknown = reads.find_newest_incident("s9")
    assert newest is not None and newest.incident_id == "late"
    assert [incident.incident_id for incident in both] == ["late", "early"]
    assert unknown is None


def test_a_signature_of_a_newer_rule_set_leads_to_the_incident_too(recovery: RecoveryStore) -> None:
    keep(recovery, make_incident())
    with recovery.transaction() as work:
        work.add_incident_signature("i1", "s2", "2027-01-01")
        work.add_incident_signature("i1", "s2", "2027-01-01")

    with recovery.snapshot() as reads:
        found, signatures = reads.find_newest_incident("s2"), reads.list_incident_signatures("i1")
    assert found is not None and found.incident_id == "i1"
    assert signatures == ("s1", "s2")


def test_pages_show_the_last_seen_first_and_go_on_after_the_last_shown(recovery: RecoveryStore) -> None:
    keep(recovery, make_incident("a"), make_incident("b", last_seen=ONE), make_incident("c"))

    with recovery.snapshot() as reads:
        first = reads.page_incidents(IncidentQuery(), limit=2)
        rest = reads.page_incidents(IncidentQuery(), limit=2, after=(first[-1].last_seen, first[-1].number))
    assert [incident.incident_id for incident in first + rest] == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (IncidentQuery(statuses=("NEW", "ANALYZING")), "ab"),
        (IncidentQuery(severity="critical"), "c"),
        (IncidentQuery(kind="denials"), "b"),
        (IncidentQuery(vendor="ridge"), "b"),
        (IncidentQuery(error_code="CO-50"), "b"),
        (IncidentQuery(group_id="g1"), "c"),
        (IncidentQuery(statuses=("NEW",), vendor="ridge"), ""),
    ],
)
def test_pages_hold_what_was_asked_for(recovery: RecoveryStore, query: IncidentQuery, found: str) -> None:
    keep(
        recovery,
        make_incident("a"),
        make_incident("b", status="ANALYZING", kind="denials", vendor="ridge", error_code="CO-50"),
        make_incident("c", status="RESOLVED", severity="critical", group_id="g1"),
    )

    with recovery.snapshot() as reads:
        shown = reads.page_incidents(query, limit=10)
    assert "".join(sorted(incident.incident_id for incident in shown)) == found


def test_incidents_are_counted_by_status(recovery: RecoveryStore) -> None:
    keep(recovery, make_incident("a"), make_incident("b"), make_incident("c", status="IGNORED"))

    with recovery.snapshot() as reads:
        counted = reads.count_incidents()
    assert counted == {"NEW": 2, "IGNORED": 1}


def test_steps_are_numbered_within_their_incident(recovery: RecoveryStore) -> None:
    keep(recovery, make_incident("a"), make_incident("b"))
    with recovery.transaction() as work:
        for incident_id, kind in (("a", "opened"), ("b", "opened"), ("a", "noted")):
            step = IncidentStep(number=0, at=NOON, type=kind, actor="Ruth", body={"words": "ñ"})
            work.add_incident_step(incident_id, step)

    with recovery.snapshot() as reads:
        steps = reads.list_incident_steps("a")
    assert [(step.number, step.type, step.actor, dict(step.body)) for step in steps] == [
        (1, "opened", "Ruth", {"words": "ñ"}),
        (2, "noted", "Ruth", {"words": "ñ"}),
    ]


def test_history_cannot_be_changed(recovery: RecoveryStore, adapter: StoreAdapter) -> None:
    keep(recovery, make_incident("a"))
    with recovery.transaction() as work:
        work.add_incident_step("a", IncidentStep(number=0, at=NOON, type="opened", actor="Ruth"))

    for statement in ("UPDATE incident_steps SET actor = 'Nobody'", "DELETE FROM incident_steps"):
        with pytest.raises(Exception, match="incident_steps"):
            adapter.raw(statement)


def test_a_case_counts_once_for_an_incident(recovery: RecoveryStore) -> None:
    keep(recovery, make_incident("a"), make_incident("b"))
    with recovery.transaction() as work:
        first = work.add_incident_events("a", hours={"2026-03-02T12": 2}, cases={"c2": 4, "c1": 5})
        again = work.add_incident_events("a", hours={"2026-03-02T12": 1, "2026-03-02T11": 1}, cases={"c1": 6, "c3": 7})
        other = work.add_incident_events("b", hours={}, cases={"c1": 6})

    with recovery.snapshot() as reads:
        cases, hours = reads.list_incident_cases("a"), reads.list_incident_hours("a")
        few = reads.list_incident_cases("a", limit=1)
    assert (first, again, other) == (2, 1, 1)
    assert cases == ("c2", "c1", "c3") and few == ("c2",)
    assert hours == (("2026-03-02T11", 1), ("2026-03-02T12", 3))


def test_hours_add_up(recovery: RecoveryStore) -> None:
    with recovery.transaction() as work:
        work.add_to_hours((make_hour(events=2), make_hour(vendor="ridge")))
        work.add_to_hours((make_hour(events=5), make_hour("2026-03-02T13")))

    with recovery.snapshot() as reads:
        all_of_them = reads.list_hours(hour_from="2026-03-02T12", hour_before="2026-03-02T14")
        of_one = reads.list_hours(hour_from="2026-03-02T12", hour_before="2026-03-02T13", vendor="harbor")
        of_type = reads.list_hours(hour_from="2026-03-02", hour_before="2026-03-03", event_type="claim.denied")
    assert all_of_them == (make_hour(events=7), make_hour(vendor="ridge"), make_hour("2026-03-02T13"))
    assert of_one == (make_hour(events=7),)
    assert of_type == ()


def test_a_walker_knows_how_far_it_came(recovery: RecoveryStore) -> None:
    with recovery.transaction() as work:
        before = work.get_position("incidents")
        work.set_position("incidents", 4)
        work.set_position("incidents", 9)
        work.set_position("other", 1)

    with recovery.snapshot() as reads:
        after = reads.get_position("incidents")
    assert (before, after) == (0, 9)


def test_the_latest_success_is_kept_however_they_come(recovery: RecoveryStore) -> None:
    with recovery.transaction() as work:
        work.note_success("eligibility", "harbor", ONE)
        work.note_success("eligibility", "harbor", NOON)

    with recovery.snapshot() as reads:
        known, unknown = reads.find_last_success("eligibility", "harbor"), reads.find_last_success("eligibility", "")
    assert (known, unknown) == (ONE, "")


def test_what_was_taken_back_is_not_there(recovery: RecoveryStore) -> None:
    with pytest.raises(RuntimeError), recovery.transaction() as work:
        work.add_incident(make_incident())
        work.set_position("incidents", 4)
        raise RuntimeError("the process died")

    with recovery.snapshot() as reads:
        assert (reads.count_incidents(), reads.get_position("incidents")) == ({}, 0)


def test_another_tenant_sees_nothing(adapter: StoreAdapter) -> None:
    mine, other = adapter.open_recovery("mine"), adapter.open_recovery("other")
    keep(mine, make_incident())
    with mine.transaction() as work:
        work.add_incident_step("i1", IncidentStep(number=0, at=NOON, type="opened", actor="Ruth"))
        work.add_incident_events("i1", hours={"2026-03-02T12": 2}, cases={"c1": 5})
        work.add_to_hours((make_hour(),))
        work.note_success("eligibility", "harbor", NOON)
        work.set_position("incidents", 4)

    with other.snapshot() as reads:
        seen = (
            reads.page_incidents(IncidentQuery(), limit=9), reads.find_newest_incident("s1"), reads.count_incidents(),
            reads.list_incident_steps("i1"), reads.list_incident_cases("i1"), reads.list_incident_hours("i1"),
            reads.list_hours(hour_from="2026", hour_before="2027"), reads.find_last_success("eligibility", "harbor"),
            reads.get_position("incidents"),
        )  # fmt: skip
    assert not any(seen)
