"""Quotes are found whatever their white space; facts are taken from a reply wherever its pieces are cut."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from denialops.pipeline.json_stream import ListStream
from denialops.pipeline.model_reading.quotes import QuoteFinder

WORDS = st.lists(st.text("abcdefgh123", min_size=1, max_size=6), min_size=3, max_size=12)


@given(WORDS, st.data())
def test_a_run_of_whole_words_is_found_whatever_its_white_space(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    first = data.draw(st.integers(0, len(words) - 2))
    last = data.draw(st.integers(first + 1, len(words) - 1))
    gap = data.draw(st.sampled_from([" ", "\n", "  "]))

    place = QuoteFinder(text).find(gap.join(words[first : last + 1]))

    assert place is not None
    assert text[place.start : place.end].split() == words[first : last + 1]


def test_part_of_a_number_is_not_a_quote() -> None:
    assert QuoteFinder("Claim 123456 was denied").find("23456") is None


def test_curly_quotes_and_long_dashes_do_not_matter() -> None:
    place = QuoteFinder("the plan’s terms – section 4").find("plan's terms - section")

    assert place is not None


@given(st.lists(st.fixed_dictionaries({"field": st.text(), "value": st.text()}), max_size=5), st.data())
def test_every_object_comes_once_wherever_the_reply_is_cut(items: list[dict[str, str]], data: st.DataObject) -> None:
    reply = json.dumps({"facts": items})
    cuts = sorted(data.draw(st.lists(st.integers(0, len(reply)), max_size=8)))
    pieces = [reply[a:b] for a, b in zip([0, *cuts], [*cuts, len(reply)], strict=True)]
    stream = ListStream("facts")

    taken = [item for piece in pieces for item in stream.feed(piece)]

    assert taken == items
    assert stream.has_list


def test_a_reply_in_a_code_fence_is_read_all_the_same() -> None:
    stream = ListStream("facts")

    assert list(stream.feed('Here it is:\n```json\n{"facts": [{"field": "payer"}]}\n```')) == [{"field": "payer"}]
