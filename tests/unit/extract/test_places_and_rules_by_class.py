"""Addresses, criteria, days and amounts of service in the layouts of real mail, each class with its contrast."""

from __future__ import annotations

import pytest

from tests.unit.extract.conftest import ReadFacts

HEAD = (
    "Harbor Point Health Plan\nMarch 4, 2026\n"
    "Member: Dolores Quintana   Claim CL-22014   Provider: Lakeside Spine Clinic\n"
)
TAIL = "\n\nThis claim is denied because the service is not covered. You may appeal within 180 days.\n"


@pytest.mark.parametrize(
    "address",
    [
        "Harbor Point, Second Look Desk, 12 Granite Steps, Salt Inlet, OR 97999",
        "Harbor Point, 9 Millrace, Salt Inlet, OR 97999",
        "Harbor Point, P0 Box 77, Salt Inlet, OR 97999",
        "Harbor Point, Box 61, Salt Inlet, OR 97999",
    ],
)
def test_an_appeal_address_needs_no_word_for_street(read_facts: ReadFacts, address: str) -> None:
    assert read_facts(f"{HEAD}{TAIL}\nAppeal to {address}\n").value("appeal_address") == address


@pytest.mark.parametrize(
    "words",
    ["Ombudsman, 14 Breakwater Rd, Salt Inlet, OR 97999", "Dolores Quintana\n44 Shell Road\nSalt Inlet, OR 97999"],
)
def test_addresses_of_others_are_not_where_appeals_go(read_facts: ReadFacts, words: str) -> None:
    assert read_facts(f"{HEAD}\n{words}\n{TAIL}").value("appeal_address") is None


@pytest.mark.parametrize(
    "rule",
    [
        "WAC 182-501-0165",
        "7 AAC 115.200",
        "405 IAC 5-3-1",
        "N.J.A.C. 10:54-5.2",
        "LCD L36377",
        "section 1862(a)(1)(A) of the Act",
        "Harbor Point Step Therapy List 2026, row 14",
        "Clinical Guideline CG-SURG-12",
        "MTUS, Low Back Disorders",
    ],
)
def test_a_rule_is_cited_with_all_its_parts(read_facts: ReadFacts, rule: str) -> None:
    facts = read_facts(f"{HEAD}\nWe denied the MRI because it is not medically necessary ({rule}).\n")

    assert facts.values("criteria_cited") == (rule,)


@pytest.mark.parametrize(
    "words",
    ["for the February 3, 2026 visit", "Care on 03 Feb 2026", "Date 02/03/2026   72148    $185.00", "When: 02/03/2026"],
)
def test_an_unlabelled_day_of_care_is_the_day_of_service(read_facts: ReadFacts, words: str) -> None:
    assert read_facts(f"{HEAD}{words}{TAIL}").value("service_from") == "2026-02-03"


def test_the_first_day_of_a_range_takes_the_year_of_the_last(read_facts: ReadFacts) -> None:
    facts = read_facts(f"{HEAD}Dates of service: October 7 - December 23, 2025{TAIL}")

    assert (facts.value("service_from"), facts.value("service_to")) == ("2025-10-07", "2025-12-23")


@pytest.mark.parametrize(
    "words", ["Received 02/03/2026", "Date of birth 02/03/2020", "the first injection on 02/03/2026"]
)
def test_days_of_other_events_are_no_days_of_service(read_facts: ReadFacts, words: str) -> None:
    assert read_facts(f"{HEAD}{words}{TAIL}").value("service_from") is None


@pytest.mark.parametrize(
    "words", ["the $900.00 bill of Lakeside Spine Clinic", "$900.00 charged", "You billed $900.00."]
)
def test_a_charge_is_told_by_the_words_around_it(read_facts: ReadFacts, words: str) -> None:
    assert read_facts(f"{HEAD}{words}{TAIL}").value("billed_amount") == "900.00"


@pytest.mark.parametrize(
    "words",
    ["the density ratio was 0.31", "your deductible is $2,000.00 a year", "0.05 % drops", "interest of 11.25 percent"],
)
def test_ratios_strengths_and_terms_are_no_charges(read_facts: ReadFacts, words: str) -> None:
    assert read_facts(f"{HEAD}{words}{TAIL}").value("billed_amount") is None
