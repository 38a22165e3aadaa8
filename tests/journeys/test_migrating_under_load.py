"""A schema changes while old and new programs work on it: add nullable, write both, fill, require; nobody notices."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest

from denialops.domain.records import Change
from denialops.ports import CaseStore, UnitOfWork
from denialops.store.postgres.case_store import LIKE, PgCaseStore
from denialops.store.postgres.database import PgDatabase
from denialops.store.purge import StoredWork
from tests.contract.makers import TODAY, FakeClock, make_change, make_document
from tests.contract.scripted import wait_until
from tests.fakes.servers import Postgres

pytestmark = pytest.mark.service

BATCH = 20
COLUMN = "desk"


class Traffic:
    """One program: opens cases, reads and lists them without a pause, until it is told to end."""

    def __init__(self, store: CaseStore) -> None:
        self._store = store
        self.opened: list[str] = []
        self.told = threading.Event()

    def run(self) -> int:
        """How many requests were answered; raises what any of them raised."""
        answered = 0
        while not self.told.is_set():
            case_id = uuid4().hex
            with self._store.transaction() as tx:
                tx.open_case(case_id, make_change("case_opened"))
                tx.add_document(case_id, make_document(sha256=uuid4().hex * 2), make_change("document_added"))
            self.opened.append(case_id)
            with self._store.snapshot() as reads:
                assert reads.get_row(case_id, today=TODAY).status == "reading"
                reads.list_rows(today=TODAY, limit=20)
            answered += 3
        return answered


class NewWork(StoredWork):
    """The new version: it writes the column with every case that it opens."""

    def open_case(self, case_id: str, change: Change) -> int:
        number = self._value(
            "UPDATE tenants SET last_number = last_number + 1 WHERE tenant = :tenant RETURNING last_number"
        )
        self._execute(
            f"INSERT INTO cases (tenant, case_id, number, status, created_at, {COLUMN}) "
            "VALUES (:tenant, :case_id, :number, 'reading', :now, 'front')",
            case_id=case_id,
            number=number,
            now=self._now(),
        )
        self._append(case_id, change)
        return int(number)


class NewStore(PgCaseStore):
    @contextmanager
    def transaction(self) -> Iterator[UnitOfWork]:
        with self._database.transaction(self._tenant) as connection:
            yield NewWork(connection, self._tenant, self._clock, LIKE)


@pytest.fixture
def url(postgres: Postgres) -> str:
    return postgres.make_database()


def test_no_request_fails_while_a_column_comes_is_filled_and_is_required(url: str) -> None:
    with ThreadPoolExecutor(max_workers=2) as threads, _program(url) as old, _connected(url) as by_hand:
        old_run = threads.submit(old.run)
        wait_until(lambda: len(old.opened) > 9 or old_run.done())

        # 1. Nullable: the old program knows nothing of it. A moment's lock, taken only when it is free at once.
        _run(by_hand, f"ALTER TABLE cases ADD COLUMN {COLUMN} TEXT")
        # 2. The new program writes it, beside the old one that does not.
        with _program(url, NewStore) as new:
            new_run = threads.submit(new.run)
            both = len(old.opened)
            wait_until(lambda: (len(new.opened) > 9 and len(old.opened) > both + 9) or old_run.done() or new_run.done())
            old.told.set()
            answered = old_run.result()
            # 3. Filled in small transactions, in which nobody waits long.
            while _run(by_hand, FILL):
                pass
            # 4. Required: checked without a lock first, so that the last step reads no row.
            _run(by_hand, f"ALTER TABLE cases ADD CONSTRAINT {COLUMN}_known CHECK ({COLUMN} IS NOT NULL) NOT VALID")
            _run(by_hand, f"ALTER TABLE cases VALIDATE CONSTRAINT {COLUMN}_known")
            so_far = len(new.opened)
            wait_until(lambda: len(new.opened) > so_far + 9 or new_run.done())
            answered += _ended(new, new_run)

        (missing,) = by_hand.execute(f"SELECT count(*) FROM cases WHERE {COLUMN} IS NULL".encode()).fetchone() or (1,)
        (kept,) = by_hand.execute("SELECT count(*) FROM cases").fetchone() or (0,)
    assert missing == 0
    assert kept == len(old.opened) + len(new.opened)
    assert answered == 3 * kept


FILL = (
    f"UPDATE cases SET {COLUMN} = '' WHERE row_id IN "
    f"(SELECT row_id FROM cases WHERE {COLUMN} IS NULL LIMIT {BATCH} FOR UPDATE SKIP LOCKED)"
)


def _run(by_hand: psycopg.Connection, statement: str) -> int:
    """Rather refused than in the way of everybody: a change that must wait for its lock is tried again."""
    while True:
        try:
            return by_hand.execute(statement.encode()).rowcount
        except psycopg.errors.LockNotAvailable:
            threading.Event().wait(0.05)


def _ended(traffic: Traffic, run: Future[int]) -> int:
    traffic.told.set()
    return run.result()


@contextmanager
def _program(url: str, kind: type[PgCaseStore] = PgCaseStore) -> Iterator[Traffic]:
    store = kind(PgDatabase(url), tenant="clinic", clock=FakeClock())
    traffic = Traffic(store)
    try:
        yield traffic
    finally:
        traffic.told.set()
        store.close()


@contextmanager
def _connected(url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET lock_timeout = '200ms'")
        yield connection
