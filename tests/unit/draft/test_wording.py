"""Dates, money, lists and addresses as letters write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialops.domain.wording import address_lines, as_date, as_money, day, dollars, one_line, series


def test_dates_and_amounts_are_written_out():
    assert day(date(2026, 3, 1)) == "March 1, 2026"
    assert dollars(Decimal("1640")) == "$1,640.00"


@pytest.mark.parametrize(
    ("parts", "text"), [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")]
)
def test_lists_end_with_and(parts, text):
    assert series(parts) == text


def test_what_is_no_date_or_amount_is_none():
    assert as_date("within 7 days") is None
    assert as_money("twelve") is None


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        ("Appeals, PO Box 1, Elk, IL 61999", ("Appeals", "PO Box 1", "Elk, IL 61999")),
        ("PO Box 20, Anchor Bay, WA 98999-1234", ("PO Box 20", "Anchor Bay, WA 98999-1234")),
        ("Appeals\nPO Box 1\nElk, IL 61999", ("Appeals", "PO Box 1", "Elk, IL 61999")),
        ("the address above", ("the address above",)),
    ],
)
def test_an_address_becomes_the_lines_of_an_envelope(address, lines):
    assert address_lines(address) == lines


@pytest.mark.parametrize(
    "text", ["## Heading", "- item", "> quote", "| cell |", "a\n\nb", "[[blank]]", "[[[[blank]]]]", "\ue000x\ue001"]
)
def test_a_value_cannot_carry_structure(text):
    line = one_line(text)

    assert not line.startswith(("#", "-", ">", "|"))
    assert not set("\n\ue000\ue001") & set(line)
    assert "[[" not in line


@given(st.text())
def test_one_line_is_stable(text):
    assert one_line(one_line(text)) == one_line(text)
