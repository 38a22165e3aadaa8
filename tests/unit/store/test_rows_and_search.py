"""What goes into a column comes out unchanged, and what stands in a name is found."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from denialops.domain.documents import Word
from denialops.store.rows import from_cents, pack_words, to_cents, unpack_words
from denialops.store.search import TrigramSearch, index_terms, squash

fractions = st.floats(0, 1)
words = st.builds(Word, st.integers(0, 10**6), st.integers(0, 10**6), *[fractions] * 5)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_amounts_are_exact(amount: Decimal) -> None:
    assert from_cents(to_cents(amount)) == amount


def test_an_unknown_amount_stays_unknown() -> None:
    assert from_cents(to_cents(None)) is None


@given(st.lists(words, max_size=20))
def test_word_boxes_come_back_bit_for_bit(boxes: list[Word]) -> None:
    assert unpack_words(pack_words(boxes)) == tuple(boxes)


@given(st.text(max_size=30))
def test_squashing_twice_changes_nothing(text: str) -> None:
    assert squash(squash(text)) == squash(text)


@given(st.text(alphabet="Aa0 -./é", min_size=1, max_size=20), st.data())
def test_every_part_of_a_number_is_in_the_index(number: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(number) - 1))
    end = data.draw(st.integers(start + 1, len(number)))

    assert squash(number[start:end]) in index_terms([number])


@given(st.text(max_size=20))
def test_no_query_can_leave_its_quotes(query: str) -> None:
    _, values = TrigramSearch().match_condition(query)

    for value in values.values():
        assert all(character.isalnum() or character in ' %"' for character in value)
        assert value.count('"') % 2 == 0


def test_a_query_of_nothing_but_signs_asks_for_nothing() -> None:
    assert TrigramSearch().match_condition(" - / ") == ("", {})
