"""Originals are kept as they came or not at all, on disk and in the database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from denialops.errors import DocumentNotFound
from denialops.ports import Vault
from denialops.store.postgres.database import PgDatabase, PgLimits
from denialops.store.postgres.vault import PgVault
from denialops.store.vault import FileVault

LATER = timedelta(hours=1)


@pytest.fixture(params=["files", "postgres"])
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Vault]:
    if request.param == "files":
        yield FileVault(tmp_path / "originals")
        return
    database = PgDatabase(request.getfixturevalue("postgres").make_database(), PgLimits(pool=2))
    yield PgVault(database)
    database.close()


@given(data=st.binary(max_size=200))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_put_in_comes_back_under_its_hash(vault: Vault, data: bytes) -> None:
    sha256 = vault.put(data)

    assert sha256 == hashlib.sha256(data).hexdigest()
    assert vault.get(sha256) == data


def test_the_same_bytes_are_kept_once(vault: Vault) -> None:
    vault.put(b"letter")
    vault.put(b"letter")

    assert len(list(vault.list_stored(datetime.now(UTC) + LATER))) == 1


def test_an_unknown_original_is_not_found(vault: Vault) -> None:
    with pytest.raises(DocumentNotFound):
        vault.get("ab" * 32)


def test_what_is_deleted_is_gone_and_deleting_twice_is_no_error(vault: Vault) -> None:
    sha256 = vault.put(b"letter")

    vault.delete(sha256)
    vault.delete(sha256)

    with pytest.raises(DocumentNotFound):
        vault.get(sha256)


def test_what_was_just_put_is_not_listed_as_old(vault: Vault) -> None:
    vault.put(b"letter")

    assert not list(vault.list_stored(datetime.now(UTC) - LATER))
