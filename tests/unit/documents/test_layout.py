"""Placed words become lines: rows stay rows, columns of prose come one after the other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from denialops.documents.layout import Piece, PlacedWord, arranged


def piece(text: str, x: float, y: float, *, letter: float = 6.0, height: float = 10.0) -> Piece:
    words = tuple(PlacedWord(word, (x, y, x + letter * len(word), y + height), 1.0) for word in text.split())
    return Piece(words, x, x + letter * len(text), y + height / 2, height)


def test_pieces_of_one_height_make_one_row_with_cells_two_spaces_apart() -> None:
    text, _ = arranged([piece("0.00", 300, 101), piece("Claim", 10, 100), piece("72148", 150, 99)])

    assert text == "Claim  72148  0.00"


def test_pieces_that_nearly_touch_are_words_of_one_sentence() -> None:
    text, _ = arranged([piece("was", 10, 100), piece("denied", 32, 100)])

    assert text == "was denied"


def test_lines_come_from_top_to_bottom_whatever_their_order() -> None:
    text, _ = arranged([piece("third", 10, 140), piece("first", 10, 100), piece("second", 10, 120)])

    assert text == "first\nsecond\nthird"


def test_a_long_line_under_another_is_not_its_neighbour() -> None:
    text, _ = arranged([piece("the upper line", 10, 100), piece("the lower line", 12, 104)])

    assert text == "the upper line\nthe lower line"


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    left = [piece(f"left column line {n} of the long text", 10, 100 + 14 * n) for n in range(8)]
    right = [piece(f"right column line {n} of the long text", 320, 100 + 14 * n) for n in range(8)]

    text, _ = arranged(pair for both in zip(left, right, strict=True) for pair in both)

    assert [line.split()[0] for line in text.split("\n")] == ["left"] * 8 + ["right"] * 8


def test_labels_and_values_side_by_side_stay_rows() -> None:
    rows = [
        part for n in range(8) for part in (piece(f"Label {n}", 10, 100 + 14 * n), piece(f"V-{n}", 320, 100 + 14 * n))
    ]

    text, _ = arranged(rows)

    assert text.split("\n")[0] == "Label 0  V-0"


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 800), st.text("abc 12", min_size=1)), max_size=30))
def test_each_word_stands_in_the_text_where_it_says_and_none_is_lost(places) -> None:
    pieces = [piece(text, x, y) for x, y, text in places if text.split()]

    text, words = arranged(pieces)

    assert all(text[start:end] == word.text for start, end, word in words)
    assert sorted(text.split()) == sorted(word.text for made in pieces for word in made.words)
