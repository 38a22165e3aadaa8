"""Dates leave as days from a reference day, in whatever form they are written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialops.llm.redaction.calendar_words import ENGLISH, SPANISH
from denialops.llm.redaction.restoring import Restorer
from tests.unit.llm.redaction.redacting import REFERENCE_DAY, comes_back, hidden, leaves, redact

REFERENCE = date(2026, 1, 15)


@pytest.mark.parametrize(
    ("written", "offset"),
    [
        ("January 27, 2026", 12),
        ("JANUARY 27, 2026", 12),
        ("Jan. 27 2026", 12),
        ("Jan 27th, 2026", 12),
        ("Tuesday, January 27, 2026", 12),
        ("27 January 2026", 12),
        ("the 27th of January 2026", 12),
        ("27-Jan-2026", 12),
        ("27JAN2026", 12),
        ("01/27/2026", 12),
        ("1/27/26", 12),
        ("01-27-2026", 12),
        ("0l/27/2O26", 12),
        ("2026-01-27", 12),
        ("2026/1/27", 12),
        ("20260127", 12),
        ("012726", 12),
        ("27 de enero de 2026", 12),
        ("27 de Enero del 2026", 12),
        ("January 27", 12),
        ("27 de enero", 12),
        ("01/27", 12),
        ("December 31", -15),
    ],
)
def test_a_day_leaves_as_an_offset(written: str, offset: int) -> None:
    left = hidden(f"Seen on {written} by us.", REFERENCE_DAY)

    assert f"[DAY{offset:+d}]" in left
    assert not any(char.isdigit() for char in left.replace(f"[DAY{offset:+d}]", ""))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("in March 2026", "in [MONTH+2]"),
        ("in marzo de 2026", "in [MONTH+2]"),
        ("valid 03/2026", "valid [MONTH+2]"),
        ("In January we told you", "In [MONTH+0] we told you"),
        ("January 5-8, 2026", "[DAY-10]-[DAY-7]"),
        ("January 5 through 8, 2026", "[DAY-10] through [DAY-7]"),
        ("del 5 al 8 de enero de 2026", "del [DATE_1] al [DAY-7]"),
        ("on 02/30/2026", "on [DATE_1]"),
    ],
)
def test_partial_dates_and_ranges(written: str, expected: str) -> None:
    assert hidden(written, REFERENCE_DAY) == expected


@pytest.mark.parametrize(
    "text",
    [
        "You may appeal. Item 30 may be appealed.",
        "within 180 days, 65 calendar days or 72 hours",
        "8 a.m. to 6 p.m.",
        "BP 11/70 mm, strength 4/5, 20/40",
        "29 CFR 2560.503-1(h)(3)(i) and 42 CFR 405.942",
        "the plan year 2026",
        "a child of 9 and a man aged 89",
    ],
)
def test_what_is_no_date_stays(text: str) -> None:
    assert hidden(text, REFERENCE_DAY) == text


@pytest.mark.parametrize("text", ["a 93-year-old woman", "age 101", "Edad: 90", "94 años de edad"])
def test_an_age_over_89_leaves_as_a_placeholder(text: str) -> None:
    assert "[AGE_1]" in hidden(text)


def test_a_birth_date_that_tells_an_age_over_89_has_no_offset() -> None:
    assert hidden("DOB 03/05/1931", REFERENCE_DAY) == "DOB [DATE_1]"


def test_without_a_known_date_the_first_full_one_is_the_reference_day() -> None:
    assert hidden("Dated January 15, 2026; seen 01/10/2026.") == "Dated [DAY+0]; seen [DAY-5]."


WRITERS = (
    lambda day: f"{day.month:02}/{day.day:02}/{day.year}",
    lambda day: f"{day.month}/{day.day}/{day.year % 100:02}",
    lambda day: f"{ENGLISH[day.month - 1]} {day.day}, {day.year}",
    lambda day: f"{ENGLISH[day.month - 1][:3].upper()} {day.day} {day.year}",
    lambda day: f"{day.day} de {SPANISH[day.month - 1]} de {day.year}",
    lambda day: f"{day.day:02}-{ENGLISH[day.month - 1][:3]}-{day.year}",
    lambda day: day.isoformat(),
)


@given(offset=st.integers(-900, 900), writer=st.sampled_from(WRITERS))
def test_any_day_in_any_form_has_its_offset_and_comes_back_as_it_was_written(offset: int, writer: object) -> None:
    assert callable(writer)
    text = f"Notice date: {writer(REFERENCE + timedelta(days=offset))} (final)"

    assert f"[DAY{offset:+d}]" in hidden(text, REFERENCE_DAY)
    assert comes_back(text, REFERENCE_DAY) == text


@pytest.mark.parametrize(
    ("letter", "expected"),
    [
        ("Dated 01/15/2026, seen 01/02/2026", "03/01/2026"),
        ("Dated January 15, 2026", "March 1, 2026"),
        ("Fecha: 15 de enero de 2026", "1 de marzo de 2026"),
        ("Notice 2026-01-15", "2026-03-01"),
        ("No date at all", "March 1, 2026"),
    ],
)
def test_a_day_that_the_model_worked_out_is_written_as_the_letter_writes_days(letter: str, expected: str) -> None:
    _, pseudonyms = redact(letter, REFERENCE_DAY)

    assert Restorer(pseudonyms, in_json=False).restore("by [DAY+45].") == f"by {expected}."


def test_a_month_that_the_model_worked_out_is_a_month() -> None:
    _, pseudonyms = redact("January 15, 2026", REFERENCE_DAY)

    assert Restorer(pseudonyms, in_json=False).restore("[MONTH+3]") == "April 2026"


def test_a_day_further_off_than_any_letter_stays_a_placeholder() -> None:
    _, pseudonyms = redact("January 15, 2026", REFERENCE_DAY)
    restorer = Restorer(pseudonyms, in_json=False)

    assert restorer.restore("[DAY+99999]") == "[DAY+99999]"
    assert restorer.unknown == ["[DAY+99999]"]


def test_the_same_day_in_two_forms_keeps_both() -> None:
    text = "January 27, 2026 is 01/27/2026."

    assert hidden(text, REFERENCE_DAY) == "[DAY+12] is [DAY+12.2]."
    assert comes_back(text, REFERENCE_DAY) == text


def test_a_date_split_over_lines_does_not_leave() -> None:
    assert "27" not in leaves("on January\n   27, 2026", REFERENCE_DAY)
