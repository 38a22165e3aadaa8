"""Whatever keeps the cases must behave like this."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from denialops.domain.clinic import Clinic
from denialops.domain.drafts import Block, Mark, Sentence
from denialops.domain.facts import Correction
from denialops.domain.records import ClosedRecord, Listing, SentRecord, SignOff, StageFailure
from denialops.errors import (
    CaseNotFound,
    DocumentNotFound,
    DraftConflict,
    IllegalTransition,
    NothingToDraft,
    StateError,
    Superseded,
)
from denialops.ports import CaseStore
from tests.contract.adapters import StoreAdapter
from tests.contract.makers import (
    LISTING,
    TODAY,
    FakeClock,
    make_case_file,
    make_change,
    make_document,
    make_draft,
    make_fact,
    open_case,
    open_reviewed,
    run_stages,
)


def test_a_new_case_is_being_read_and_says_who_opened_it(store: CaseStore) -> None:
    with store.transaction() as tx:
        number = tx.open_case("c1", make_change("case_opened", source="upload"))

    with store.snapshot() as reads:
        row = reads.get_row("c1", today=TODAY)
        (event,) = reads.list_events("c1")
    assert (number, row.number, row.status) == (1, 1, "reading")
    assert (event.number, event.type, event.actor, event.ids) == (1, "case_opened", "Ruth", {"source": "upload"})
    assert event.at == "2026-03-02T15:00:00.000000+00:00"


def test_numbers_for_people_count_up_for_each_tenant(adapter: StoreAdapter) -> None:
    ours, theirs = adapter.open("ours"), adapter.open("theirs")
    for store, case_id in ((ours, "a"), (theirs, "b"), (ours, "c")):
        open_case(store, case_id)

    with ours.snapshot() as reads:
        assert [row.number for row in reads.list_rows(today=TODAY)] == [1, 2]
    with theirs.snapshot() as reads:
        assert [row.number for row in reads.list_rows(today=TODAY)] == [1]


def test_a_tenant_sees_nothing_of_another(adapter: StoreAdapter) -> None:
    ours, theirs = adapter.open("ours"), adapter.open("theirs")
    open_reviewed(ours)

    with theirs.snapshot() as reads:
        assert reads.list_rows(today=TODAY, search="4400") == ()
        assert reads.count_rows()["all"] == 0
        assert reads.find_file("aa" * 32) is None
        assert reads.list_events("c1") == ()
        with pytest.raises(CaseNotFound):
            reads.get_case("c1", today=TODAY)
    with theirs.transaction() as tx, pytest.raises(CaseNotFound):
        tx.remove_case("c1", make_change())


def test_a_failed_transaction_leaves_nothing_behind(store: CaseStore) -> None:
    with pytest.raises(ZeroDivisionError), store.transaction() as tx:
        tx.open_case("c1", make_change("case_opened"))
        tx.add_document("c1", make_document(pages=1), make_change("document_added"))
        raise ZeroDivisionError

    with store.snapshot() as reads:
        assert reads.list_rows(today=TODAY, show="all") == ()
        assert reads.find_file("aa" * 32) is None


def test_a_transaction_within_a_transaction_is_refused(store: CaseStore) -> None:
    with store.transaction(), pytest.raises(RuntimeError, match="already"), store.transaction():
        pass
    with store.snapshot(), pytest.raises(RuntimeError, match="already"), store.transaction():
        pass

    with store.transaction() as tx:
        assert tx.list_rows(today=TODAY) == ()


def test_a_snapshot_sees_one_moment(adapter: StoreAdapter) -> None:
    reader, writer = adapter.open(), adapter.open()
    open_case(writer, "c1")

    with reader.snapshot() as reads:
        before = reads.count_rows()["all"]
        open_case(writer, "c2")
        after = reads.count_rows()["all"]

    assert (before, after) == (1, 1)


@pytest.mark.parametrize("method", ["get_row", "get_case"])
def test_an_unknown_case_is_not_found(store: CaseStore, method: str) -> None:
    with store.snapshot() as reads, pytest.raises(CaseNotFound):
        getattr(reads, method)("nowhere", today=TODAY)


def test_an_unknown_case_takes_no_event(store: CaseStore) -> None:
    with store.transaction() as tx, pytest.raises(CaseNotFound):
        tx.record("nowhere", make_change())


def test_a_document_comes_back_exactly_as_it_was_read(store: CaseStore) -> None:
    open_case(store)
    read = make_case_file()
    run_stages(store, read, "ingest", finish=False)

    with store.snapshot() as reads:
        assert reads.get_case("c1", today=TODAY, words=True).documents == read.documents
        assert reads.get_page("c1", "d1", 2) == read.letter.pages[1]


def test_word_boxes_come_only_when_asked_for(store: CaseStore) -> None:
    open_reviewed(store)

    with store.snapshot() as reads:
        pages = reads.get_case("c1", today=TODAY).letter.pages
    assert [page.words for page in pages] == [(), ()]
    assert pages[0].text == "We deny claim 7."


def test_a_page_that_does_not_exist_is_not_found(store: CaseStore) -> None:
    open_reviewed(store)

    with store.snapshot() as reads, pytest.raises(DocumentNotFound):
        reads.get_page("c1", "d1", 3)


def test_reading_again_replaces_the_pages(store: CaseStore) -> None:
    open_reviewed(store)
    again = make_case_file().model_copy(update={"documents": (make_document(pages=1),)})
    with store.transaction() as tx:
        tx.restart("c1", "ingest", make_change("work_restarted"))
    run_stages(store, again, "ingest", finish=False)

    with store.snapshot() as reads:
        assert reads.list_documents("c1")[0].page_count == 1


def test_a_new_letter_takes_the_place_of_the_first_which_is_still_found(store: CaseStore) -> None:
    open_case(store)
    with store.transaction() as tx:
        tx.add_document("c1", make_document("d2", sha256="bb" * 32), make_change("letter_replaced"))

    with store.snapshot() as reads:
        assert [document.document_id for document in reads.get_case("c1", today=TODAY).documents] == ["d2"]
        assert reads.find_file("aa" * 32) == ("c1", False)


def test_exhibits_keep_the_order_staff_give_them(store: CaseStore) -> None:
    open_case(store)
    with store.transaction() as tx:
        for name in ("e1", "e2", "e3"):
            tx.add_document("c1", make_document(name), make_change("exhibit_added"), role="exhibit")
        tx.move_document("c1", "e3", -1, make_change("exhibit_moved"))
        tx.move_document("c1", "e1", -5, make_change("exhibit_moved"))
        tx.move_document("c1", "e2", +9, make_change("exhibit_moved"))

    with store.snapshot() as reads:
        assert [d.document_id for d in reads.list_documents("c1", "exhibit")] == ["e1", "e3", "e2"]
        assert [d.document_id for d in reads.get_case("c1", today=TODAY).documents] == ["d1", "e1", "e3", "e2"]


def test_a_disabled_or_removed_exhibit_is_out_of_the_case_but_only_the_removed_one_out_of_the_list(
    store: CaseStore,
) -> None:
    open_case(store)
    with store.transaction() as tx:
        for name in ("e1", "e2"):
            tx.add_document("c1", make_document(name), make_change("exhibit_added"), role="exhibit")
        tx.enable_document("c1", "e1", False, make_change("exhibit_disabled"))
        tx.remove_document("c1", "e2", make_change("exhibit_removed"))

    with store.snapshot() as reads:
        assert [document.document_id for document in reads.get_case("c1", today=TODAY).documents] == ["d1"]
        assert [(d.document_id, d.enabled) for d in reads.list_documents("c1", "exhibit")] == [("e1", False)]
    with store.transaction() as tx, pytest.raises(DocumentNotFound):
        tx.move_document("c1", "e2", 1, make_change())


def test_proofs_are_kept_but_are_no_exhibits(store: CaseStore) -> None:
    open_case(store)
    with store.transaction() as tx:
        receipt = make_document("p1").model_copy(update={"title": "Fax receipt"})
        tx.add_document("c1", receipt, make_change("proof_added"), role="proof")

    with store.snapshot() as reads:
        assert [(d.document_id, d.title) for d in reads.list_documents("c1", "proof")] == [("p1", "Fax receipt")]
        assert len(reads.get_case("c1", today=TODAY).documents) == 1


def test_facts_show_while_they_are_being_found(store: CaseStore) -> None:
    open_case(store)
    run_stages(store, make_case_file(), "ingest", finish=False)
    fact = make_fact("payer", "Harbor Ridge")
    for _ in range(2):
        with store.transaction() as tx:
            tx.add_fact("c1", fact, make_change("fact_found", key=fact.fact_id, fact_id=fact.fact_id))

    with store.snapshot() as reads:
        assert reads.get_case("c1", today=TODAY).facts.items == (fact,)
        assert [event.type for event in reads.list_events("c1")].count("fact_found") == 1


def test_the_finished_stage_decides_which_facts_stand_and_in_which_order(store: CaseStore) -> None:
    open_case(store)
    run_stages(store, make_case_file(), "ingest", finish=False)
    with store.transaction() as tx:
        tx.add_fact("c1", make_fact("npi", "dropped later"), make_change("fact_found"))
    run_stages(store, make_case_file(), "extract", finish=False)

    with store.snapshot() as reads:
        assert reads.get_case("c1", today=TODAY).facts == make_case_file().facts


def test_a_second_reading_does_not_mix_with_the_first(store: CaseStore) -> None:
    open_reviewed(store)
    with store.transaction() as tx:
        tx.restart("c1", "extract", make_change("work_restarted"))
        tx.add_fact("c1", make_fact("payer", "Another"), make_change("fact_found"))

    with store.snapshot() as reads:
        case = reads.get_case("c1", today=TODAY)
    assert case.facts.values("payer") == ("Another",)
    assert case.routing is None


def test_facts_after_the_end_of_a_reading_belong_to_the_next_one_in_the_same_transaction_too(store: CaseStore) -> None:
    open_case(store)
    run_stages(store, make_case_file(), "ingest", finish=False)
    with store.transaction() as tx:
        tx.add_fact("c1", make_fact("npi", "of the first reading"), make_change("fact_found", key="first"))
        tx.save_stage("extract", make_case_file(), LISTING, make_change("stage_finished", stage="extract"))
        tx.restart("c1", "extract", make_change("work_restarted"))
        tx.add_fact("c1", make_fact("npi", "of the second"), make_change("fact_found", key="second"))

    with store.snapshot() as reads:
        assert reads.get_case("c1", today=TODAY).facts.values("npi") == ("of the second",)


def test_facts_of_two_cases_in_one_transaction_stay_apart(store: CaseStore) -> None:
    for case_id, sha256 in (("c1", "aa" * 32), ("c2", "bb" * 32)):
        open_case(store, case_id, sha256=sha256)
    with store.transaction() as tx:
        for case_id in ("c1", "c2", "c1"):
            tx.add_fact(case_id, make_fact("payer", f"Payer of {case_id}"), make_change("fact_found"))

    with store.snapshot() as reads:
        payers = [reads.get_case(case_id, today=TODAY).facts.values("payer") for case_id in ("c1", "c2")]
    assert payers == [("Payer of c1",), ("Payer of c2",)]


def test_a_correction_is_kept_beside_what_was_read(store: CaseStore) -> None:
    open_reviewed(store)
    correction = Correction(field="payer", value="Harbor", previous="Harbor Ridge", actor="Ruth", at="2026-03-02")
    with store.transaction() as tx:
        tx.add_correction("c1", correction, make_change("fact_corrected", field="payer"))

    with store.snapshot() as reads:
        case = reads.get_case("c1", today=TODAY)
    assert case.corrections == (correction,)
    assert case.facts.value("payer") == "Harbor Ridge"


def test_a_finished_case_comes_back_whole(store: CaseStore) -> None:
    mark = Mark(text="three visits", reason="no fact says so", start=0, end=4)
    open_case(store)
    run_stages(store, make_case_file(), "ingest", "extract", "route", "draft", finish=False)
    run_stages(store, make_case_file(marks=(mark,)), "ground")

    with store.snapshot() as reads:
        case = reads.get_case("c1", today=TODAY, words=True)
    assert case.routing == make_case_file().routing
    assert case.draft and (case.draft.version, case.draft.marks) == (1, (mark,))


def test_stages_are_finished_until_sent_back(store: CaseStore) -> None:
    open_reviewed(store)
    with store.transaction() as tx:
        tx.restart("c1", "route", make_change("work_restarted", stage="route"))

    with store.snapshot() as reads:
        assert list(reads.list_stages("c1")) == ["ingest", "extract"]
        assert reads.list_unfinished() == (("c1", "route"),)
        assert reads.get_row("c1", today=TODAY).status == "reading"


def test_a_stage_done_again_is_a_new_version(store: CaseStore) -> None:
    open_reviewed(store)
    run_stages(store, make_case_file(), "route", finish=False)

    with store.snapshot() as reads:
        record = reads.list_stages("c1")["route"]
    assert (record.version, record.result_ids) == (2, ("2",))


def test_a_result_that_rests_on_a_stage_sent_back_is_refused(store: CaseStore) -> None:
    open_reviewed(store)
    with store.transaction() as tx:
        tx.restart("c1", "ingest", make_change("letter_replaced"))

    with store.transaction() as tx, pytest.raises(Superseded):
        tx.save_stage("extract", make_case_file(), LISTING, make_change("stage_finished"))


def test_a_failed_case_says_what_to_do_and_can_be_read_again(store: CaseStore) -> None:
    open_case(store)
    failure = StageFailure(stage="ingest", code="damaged_file", message="The file is cut off.", hint="Scan it again.")
    with store.transaction() as tx:
        tx.fail_stage("c1", failure, make_change("stage_failed", code="damaged_file"))

    with store.snapshot() as reads:
        kept = reads.get_state("c1").failure
        assert kept and (kept.code, kept.hint) == ("damaged_file", "Scan it again.")
        assert reads.get_row("c1", today=TODAY).error_code == "damaged_file"
        assert reads.list_unfinished() == ()
    with store.transaction() as tx:
        tx.restart("c1", "ingest", make_change("work_restarted"))
    with store.snapshot() as reads:
        assert reads.get_state("c1").failure is None


def test_events_of_a_case_are_numbered_without_gaps_and_read_from_any_point(store: CaseStore) -> None:
    open_case(store)
    open_case(store, "c2")
    with store.transaction() as tx:
        for page in (1, 2):
            tx.record("c1", make_change("page_read", page=page))

    with store.snapshot() as reads:
        assert [event.number for event in reads.list_events("c1")] == [1, 2, 3, 4]
        assert [event.ids["page"] for event in reads.list_events("c1", after=2)] == [1, 2]
        assert [event.number for event in reads.list_events("c1", after=1, limit=2)] == [2, 3]


def test_progress_told_twice_is_kept_once(store: CaseStore) -> None:
    open_case(store)
    with store.transaction() as tx:
        for _ in range(2):
            tx.record("c1", make_change("page_read", key="1:page:7", page=7))
            tx.record("c1", make_change("viewed"))

    with store.snapshot() as reads:
        assert [event.type for event in reads.list_events("c1", after=2)] == ["page_read", "viewed", "viewed"]


HISTORY = "case_events facts corrections routings drafts draft_checks sendings closings".split()


@pytest.mark.parametrize("table", HISTORY)
@pytest.mark.parametrize("statement", ["UPDATE {table} SET case_id = 'x'", "DELETE FROM {table}"])
def test_history_can_be_neither_changed_nor_deleted(
    adapter: StoreAdapter, store: CaseStore, table: str, statement: str
) -> None:
    open_reviewed(store)
    with store.transaction() as tx:
        tx.add_correction(
            "c1", Correction(field="npi", value="1", previous=None, actor="R", at="now"), make_change("fact_corrected")
        )
        tx.mark_sent("c1", SentRecord(sent_on=TODAY, channel="fax"), make_change("case_sent"))
        tx.close_case("c1", ClosedRecord(outcome="paid"), make_change("case_closed"))

    with pytest.raises(adapter.violation, match="are never"):
        adapter.raw(statement.format(table=table))


def test_a_saved_draft_is_a_new_version_and_every_version_stays(store: CaseStore) -> None:
    open_reviewed(store)
    with store.transaction() as tx:
        version = tx.save_draft(make_draft("Dear Sir,", author="Ruth"), make_change("draft_saved"), based_on=1)

    with store.snapshot() as reads:
        assert version == 2
        assert reads.get_draft("c1").body == "Dear Sir,"
        assert reads.get_draft("c1", 1).body == "Dear reviewer,"
        assert [(d.version, d.author) for d in reads.list_drafts("c1")] == [(2, "Ruth"), (1, "DenialOps")]
        assert reads.list_events("c1")[-1].ids == {"version": 2, "based_on": 1, "is_copy": False}


def test_two_people_saving_the_same_draft_lose_nothing(store: CaseStore) -> None:
    open_reviewed(store)
    with store.transaction() as tx:
        tx.save_draft(make_draft("Ann's", author="Ann"), make_change("draft_saved"), based_on=1)

    with pytest.raises(DraftConflict) as conflict, store.transaction() as tx:
        tx.save_draft(make_draft("Ben's", author="Ben"), make_change("draft_saved"), based_on=1)

    assert (conflict.value.latest_version, conflict.value.saved_as) == (2, 3)
    with store.snapshot() as reads:
        assert reads.get_draft("c1").body == "Ann's"
        assert reads.get_draft("c1", 3).body == "Ben's"
        assert reads.list_drafts("c1")[0].is_copy
    with store.transaction() as tx:
        assert tx.save_draft(make_draft("Both", author="Ben"), make_change("draft_saved"), based_on=2) == 4
    with store.snapshot() as reads:
        assert reads.get_draft("c1").body == "Both"


def test_writing_the_same_draft_again_makes_no_version(store: CaseStore) -> None:
    open_reviewed(store)
    run_stages(store, make_case_file(), "draft", finish=False)
    run_stages(store, make_case_file(body="Changed"), "draft", finish=False)

    with store.snapshot() as reads:
        assert [draft.version for draft in reads.list_drafts("c1")] == [2, 1]


def test_marks_stay_with_the_version_they_were_made_for(store: CaseStore) -> None:
    mark = Mark(text="x", reason="y", start=0, end=1)
    open_reviewed(store)
    with store.transaction() as tx:
        tx.save_draft(make_draft("Edited", author="Ruth"), make_change("draft_saved"), based_on=1)
    run_stages(store, make_case_file(marks=(mark,)), "ground", finish=False)

    with store.snapshot() as reads:
        assert reads.get_draft("c1", 1).marks == (mark,)
        assert reads.get_draft("c1").marks == ()


def test_a_case_without_a_draft_says_so(store: CaseStore) -> None:
    open_case(store)

    with store.snapshot() as reads:
        assert reads.get_case("c1", today=TODAY).draft is None
        with pytest.raises(NothingToDraft):
            reads.get_draft("c1")
        with pytest.raises(CaseNotFound):
            reads.get_draft("nowhere")


def test_sent_and_closed_cases_leave_the_open_list_and_come_back_when_reopened(store: CaseStore) -> None:
    open_reviewed(store)
    sent = SentRecord(sent_on=TODAY, channel="fax", confirmation="OK 11:04", proof_document_id="p1")
    with store.transaction() as tx:
        tx.mark_sent("c1", sent, make_change("case_sent"))
    with store.snapshot() as reads:
        assert reads.list_rows(today=TODAY) == ()
        assert [row.case_id for row in reads.list_rows(show="sent", today=TODAY)] == ["c1"]
    with store.transaction() as tx:
        tx.close_case("c1", ClosedRecord(outcome="paid", amount=Decimal("4812.50")), make_change("case_closed"))

    with store.snapshot() as reads:
        state = reads.get_state("c1")
        assert state.sent and (state.sent.confirmation, state.sent.actor) == ("OK 11:04", "Ruth")
        assert state.closed and (state.closed.outcome, state.closed.amount) == ("paid", Decimal("4812.50"))
        assert reads.count_rows() == {"open": 0, "sent": 0, "closed": 1, "removed": 0, "all": 1}
    with store.transaction() as tx:
        tx.reopen_case("c1", make_change("case_reopened"))
    with store.snapshot() as reads:
        assert reads.get_state("c1")[-2:] == (None, None)
        assert reads.count_rows()["open"] == 1


@pytest.mark.parametrize("act", ["mark_sent", "reopen_case"])
def test_a_case_goes_only_where_its_status_allows(store: CaseStore, act: str) -> None:
    open_case(store)
    arguments = (SentRecord(sent_on=TODAY, channel="fax"),) if act == "mark_sent" else ()

    with store.transaction() as tx, pytest.raises(IllegalTransition):
        getattr(tx, act)("c1", *arguments, make_change())


def test_the_work_list_is_sorted_by_safe_date_with_unknown_dates_last(store: CaseStore) -> None:
    for case_id, days in (("late", 40), ("none", None), ("past", -2), ("soon", 3)):
        safe_date = None if days is None else TODAY + timedelta(days=days)
        open_reviewed(store, case_id, listing=Listing(safe_date=safe_date))

    with store.snapshot() as reads:
        rows = reads.list_rows(today=TODAY)
        assert [(row.case_id, row.days_left) for row in rows] == [
            ("past", -2),
            ("soon", 3),
            ("late", 40),
            ("none", None),
        ]
        assert [row.case_id for row in reads.list_rows(today=TODAY, limit=2, offset=1)] == ["soon", "late"]


def test_a_row_shows_what_the_listing_says(store: CaseStore) -> None:
    open_reviewed(store)

    with store.snapshot() as reads:
        row = reads.get_row("c1", today=TODAY)
    assert row.model_dump(include={"payer", "patient", "amount", "category", "route", "safe_date"}) == (
        LISTING.model_dump(exclude={"search_terms"})
    )


def test_a_row_names_the_file_of_the_present_letter(store: CaseStore) -> None:
    open_case(store)
    later = make_document("later").model_copy(update={"filename": "better-copy.pdf"})
    with store.transaction() as tx:
        tx.add_document("c1", later, make_change("letter_replaced"))

    with store.snapshot() as reads:
        assert reads.get_row("c1", today=TODAY).filename == "better-copy.pdf"
        assert [row.filename for row in reads.list_rows(today=TODAY)] == ["better-copy.pdf"]


@pytest.mark.parametrize(
    "query", ["psi44", "PSI 4400", "0-22-1", "munoz", "ADA", "da", "harbor munoz", "hrh 10", "  ", "009112"]
)
def test_a_case_is_found_by_any_part_of_a_name_or_number(store: CaseStore, query: str) -> None:
    open_reviewed(store)

    with store.snapshot() as reads:
        assert [row.case_id for row in reads.list_rows(search=query, today=TODAY)] == ["c1"]
        assert reads.count_rows(search=query)["open"] == 1


@pytest.mark.parametrize("query", ["psi45", "munoz 9999", 'x" OR "1', "zz*", "NEAR(", "lopez"])
def test_what_is_not_there_is_not_found(store: CaseStore, query: str) -> None:
    open_reviewed(store)
    open_reviewed(store, "c2", listing=Listing(payer="B", patient="C"))

    with store.snapshot() as reads:
        assert reads.list_rows(search=query, today=TODAY) == ()


def test_a_corrected_name_replaces_the_wrong_one_in_the_search(store: CaseStore) -> None:
    open_reviewed(store)
    run_stages(store, make_case_file(), "route", listing=Listing(patient="Okafor, Ben"), finish=False)

    with store.snapshot() as reads:
        assert reads.list_rows(search="munoz", today=TODAY) == ()
        assert len(reads.list_rows(search="okafor", today=TODAY)) == 1


def test_removal_can_be_undone(store: CaseStore) -> None:
    open_reviewed(store)
    with store.transaction() as tx:
        tx.remove_case("c1", make_change("case_removed"))
    with store.snapshot() as reads:
        assert reads.list_rows(today=TODAY) == ()
        assert [row.case_id for row in reads.list_rows(show="removed", today=TODAY)] == ["c1"]
        assert reads.find_file("aa" * 32) == ("c1", True)
    with store.transaction() as tx:
        with pytest.raises(StateError):
            tx.remove_case("c1", make_change())
        tx.restore_case("c1", make_change("case_restored"))

    with store.snapshot() as reads:
        assert [row.case_id for row in reads.list_rows(today=TODAY)] == ["c1"]
    with store.transaction() as tx, pytest.raises(StateError):
        tx.restore_case("c1", make_change())


def test_the_same_file_in_use_goes_before_a_removed_one(store: CaseStore) -> None:
    open_reviewed(store, "c1")
    with store.transaction() as tx:
        tx.remove_case("c1", make_change("case_removed"))
    open_reviewed(store, "c2")

    with store.snapshot() as reads:
        assert reads.find_file("aa" * 32) == ("c2", False)
        assert reads.find_file("ff" * 32) is None


def test_purging_really_deletes_and_keeps_what_others_need(
    adapter: StoreAdapter, store: CaseStore, clock: FakeClock
) -> None:
    open_reviewed(store, "gone", sha256="11" * 32)
    open_reviewed(store, "stays", sha256="22" * 32)
    with store.transaction() as tx:
        shared = make_document("e1", sha256="22" * 32)
        tx.add_document("gone", shared, make_change("exhibit_added"), role="exhibit")
        tx.add_document("gone", make_document("e2", sha256="33" * 32), make_change("exhibit_added"), role="exhibit")
        tx.save_clinic(Clinic(name="Clinic", logo_sha256="33" * 32), actor="Ruth")
        tx.remove_case("gone", make_change("case_removed"))
    clock.pass_days(31)
    with store.transaction() as tx:
        purged = tx.purge_cases(clock.now() - timedelta(days=30))
        unneeded = tx.list_unneeded(digits * 32 for digits in ("11", "22", "33", "44"))

    assert purged == ("gone",)
    assert unneeded == ("11" * 32, "44" * 32)
    for table in ("cases", "documents", "pages", "stage_records", *HISTORY[:6]):
        kept = adapter.raw(f"SELECT count(*) FROM {table} WHERE case_id = 'gone'")
        assert (table, kept) == (table, [(0,)])
    with store.snapshot() as reads:
        assert [row.case_id for row in reads.list_rows(search="4400", today=TODAY)] == ["stays"]


def test_purging_waits_until_the_undo_time_is_over(store: CaseStore, clock: FakeClock) -> None:
    open_reviewed(store)
    with store.transaction() as tx:
        tx.remove_case("c1", make_change("case_removed"))
    clock.pass_days(29)
    with store.transaction() as tx:
        assert tx.purge_cases(clock.now() - timedelta(days=30)) == ()

    with store.snapshot() as reads:
        assert reads.count_rows()["removed"] == 1


def test_a_purged_number_is_not_given_again(store: CaseStore, clock: FakeClock) -> None:
    open_case(store)
    with store.transaction() as tx:
        tx.remove_case("c1", make_change("case_removed"))
    clock.pass_days(1)
    with store.transaction() as tx:
        tx.purge_cases(clock.now())
        number = tx.open_case("c2", make_change("case_opened"))

    assert number == 2


def test_received_date_and_confirmed_regime_are_the_cases_own(store: CaseStore) -> None:
    open_case(store)
    with store.transaction() as tx:
        tx.set_received_on("c1", date(2026, 2, 20), make_change("received_date_set"))
        tx.confirm_regime("c1", "erisa_sf", make_change("regime_confirmed", actor="Maria Lopez"))

    with store.snapshot() as reads:
        case = reads.get_case("c1", today=TODAY)
    assert (case.received_on, case.confirmed_regime) == (date(2026, 2, 20), "erisa_sf")
    assert case.confirmed_regime_by == "Maria Lopez"


def test_the_clinic_is_what_was_saved_last(store: CaseStore) -> None:
    with store.snapshot() as reads:
        assert reads.get_clinic() == Clinic()
    for name in ("Lakeside", "Lakeside Clinic"):
        with store.transaction() as tx:
            tx.save_clinic(Clinic(name=name), actor="Ruth")

    with store.snapshot() as reads:
        assert reads.get_clinic().name == "Lakeside Clinic"


def test_a_browser_keeps_its_name(store: CaseStore) -> None:
    for name in ("Ruth", "Ruth N."):
        with store.transaction() as tx:
            tx.name_browser("b1", name)

    with store.snapshot() as reads:
        assert (reads.find_browser("b1"), reads.find_browser("b2")) == ("Ruth N.", None)


def test_what_a_model_writes_is_kept_in_order_until_it_is_dropped(store: CaseStore) -> None:
    open_case(store)
    first, second = (Block(kind="paragraph", sentences=(Sentence(text=text),)) for text in ("One.", "Two."))
    with store.transaction() as tx:
        tx.keep_paragraphs("c1", [first], make_change("paragraph_written", number=1))
        tx.keep_paragraphs("c1", [second], make_change("paragraph_written", number=2))
    with store.snapshot() as reads:
        kept = reads.list_paragraphs("c1")
    with store.transaction() as tx:
        tx.drop_paragraphs("c1")

    with store.snapshot() as reads:
        assert (kept, reads.list_paragraphs("c1")) == ((first, second), ())


def test_the_newest_signature_is_found_with_its_name_and_moment(store: CaseStore) -> None:
    open_case(store)
    with store.transaction() as tx:
        for version in (1, 2):
            tx.sign_off("c1", SignOff(version=version, points=("Fill: visits",)), make_change("draft_signed_off"))

    with store.snapshot() as reads:
        signed = reads.find_sign_off("c1")
    assert signed
    assert (signed.version, signed.points, bool(signed.actor), bool(signed.at)) == (2, ("Fill: visits",), True, True)


def test_a_case_without_a_signature_has_none(store: CaseStore) -> None:
    open_case(store)

    with store.snapshot() as reads:
        assert reads.find_sign_off("c1") is None
