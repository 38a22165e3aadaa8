"""What is sealed opens with its key, for its purpose, unchanged; and never otherwise."""

from __future__ import annotations

import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialops.envelope import HEADER_BYTES, ID_FILE, KEY_FILE, Envelope
from denialops.errors import SealBroken, SecretKeyLost, StoreUnavailable


@pytest.fixture(scope="module")
def envelope(tmp_path_factory: pytest.TempPathFactory) -> Envelope:
    return Envelope(tmp_path_factory.mktemp("data"))


@given(content=st.binary(max_size=2000), about=st.text(max_size=40))
def test_what_is_sealed_opens_again(envelope: Envelope, content: bytes, about: str) -> None:
    assert envelope.open(envelope.seal(content, about=about), about=about) == content


@given(content=st.binary(min_size=1, max_size=60), data=st.data())
def test_any_changed_bit_breaks_the_seal(envelope: Envelope, content: bytes, data: st.DataObject) -> None:
    sealed = bytearray(envelope.seal(content, about="x"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(SealBroken):
        envelope.open(bytes(sealed), about="x")


@given(size=st.integers(0, HEADER_BYTES + 16 + 4))
def test_a_cut_seal_does_not_open(envelope: Envelope, size: int) -> None:
    with pytest.raises(SealBroken):
        envelope.open(envelope.seal(b"hello", about="x")[:size], about="x")


def test_content_moved_to_another_place_does_not_open(envelope: Envelope) -> None:
    with pytest.raises(SealBroken):
        envelope.open(envelope.seal(b"hello", about="case 1"), about="case 2")


def test_the_same_content_is_never_sealed_the_same_way_twice(envelope: Envelope) -> None:
    assert len({envelope.seal(b"hello", about="x") for _ in range(100)}) == 100


def test_nothing_of_the_content_shows(envelope: Envelope) -> None:
    assert b"denied" not in envelope.seal(b"the claim is denied", about="x")


def test_a_fingerprint_is_the_same_for_the_same_content_only(envelope: Envelope, tmp_path: Path) -> None:
    assert envelope.fingerprint(b"a") == envelope.fingerprint(b"a") != envelope.fingerprint(b"b")
    assert envelope.fingerprint(b"a") != Envelope(tmp_path).fingerprint(b"a")
    assert len(envelope.fingerprint(b"a")) == 64


def test_nothing_is_written_before_the_first_need(tmp_path: Path) -> None:
    Envelope(tmp_path / "data")

    assert not (tmp_path / "data").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps permissions otherwise")
def test_only_the_owner_may_read_the_key(tmp_path: Path) -> None:
    Envelope(tmp_path).seal(b"hello", about="x")

    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == [ID_FILE, KEY_FILE]


def test_another_process_opens_with_the_same_file(tmp_path: Path) -> None:
    sealed = Envelope(tmp_path).seal(b"hello", about="x")

    assert Envelope(tmp_path).open(sealed, about="x") == b"hello"


def test_many_who_need_the_first_key_at_once_get_the_same(tmp_path: Path) -> None:
    start = threading.Barrier(16)

    def seal(_: int) -> bytes:
        envelope = Envelope(tmp_path)
        start.wait()
        return envelope.seal(b"hello", about="x")

    with ThreadPoolExecutor(16) as pool:
        sealed = list(pool.map(seal, range(16)))

    assert {Envelope(tmp_path).open(one, about="x") for one in sealed} == {b"hello"}


def test_a_lost_key_is_not_silently_replaced(tmp_path: Path) -> None:
    Envelope(tmp_path).seal(b"hello", about="x")
    (tmp_path / KEY_FILE).unlink()

    with pytest.raises(SecretKeyLost) as refused:
        Envelope(tmp_path).seal(b"hello", about="x")
    assert "missing" in str(refused.value)
    assert not (tmp_path / KEY_FILE).exists()


@pytest.mark.parametrize("text", ["", "not a key", "ab" * 31, "ab" * 32])
def test_a_wrong_key_is_named_before_anything_is_sealed_with_it(tmp_path: Path, text: str) -> None:
    Envelope(tmp_path).seal(b"hello", about="x")
    (tmp_path / KEY_FILE).write_text(text)

    with pytest.raises(SecretKeyLost) as refused:
        Envelope(tmp_path).seal(b"hello", about="x")
    assert "backup" in refused.value.hint_text


def test_a_folder_that_cannot_be_used_is_reported(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file stands where the folder should be")

    with pytest.raises(StoreUnavailable):
        Envelope(tmp_path / "taken").seal(b"hello", about="x")
