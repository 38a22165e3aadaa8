"""What stands around the body: letterhead, address, RE block, signature, enclosures."""

from __future__ import annotations

from datetime import date

import pytest

from denialops.domain.clinic import Clinic
from denialops.domain.packets import describe_files, exhibit_letter, exhibits_of
from denialops.pipeline.frame import letter_frame
from tests.unit.draft.cases import LETTER, drafted, make_case, make_document, make_facts, make_routing


def frame_for(**options):
    return letter_frame(drafted(make_case(**options)))


def rows_of(frame):
    return {row.label: row.value for row in frame.re_rows}


def facts_with(without=(), **values):
    return make_facts(make_document(LETTER), without=without, **values)


def test_the_letterhead_is_the_clinics():
    assert frame_for().letterhead == (
        "Juniper Street Family Clinic",
        "18 Juniper Street, Maple Hollow, OH 43999",
        "Phone 614-555-0110   Fax 614-555-0111",
        "NPI 2000000002   Tax ID 31-0000000",
    )


def test_an_empty_clinic_shows_where_to_fill_it_in():
    frame = frame_for(clinic=Clinic())

    assert all(line.startswith("[[Clinic profile page: add") for line in (*frame.letterhead, frame.signature[0]))


def test_the_re_block_identifies_the_matter():
    assert rows_of(frame_for()) == {
        "Request": "First-level appeal",
        "Patient": "Clementine Ashgrove",
        "Member number": "NW-4455-01",
        "Group number": "7788",
        "Claim number": "26-000-1234",
        "Reference number": "AU-9901",
        "Provider": "Juniper Street Family Clinic",
        "Provider NPI": "2000000002",
        "Service": "knee MRI without contrast",
        "Service codes": "73721",
        "Diagnosis codes": "S83.242A",
        "Date of service": "December 3, 2025",
        "Date of notice": "January 15, 2026",
        "Amount denied": "$1,240.00",
    }


def test_what_the_letter_does_not_say_is_left_out_of_the_re_block():
    rows = rows_of(frame_for(facts=facts_with(without=["group_number", "icd10", "denied_amount"])))

    assert not {"Group number", "Diagnosis codes", "Amount denied"} & set(rows)


@pytest.mark.parametrize(
    ("field", "label"), [("patient_name", "Patient"), ("member_id", "Member number"), ("denial_date", "Date of notice")]
)
def test_what_every_payer_needs_becomes_a_blank(field, label):
    assert rows_of(frame_for(facts=facts_with(without=[field])))[label].startswith("[[Add: ")


def test_a_reference_number_stands_in_for_a_claim_number():
    assert "Claim number" not in rows_of(frame_for(facts=facts_with(without=["claim_numbers"])))


def test_a_work_injury_has_no_member_number_to_ask_for():
    frame = frame_for(facts=facts_with(without=["member_id"]), routing=make_routing(regime="wc", level="wc_imr"))

    assert "Member number" not in rows_of(frame)


def test_a_stay_shows_both_days():
    letter = make_document(LETTER + "\nto December 5, 2025")
    facts = make_facts(letter, service_to=("2025-12-05", "December 5, 2025"))

    assert rows_of(frame_for(facts=facts))["Date of service"] == "December 3, 2025 to December 5, 2025"


def test_the_letter_goes_where_the_notice_says():
    frame = frame_for()

    assert frame.recipient == ("Northwind Appeals", "PO Box 12", "Maple Hollow, OH 43999")
    assert frame.delivery == "By fax to 614-555-0120 and by certified mail, return receipt requested"


def test_the_payer_is_named_where_the_address_does_not():
    facts = facts_with(appeal_address=("PO Box 12, Maple Hollow, OH 43999", "PO Box 12, Maple Hollow, OH 43999"))

    assert frame_for(facts=facts).recipient == ("Northwind Health Plan", "PO Box 12", "Maple Hollow, OH 43999")


def test_without_address_or_fax_the_clinic_is_asked():
    frame = frame_for(facts=facts_with(without=["appeal_address", "appeal_fax"]))

    assert frame.recipient[1].startswith("[[Add: the address")
    assert frame.delivery.startswith("[[Add: how this goes out")


def test_an_urgent_letter_carries_a_banner_and_goes_by_fax():
    frame = frame_for(routing=make_routing(urgency="expedited", route="expedited_appeal"))

    assert frame.banner.startswith("EXPEDITED")
    assert frame.delivery == "By fax: 614-555-0120"


def test_a_standard_letter_has_no_banner():
    assert frame_for().banner == ""


def test_a_call_sheet_is_not_addressed_signed_or_enclosed():
    frame = frame_for(routing=make_routing(route="peer_to_peer", urgency="expedited"))

    assert (frame.recipient, frame.signature, frame.enclosures, frame.delivery, frame.banner) == ((), (), (), "", "")


def test_the_patient_gets_a_copy_of_an_appeal_but_not_of_a_price_dispute():
    assert frame_for().cc == ("Clementine Ashgrove (patient)",)
    assert frame_for(routing=make_routing(route="provider_dispute")).cc == ()


def test_enclosures_are_the_notice_and_the_exhibits_in_order():
    chart = make_document("note", "chart", doc_type="chart", title="Office notes", pages=3)
    proof = make_document("ok", "proof", doc_type="proof")

    lines = [row.line for row in frame_for(exhibits=[chart, proof]).enclosures]

    assert lines == [
        "Exhibit A - Denial notice (1 page)",
        "Exhibit B - Office notes (3 pages)",
        "Exhibit C - Proof of filing (1 page)",
    ]


def test_the_date_is_the_clinics_day():
    assert frame_for(today=date(2026, 2, 28)).date == "February 28, 2026"


def test_later_pages_name_the_claim():
    assert frame_for().running_head == "First-level appeal - claim 26-000-1234"


def test_a_case_without_a_draft_still_has_a_frame():
    assert letter_frame(make_case()).title == "Appeal"


def test_exhibits_are_lettered_beyond_z():
    assert [exhibit_letter(index) for index in (0, 25, 26, 27, 701, 702)] == ["A", "Z", "AA", "AB", "ZZ", "AAA"]


def test_exhibits_bring_their_original_bytes():
    chart = make_document("note", "chart", doc_type="chart")

    exhibits = exhibits_of(make_case(exhibits=[chart]), lambda document: document.document_id.encode())

    assert [(exhibit.label, exhibit.data) for exhibit in exhibits] == [
        ("Exhibit A - Denial notice", b"letter"),
        ("Exhibit B - Medical records", b"chart"),
    ]


def test_the_manifest_lists_files_by_hash_and_all_that_is_open():
    case = drafted(make_case(clinic=Clinic()))

    manifest = describe_files(
        case, case.draft, letter_frame(case), {"letter.pdf": b"x"}, created_at="2026-02-10T09:00:00Z"
    )

    assert manifest.files == {"letter.pdf": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}
    assert any(blank.startswith("Clinic profile page: add") for blank in manifest.open_blanks)
    assert any("confirm regime" in mark for mark in manifest.open_marks)


def test_the_manifest_of_a_case_without_a_draft_has_nothing_open():
    manifest = describe_files(make_case(), None, None, {}, created_at="")

    assert (manifest.files, manifest.open_blanks, manifest.open_marks) == ({}, (), ())
