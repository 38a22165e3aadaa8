"""Originals are kept as they came or not at all."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from denialops.errors import DocumentNotFound, StoreUnavailable
from denialops.store.case_store import SqliteCaseStore
from denialops.store.purge import purge_removed
from denialops.store.vault import FileVault
from tests.contract.makers import FakeClock, make_change, open_reviewed


def test_what_is_put_in_comes_back(tmp_path: Path) -> None:
    vault = FileVault(tmp_path / "originals")

    sha256 = vault.put(b"letter")

    assert vault.get(sha256) == b"letter"
    assert (tmp_path / "originals" / sha256[:2] / sha256).read_bytes() == b"letter"


def test_the_same_bytes_are_kept_once_and_not_written_again(tmp_path: Path) -> None:
    vault = FileVault(tmp_path)
    sha256 = vault.put(b"letter")
    path = tmp_path / sha256[:2] / sha256
    inode = path.stat().st_ino

    assert vault.put(b"letter") == sha256
    assert path.stat().st_ino == inode
    assert [file.name for file in path.parent.iterdir()] == [sha256]


def test_a_damaged_original_is_not_handed_out(tmp_path: Path) -> None:
    vault = FileVault(tmp_path)
    sha256 = vault.put(b"letter")
    (tmp_path / sha256[:2] / sha256).write_bytes(b"lettre")

    with pytest.raises(DocumentNotFound) as refusal:
        vault.get(sha256)
    assert "damaged" in refusal.value.hint_text


def test_uploading_a_damaged_original_again_heals_it(tmp_path: Path) -> None:
    vault = FileVault(tmp_path)
    sha256 = vault.put(b"letter")
    (tmp_path / sha256[:2] / sha256).write_bytes(b"")

    vault.put(b"letter")

    assert vault.get(sha256) == b"letter"


def test_an_unknown_original_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(DocumentNotFound):
        FileVault(tmp_path).get("ab" * 32)


def test_deleting_twice_is_no_error(tmp_path: Path) -> None:
    vault = FileVault(tmp_path)
    sha256 = vault.put(b"letter")

    vault.delete(sha256)
    vault.delete(sha256)

    with pytest.raises(DocumentNotFound):
        vault.get(sha256)


def test_a_vault_that_cannot_write_leaves_no_half_file(tmp_path: Path) -> None:
    (tmp_path / "originals").write_text("a file stands where the folder should be")

    with pytest.raises(StoreUnavailable):
        FileVault(tmp_path / "originals").put(b"letter")


def never_asked(case_id: str) -> None:
    raise AssertionError("no case was purged")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def put_at(vault: FileVault, folder: Path, data: bytes, clock: FakeClock) -> str:
    sha256 = vault.put(data)
    os.utime(folder / sha256[:2] / sha256, (clock.now().timestamp(),) * 2)
    return sha256


def test_a_purge_takes_the_files_with_the_rows(tmp_path: Path, clock: FakeClock) -> None:
    folder = tmp_path / "originals"
    vault, store = FileVault(folder), SqliteCaseStore(tmp_path, tenant="clinic", clock=clock)
    only_here, shared, never_added = (put_at(vault, folder, data, clock) for data in (b"letter", b"shared", b"stray"))
    for case_id, sha256 in (("a", only_here), ("b", shared), ("c", shared)):
        open_reviewed(store, case_id, sha256=sha256)
    with store.transaction() as tx:
        for case_id in ("a", "b"):
            tx.remove_case(case_id, make_change("case_removed"))
    clock.pass_days(31)

    forgotten: list[str] = []
    before = clock.now() - timedelta(days=30)
    gone = purge_removed(store, vault, removed_before=before, forget_replies=forgotten.append)

    assert gone == 2
    assert forgotten == ["a", "b"]
    assert vault.get(shared) == b"shared"
    for sha256 in (only_here, never_added):
        with pytest.raises(DocumentNotFound):
            vault.get(sha256)
    store.close()


def test_a_purge_leaves_a_file_that_somebody_is_just_adding(tmp_path: Path, clock: FakeClock) -> None:
    folder = tmp_path / "originals"
    vault, store = FileVault(folder), SqliteCaseStore(tmp_path, tenant="clinic", clock=clock)
    sha256 = put_at(vault, folder, b"letter", clock)
    clock.pass_days(31)
    put_at(vault, folder, b"letter", clock)

    before = clock.now() - timedelta(days=30)
    assert purge_removed(store, vault, removed_before=before, forget_replies=never_asked) == 0
    assert vault.get(sha256) == b"letter"
    store.close()
