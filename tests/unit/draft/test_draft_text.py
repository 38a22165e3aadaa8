"""The grammar of a draft: blocks, blanks and sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialops.domain.draft_text import find_blanks, parse_body, print_body, split_blanks, split_sentences

BODY = """## The facts

The visit was on May 3, 2026. It was urgent.

- first
- second

> quoted words

1. do this
2. do that

| Question | Answer |
| Who |  |
"""
WORD = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=8)
LINE = st.lists(WORD, min_size=1, max_size=6).map(" ".join)
CHUNK = st.one_of(
    LINE,
    LINE.map(lambda text: f"## {text}"),
    LINE.map(lambda text: f"> {text}"),
    st.lists(LINE, min_size=1, max_size=3).map(lambda lines: "\n".join(f"- {line}" for line in lines)),
    st.lists(LINE, min_size=1, max_size=3).map(lambda lines: "\n".join(f"| {line} | {line} |" for line in lines)),
)


def test_a_body_becomes_blocks_of_every_kind():
    kinds = [block.kind for block in parse_body(BODY)]

    assert kinds == [
        "heading", "paragraph", "item", "item", "quote", "numbered", "numbered", "table_row", "table_row",
    ]  # fmt: skip


def test_blocks_print_as_the_body_they_came_from():
    assert print_body(parse_body(BODY)) == BODY


@given(st.lists(CHUNK, min_size=1, max_size=6).map("\n\n".join))
def test_printing_and_parsing_again_changes_nothing(body):
    blocks = parse_body(body)

    assert parse_body(print_body(blocks)) == blocks


def test_lines_of_one_paragraph_are_one_block():
    blocks = parse_body("one line\nand its end\n\nanother")

    assert [block.text for block in blocks] == ["one line and its end", "another"]


def test_list_lines_directly_under_a_paragraph_are_a_list():
    assert [block.kind for block in parse_body("We ask you to:\n- pay\n- answer")] == ["paragraph", "item", "item"]


def test_numbers_are_counted_anew_when_printed():
    assert print_body(parse_body("3. first\n7. second")) == "1. first\n2. second\n"


def test_an_empty_table_cell_stays():
    (row,) = parse_body("| Result |  |")

    assert [sentence.text for sentence in row.sentences] == ["Result", ""]


def test_an_empty_body_has_no_blocks():
    assert parse_body(" \n\n ") == ()
    assert print_body(()) == ""


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It was denied. We appeal.", ("It was denied.", "We appeal.")),
        ("Dr. Brandt saw her. She was ill.", ("Dr. Brandt saw her.", "She was ill.")),
        ("See No. 5 and 29 CFR 2560.503-1. Next.", ("See No. 5 and 29 CFR 2560.503-1.", "Next.")),
        ("He said “no.” We disagree.", ("He said “no.”", "We disagree.")),
        ("Signed by A. B. Cole today.", ("Signed by A. B. Cole today.",)),
        ("Paid. [[Add: why. Then when.]] Done.", ("Paid.", "[[Add: why. Then when.]] Done.")),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, sentences):
    assert split_sentences(text) == sentences


@given(st.lists(LINE.map(lambda text: f"{text}."), min_size=1, max_size=4).map(" ".join))
def test_sentences_joined_give_the_text_again(text):
    assert " ".join(split_sentences(text)) == " ".join(text.split())


def test_blanks_are_found_in_order_even_over_lines():
    assert [blank.text for blank in find_blanks("a [[Add:\n one]] b [[Attach: two]]")] == ["Add: one", "Attach: two"]


def test_text_without_brackets_has_no_blanks():
    assert find_blanks("an [ordinary] text") == ()


def test_writers_get_text_and_blanks_in_turn():
    assert list(split_blanks("Pay [[amount]] now")) == [("Pay ", False), ("[[amount]]", True), (" now", False)]
