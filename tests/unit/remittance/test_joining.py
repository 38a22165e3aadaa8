"""A letter and its remittance become one case in either order, can be set apart again, and banks stay covered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from denialops.domain.remittance.accounts import masked
from denialops.domain.remittance.segments import parse_segment
from denialops.errors import DocumentNotFound
from denialops.services import Services
from denialops.services.records import Upload
from tests.fixtures.remittances import DENIED, Remittance, RemittedClaim
from tests.unit.remittance.test_import import LETTER, MARIA, upload


def only(claim: RemittedClaim) -> Upload:
    return upload(Remittance(claims=(claim,)))


def letter(text: str = LETTER, name: str = "letter.txt") -> Upload:
    return Upload(name, text.encode())


def doc_types(services: Services, case_id: str) -> list[str]:
    return [document.doc_type for document in services.case(case_id).case.documents]


def test_a_letter_that_comes_after_its_remittance_joins_the_case(services: Services) -> None:
    (case_id,) = services.open_remittance(only(DENIED), actor=MARIA).opened
    second = services.open_case(letter(), actor=MARIA)

    view = services.case(case_id)
    assert services.work_list().counts["all"] == 1
    assert (view.row.number, view.row.status) == (1, "review")
    assert doc_types(services, case_id) == ["denial_letter", "remittance"]
    assert view.case.facts.value("denial_date") == "2026-11-03"
    assert view.case.facts.value("check_number") == "CHK900100"
    assert services.case(second).row.removed_at
    assert services.case(second).moved_to == case_id


def test_both_orders_end_in_the_same_facts(services: Services) -> None:
    (first,) = services.open_remittance(only(DENIED), actor=MARIA).opened
    services.open_case(letter(), actor=MARIA)
    other = replace(DENIED, number="ICN5002", account="ACC-1002")
    second = services.open_case(letter(LETTER.replace("ICN5001", "ICN5002")), actor=MARIA)
    services.open_remittance(only(other), actor=MARIA)

    fields = "denial_date patient_name category check_number denied_amount".split()
    assert [services.case(first).case.facts.value(field) for field in fields] == [
        services.case(second).case.facts.value(field) for field in fields
    ]


@pytest.mark.parametrize(
    "text",
    [
        LETTER.replace("ICN5001", "ICN9999"),
        LETTER.replace("Ana Rivera", "Sam Okafor").replace("MBR400100", "MBR777777"),
    ],
    ids=["another claim", "another patient"],
)
def test_a_letter_about_something_else_opens_its_own_case(services: Services, text: str) -> None:
    (case_id,) = services.open_remittance(only(DENIED), actor=MARIA).opened
    second = services.open_case(letter(text), actor=MARIA)

    assert services.work_list().counts["all"] == 2
    assert (services.case(case_id).case.earlier, services.case(second).moved_to) == ((), "")


def test_a_letter_waits_for_a_person_where_one_wrote_to_the_remittance(services: Services) -> None:
    (case_id,) = services.open_remittance(only(DENIED), actor=MARIA).opened
    services.save_draft(case_id, "My own words.", based_on=1, actor=MARIA)
    second = services.open_case(letter(), actor=MARIA)

    assert services.work_list().counts["all"] == 2
    assert [match.case_id for match in services.case(second).matches] == [case_id]


def test_a_sent_or_closed_case_is_not_joined_by_itself(services: Services) -> None:
    (case_id,) = services.open_remittance(only(DENIED), actor=MARIA).opened
    services.close(case_id, outcome="withdrawn", amount=None, actor=MARIA)
    services.open_case(letter(), actor=MARIA)

    assert services.work_list().counts["all"] == 2


def test_a_letter_joined_wrongly_gets_its_own_case_and_nothing_is_lost(services: Services) -> None:
    (case_id,) = services.open_remittance(only(DENIED), actor=MARIA).opened
    second = services.open_case(letter(), actor=MARIA)
    services.correct_fact(case_id, "reviewer_name", "Pat Doe, MD", actor=MARIA)
    own = services.detach_letter(case_id, actor=MARIA)

    assert own == second
    assert doc_types(services, case_id) == ["remittance"]
    assert doc_types(services, own) == ["denial_letter"]
    assert services.case(case_id).case.facts.value("check_number") == "CHK900100"
    assert services.case(own).case.facts.value("reviewer_name") == "Pat Doe, MD"
    assert services.case(case_id).case.facts.value("reviewer_name") is None
    assert {services.case(name).row.status for name in (case_id, own)} == {"review"}
    assert f"{MARIA} gave the later letter a case of its own" in [line.text for line in services.timeline(case_id)]


def test_what_was_set_apart_is_not_put_together_again(services: Services) -> None:
    (case_id,) = services.open_remittance(only(DENIED), actor=MARIA).opened
    services.open_case(letter(), actor=MARIA)
    own = services.detach_letter(case_id, actor=MARIA)
    for name in (own, case_id):
        services.rerun(name, actor=MARIA)

    assert services.work_list().counts["all"] == 2
    assert services.case(own).matches == ()


def test_a_remittance_joined_wrongly_gets_its_own_case(services: Services) -> None:
    case_id = services.open_case(letter(), actor=MARIA)
    services.open_remittance(only(DENIED), actor=MARIA)
    (exhibit,) = services.case(case_id).exhibits[1:]
    assert exhibit.is_joined
    own = services.detach_remittance(case_id, exhibit.document_id, actor=MARIA)

    assert doc_types(services, case_id) == ["denial_letter"]
    assert services.case(case_id).case.facts.value("check_number") is None
    assert services.case(own).case.facts.value("check_number") == "CHK900100"
    assert services.work_list().counts["all"] == 2
    again = services.open_remittance(only(DENIED), actor=MARIA)
    assert (again.opened, again.joined, again.duplicates) == ((), (), (own,))


def test_an_exhibit_that_was_no_joined_remittance_cannot_be_detached(services: Services) -> None:
    case_id = services.open_case(letter(), actor=MARIA)

    with pytest.raises(DocumentNotFound):
        services.detach_remittance(case_id, services.case(case_id).case.letter.document_id, actor=MARIA)


def test_the_whole_file_is_kept_as_it_came(services: Services) -> None:
    whole = upload(Remittance())
    case_ids = services.open_remittance(whole, actor=MARIA).opened

    for case_id in case_ids:
        assert services.whole_file(case_id, services.case(case_id).case.letter.document_id) == whole


def test_a_letter_is_a_whole_file_itself(services: Services) -> None:
    case_id = services.open_case(letter(), actor=MARIA)

    with pytest.raises(DocumentNotFound):
        services.whole_file(case_id, services.case(case_id).case.letter.document_id)


BANKED = b"*ACH*CCP*01*122000247*DA*00123456789*1512345678**01*322271627*DA*9988776655"


def test_bank_accounts_are_covered_in_the_case_and_kept_in_the_whole_file(services: Services) -> None:
    whole = Upload("november.835", Remittance(claims=(DENIED,)).file().replace(b"*CHK***********", BANKED))
    (case_id,) = services.open_remittance(whole, actor=MARIA).opened

    document = services.case(case_id).case.letter
    part, page = services.original(case_id, document.document_id).data.decode(), document.pages[0].text
    for number in ("122000247", "00123456789", "322271627", "9988776655"):
        assert number not in part and number not in page
    assert "6789" in page and "6655" in page
    assert services.whole_file(case_id, document.document_id).data == whole.data


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("BPR*I*0*C*CHK************20261102", "BPR*I*0*C*CHK************20261102"),
        ("BPR*I*0*C*ACH*CCP*01*123*DA*4567*X", "BPR*I*0*C*ACH*CCP*01*XXX*DA*XXXX*X"),
        ("BPR|I|0|C|ACH|CCP|01|122000247|DA|00123456789", "BPR|I|0|C|ACH|CCP|01|XXXXX0247|DA|XXXXXXX6789"),
        ("BPR*I*0*C*ACH*CCP*01*XXXXX0247*DA*XXXXXXX6789", "BPR*I*0*C*ACH*CCP*01*XXXXX0247*DA*XXXXXXX6789"),
        ("TRN*1*122000247*DA*00123456789", "TRN*1*122000247*DA*00123456789"),
    ],
)
def test_only_bank_numbers_are_covered_and_only_once(raw: str, shown: str) -> None:
    assert masked(parse_segment(raw, 1, raw[3], ":")) == shown
