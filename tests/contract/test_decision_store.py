"""Decisions, notes and the search for past incidents, on both databases."""

from __future__ import annotations

import pytest

from denialops.domain.recovery.decisions import CauseEvidence, Decision, Note, Proposal
from denialops.domain.recovery.incidents import Incident, IncidentStatus, Severity
from denialops.ports.recovery import RecoveryStore
from tests.contract.adapters import StoreAdapter

AT = "2026-03-02T15:00:00.000000+00:00"


def make_decision(decision_id: str = "d1", incident_id: str = "i1", *, severity: Severity = "medium") -> Decision:
    return Decision(
        decision_id=decision_id,
        incident_id=incident_id,
        number=0,
        made_at=AT,
        made_by="rules",
        version="rules-1",
        severity=severity,
        inputs={"events": 12},
        error_class="outage",
        cause="vendor_outage",
        words="Harbor does not answer.",
        confidence=0.75,
        evidence=(CauseEvidence(kind="events", words="12 events", ids=("e1",), evidence_id="E1"),),
        proposals=(Proposal(kind="pause_vendor", target="harbor", parameters={"minutes": 15}),),
        missing=("No call succeeded since.",),
    )


def make_incident(
    incident_id: str = "i1", *, status: IncidentStatus = "NEW", severity: Severity = "medium", number: int = 1
) -> Incident:
    return Incident(
        incident_id=incident_id,
        number=number,
        kind="failures",
        signature=f"s-{incident_id}",
        signature_rules="2026-11-01",
        workflow_id="claim_submission",
        vendor="harbor",
        error_code="timeout",
        severity=severity,
        status=status,
        event_count=12,
        case_count=2,
        first_seen=AT,
        last_seen=AT,
        opened_at=AT,
        changed_at=AT,
        first_event=1,
        last_event=12,
    )


def make_note(note_id: str = "n1", *, at: str = AT, kind: str = "bulletin", words: str = "New edits") -> Note:
    values = {"note_id": note_id, "number": 0, "kind": kind, "vendor": "harbor", "at": at, "words": words}
    return Note.model_validate(values | {"link": "https://example.com/bulletin", "actor": "Ruth"})


def test_a_decision_comes_back_as_it_was_made_with_its_number(recovery: RecoveryStore) -> None:
    with recovery.transaction() as work:
        first, second = work.add_decision(make_decision("d1")), work.add_decision(make_decision("d2"))

    with recovery.snapshot() as reads:
        assert reads.list_decisions("i1") == (second, first)
        assert reads.list_decisions("other") == ()
    assert (first.number, second.number) == (1, 2)
    assert first == make_decision("d1").model_copy(update={"number": 1})


def test_decisions_are_paged_by_number_for_the_export(recovery: RecoveryStore) -> None:
    with recovery.transaction() as work:
        for place in range(5):
            work.add_decision(make_decision(f"d{place}", f"i{place}"))

    with recovery.snapshot() as reads:
        page = reads.page_decisions(after=1, limit=3)

        assert [row.number for row in page] == [2, 3, 4]
        assert [row.number for row in reads.page_decisions(after=4)] == [5]
        assert reads.page_decisions(after=5) == ()


@pytest.mark.parametrize("table", ["decisions", "notes"])
@pytest.mark.parametrize("change", ["UPDATE {0} SET number = 9", "DELETE FROM {0}"])
def test_nobody_changes_what_was_decided_or_noted(
    adapter: StoreAdapter, recovery: RecoveryStore, table: str, change: str
) -> None:
    with recovery.transaction() as work:
        work.add_decision(make_decision())
        work.add_note(make_note())

    with pytest.raises(adapter.violation):
        adapter.raw(change.format(table))


def test_an_open_incident_is_undecided_until_the_rules_decided_at_its_severity(recovery: RecoveryStore) -> None:
    with recovery.transaction() as work:
        work.add_incident(make_incident("i1"))
        assert work.list_undecided(limit=5) == ("i1",)
        work.add_decision(make_decision("d1", "i1").model_copy(update={"made_by": "model"}))
        assert work.list_undecided(limit=5) == ("i1",)
        work.add_decision(make_decision("d2", "i1"))

        assert work.list_undecided(limit=5) == ()


def test_an_incident_that_escalates_is_undecided_again(recovery: RecoveryStore) -> None:
    with recovery.transaction() as work:
        incident = work.add_incident(make_incident("i1"))
        work.add_decision(make_decision("d1", "i1"))
        work.save_incident(incident.model_copy(update={"severity": "low"}))
        assert work.list_undecided(limit=5) == ()
        work.save_incident(incident.model_copy(update={"severity": "critical"}))

        assert work.list_undecided(limit=5) == ("i1",)
        assert work.list_undecided(limit=5, incident_id="other") == ()
        assert work.list_undecided(limit=5, incident_id="i1") == ("i1",)


@pytest.mark.parametrize("status", ["RESOLVED", "IGNORED"])
def test_what_is_over_is_not_decided(recovery: RecoveryStore, status: IncidentStatus) -> None:
    with recovery.transaction() as work:
        work.add_incident(make_incident(status=status))

        assert work.list_undecided(limit=5) == ()


