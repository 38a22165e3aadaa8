"""Whatever keeps the cases keeps the letters that a later one followed, each with its own reading."""

from __future__ import annotations

from datetime import date

import pytest

from denialops.domain.facts import Correction
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
