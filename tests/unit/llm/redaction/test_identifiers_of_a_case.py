"""The facts of a case say what identifies its patient."""

from __future__ import annotations

from datetime import date

from denialops.domain.cases import CaseFile, EarlierLetter
from denialops.domain.facts import Fact, Facts
from denialops.domain.identifiers import identifiers_of
from tests.unit.llm.redaction.redacting import known


def facts(*pairs: tuple[str, str]) -> Facts:
    items = (
        Fact(fact_id=str(number), field=field, value=value, evidence=None, confidence=1.0)
        for number, (field, value) in enumerate(pairs)
    )
    return Facts(items=tuple(items))


def case(found: Facts, *earlier: Facts) -> CaseFile:
    letters = tuple(EarlierLetter(document_id="d0", facts=letter) for letter in earlier)
    return CaseFile(case_id="c1", today=date(2026, 3, 2), facts=found, earlier=letters)


def test_names_numbers_and_dates_are_identifiers() -> None:
    found = facts(
        ("patient_name", "Ilya Voronov"),
        ("subscriber_name", "Una Voronov"),
        ("member_id", "QQX 1"),
        ("mbi", "1EG4TE5MK73"),
        ("group_number", "4410"),
        ("claim_numbers", "77-1"),
        ("claim_numbers", "77-2"),
        ("dob", "1971-03-17"),
    )

    assert set(identifiers_of(case(found))) == {
        known("name", "Ilya Voronov"),
        known("name", "Una Voronov"),
        known("member_id", "QQX 1"),
        known("member_id", "1EG4TE5MK73"),
        known("other", "4410"),
        known("account", "77-1"),
        known("account", "77-2"),
        known("date", "1971-03-17"),
    }


def test_the_date_of_the_notice_comes_first() -> None:
    found = facts(("service_from", "2026-01-02"), ("patient_name", "Ilya Voronov"), ("denial_date", "2026-01-15"))

    assert identifiers_of(case(found))[0] == known("date", "2026-01-15")


def test_payer_provider_and_codes_are_no_identifiers() -> None:
    found = facts(("payer", "Westmoor"), ("provider_name", "Dr. Wren"), ("cpt_hcpcs", "97110"), ("npi", "2091561144"))

    assert identifiers_of(case(found)) == ()


def test_letters_before_this_one_count_and_nothing_stands_twice() -> None:
    earlier = facts(("member_id", "QQX 1"), ("claim_numbers", "66-1"))

    assert identifiers_of(case(facts(("member_id", "QQX 1")), earlier)) == (
        known("member_id", "QQX 1"),
        known("account", "66-1"),
    )
