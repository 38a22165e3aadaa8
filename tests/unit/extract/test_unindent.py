"""Sentences that a margin or a bullet breaks are whole; tables and addresses stand as printed; places lead back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from denialops.pipeline.finders.unindent import unindent
from tests.unit.extract.conftest import ReadCase

LINES = st.lists(
    st.text(alphabet="ab c.:|", max_size=70).map(lambda text: text.replace("\n", "")), min_size=1, max_size=12
)
BULLET = """\
 *  Your request for an immediate appeal should be made as soon as possible, but no later than noon
    of the day before the effective date indicated above.
"""
TABLE = """\
   Service dates and codes of the claim that was sent      Billed
   2026-01-22   99213                                      120.00
"""
ADDRESS = """\
   Larch Hollow Health Plan, Appeals
   PO Box 77, Elm Landing, OH 43999
"""


def test_a_sentence_under_a_bullet_is_read_as_one() -> None:
    assert "no later than noon\nof the day before" in unindent(BULLET).text


def test_tables_and_addresses_keep_their_columns() -> None:
    assert unindent(TABLE).text == TABLE
    assert unindent(ADDRESS).text == ADDRESS


@given(LINES)
def test_every_letter_leads_back_to_its_place(lines: list[str]) -> None:
    text = "\n".join(lines)

    read = unindent(text)

    assert all(text[read.original(place)] == letter for place, letter in enumerate(read.text))


@given(LINES)
def test_nothing_but_blanks_is_taken_out(lines: list[str]) -> None:
    text = "\n".join(lines)

    assert unindent(text).text.replace(" ", "") == text.replace(" ", "")


def test_the_quote_of_a_fact_from_a_broken_sentence_stands_in_the_letter(read_case: ReadCase) -> None:
    letter = (
        "LARCH HOLLOW HEALTH PLAN\n\nDate: March 4, 2026\nMember: Dana Whitfield\nMember ID: QX4410927\n\n"
        "    We have looked at your request and the notes that came with it, and the request is denied as not\n"
        "    medically necessary for you at this time.\n\n"
        "    You may appeal this decision, in writing or by telephone or by fax, if you do so within 180 days\n"
        "    of receiving this notice.\n"
    )

    facts = read_case(letter).facts

    stated = facts.find("appeal_deadline_stated")
    assert stated is not None and stated.evidence is not None
    assert letter[stated.evidence.start : stated.evidence.end] == stated.evidence.quote
    assert stated.value == "within 180 days of receiving this notice"
