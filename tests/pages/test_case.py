"""A case in every state: facts, evidence, route, letter, exhibits, life."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from streamlit.testing.v1 import AppTest

from denialops.domain.facts import Correction, Facts
from denialops.errors import IllegalTransition, InvalidValue
from denialops.services.records import Upload
from denialops.ui import pages
from tests.fakes.page_cases import (
    NOW,
    make_case_file,
    make_draft,
    make_facts,
    make_failed_view,
    make_row,
    make_running_view,
    make_several_letters_view,
    make_view,
)
from tests.fakes.services import FakeServices
from tests.pages.conftest import Open, go_to, keys, words


def test_without_a_case_the_page_leads_to_the_work_list(open_page: Open) -> None:
    at = open_page(FakeServices(), pages.CASE)

    assert "Choose a case in the work list" in words(at)


def test_an_unknown_case_is_an_answer_and_no_crash(open_page: Open) -> None:
    at = open_page(FakeServices(), pages.CASE, case="nobody")

    assert "There is no such case" in words(at)
    assert "`case_not_found`" in words(at)


def test_the_head_says_whose_case_by_when_and_what_next(open_page: Open) -> None:
    at = open_page(FakeServices([make_view()]), pages.CASE, case="case-1")

    assert at.title[0].value == "Dana Whitlock"
    assert "170 days left" in words(at)
    assert "check 2 facts against the letter" in words(at)


def test_the_head_counts_the_same_doubtful_facts_as_the_list(open_page: Open) -> None:
    doubtful_regime = make_facts().find("regime")
    assert doubtful_regime
    facts = (*make_facts().items, doubtful_regime.model_copy(update={"fact_id": "x", "confidence": 0.3}))
    at = open_page(FakeServices([make_view(case=make_case_file(facts=Facts(items=facts)))]), pages.CASE, case="case-1")

    assert "check 2 facts against the letter" in words(at)
    assert at.subheader[0].value == "Check first: 2 facts"


def test_a_running_case_shows_its_progress_only(open_page: Open) -> None:
    at = open_page(FakeServices([make_running_view()]), pages.CASE, case="case-run")

    assert "Finding facts: 3 so far" in words(at)
    assert not at.tabs


def test_a_failed_case_shows_the_ways_on_and_its_history(open_page: Open) -> None:
    at = open_page(FakeServices([make_failed_view()]), pages.CASE, case="case-bad")

    assert "again_case-bad" in keys(at)
    assert "Maria Lopez opened the case" in words(at)
    assert not at.tabs


def test_doubtful_facts_come_first_with_the_reason(open_page: Open) -> None:
    at = open_page(FakeServices([make_view()]), pages.CASE, case="case-1")

    assert at.subheader[0].value == "Check first: 2 facts"
    assert "the NPI's check digit does not fit" in words(at)


def test_every_fact_says_where_it_stands(open_page: Open) -> None:
    at = open_page(FakeServices([make_view()]), pages.CASE, case="case-1")

    facts = [fact for fact in make_facts().items if fact.field != "regime"]
    assert {f"show_case-1_{fact.field}_0" for fact in facts} <= keys(at)


def test_showing_a_fact_turns_to_its_page_and_marks_the_words(open_page: Open) -> None:
    at = open_page(FakeServices([make_view()]), pages.CASE, case="case-1")
    at.button(key="show_case-1_appeal_fax_0").click().run()

    assert not at.exception
    assert "<mark>937-555-0142</mark>" in words(at)
    assert "read from scan, 91% sure" in words(at)


def test_the_mark_can_be_cleared(open_page: Open) -> None:
    at = open_page(FakeServices([make_view()]), pages.CASE, case="case-1")
    at.button(key="show_case-1_appeal_fax_0").click().run()
    at.button(key="clear_case-1").click().run()

    assert not at.exception
    assert "<mark>" not in words(at)


def test_the_letters_own_text_is_shown_as_text(open_page: Open) -> None:
    case = make_case_file()
    page = case.letter.pages[0].model_copy(update={"text": "<script>alert(1)</script>"})
    letter = case.letter.model_copy(update={"pages": (page,)})
    view = make_view(case=case.model_copy(update={"documents": (letter,), "facts": Facts()}))
    at = open_page(FakeServices([view]), pages.CASE, case="case-1")

    assert "&lt;script&gt;" in words(at)


def test_a_page_with_a_picture_shows_the_picture(open_page: Open, one_pixel: bytes) -> None:
    services = FakeServices([make_view()])
    services.picture = one_pixel
    at = open_page(services, pages.CASE, case="case-1")

    assert len(at.image) == 1


def test_a_corrected_fact_is_sent_with_the_persons_name(open_page: Open) -> None:
    services = FakeServices([make_view()])
    at = open_page(services, pages.CASE, case="case-1")
    at.button(key="edit_case-1_member_id_0").click().run()
    at.text_input(key="value_case-1_member_id_0").set_value("LMH4471903")
    at.button(key="save_case-1_member_id_0").click().run()

    assert not at.exception
    assert services.calls == [("correct_fact", ("case-1", "member_id", "LMH4471903", 0, "Maria Lopez"))]
    assert "save_case-1_member_id_0" not in keys(at)


def test_a_date_is_corrected_as_a_date(open_page: Open) -> None:
    services = FakeServices([make_view()])
    at = open_page(services, pages.CASE, case="case-1")
    at.button(key="edit_case-1_denial_date_0").click().run()
    at.date_input(key="value_case-1_denial_date_0").set_value(date(2026, 2, 21))
    at.button(key="save_case-1_denial_date_0").click().run()

    assert services.calls[0][1][1:3] == ("denial_date", "2026-02-21")


def test_a_doubtful_fact_is_confirmed_with_one_click(open_page: Open) -> None:
    services = FakeServices([make_view()])
    at = open_page(services, pages.CASE, case="case-1")
    at.button(key="confirm_case-1_npi_0").click().run()

    assert services.calls == [("correct_fact", ("case-1", "npi", "2000000010", 0, "Maria Lopez"))]


def test_a_value_that_the_letter_does_not_say_can_be_taken_out(open_page: Open) -> None:
    services = FakeServices([make_view()])
    at = open_page(services, pages.CASE, case="case-1")
    at.button(key="edit_case-1_appeal_fax_0").click().run()
    at.button(key="none_case-1_appeal_fax_0").click().run()

    assert services.calls[0][1][1:3] == ("appeal_fax", None)


def test_another_claim_number_is_added_behind_the_last(open_page: Open) -> None:
    services = FakeServices([make_view()])
    at = open_page(services, pages.CASE, case="case-1")
    at.button(key="edit_case-1_claim_numbers_0").click().run()
    at.text_input(key="value_case-1_claim_numbers_0").set_value("26-0417-99999")
    at.button(key="more_case-1_claim_numbers_0").click().run()

    assert services.calls[0][1][1:4] == ("claim_numbers", "26-0417-99999", 1)


def test_a_refused_correction_keeps_the_form_open_and_says_why(open_page: Open) -> None:
    services = FakeServices([make_view()])
    services.refuse["correct_fact"] = InvalidValue("The NPI's check digit does not fit.")
    at = open_page(services, pages.CASE, case="case-1")
    at.button(key="edit_case-1_npi_0").click().run()
    at.button(key="save_case-1_npi_0").click().run()

    assert not at.exception
    assert "The NPI's check digit does not fit." in words(at)
    assert "save_case-1_npi_0" in keys(at)


def test_a_correction_shows_what_was_read_and_by_whom_it_was_changed(open_page: Open) -> None:
    correction = Correction(field="member_id", value="X1", previous="LMH4471902", actor="Ben Ito", at=NOW)
    view = make_view(case=make_case_file(corrections=(correction,)))
    at = open_page(FakeServices([view]), pages.CASE, case="case-1")

    assert "read: LMH4471902; entered by Ben Ito, Mar 2, 2026" in words(at)


def test_a_field_that_was_not_found_can_be_added(open_page: Open) -> None:
    services = FakeServices([make_view()])
    at = open_page(services, pages.CASE, case="case-1")
    at.button(key="edit_case-1_appeal_address_0").click().run()
    at.text_area(key="value_case-1_appeal_address_0").set_value("PO Box 1")
    at.button(key="save_case-1_appeal_address_0").click().run()

    assert services.calls[0][1][1:3] == ("appeal_address", "PO Box 1")


def test_several_letters_in_one_file_become_one_case_each(open_page: Open) -> None:
    services = FakeServices([make_several_letters_view()])
    at = open_page(services, pages.CASE, case="case-two")
    at.button(key="split").click().run()

    assert not at.exception
    assert services.calls[0] == ("split_letters", ("case-two",))
    assert any(link.proto.query_string == "case=new-1" for link in at.get("page_link"))


# Route


def route_page(open_page: Open, services: FakeServices) -> AppTest:
    return go_to(open_page(services, pages.CASE, case="case-1"), "Route")


def test_the_route_gives_reasons_alternatives_and_what_would_change_it(open_page: Open) -> None:
    at = route_page(open_page, FakeServices([make_view()]))

    assert not at.exception
    for said in (
        "A clinical denial that the plan must review again",
        "The clinic finds an approval",
        "Peer\\-to\\-peer",
    ):
        assert said.replace("\\", "") in words(at).replace("\\", "")


def test_the_deadline_shows_stated_computed_safe_and_the_counting(open_page: Open) -> None:
    at = route_page(open_page, FakeServices([make_view()]))

    for said in (
        "Letter says",
        "Rule gives",
        "Safe",
        "Plan to",
        "180 days = August 19, 2026",
        "read in the law itself",
    ):
        assert said in words(at)


def test_the_regime_is_confirmed_by_a_person(open_page: Open) -> None:
    services = FakeServices([make_view()])
    at = route_page(open_page, services)
    at.button(key="confirm_regime").click().run()

    assert not at.exception
    assert services.calls == [("confirm_regime", ("case-1", "erisa_sf", "Maria Lopez"))]


def test_another_regime_can_be_chosen(open_page: Open) -> None:
    services = FakeServices([make_view()])
    at = route_page(open_page, services)
    at.selectbox(key="regime_case-1").set_value("ma")
    at.button(key="save_regime_case-1").click().run()

    assert services.calls == [("confirm_regime", ("case-1", "ma", "Maria Lopez"))]


def test_another_category_is_a_correction(open_page: Open) -> None:
    services = FakeServices([make_view()])
    at = route_page(open_page, services)
    at.selectbox(key="category_case-1").set_value("experimental")
    at.button(key="save_category_case-1").click().run()

    assert services.calls[0][1][1:3] == ("category", "experimental")


def test_the_day_of_receipt_is_kept(open_page: Open) -> None:
    services = FakeServices([make_view()])
    at = route_page(open_page, services)
    at.date_input(key="received_case-1").set_value(date(2026, 2, 24))
    at.button(key="save_received").click().run()

    assert not at.exception
    assert services.calls == [("set_received_date", ("case-1", date(2026, 2, 24)))]


def test_a_case_without_a_route_says_so(open_page: Open) -> None:
    at = route_page(open_page, FakeServices([make_view(case=make_case_file(routing=None))]))

    assert "No route yet" in words(at)


# Letter


def letter_page(open_page: Open, services: FakeServices) -> AppTest:
    return go_to(open_page(services, pages.CASE, case="case-1"), "Letter")


def test_open_blanks_and_unbacked_statements_stand_above_the_text(open_page: Open) -> None:
    at = letter_page(open_page, FakeServices([make_view()]))

    assert not at.exception
    assert at.expander[0].label == "1 blank to fill · 1 statement to check"
    assert "No record of the case says this" in words(at)


def test_a_saved_edit_becomes_a_version_by_its_author(open_page: Open) -> None:
    services = FakeServices([make_view()])
    at = letter_page(open_page, services)
    at.text_area(key="body_case-1_1").set_value("## Mine\n\nText.").run()
    at.button(key="save_draft").click().run()

    assert not at.exception
    assert services.calls == [("save_draft", ("case-1", "## Mine\n\nText.", 1, "Maria Lopez"))]
    assert at.text_area(key="body_case-1_2").value == "## Mine\n\nText."


def test_the_preview_follows_the_text_and_escapes_it(open_page: Open) -> None:
    at = letter_page(open_page, FakeServices([make_view()]))
    at.text_area(key="body_case-1_1").set_value("<b>bold</b> [[fill me]]").run()

    assert "&lt;b&gt;bold&lt;/b&gt; <mark>[[fill me]]</mark>" in words(at)


def test_a_second_saver_is_told_and_both_texts_are_shown(open_page: Open) -> None:
    services = FakeServices([make_view()])
    at = letter_page(open_page, services)
    services.save_draft("case-1", "Theirs.", based_on=1, actor="Ben Ito")
    at.text_area(key="body_case-1_1").set_value("Mine.").run()
    at.button(key="save_draft").click().run()

    assert not at.exception
    assert "Ben Ito saved version 2 while you were writing" in words(at)
    assert "<p>Theirs.</p>" in words(at)
    assert "<p>Mine.</p>" in words(at)


def test_the_letter_is_shown_as_it_will_be_printed(open_page: Open) -> None:
    services = FakeServices([make_view()])
    at = letter_page(open_page, services)
    at.button_group(key="preview_case-1").set_value("Pages as printed").run()
    at.run()

    assert not at.exception
    assert [call[0] for call in services.calls].count("letter_sheets") == 1


def test_pages_of_an_edited_letter_say_that_they_are_the_saved_ones(open_page: Open) -> None:
    at = letter_page(open_page, FakeServices([make_view()]))
    at.text_area(key="body_case-1_1").set_value("Mine.").run()
    at.button_group(key="preview_case-1").set_value("Pages as printed").run()

    assert "Save to see your changes here" in words(at)


def test_the_second_saver_may_go_on_with_either_text(open_page: Open) -> None:
    services = FakeServices([make_view()])
    at = letter_page(open_page, services)
    services.save_draft("case-1", "Theirs.", based_on=1, actor="Ben Ito")
    at.text_area(key="body_case-1_1").set_value("Mine.").run()
    at.button(key="save_draft").click().run()
    at.button(key="choose_2").click().run()

    assert not at.exception
    assert "while you were writing" not in words(at)
    assert services.draft("case-1").body == "Theirs."


def test_unsaved_text_is_not_swept_away_by_a_newer_version(open_page: Open) -> None:
    services = FakeServices([make_view()])
    at = letter_page(open_page, services)
    at.text_area(key="body_case-1_1").set_value("Mine.").run()
    services.save_draft("case-1", "Theirs.", based_on=1, actor="Ben Ito")
    at.run()

    assert at.text_area(key="body_case-1_1").value == "Mine."
    assert "Ben Ito saved version 2 meanwhile" in words(at)


def test_an_earlier_version_can_be_restored(open_page: Open) -> None:
    services = FakeServices([make_view()])
    services.save_draft("case-1", "Newer.", based_on=1, actor="Ben Ito")
    at = letter_page(open_page, services)
    at.button(key="restore_1").click().run()

    assert not at.exception
    assert services.draft("case-1").version == 3
    assert services.draft("case-1").body == make_draft().body


def test_the_letter_can_be_written_anew(open_page: Open) -> None:
    services = FakeServices([make_view(draft_outdated=True)])
    at = letter_page(open_page, services)
    at.button(key="redraft").click().run()

    assert not at.exception
    assert "changed after this letter was written" in words(at)
    assert services.calls == [("redraft", ("case-1",))]


def test_a_document_without_a_letter_says_so_and_offers_no_download(open_page: Open) -> None:
    at = letter_page(open_page, FakeServices([make_view(case=make_case_file(draft=None))]))

    assert not at.exception
    assert "No letter is drafted" in words(at)
    assert not at.download_button


def test_word_pdf_and_packet_can_be_downloaded(open_page: Open) -> None:
    at = letter_page(open_page, FakeServices([make_view()]))

    assert {button.key for button in at.download_button} == {"download_docx", "download_pdf", "download_packet"}


# Exhibits


def exhibits_page(open_page: Open, services: FakeServices) -> AppTest:
    return go_to(open_page(services, pages.CASE, case="case-1"), "Exhibits")


def test_a_record_is_added_with_kind_and_title(open_page: Open) -> None:
    services = FakeServices([make_view()])
    at = exhibits_page(open_page, services)
    at.file_uploader(key="record_case-1").upload("notes.pdf", b"%PDF")
    at.text_input(key="record_title_case-1").set_value("Therapy notes")
    at.button(key="add_exhibit").click().run()

    assert not at.exception
    assert services.calls == [("add_exhibit", ("case-1", "notes.pdf", "chart", "Therapy notes"))]
    assert "Exhibit B" in words(at)


def test_adding_nothing_asks_for_a_file(open_page: Open) -> None:
    at = exhibits_page(open_page, FakeServices([make_view()]))
    at.button(key="add_exhibit").click().run()

    assert "Choose a file first." in words(at)


def test_a_removed_exhibit_can_be_brought_back(open_page: Open) -> None:
    services = FakeServices([make_view()])
    services.add_exhibit(
        "case-1", Upload("notes.pdf", b""), doc_type="chart", title="Therapy notes", actor="Maria Lopez"
    )
    at = exhibits_page(open_page, services)
    at.button(key="remove_doc-2").click().run()
    at.button(key="undo_exhibit").click().run()

    assert not at.exception
    assert [call[0] for call in services.calls] == ["add_exhibit", "remove_exhibit", "restore_exhibit"]
    assert "undo_exhibit" not in keys(at)


def test_the_letter_itself_cannot_be_taken_out_of_the_packet(open_page: Open) -> None:
    at = exhibits_page(open_page, FakeServices([make_view()]))

    assert "remove_doc-1" not in keys(at)


# Life


def actions_page(open_page: Open, services: FakeServices) -> AppTest:
    return go_to(open_page(services, pages.CASE, case="case-1"), "Actions")


def test_sending_keeps_date_channel_number_and_proof(open_page: Open) -> None:
    services = FakeServices([make_view()])
    at = actions_page(open_page, services)
    at.selectbox(key="channel_case-1").set_value("certified_mail")
    at.text_input(key="confirmation_case-1").set_value("9400-1")
    at.file_uploader(key="proof_case-1").upload("receipt.pdf", b"%PDF")
    at.button(key="mark_sent").click().run()

    assert not at.exception
    assert services.calls == [
        ("mark_sent", ("case-1", date(2026, 3, 2), "certified_mail", "9400-1", Upload("receipt.pdf", b"%PDF")))
    ]
    assert "Sent on Mar 2, 2026 by Certified mail" in words(at)


def test_closing_keeps_outcome_and_amount(open_page: Open) -> None:
    services = FakeServices([make_view()])
    at = actions_page(open_page, services)
    at.selectbox(key="outcome_case-1").set_value("partly_paid")
    at.text_input(key="amount_case-1").set_value("$1,200.50")
    at.button(key="close").click().run()

    assert not at.exception
    assert services.calls == [("close", ("case-1", "partly_paid", Decimal("1200.50")))]
    assert "Closed: Paid in part" in words(at)


def test_an_amount_that_is_no_amount_is_refused(open_page: Open) -> None:
    services = FakeServices([make_view()])
    at = actions_page(open_page, services)
    at.text_input(key="amount_case-1").set_value("a lot")
    at.button(key="close").click().run()

    assert not services.calls
    assert "Write the amount like 1,840.00." in words(at)


def test_a_closed_case_can_be_opened_again(open_page: Open) -> None:
    services = FakeServices([make_view(row=make_row(status="closed"))])
    at = actions_page(open_page, services)
    at.button(key="reopen").click().run()

    assert not at.exception
    assert services.case("case-1").row.status == "review"


def test_a_move_that_is_not_allowed_is_said_in_words(open_page: Open) -> None:
    services = FakeServices([make_view()])
    services.refuse["mark_sent"] = IllegalTransition()
    at = actions_page(open_page, services)
    at.button(key="mark_sent").click().run()

    assert not at.exception
    assert IllegalTransition.hint in words(at)


def test_a_removed_case_can_be_restored_on_the_spot(open_page: Open) -> None:
    services = FakeServices([make_view()])
    at = actions_page(open_page, services)
    at.button(key="remove").click().run()
    at.button(key="restore_case-1").click().run()

    assert not at.exception
    assert [call[0] for call in services.calls] == ["remove", "restore"]


def test_the_timeline_says_who_did_what(open_page: Open) -> None:
    at = go_to(open_page(FakeServices([make_view()]), pages.CASE, case="case-1"), "Timeline")

    assert not at.exception
    assert "Maria Lopez opened the case |" in words(at)
