"""How values, dates and letters are shown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialops import errors
from denialops.domain.cases import CaseStatus
from denialops.domain.facts import Fact
from denialops.domain.records import Outcome
from denialops.ui.chips import confidence_chip, day, deadline_chip, money, plain, shown
from denialops.ui.preview import letter_html
from denialops.ui.words import OUTCOMES, STATUSES, TROUBLES, in_words


@pytest.mark.parametrize(
    ("days_left", "said"),
    [(-1, "1 day late"), (0, "Due today"), (1, "1 day left"), (14, "14 days left"), (None, "No date yet")],
)
def test_days_left_are_said_in_words_and_not_by_colour_alone(days_left: int | None, said: str) -> None:
    assert said in deadline_chip(days_left)


@given(st.integers(min_value=-5000, max_value=5000))
def test_a_late_case_never_looks_like_one_with_time_left(days_left: int) -> None:
    chip = deadline_chip(days_left)

    assert ("late" in chip) == (days_left < 0)
    assert chip.startswith(":red-badge") or days_left > 3


@given(st.text(max_size=60))
def test_text_of_a_letter_cannot_become_markup(text: str) -> None:
    html = letter_html(text)

    assert "<script" not in html
    assert html.count("<") == html.count(">")


@given(st.text(alphabet=":*_[]()<>$`~#!|ab", max_size=30))
def test_every_sign_that_markdown_reads_is_escaped(text: str) -> None:
    escaped = plain(text)

    assert all(escaped[i - 1] == "\\" for i, sign in enumerate(escaped) if sign in ":*_[]()<>$`~#!|")


def test_a_letter_shows_headings_lists_quotes_tables_and_blanks() -> None:
    html = letter_html("## Why\n\nBecause [[add it]].\n\n- one\n- two\n\n1. first\n\n> said\n\n| a | b |\n| c | d |")

    for part in (
        "<h3>Why</h3>", "<p>Because <mark>[[add it]]</mark>.</p>", "<ul><li>one</li><li>two</li></ul>",
        "<ol><li>first</li></ol>", "<blockquote>said</blockquote>", "<tr><td>a</td><td>b</td></tr>",
    ):  # fmt: skip
        assert part in html


def test_dates_and_money_are_written_as_people_write_them() -> None:
    assert day(date(2026, 3, 2)) == "Mar 2, 2026"
    assert money(Decimal("1840.5")) == "$1,840.50"
    assert shown("denial_date", "2026-03-02") == "Mar 2, 2026"
    assert shown("denied_amount", "1840.00") == "$1,840.00"


@pytest.mark.parametrize(
    ("field", "value"),
    [("records_due_date", "within two weeks"), ("paid_amount", "nothing"), ("npi", "2000000010")],
)
def test_a_value_that_does_not_fit_its_form_is_shown_as_read(field: str, value: str) -> None:
    assert shown(field, value) == value


def test_a_failed_check_digit_asks_for_a_check_however_sure_the_reader_was() -> None:
    fact = Fact(fact_id="f", field="npi", value="1", evidence=None, confidence=0.99, flags=("npi_checksum",))

    assert "check this" in confidence_chip(fact)


def test_what_a_person_entered_is_shown_as_confirmed() -> None:
    fact = Fact(fact_id="f", field="npi", value="1", evidence=None, confidence=0.1, found_by="person")

    assert "confirmed" in confidence_chip(fact)


def test_every_status_and_outcome_has_words() -> None:
    assert set(STATUSES) == set(CaseStatus.__args__)  # type: ignore[attr-defined]
    assert set(OUTCOMES) == set(Outcome.__args__)  # type: ignore[attr-defined]


def test_every_trouble_in_the_list_is_a_real_error_code() -> None:
    codes = {error.code for error in vars(errors).values() if isinstance(error, type) and issubclass(error, Exception)}

    assert set(TROUBLES) <= codes


def test_an_unknown_code_is_readable() -> None:
    assert in_words("some_new_code") == "Some new code"
