"""A clinic moves from its file to the server whole and proved, or not at all."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from denialops.errors import StoreUnavailable
from denialops.store.case_store import FILE_NAME, SqliteCaseStore
from denialops.store.database import Database
from denialops.store.moving import Moved, move_clinic
from denialops.store.postgres.case_store import PgCaseStore
from denialops.store.postgres.database import PgDatabase, PgLimits
from denialops.store.postgres.vault import PgVault
from denialops.store.vault import FileVault
from tests.contract.makers import TODAY, FakeClock, make_change, open_reviewed
from tests.contract.test_workflow_events import append, make_event
from tests.fakes.servers import Postgres


@pytest.fixture
def url(postgres: Postgres) -> str:
    return postgres.make_database()


@pytest.fixture
def target(url: str) -> Iterator[PgDatabase]:
    database = PgDatabase(url)
    yield database
    database.close()


@pytest.fixture
def vault(url: str) -> Iterator[PgVault]:
    database = PgDatabase(url, PgLimits(pool=2))
    yield PgVault(database)
    database.close()


@pytest.fixture
def clinic(tmp_path: Path) -> SqliteCaseStore:
    """Two cases, one of them removed, with their originals."""
    store, originals = SqliteCaseStore(tmp_path, tenant="clinic", clock=FakeClock()), FileVault(tmp_path / "originals")
    for case_id in ("a", "b"):
        open_reviewed(store, case_id, sha256=originals.put(case_id.encode()))
    with store.transaction() as tx:
        tx.remove_case("b", make_change("case_removed"))
    return store


def move(folder: Path, target: PgDatabase, vault: PgVault) -> dict[str, Moved]:
    target.bring_up_to_date()
    source = Database(folder / FILE_NAME)
    moved = move_clinic(source, target, FileVault(folder / "originals"), vault)
    source.close()
    return {row.table: row for row in moved}


def test_every_row_and_every_original_arrives(
    tmp_path: Path, clinic: SqliteCaseStore, target: PgDatabase, vault: PgVault
) -> None:
    moved = move(tmp_path, target, vault)

    arrived = PgCaseStore(target, tenant="clinic", clock=FakeClock())
    with clinic.snapshot() as old, arrived.snapshot() as new:
        assert new.get_case("a", today=TODAY, words=True) == old.get_case("a", today=TODAY, words=True)
        assert new.list_events("b") == old.list_events("b")
        assert new.count_rows() == old.count_rows()
        assert vault.get(new.list_documents("a")[0].sha256) == b"a"
    assert (moved["cases"].rows, moved["originals"].rows) == (2, 2)
    assert all(row.left == row.arrived for row in moved.values())
    clinic.close()


def test_many_events_are_moved_and_proved_without_being_held_at_once(
    tmp_path: Path, clinic: SqliteCaseStore, target: PgDatabase, vault: PgVault
) -> None:
    for first in range(0, 12_000, 2000):
        append(
            clinic.recovery(),
            *(make_event(f"submit-{key}", body_hash="x" * 1000) for key in range(first, first + 2000)),
        )
    tracemalloc.start()

    moved = move(tmp_path, target, vault)["workflow_events"]

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (moved.rows, moved.left) == (12_000, moved.arrived)
    assert most < 12_000 * 1000
    with PgCaseStore(target, tenant="clinic", clock=FakeClock()).recovery().snapshot() as new:
        assert [event.number for event in new.list_events_after(11_990, limit=100)] == list(range(11_991, 12_001))
    clinic.close()


def test_search_finds_the_moved_cases(
    tmp_path: Path, clinic: SqliteCaseStore, target: PgDatabase, vault: PgVault
) -> None:
    with clinic.snapshot() as old:
        patient = old.get_row("a", today=TODAY).patient

    move(tmp_path, target, vault)

    with PgCaseStore(target, tenant="clinic", clock=FakeClock()).snapshot() as new:
        assert [row.case_id for row in new.list_rows(search=patient, today=TODAY)] == ["a"]
    clinic.close()


def test_a_second_move_is_refused_and_changes_nothing(
    tmp_path: Path, clinic: SqliteCaseStore, target: PgDatabase, vault: PgVault
) -> None:
    move(tmp_path, target, vault)

    with pytest.raises(StoreUnavailable, match="already"):
        move(tmp_path, target, vault)

    with PgCaseStore(target, tenant="clinic", clock=FakeClock()).snapshot() as new:
        assert new.count_rows(search="")["open"] == 1
    clinic.close()


def test_two_clinics_may_share_a_server(
    tmp_path: Path, clinic: SqliteCaseStore, target: PgDatabase, vault: PgVault
) -> None:
    other = SqliteCaseStore(tmp_path / "other", tenant="other", clock=FakeClock())
    open_reviewed(other, "a", sha256=FileVault(tmp_path / "other" / "originals").put(b"other"))
    move(tmp_path, target, vault)

    move(tmp_path / "other", target, vault)

    for tenant in ("clinic", "other"):
        with PgCaseStore(target, tenant=tenant, clock=FakeClock()).snapshot() as new:
            assert [row.case_id for row in new.list_rows(today=TODAY)] == ["a"]
    clinic.close()
    other.close()


def test_a_row_that_does_not_arrive_as_it_left_moves_nothing(
    tmp_path: Path, clinic: SqliteCaseStore, target: PgDatabase, vault: PgVault, url: str
) -> None:
    target.bring_up_to_date()
    with psycopg.connect(url) as connection:
        connection.execute(
            "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN NEW.payer := 'Somebody else'; RETURN NEW; END $$"
        )
        connection.execute("CREATE TRIGGER spoil BEFORE INSERT ON cases FOR EACH ROW EXECUTE FUNCTION spoil()")

    with pytest.raises(StoreUnavailable, match="cases"):
        move(tmp_path, target, vault)

    with PgCaseStore(target, tenant="clinic", clock=FakeClock()).snapshot() as new:
        assert not new.list_rows(today=TODAY)
    clinic.close()
