"""How many children may run, and the messages that they exchange with their parent."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialops.config import Settings
from denialops.documents.frames import read_frame, write_frame
from denialops.documents.limits import Limits, ocr_children, usable_cores
from denialops.documents.text import clean, decode
from tests.unit.documents.conftest import LIMITS


def test_limits_are_those_of_the_settings() -> None:
    limits = Limits.of(Settings(max_file_mb=7, max_pages=3, ocr_workers=2))

    assert (limits.file_mb, limits.pages, limits.ocr_workers) == (7, 3, 2)


def test_there_is_always_room_for_one_ocr_child_and_never_more_than_cores() -> None:
    assert 1 <= ocr_children(LIMITS, running=0) <= usable_cores()


def test_a_setting_decides_the_number_of_ocr_children() -> None:
    assert ocr_children(LIMITS._replace(ocr_workers=5), running=0) == 5


@given(st.dictionaries(st.text(), st.text() | st.integers()), st.binary(max_size=500))
def test_a_message_arrives_as_it_was_sent(head, blob) -> None:
    pipe = io.BytesIO()
    write_frame(pipe, head, blob)
    pipe.seek(0)

    assert read_frame(pipe) == (head, blob)
    assert read_frame(pipe) is None


@pytest.mark.parametrize("kept", [3, 14, 30])
def test_a_message_cut_off_is_the_end(kept) -> None:
    pipe = io.BytesIO()
    write_frame(pipe, {"do": "parse"}, b"x" * 40)

    assert read_frame(io.BytesIO(pipe.getvalue()[:kept])) is None


@given(st.text())
def test_cleaned_text_stays_clean_and_keeps_its_letters(text) -> None:
    cleaned = clean(text)

    assert clean(cleaned) == cleaned
    assert not set(cleaned) & set("\r\t\xa0\xad\u200b\ufeff\x00")
    assert [c for c in cleaned if c.isascii() and c.isalnum()] == [
        c for c in text.translate({0xFB00 + n: s for n, s in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))})
        if c.isascii() and c.isalnum()
    ]  # fmt: skip


@given(st.binary(max_size=300))
def test_any_bytes_decode_to_some_text(data) -> None:
    assert isinstance(decode(data), str)
