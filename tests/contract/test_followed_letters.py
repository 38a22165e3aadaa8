"""Whatever keeps the cases keeps the letters that a later one followed, each with its own reading."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from denialops.domain.facts import Correction
from denialops.domain.records import WholeFile
from denialops.errors import StateError
from denialops.ports import CaseStore
from tests.contract.makers import TODAY, make_change, make_document, open_case, open_reviewed


def follow(store: CaseStore) -> None:
    with store.transaction() as tx:
        later = make_document("later").model_copy(update={"sha256": "bb" * 32, "pages": ()})
        tx.follow_letter("c1", later, make_change("document_added"))
        tx.restart("c1", "ingest", make_change("letter_attached"))


def test_the_former_letter_becomes_the_first_exhibit_and_keeps_its_facts(store: CaseStore) -> None:
    open_reviewed(store)
    with store.snapshot() as reads:
        before = reads.get_case("c1", today=TODAY)
    follow(store)

    with store.snapshot() as reads:
        case = reads.get_case("c1", today=TODAY)
        roles = [(stored.document_id, stored.role) for stored in reads.list_documents("c1")]
    assert roles[:2] == [("later", "letter"), (before.letter.document_id, "exhibit")]
    assert case.facts.items == ()
    assert [letter.facts for letter in case.earlier] == [before.facts]


def test_corrections_stay_with_the_letter_in_which_they_were_made(store: CaseStore) -> None:
    open_reviewed(store)
    correction = Correction(field="payer", value="A", previous=None, actor="Ruth", at="2026-03-02")
    with store.transaction() as tx:
        tx.add_correction("c1", correction, make_change("fact_corrected"))
        tx.set_received_on("c1", date(2026, 3, 1), make_change("received_date_set"))
    follow(store)
    with store.transaction() as tx:
        tx.add_correction("c1", correction.model_copy(update={"value": "B"}), make_change("fact_corrected"))

    with store.snapshot() as reads:
        case = reads.get_case("c1", today=TODAY)
    assert [row.value for row in case.corrections] == ["B"]
    assert [row.value for row in case.earlier[0].corrections] == ["A"]
    assert (case.received_on, case.earlier[0].received_on) == (None, date(2026, 3, 1))


def test_what_was_drafted_by_then_is_remembered(store: CaseStore) -> None:
    open_reviewed(store)
    with store.snapshot() as reads:
        newest = reads.list_drafts("c1")[0].version
    follow(store)

    with store.snapshot() as reads:
        assert [letter.draft_version for letter in reads.list_followed("c1")] == [newest]


def test_a_letter_that_was_not_read_is_not_followed(store: CaseStore) -> None:
    open_case(store)

    with pytest.raises(StateError):
        follow(store)
    with store.snapshot() as reads:
        assert reads.list_followed("c1") == ()


def detach(store: CaseStore) -> None:
    with store.transaction() as tx:
        tx.detach_letter("c1", make_change("letter_detached"))
        tx.restart("c1", "extract", make_change("work_restarted"))


def correct(store: CaseStore, value: str) -> None:
    correction = Correction(field="payer", value=value, previous=None, actor="Ruth", at="2026-03-02")
    with store.transaction() as tx:
        tx.add_correction("c1", correction, make_change("fact_corrected"))


def test_a_detached_letter_gives_the_place_back_to_the_one_before_it(store: CaseStore) -> None:
    open_reviewed(store)
    with store.transaction() as tx:
        former = tx.get_case("c1", today=TODAY).letter
        tx.set_received_on("c1", date(2026, 3, 1), make_change("received_date_set"))
    follow(store)
    detach(store)

    with store.snapshot() as reads:
        case = reads.get_case("c1", today=TODAY)
        assert [stored.role for stored in reads.list_documents("c1")][:1] == ["letter"]
    assert (case.letter.document_id, case.letter.title) == (former.document_id, former.title)
    assert (case.earlier, case.received_on) == ((), date(2026, 3, 1))


def test_corrections_of_a_detached_letter_leave_with_it(store: CaseStore) -> None:
    open_reviewed(store)
    correct(store, "A")
    follow(store)
    correct(store, "B")
    detach(store)
    correct(store, "C")

    with store.snapshot() as reads:
        assert [row.value for row in reads.get_case("c1", today=TODAY).corrections] == ["A", "C"]


def test_after_a_letter_was_detached_another_can_follow(store: CaseStore) -> None:
    open_reviewed(store)
    correct(store, "A")
    follow(store)
    correct(store, "B")
    with store.transaction() as tx:
        tx.detach_letter("c1", make_change("letter_detached"))
        right = make_document("right").model_copy(update={"sha256": "cc" * 32, "pages": ()})
        with pytest.raises(StateError):
            tx.follow_letter("c1", right, make_change("document_added"))


def test_a_letter_that_followed_no_other_cannot_be_detached(store: CaseStore) -> None:
    open_reviewed(store)
    with store.transaction() as tx, pytest.raises(StateError):
        tx.detach_letter("c1", make_change("letter_detached"))


def test_drafts_of_a_detached_letter_are_not_the_formers(store: CaseStore) -> None:
    open_reviewed(store)
    with store.snapshot() as reads:
        assert reads.get_draft_floor("c1") == 0
        newest = reads.list_drafts("c1")[0].version
    follow(store)
    detach(store)

    with store.snapshot() as reads:
        assert (reads.list_followed("c1"), reads.get_draft_floor("c1")) == ((), newest)


def test_the_file_that_a_document_was_cut_from_is_kept_as_long_as_its_case(store: CaseStore) -> None:
    open_reviewed(store)
    whole = WholeFile("november.835", "dd" * 32, 4_000)
    with store.transaction() as tx:
        letter = tx.get_case("c1", today=TODAY).letter.document_id
        tx.keep_whole_file("c1", letter, whole, make_change("whole_file_kept"))

    with store.transaction() as tx:
        assert tx.find_whole_file("c1", letter) == whole
        assert tx.find_whole_file("c1", "another") is None
        assert tx.list_unneeded(["dd" * 32]) == ()
        tx.remove_case("c1", make_change("case_removed"))
        tx.purge_cases(datetime(2100, 1, 1, tzinfo=UTC))
        assert tx.list_unneeded(["dd" * 32]) == ("dd" * 32,)
