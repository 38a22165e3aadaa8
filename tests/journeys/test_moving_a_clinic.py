"""A clinic outgrows its computer: cases move to PostgreSQL, and a worker of its own goes on with them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from denialops.__main__ import main
from denialops.bootstrap import build_services, start_work, stop_work
from denialops.config import ROOT, Settings, load_settings
from denialops.services import Services
from denialops.services.records import Upload
from denialops.tasks.claim import FolderClaim
from tests.contract.scripted import wait_until
from tests.fakes.servers import Postgres

LETTERS = sorted((ROOT / "tests" / "golden" / "set_a" / "letters").glob("*.txt"))[:3]
RUTH = "Ruth"

pytestmark = pytest.mark.service


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with two cases that are done and one that nobody read."""
    services = build_services(load_settings(), at_once=True)
    for letter in LETTERS[:2]:
        services.open_case(Upload(letter.name, letter.read_bytes()), actor=RUTH)
    monkeypatch.setattr(services.queue, "submit", lambda case_id, **_: case_id)
    services.open_case(Upload(LETTERS[2].name, LETTERS[2].read_bytes()), actor=RUTH)
    services.store.close()
    return load_settings().data_dir


@pytest.fixture
def url(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> str:
    url = postgres.make_database()
    monkeypatch.setenv("DENIALOPS_DATABASE_URL", url)
    return url


@pytest.fixture
def proof(folder: Path, url: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What the move printed."""
    load_settings.cache_clear()
    assert main(["admin", "move"]) == 0
    return capsys.readouterr().out


@pytest.fixture
def web(proof: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """The moved clinic, served by a process that leaves the work to others."""
    monkeypatch.setenv("DENIALOPS_WEB_WORKS", "false")
    monkeypatch.setenv("DENIALOPS_WORKER_LOST_S", "2")
    settings = Settings()
    services = build_services(settings)
    start_work(services, settings)
    yield services
    stop_work(services)


def test_moved_cases_are_all_there_and_a_worker_goes_on_with_them(web: Services, proof: str, folder: Path) -> None:
    command = [sys.executable, "-m", "denialops", "worker"]
    with subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), stderr=subprocess.DEVNULL) as worker:
        wait_until(lambda: {row.status for row in web.work_list().rows} == {"review"}, limit_s=60)
        worker.send_signal(signal.SIGTERM)
        ended = worker.wait(timeout=30)

    assert ended == 0
    assert "cases                           3 rows" in proof
    assert all(line.split()[4] == line.split()[6] for line in proof.splitlines() if " rows " in line)
    assert len(web.work_list().rows) == len(LETTERS)
    assert (folder / "denialops.sqlite").exists()


def test_a_clinic_is_not_moved_twice(folder: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    load_settings.cache_clear()
    assert main(["admin", "move"]) == 0

    assert main(["admin", "move"]) == 1
    assert "has cases of this clinic already" in capsys.readouterr().err


def test_nothing_is_moved_while_the_program_uses_the_folder(
    folder: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    load_settings.cache_clear()
    claim = FolderClaim(folder)
    claim.take("http://127.0.0.1:8501")
    refused = main(["admin", "move"])
    claim.release()

    assert refused == 1
    assert "already running" in capsys.readouterr().err


def test_nothing_is_moved_with_another_key_than_that_of_the_folder(
    folder: Path, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DENIALOPS_SECRET_KEY", "ab" * 32)
    load_settings.cache_clear()

    assert main(["admin", "move"]) == 2
    assert "is not the key in secret.key" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["admin", "move"], ["worker"]])
def test_without_a_database_there_is_nowhere_to_move_and_nothing_for_a_worker(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command) == 2
    assert "DENIALOPS_DATABASE_URL" in capsys.readouterr().err


def test_a_case_is_shown_as_it_was(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    services = build_services(load_settings(), at_once=True)
    case_id = services.work_list().rows[0].case_id
    routed = next(event for event in services.events(case_id) if event.type == "route_decided")
    services.store.close()

    assert main(["admin", "state", case_id, "--at", routed.at]) == 0
    then = capsys.readouterr().out
    assert main(["admin", "state", case_id]) == 0
    now = capsys.readouterr().out
    assert '"status": "reading"' in then
    assert '"status": "review"' in now
    assert main(["admin", "state", case_id, "--at", "2020-01-01"]) == 1


def test_what_is_no_time_is_refused_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["admin", "state", "c1", "--at", "yesterday"])

    assert "such as 2026-03-02T15:00" in capsys.readouterr().err


def test_a_refusal_says_the_same_words_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["admin", "state", "no-such-case"]) == 1

    assert capsys.readouterr().err == "case_not_found: There is no such case. Go back to the work list.\n"
