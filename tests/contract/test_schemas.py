"""Both databases have the same tables and columns, and each refuses a future it does not know."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
import pytest

from denialops.errors import StoreUnavailable
from denialops.store.migrations import MIGRATIONS
from denialops.store.postgres.database import PgDatabase, PgLimits
from denialops.store.postgres.schema import in_postgres
from tests.contract.adapters import PostgresAdapter, SqliteAdapter
from tests.contract.makers import FakeClock
from tests.fakes.servers import Postgres

OWN = re.compile(
    r"_sqlite_migrations|sqlite_.*|case_search.*|incident_words_search.*|schema_migrations|originals|secret_ids"
)


@pytest.fixture
def url(postgres: Postgres) -> str:
    return postgres.make_database()


def test_tables_and_columns_are_the_same_in_both(tmp_path: Path, url: str) -> None:
    sqlite, pg = SqliteAdapter(tmp_path, FakeClock()), PostgresAdapter(url, FakeClock())
    sqlite.open(), pg.open()

    ours = sqlite.raw(
        "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
    )
    theirs = pg.raw("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")

    assert {row for row in ours if not OWN.fullmatch(row[0])} == {row for row in theirs if not OWN.fullmatch(row[0])}
    sqlite.close(), pg.close()


def test_starting_twice_applies_nothing_twice(url: str) -> None:
    first, second = PgDatabase(url), PgDatabase(url)

    first.bring_up_to_date()
    second.bring_up_to_date()

    with psycopg.connect(url) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM schema_migrations ORDER BY name")]
    assert names == [migration.__name__ for migration in MIGRATIONS]
    first.close(), second.close()


def test_a_database_of_a_newer_version_is_refused(url: str) -> None:
    database = PgDatabase(url)
    database.bring_up_to_date()
    with psycopg.connect(url) as connection:
        connection.execute("INSERT INTO schema_migrations VALUES ('m999_from_the_future', now())")

    with pytest.raises(StoreUnavailable) as refusal:
        database.bring_up_to_date()

    assert "newer" in refusal.value.hint_text
    database.close()


def test_a_server_that_is_away_is_told_as_such() -> None:
    database = PgDatabase("postgresql://nobody@127.0.0.1:1/none", PgLimits(connect_s=1, wait_s=1))

    with pytest.raises(StoreUnavailable) as refusal:
        database.bring_up_to_date()

    assert "server" in refusal.value.hint_text
    assert "nobody" not in str(refusal.value)


def test_a_column_name_that_holds_a_type_word_is_left_alone() -> None:
    assert in_postgres("CREATE TABLE t (real_name TEXT, size INTEGER) STRICT") == (
        "CREATE TABLE t (real_name TEXT, size BIGINT)"
    )
