"""When two spellings are the same thing, and when they are not."""

from __future__ import annotations

import pytest

from denialops.evaluation.compare import (
    is_quote_of,
    is_same,
    is_same_address,
    is_same_criterion,
    is_same_organisation,
    is_same_period,
    is_same_person,
)
from denialops.evaluation.normalise import date_form, money_form, phone_form, procedure_form, reason_form, remark_form


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("September 3, 2026", "2026-09-03"),
        ("09/03/26", "2026-09-03"),
        ("3 Sep 2026", "2026-09-03"),
        ("2 de junio de 2026", "2026-06-02"),
        ("2026-09-03T08:00:00", "2026-09-03"),
        ("20260903", "2026-09-03"),
    ],
)
def test_a_date_is_the_same_however_it_is_written(written: str, iso: str) -> None:
    assert date_form(written) == iso


def test_a_day_that_does_not_exist_is_not_a_date() -> None:
    assert date_form("February 30, 2026") == "february 30, 2026"


def test_a_code_is_compared_without_its_group_modifier_and_words() -> None:
    assert [reason_form(code) for code in ("CO-16", "PR 0204", "B7")] == ["16", "204", "B7"]
    assert [procedure_form(code) for code in ("29823-RT", "D2740 (crown)", "99213 25")] == ["29823", "D2740", "99213"]
    assert remark_form("RARC N519") == "N519"


def test_an_amount_and_a_phone_are_compared_without_decoration() -> None:
    assert money_form("$ 1,640.00") == money_form(1640) == 1640.0
    assert phone_form("1-800-555-0100") == phone_form("(800) 555.0100")


def test_an_amount_that_is_no_number_equals_nothing() -> None:
    assert not is_same("billed_amount", "n/a", "unknown", "")


@pytest.mark.parametrize(
    ("known", "read"),
    [
        ("Ada R. Nettles", "NETTLES, ADA R"),
        ("Ada R. Nettles", "Ada Nettles"),
        ("John Paul Sample, Jr.", "SAMPLE, JOHN P JR"),
        ("Mr. Grady Moss", "Grady Moss"),
    ],
)
def test_a_person_may_be_written_in_any_order_and_with_initials(known: str, read: str) -> None:
    assert is_same_person(known, read)


@pytest.mark.parametrize(
    ("known", "read"),
    [("Ada Nettles", "Ida Nettles"), ("John Sample, Jr.", "John Sample Sr"), ("John Sample", "John Sample Sr")],
)
def test_another_member_of_the_family_is_another_person(known: str, read: str) -> None:
    assert not is_same_person(known, read)


def test_an_empty_name_is_nobody() -> None:
    assert not is_same_person("", "Ada Nettles")


def test_an_organisation_may_lose_its_legal_form_but_not_its_name() -> None:
    assert is_same_organisation("Pinyon State Health Insurance, Inc.", "Pinyon State Health Insurance")
    assert not is_same_organisation("Pinyon State Health Insurance, Inc.", "Twin Buttes Mutual")


def test_an_address_with_another_box_or_zip_is_another_address() -> None:
    address = "Beacon Appeals, PO Box 44, Elk Prairie, IL 61999"

    assert is_same_address(address, "BEACON APPEALS PO BOX 44 ELK PRAIRIE IL 61999")
    assert not is_same_address(address, "Beacon Appeals, PO Box 45, Elk Prairie, IL 61999")
    assert not is_same_address(address, "Beacon Appeals, PO Box 44, Elk Prairie, IL 61998")


@pytest.mark.parametrize(
    ("known", "read", "same"),
    [
        ("within 77 calendar days of this notice", "77 days", True),
        ("within four (4) months after receipt", "4 months", True),
        ("dentro de los 60 días calendario", "60 days", True),
        ("within 180 days of receipt", "120 days", False),
        ("within 15 business days", "15 days", False),
        ("by March 7, 2027", "2027-03-07", True),
        ("at once", "At  once", True),
    ],
)
def test_a_period_is_compared_by_its_counts_units_and_dates(known: str, read: str, same: bool) -> None:
    assert is_same_period(known, read) is same


def test_a_criterion_needs_its_own_number() -> None:
    assert is_same_criterion("42 CFR 412.622(a)(3)", "42 CFR 412.622(a)(3), chapter 1")
    assert not is_same_criterion("42 CFR 412.622(a)(3)", "42 CFR")
    assert is_same_criterion("Official Disability Guidelines, Knee", "Official Disability Guidelines")


def test_a_quote_must_stand_in_the_letter() -> None:
    letter = "We are sorry. The sky\n is green today. Call us."

    assert is_quote_of(["The sky is green today."], "the sky is green today.", letter)
    assert not is_quote_of(["The sky is green today."], "The sky is blue today.", letter)


def test_the_whole_letter_is_no_quote() -> None:
    letter = "The sky is green today. " + "Other words follow. " * 40

    assert not is_quote_of(["The sky is green today."], letter, letter)


def test_labels_that_mean_nothing_equal_no_label() -> None:
    assert is_same("plan_type", "unknown", None, "")
    assert is_same("appeal_level", "none", None, "")
    assert not is_same("urgency", "standard", "expedited", "")
