"""A remittance becomes cases: one a denied claim, once, and beside the letter where there is one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from denialops.errors import UnsupportedType
from denialops.services import Services
from denialops.services.records import Upload
from denialops.services.remittances import is_remittance
from tests.fixtures.remittances import DENIED, PAID, PARTLY, Marks, Remittance, RemittedClaim, ServiceLine

MARIA = "Maria Lopez"
LETTER = """SUMMIT VALLEY HEALTH PLAN
P.O. Box 100, Boise, ID 83701

November 3, 2026

RIVERBEND CLINIC
NPI: 2234567891

Patient: Ana Rivera
Member ID: MBR400100
Claim number: ICN5001
Date of service: October 5, 2026
Billed amount: $1,450.00

NOTICE OF CLAIM DENIAL

We have denied this claim. The service 70553 is not medically necessary (CO-50).
You may appeal in writing within 180 days of receiving this notice.
"""


def upload(remittance: Remittance, name: str = "november.835") -> Upload:
    return Upload(name, remittance.file())


def test_each_denied_claim_opens_a_case_and_paid_ones_are_counted(services: Services) -> None:
    done = services.open_remittance(upload(Remittance()), actor=MARIA)

    assert (done.claims, done.denied, done.skipped_paid) == (3, 2, 1)
    assert (len(done.opened), done.joined, done.duplicates, done.problems) == (2, (), (), ())


def test_a_case_holds_the_denied_line_only(services: Services) -> None:
    (case_id,) = services.open_remittance(upload(Remittance(claims=(PARTLY,))), actor=MARIA).opened

    view = services.case(case_id)
    facts = view.case.facts
    assert view.row.status == "review"
    assert (facts.values("cpt_hcpcs"), facts.values("carc"), facts.values("rarc")) == (("11721",), ("97",), ("M15",))
    assert (facts.value("denied_amount"), facts.value("billed_amount")) == ("90.00", "270.00")
    assert facts.value("service_from") == "2026-10-06"
    assert facts.value("document_kind") == "remittance_advice"
    assert view.case.routing is not None and view.case.draft is not None


def test_the_original_of_a_case_names_no_other_patient(services: Services) -> None:
    first, second = services.open_remittance(upload(Remittance()), actor=MARIA).opened

    kept = services.original(first, services.case(first).case.letter.document_id).data
    other = services.original(second, services.case(second).case.letter.document_id).data
    assert (b"RIVERA" in kept, b"OKAFOR" in kept, b"LINDQVIST" in kept) == (True, False, False)
    assert (b"RIVERA" in other, b"OKAFOR" in other, b"LINDQVIST" in other) == (False, False, True)


@pytest.mark.parametrize(
    "again",
    [
        Remittance(),
        Remittance(marks=Marks(element="|", component=">", end="\n", after="")),
        Remittance(made_on="20261101", provider_level=("PLB*2234567891*20261231*WO*0.00",)),
    ],
)
def test_the_same_claims_of_the_same_check_open_no_second_case(services: Services, again: Remittance) -> None:
    first = services.open_remittance(upload(Remittance()), actor=MARIA)
    second = services.open_remittance(upload(again, "copy.txt"), actor=MARIA)

    assert (second.opened, second.joined) == ((), ())
    assert set(second.duplicates) == set(first.opened)
    assert services.work_list().counts["all"] == 2


def test_two_claims_of_one_file_with_the_same_numbers_are_two_cases(services: Services) -> None:
    split = replace(DENIED, lines=(ServiceLine("HC:70551", "300.00", (("CO", "50", "300.00"),)),))
    first = services.open_remittance(upload(Remittance(claims=(DENIED, split))), actor=MARIA)
    second = services.open_remittance(upload(Remittance(claims=(DENIED, split))), actor=MARIA)

    assert len(first.opened) == 2
    assert set(second.duplicates) == set(first.opened)


def test_a_removed_case_is_not_opened_again(services: Services) -> None:
    (case_id,) = services.open_remittance(upload(Remittance(claims=(DENIED,))), actor=MARIA).opened
    services.remove(case_id, actor=MARIA)
    again = services.open_remittance(upload(Remittance(claims=(DENIED,))), actor=MARIA)

    assert (again.opened, again.duplicates) == ((), (case_id,))


def test_the_remittance_stands_beside_the_letter_of_the_same_claim(services: Services) -> None:
    letter = services.open_case(Upload("letter.txt", LETTER.encode()), actor=MARIA)
    done = services.open_remittance(upload(Remittance()), actor=MARIA)

    view = services.case(letter)
    assert (done.joined, len(done.opened)) == ((letter,), 1)
    assert [exhibit.doc_type for exhibit in view.exhibits][1:] == ["remittance"]
    assert view.row.status == "review"
    assert view.case.facts.value("check_number") == "CHK900100"
    assert view.case.facts.values("carc") == ("50", "197")
    assert services.timeline(letter)[0].text
    assert any("remittance of the same claim" in line.text for line in services.timeline(letter))


def test_a_code_that_differs_from_the_letter_is_a_finding(services: Services) -> None:
    letter = services.open_case(Upload("letter.txt", LETTER.encode()), actor=MARIA)
    services.open_remittance(upload(Remittance(claims=(DENIED,))), actor=MARIA)

    routing = services.case(letter).case.routing
    assert routing is not None
    told = [finding.detail for finding in routing.findings if finding.code == "letter_and_remittance_differ"]
    assert told == ["adjustment code: the letter says 50, the remittance 197"]


def test_a_remittance_is_joined_once(services: Services) -> None:
    letter = services.open_case(Upload("letter.txt", LETTER.encode()), actor=MARIA)
    services.open_remittance(upload(Remittance(claims=(DENIED,))), actor=MARIA)
    same = services.open_remittance(upload(Remittance(claims=(DENIED,))), actor=MARIA)
    newer = services.open_remittance(
        upload(Remittance(claims=(DENIED,), marks=Marks(element="|", component=">"))), actor=MARIA
    )

    assert same.duplicates == newer.duplicates == (letter,)
    assert len(services.case(letter).exhibits) == 2


def test_the_same_number_of_another_patient_opens_its_own_case(services: Services) -> None:
    services.open_case(Upload("letter.txt", LETTER.encode()), actor=MARIA)
    other = replace(DENIED, last="OKAFOR", first="SAM", member="MBR999999")
    done = services.open_remittance(upload(Remittance(claims=(other,))), actor=MARIA)

    assert (len(done.opened), done.joined) == (1, ())


def test_a_closed_case_is_left_alone(services: Services) -> None:
    letter = services.open_case(Upload("letter.txt", LETTER.encode()), actor=MARIA)
    services.close(letter, outcome="withdrawn", amount=None, actor=MARIA)
    done = services.open_remittance(upload(Remittance(claims=(DENIED,))), actor=MARIA)

    assert (len(done.opened), done.joined) == (1, ())
    assert len(services.case(letter).exhibits) == 1


def test_what_a_person_wrote_stays_when_a_remittance_joins(services: Services) -> None:
    letter = services.open_case(Upload("letter.txt", LETTER.encode()), actor=MARIA)
    services.save_draft(letter, "My own words.", based_on=1, actor=MARIA)
    services.open_remittance(upload(Remittance(claims=(DENIED,))), actor=MARIA)

    draft = services.case(letter).case.draft
    assert draft is not None and draft.body == "My own words."


def test_a_later_check_for_the_same_claim_joins_the_case_that_the_first_opened(services: Services) -> None:
    (case_id,) = services.open_remittance(upload(Remittance(claims=(DENIED,))), actor=MARIA).opened
    later = services.open_remittance(upload(Remittance(claims=(DENIED,), check="CHK900200")), actor=MARIA)

    assert (later.opened, later.joined) == ((), (case_id,))


def test_a_file_without_denials_opens_nothing(services: Services) -> None:
    done = services.open_remittance(upload(Remittance(claims=(PAID,))), actor=MARIA)

    assert (done.claims, done.denied, done.opened, done.skipped_paid) == (1, 0, (), 1)


def test_sums_that_do_not_fit_are_told_and_left(services: Services) -> None:
    wrong = RemittedClaim(
        status="4", charge="500.00", lines=(ServiceLine("HC:99215", "400.00", (("CO", "50", "380.00"),), paid="0.00"),)
    )
    done = services.open_remittance(upload(Remittance(claims=(wrong,))), actor=MARIA)

    routing = services.case(done.opened[0]).case.routing
    assert routing is not None
    told = " ".join(finding.detail for finding in routing.findings if finding.code == "remittance_sums")
    assert "the claim is charged 500.00, its lines 400.00" in told
    assert "service line 1: charge 400.00 less adjustments 380.00 is not 0.00 as paid" in told
    assert services.case(done.opened[0]).case.facts.value("denied_amount") == "380.00"
    assert {"the claim is charged 500.00, its lines 400.00"} <= {problem.words for problem in done.problems}


def test_another_file_is_refused(services: Services) -> None:
    with pytest.raises(UnsupportedType):
        services.open_remittance(Upload("letter.txt", LETTER.encode()), actor=MARIA)

    assert not is_remittance(Upload("empty.835", b""))


def test_a_whole_file_opened_as_a_letter_says_where_it_belongs(services: Services) -> None:
    case_id = services.open_case(upload(Remittance()), actor=MARIA)

    error = services.case(case_id).error
    assert error is not None and error["code"] == "unsupported_type"
    assert "New case" in error["hint"]
