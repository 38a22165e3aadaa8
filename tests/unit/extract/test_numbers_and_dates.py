"""Identifiers, dates and amounts in the shapes that payers print, and what must not be taken for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialops.pipeline.finders.dates import scan_dates
from denialops.pipeline.finders.identifiers import has_valid_npi_checksum
from denialops.pipeline.finders.money import scan_amounts
from denialops.pipeline.finders.reading import Reading
from tests.unit.extract.conftest import LETTER, ReadFacts


@pytest.mark.parametrize(
    ("words", "role", "value"),
    [
        ("Notice date: 08/05/2026", "notice", "2026-08-05"),
        ("Date of birth: 03/17/1971", "birth", "1971-03-17"),
        ("DOS 8-5-26", "service", "2026-08-05"),
        ("Date of injury 5 Aug 2026", "injury", "2026-08-05"),
        ("We received your request on Aug. 5th, 2026", "received", "2026-08-05"),
        ("Fecha del aviso: 5 de agosto de 2026", "notice", "2026-08-05"),
        ("must be filed by August 5, 2026", "limit", "2026-08-05"),
        ("Process date 2026-08-05", "notice", "2026-08-05"),
        ("N otice   J anuary 20, 2O26", "", "2026-01-20"),
    ],
)
def test_a_date_has_the_role_of_the_words_before_it(words: str, role: str, value: str) -> None:
    (found,) = scan_dates(Reading(words))

    assert (found.role, found.value) == (role, value)


def test_impossible_dates_are_not_dates() -> None:
    assert scan_dates(Reading("claim 25-08-0042, 13/45/2026, February 30, 2026")) == ()


def test_the_second_day_of_a_range_is_of_the_same_kind() -> None:
    roles = [span.role for span in scan_dates(Reading("Dates of service 04/06/2026-06/30/2026"))]

    assert roles == ["service", "service"]


def test_a_short_year_is_flagged_as_doubtful() -> None:
    (found,) = scan_dates(Reading("Date: 03/04/26"))

    assert found.flags == ("date_ambiguous",)


@pytest.mark.parametrize(
    ("words", "value"), [("Billed: $1,640.00", "1640.00"), ("paid .00", "0.00"), ("Charge $  9.40", "9.40")]
)
def test_amounts_keep_their_cents(words: str, value: str) -> None:
    assert [str(amount.value) for amount in scan_amounts(Reading(words))] == [value]


def test_strengths_and_versions_are_no_amounts() -> None:
    assert scan_amounts(Reading("2.50 mg a day, version 4.3.1, 12.5%")) == ()


@given(st.integers(min_value=100_000_000, max_value=299_999_999))
def test_exactly_one_check_digit_makes_a_valid_npi(stem: int) -> None:
    valid = [digit for digit in range(10) if has_valid_npi_checksum(f"{stem}{digit}")]

    assert len(valid) == 1


def test_a_mistyped_npi_is_kept_as_read_and_flagged(read_facts: ReadFacts) -> None:
    fact = read_facts(LETTER.replace("2091561144", "2091561145")).find("npi")

    assert fact is not None
    assert (fact.value, fact.flags, fact.is_sure) == ("2091561145", ("npi_checksum",), False)


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Subscriber ID: QX-7781-02", "QX-7781-02"),
        ("Insured's ID ........ HSC 0719 33 8841", "HSC 0719 33 8841"),
        ("MBI 3VJ2DA0DH95", "3VJ2DA0DH95"),
        ("ID # 00338127-4", "00338127-4"),
        ("Certificate no: WCA 5518 0042 1", "WCA 5518 0042 1"),
        ("Member ID\n   KLM-55210", "KLM-55210"),
    ],
)
def test_member_numbers_are_found_behind_many_labels(read_facts: ReadFacts, label: str, value: str) -> None:
    letter = LETTER.replace("Member ID: HPH 5520-11", label)

    assert read_facts(letter).value("member_id") == value


def test_a_group_number_is_no_member_number(read_facts: ReadFacts) -> None:
    letter = LETTER.replace("Member ID: HPH 5520-11", "")

    assert read_facts(letter).find("member_id") is None


def test_names_in_capitals_and_reversed_are_put_right(read_facts: ReadFacts) -> None:
    letter = LETTER.replace("Member name: Dolores Quintana", "Patient: QUINTANA-MCREA, DOLORES B")

    assert read_facts(letter).value("patient_name") == "Dolores B Quintana-Mcrea"


def test_the_patient_is_not_the_subscriber(read_facts: ReadFacts) -> None:
    letter = LETTER.replace("Member name: Dolores Quintana", "Subscriber: Juan Quintana   Patient: Dolores Quintana")
    facts = read_facts(letter)

    assert facts.value("patient_name") == "Dolores Quintana"
    assert facts.value("subscriber_name") == "Juan Quintana"
