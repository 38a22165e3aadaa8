"""A data folder that cannot be used is an error with a way out, never a traceback."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database as SqliteUtils
from sqlite_utils.migrations import Migrations

from denialops.errors import StoreUnavailable
from denialops.store.case_store import FILE_NAME, SqliteCaseStore
from denialops.store.database import SCHEMA_VERSION, Database
from denialops.store.migrations import MIGRATIONS
from tests.contract.makers import FakeClock, make_change, open_case


def open_store(folder: Path, busy_timeout_s: float = 0.05) -> SqliteCaseStore:
    return SqliteCaseStore(folder, tenant="clinic", clock=FakeClock(), busy_timeout_s=busy_timeout_s)


def test_a_file_that_is_no_database_says_that_it_is_damaged(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database, but long enough to look like one" * 40)

    with pytest.raises(StoreUnavailable) as refusal:
        open_store(tmp_path)
    assert "damaged" in refusal.value.hint_text


def test_a_torn_page_is_reported_as_damage(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    open_case(store)
    store.close()
    file = tmp_path / FILE_NAME
    file.write_bytes(file.read_bytes()[:4096] + b"\xff" * 65536)

    with pytest.raises(StoreUnavailable) as refusal, open_store(tmp_path).snapshot() as reads:
        reads.count_rows()
    assert "damaged" in refusal.value.hint_text


def test_a_lock_held_by_another_program_is_reported_and_passes(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreUnavailable) as refusal, store.transaction():
        pass
    assert "holding" in refusal.value.hint_text
    assert refusal.value.retryable
    other.execute("ROLLBACK")
    other.close()
    open_case(store)


def test_a_full_disk_is_reported_and_what_was_saved_is_safe(tmp_path: Path) -> None:
    database = Database(tmp_path / "small.sqlite")
    with database.transaction() as connection:
        connection.execute("CREATE TABLE notes (text TEXT)")
        connection.execute("INSERT INTO notes VALUES ('kept')")
        connection.execute("PRAGMA max_page_count = 3")

    with pytest.raises(StoreUnavailable) as refusal, database.transaction() as connection:
        connection.execute("INSERT INTO notes VALUES (?)", ["x" * 100_000])
    assert "full" in refusal.value.hint_text
    with database.snapshot() as connection:
        assert [row["text"] for row in connection.execute("SELECT text FROM notes")] == ["kept"]
    database.close()


def test_a_data_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file stands where the folder should be")

    with pytest.raises(StoreUnavailable) as refusal:
        open_store(tmp_path / "taken" / "data")
    assert "folder" in refusal.value.hint_text


def test_data_of_a_newer_program_are_left_alone(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    raw = sqlite3.connect(tmp_path / FILE_NAME)
    raw.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    raw.close()

    with pytest.raises(StoreUnavailable) as refusal:
        open_store(tmp_path)
    assert "newer" in refusal.value.hint_text


def test_a_fault_in_our_own_sql_is_not_blamed_on_the_disk(tmp_path: Path) -> None:
    database = Database(tmp_path / "any.sqlite")

    with pytest.raises(sqlite3.OperationalError), database.transaction() as connection:
        connection.execute("SELECT nothing FROM nowhere")
    database.close()


def test_opening_again_keeps_the_data_and_migrates_nothing_twice(tmp_path: Path) -> None:
    first = open_store(tmp_path)
    open_case(first)
    first.close()
    second = open_store(tmp_path)
    with second.transaction() as tx:
        tx.record("c1", make_change())

    with second.snapshot() as reads:
        assert len(reads.list_events("c1")) == 3
    second.close()


def test_the_schema_version_counts_the_migrations(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    raw = sqlite3.connect(tmp_path / FILE_NAME)
    applied = Migrations("denialops").applied(SqliteUtils(raw))
    raw.close()

    assert [migration.name for migration in applied] == [migration.__name__ for migration in MIGRATIONS]
    assert [migration.name[:4] for migration in applied] == [f"m{n:03}" for n in range(1, SCHEMA_VERSION + 1)]


def test_every_table_is_strict_and_carries_the_tenant(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    raw = sqlite3.connect(tmp_path / FILE_NAME)
    tables = raw.execute(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
    ).fetchall()
    ours = {name: strict for name, strict in tables if not name.startswith(("sqlite_", "_sqlite_"))}
    without_tenant = [
        name for name in ours if "tenant" not in {row[1] for row in raw.execute(f"PRAGMA table_info({name})")}
    ]
    raw.close()

    assert set(ours.values()) == {1}
    assert without_tenant == []


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (
            "SELECT * FROM cases WHERE tenant = 'a' AND removed_at = '' AND status = 'sent' ORDER BY safe_date",
            "by_date",
        ),
        ("SELECT * FROM cases WHERE tenant = 'a' AND payer = 'b'", "by_payer"),
        ("SELECT * FROM cases WHERE tenant = 'a' AND patient = 'b'", "by_patient"),
        ("SELECT * FROM documents WHERE tenant = 'a' AND sha256 = 'b'", "by_hash"),
    ],
)
def test_list_columns_are_indexed(tmp_path: Path, query: str, index: str) -> None:
    open_store(tmp_path).close()
    raw = sqlite3.connect(tmp_path / FILE_NAME)
    plan = " ".join(row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {query}"))
    raw.close()

    assert index in plan
    assert "TEMP B-TREE" not in plan


def test_only_what_may_be_lost_in_a_power_cut_does_not_wait_for_the_disk(tmp_path: Path) -> None:
    database = Database(tmp_path / "any.sqlite")
    with database.quick_transaction() as connection:
        connection.execute("CREATE TABLE notes (text TEXT)")
        connection.execute("INSERT INTO notes VALUES ('kept')")
        quick = connection.execute("PRAGMA synchronous").fetchone()[0]
    with pytest.raises(ZeroDivisionError), database.quick_transaction() as connection:
        connection.execute("INSERT INTO notes VALUES ('undone')")
        raise ZeroDivisionError

    with database.transaction() as connection:
        full = connection.execute("PRAGMA synchronous").fetchone()[0]
        kept = [row["text"] for row in connection.execute("SELECT text FROM notes")]
    assert (quick, full, kept) == (1, 2, ["kept"])
    database.close()
