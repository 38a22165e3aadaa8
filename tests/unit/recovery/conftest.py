"""A clinic's recovery in a SQLite file, with a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from denialops.ports.recovery import RecoveryStore
from tests.contract.adapters import SqliteAdapter
from tests.contract.makers import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def adapter(tmp_path: Path, clock: FakeClock) -> Iterator[SqliteAdapter]:
    opened = SqliteAdapter(tmp_path, clock)
    yield opened
    opened.close()


@pytest.fixture
def store(adapter: SqliteAdapter) -> RecoveryStore:
    return adapter.open_recovery()
