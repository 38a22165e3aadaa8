"""Real parts are taken away and given back: health says so each time, and never says where anything is."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from denialops.bootstrap import build_services, start_work, stop_work
from denialops.bootstrap.watching import look_at_schema
from denialops.config import Settings
from denialops.domain.health import Health, SchemaState
from denialops.observing.probes import OcrProbe
from denialops.services import Services
from denialops.services.checking import HealthCheck
from tests.fakes.servers import Postgres, free_port, running_postgres, running_redis

Look = Callable[[], Health]


@contextmanager
def installation(folder: Path, **chosen: Any) -> Iterator[Services]:
    services = build_services(Settings(_env_file=None, data_dir=folder, **chosen), at_once=True)
    try:
        yield services
    finally:
        services.store.close()


def looking(services: Services) -> Look:
    """Looks anew each time, whatever was known a moment ago."""
    check: HealthCheck = services.checks
    check._fresh_s = 0.0
    return services.health


def state_of(health: Health, part: str) -> tuple[str, str, str]:
    found = next(found for found in health.parts if found.name == part)
    return health.state, found.state, found.code


def test_a_new_installation_is_well_in_every_part(tmp_path: Path) -> None:
    with installation(tmp_path, disk_low_mb=0, disk_full_mb=0) as services:
        health = services.health()

    assert [(part.name, part.state) for part in health.parts] == [
        (name, "ok") for name in ("store", "migrations", "queue", "disk", "ocr", "cache", "rules")
    ]


def test_a_database_file_that_goes_is_missed_and_its_return_is_seen(tmp_path: Path) -> None:
    kept = tmp_path / "denialops.sqlite"
    with installation(tmp_path) as services:
        look = looking(services)
        look()
        kept.rename(tmp_path / "elsewhere")
        gone = state_of(look(), "store")
        was_made_anew = kept.exists()
        (tmp_path / "elsewhere").rename(kept)

        assert gone == ("down", "down", "store_unavailable")
        assert not was_made_anew
        assert state_of(look(), "store")[1] == "ok"


def test_a_database_that_another_program_holds_is_down_until_it_lets_go(tmp_path: Path) -> None:
    with installation(tmp_path) as services:
        look = looking(services)
        other = sqlite3.connect(tmp_path / "denialops.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        held = state_of(look(), "store")
        other.execute("ROLLBACK")
        other.close()

        assert held == ("down", "down", "store_unavailable")
        assert state_of(look(), "store")[1] == "ok"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="who may do everything is refused nothing")
def test_a_database_that_cannot_be_written_is_down(tmp_path: Path) -> None:
    with installation(tmp_path) as services:
        look = looking(services)
        (tmp_path / "denialops.sqlite").chmod(0o400)
        refused = state_of(look(), "store")
        (tmp_path / "denialops.sqlite").chmod(0o600)

        assert refused == ("down", "down", "store_unavailable")
        assert state_of(look(), "store")[1] == "ok"


def test_a_file_that_is_no_database_any_more_is_down(tmp_path: Path) -> None:
    kept = tmp_path / "denialops.sqlite"
    with installation(tmp_path) as services:
        look = looking(services)
        services.store.close()
        for journal in tmp_path.glob("denialops.sqlite-*"):
            journal.unlink()
        whole = kept.read_bytes()
        kept.write_bytes(b"no database" * 1000)
        damaged = state_of(look(), "store")
        kept.write_bytes(whole)

        assert damaged == ("down", "down", "store_unavailable")
        assert state_of(look(), "store")[1] == "ok"


@pytest.mark.parametrize(
    ("applied", "found"),
    [(8, ("down", "migrations_missing")), (9, ("ok", "")), (10, ("degraded", "schema_newer"))],
)
def test_missing_migrations_stop_the_work_and_newer_ones_do_not(applied: int, found: tuple[str, str]) -> None:
    assert look_at_schema(SchemaState(applied=applied, known=9)) == found


def test_migrations_that_somebody_took_back_are_missed(tmp_path: Path) -> None:
    with installation(tmp_path) as services:
        look = looking(services)
        with sqlite3.connect(tmp_path / "denialops.sqlite") as connection:
            connection.execute("PRAGMA user_version = 1")

        assert state_of(look(), "migrations") == ("down", "down", "migrations_missing")


@pytest.mark.parametrize(
    ("limits", "found"),
    [
        ({"disk_low_mb": 10**9, "disk_full_mb": 0}, ("degraded", "degraded", "disk_low")),
        ({"disk_low_mb": 10**9, "disk_full_mb": 10**9}, ("down", "down", "disk_full")),
    ],
)
def test_little_room_is_told_and_none_stops_the_work(
    tmp_path: Path, limits: dict[str, int], found: tuple[str, str, str]
) -> None:
    with installation(tmp_path, **limits) as services:
        assert state_of(services.health(), "disk") == found


@pytest.mark.parametrize(
    ("packages", "code"),
    [(("rapidocr", "no_such_engine"), "ocr_missing"), (("structlog",), "ocr_models_missing")],
)
def test_scans_cannot_be_read_without_engine_and_models_but_all_else_goes_on(
    packages: tuple[str, ...], code: str
) -> None:
    assert OcrProbe(packages)() == ("degraded", code)


@pytest.mark.service
def test_redis_may_go_and_come_back_while_work_goes_on(tmp_path: Path) -> None:
    port = free_port()
    with installation(tmp_path, redis_url=f"redis://127.0.0.1:{port}/0", disk_low_mb=0) as services:
        look = looking(services)
        with running_redis(port):
            there = state_of(look(), "cache")
        gone = state_of(look(), "cache")
        with running_redis(port):
            back = state_of(look(), "cache")

    assert [there, gone, back] == [("ok", "ok", ""), ("degraded", "degraded", "redis_away"), ("ok", "ok", "")]


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """One that may be stopped: the others use theirs."""
    with running_postgres() as server:
        yield server


@pytest.mark.service
def test_a_stopped_database_server_takes_the_installation_down_until_it_is_back(
    own_postgres: Postgres, tmp_path: Path
) -> None:
    settings = Settings(
        _env_file=None, data_dir=tmp_path, database_url=own_postgres.make_database(), database_connect_s=1,
        disk_low_mb=0,
    )  # fmt: skip
    services = build_services(settings)
    start_work(services, settings)
    try:
        look = looking(services)
        before = look()
        own_postgres.stop()
        gone = look()
        own_postgres.start()
        back = look()
    finally:
        with suppress(AttributeError):
            stop_work(services)

    states = [{part.name: part.state for part in health.parts} for health in (before, gone, back)]
    assert [(s["store"], s["migrations"], s["queue"]) for s in states] == [
        ("ok", "ok", "ok"), ("down", "down", "down"), ("ok", "ok", "ok"),
    ]  # fmt: skip
    assert [health.state for health in (before, gone, back)] == ["ok", "down", "ok"]
