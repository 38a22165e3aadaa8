"""A reply gets the case's own words back, wherever it is cut into pieces and however the model mangles placeholders."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from denialops.llm.redaction.pseudonyms import Pseudonyms
from denialops.llm.redaction.restoring import Restorer
from tests.unit.llm.redaction.redacting import REFERENCE_DAY, known, redact

LETTER = "Patient: Ilya Voronov (VORONOV, ILYA). Member ID: QQX 60417 2293. Dated January 15, 2026, seen 01/02/2026."
NAME = known("name", "Ilya Voronov")


def pseudonyms() -> Pseudonyms:
    return redact(LETTER, REFERENCE_DAY, NAME)[1]


def restored(reply: str) -> str:
    return Restorer(pseudonyms(), in_json=False).restore(reply)


def streamed(pieces: list[str]) -> str:
    restorer = Restorer(pseudonyms(), in_json=False)
    return "".join([*(restorer.feed(piece) for piece in pieces), restorer.finish()])


@pytest.mark.parametrize(
    "written",
    [
        "[NAME_1]",
        "[name_1]",
        "[Name 1]",
        "[NAME-1]",
        "[ NAME_1 ]",
        "[NAME_1",
        "NAME_1]",
        "NAME_1",
        "[NAME\\_1]",
        "NAME\\_1",
    ],
)
def test_a_mangled_placeholder_is_understood(written: str) -> None:
    assert restored(f"For {written}, we ask.") == "For Ilya Voronov, we ask."


@pytest.mark.parametrize("written", ["[DAY-13]", "[day-13]", "[DAY −13]", "[DAY –13]", "DAY-13", "[DAY-13"])
def test_a_mangled_day_is_understood(written: str) -> None:
    assert restored(f"on {written}.") == "on 01/02/2026."


def test_each_spelling_comes_back_as_it_stood() -> None:
    assert restored("[NAME_1.2] is [NAME_1], [MEMBER_ID_1]") == "VORONOV, ILYA is Ilya Voronov, QQX 60417 2293"


def test_a_spelling_that_never_stood_is_the_first_one() -> None:
    assert restored("[NAME_1.9]") == "Ilya Voronov"


@pytest.mark.parametrize("written", ["[NAME_7]", "[PHONE_1]", "[SSN_2]", "EMAIL_3"])
def test_an_unknown_placeholder_stays_visible_and_is_told(written: str) -> None:
    restorer = Restorer(pseudonyms(), in_json=False)

    assert restorer.restore(f"call {written} now") == f"call {written} now"
    assert restorer.unknown == [written]


@pytest.mark.parametrize(
    "text",
    [
        "[[Name of the signer]]",
        "[1]",
        "name 1 of 3",
        "day 30",
        "DAY 6 of the stay",
        "RENAME_1",
        "FILENAME_12x",
        "[see note]",
    ],
)
def test_what_is_no_placeholder_stays(text: str) -> None:
    assert restored(text) == text


def test_in_json_the_words_are_escaped() -> None:
    text = 'Patient: Ann "Nan" Sedlarova'
    _, pseudonyms = redact(text, known("name", 'Ann "Nan" Sedlarova'))

    reply = Restorer(pseudonyms, in_json=True).restore('{"quote": "[NAME_1]"}')

    assert json.loads(reply) == {"quote": 'Ann "Nan" Sedlarova'}


REPLY = (
    "For [NAME_1] ([NAME_1.2], [MEMBER_ID_1]) by [DAY+42] or DAY-13, not [NAME_9]; NAME_1. MONTH [1] D [MONTH+1]"
    " N NA [ [N [[blank]] [name 1] and [DAY+0"
)


@pytest.mark.parametrize("cut", range(len(REPLY) + 1))
def test_a_cut_at_any_position_changes_nothing(cut: int) -> None:
    assert streamed([REPLY[:cut], REPLY[cut:]]) == restored(REPLY)


def test_single_characters_change_nothing() -> None:
    assert streamed(list(REPLY)) == restored(REPLY)


PIECES = st.lists(
    st.sampled_from(
        ["[NAME_1]", "[NAME", "_1", "]", "[DAY+", "42", ".2", " ", "[", "N", "NAME_1", "DAY", "-13", "x", "1", "\n"]
    ),
    max_size=14,
)


@settings(max_examples=300, deadline=None)
@given(pieces=PIECES)
def test_however_it_is_cut_the_whole_is_the_same(pieces: list[str]) -> None:
    assert streamed(pieces) == restored("".join(pieces))


@pytest.mark.parametrize("piece", ["We ask you to pay.", "It is [sic] so", "in the day", "names", "a name_", "12 [1] "])
def test_text_that_cannot_become_a_placeholder_is_not_held_back(piece: str) -> None:
    assert Restorer(pseudonyms(), in_json=False).feed(piece) == piece


def test_only_what_may_become_a_placeholder_is_held_back() -> None:
    restorer = Restorer(pseudonyms(), in_json=False)

    assert restorer.feed("We ask for [NA") == "We ask for "
    assert restorer.feed("ME_1") == ""
    assert restorer.feed("] now") == "Ilya Voronov now"