def test_the_incident_that_shares_most_words_comes_first(recovery: RecoveryStore) -> None:
    with recovery.transaction() as work:
        work.index_incident("fax", "fax delivery busy line no answer")
        work.index_incident("harbor", "harbor claim_submission timeout gateway")
        work.index_incident("ridge", "ridge claim_submission timeout")

    with recovery.snapshot() as reads:
        found = reads.search_incidents("Timeouts of claim_submission at HARBOR", limit=5)

        assert [incident_id for incident_id, _ in found] == ["harbor", "ridge"]
        assert 1 >= found[0][1] > found[1][1] > 0
        assert reads.search_incidents("timeout", limit=1)[0][1] == 1
        assert reads.search_incidents("credentials", limit=5) == ()


def test_a_rare_word_tells_more_than_a_common_one(recovery: RecoveryStore) -> None:
    with recovery.transaction() as work:
        for place in range(8):
            work.index_incident(f"common{place}", "claim denied")
        work.index_incident("rare", "CO-197 precertification")

    with recovery.snapshot() as reads:
        found = reads.search_incidents("denied precertification", limit=3)

    assert found[0][0] == "rare"
    assert found[0][1] > 0.6 and found[1][1] < 0.4


@pytest.mark.parametrize("ending", ["fail", "failed", "failing", "FAILS"])
def test_endings_and_capitals_do_not_matter(recovery: RecoveryStore, ending: str) -> None:
    with recovery.transaction() as work:
        work.index_incident("i1", "Submission failed")

        assert work.search_incidents(ending, limit=1) == (("i1", 1.0),)


@pytest.mark.parametrize("words", ["", " - / ", '"', "timeout* OR", "NEAR(", "a:b'c", "%", "not the same"])
def test_no_word_breaks_the_search(recovery: RecoveryStore, words: str) -> None:
    with recovery.transaction() as work:
        work.index_incident("i1", "timeout of the harbor")

        assert all(0 < score <= 1 for _, score in work.search_incidents(words, limit=5))


def test_new_words_take_the_place_of_the_old_ones(recovery: RecoveryStore) -> None:
    with recovery.transaction() as work:
        work.index_incident("i1", "timeout")
        work.index_incident("i1", "credentials expired")

        assert work.search_incidents("timeout", limit=5) == ()
        assert work.search_incidents("credentials", limit=5) == (("i1", 1.0),)
        assert work.find_incident_words("i1") == "credentials expired"
        assert work.find_incident_words("i2") == ""


def test_a_vector_lasts_as_long_as_the_words_it_was_made_of(recovery: RecoveryStore) -> None:
    with recovery.transaction() as work:
        work.index_incident("i1", "timeout")
        assert work.list_unvectored("mini", limit=5) == (("i1", "timeout"),)
        work.keep_vector("i1", "mini", b"\x00\x01")
        work.keep_vector("nobody", "mini", b"\x00\x01")

        assert work.list_vectors("mini", limit=5) == {"i1": b"\x00\x01"}
        assert work.list_vectors("other", limit=5) == {}
        assert work.list_unvectored("mini", limit=5) == ()
        work.index_incident("i1", "timeout")
        assert work.list_vectors("mini", limit=5) == {"i1": b"\x00\x01"}
        work.index_incident("i1", "credentials")
        assert work.list_vectors("mini", limit=5) == {}


def test_notes_come_latest_first_between_two_times(recovery: RecoveryStore) -> None:
    with recovery.transaction() as work:
        late = work.add_note(make_note("late", at="2026-03-03T00:00:00+00:00"))
        early = work.add_note(make_note("early", at="2026-03-01T00:00:00+00:00", kind="deploy"))

    with recovery.snapshot() as reads:
        assert reads.page_notes() == (late, early)
        assert reads.page_notes(kind="deploy") == (early,)
        assert reads.page_notes(at_from="2026-03-02", at_until="2026-03-04") == (late,)
        assert reads.page_notes(limit=1) == (late,)


def test_another_clinic_sees_nothing(adapter: StoreAdapter, recovery: RecoveryStore) -> None:
    with recovery.transaction() as work:
        work.add_incident(make_incident())
        work.add_decision(make_decision())
        work.add_note(make_note())
        work.index_incident("i1", "timeout")
        work.keep_vector("i1", "mini", b"\x00")

    with adapter.open_recovery("other").snapshot() as reads:
        assert reads.list_decisions("i1") == reads.page_decisions() == ()
        assert reads.search_incidents("timeout", limit=5) == ()
        assert (reads.find_incident_words("i1"), reads.list_undecided(limit=5)) == ("", ())
        assert (reads.list_vectors("mini", limit=5), reads.list_unvectored("mini", limit=5)) == ({}, ())
        assert reads.page_notes() == ()


def test_what_was_not_kept_whole_was_not_kept(recovery: RecoveryStore) -> None:
    with pytest.raises(ZeroDivisionError), recovery.transaction() as work:
        work.add_decision(make_decision())
        work.index_incident("i1", "timeout")
        raise ZeroDivisionError

    with recovery.snapshot() as reads:
        assert reads.list_decisions("i1") == ()
        assert reads.search_incidents("timeout", limit=5) == ()
