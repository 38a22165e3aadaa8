"""Two programs never work on one data folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from denialops.errors import AlreadyRunning
from denialops.tasks.claim import FolderClaim, WorkerName

ROOT = Path(__file__).resolve().parents[3]
HOLDS = """
import sys
from pathlib import Path
from denialops.tasks.claim import FolderClaim

claim = FolderClaim(Path(sys.argv[1]))
claim.take("http://127.0.0.1:8599")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_program_is_told_where_the_first_one_is(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as first:
        assert first.stdout and first.stdout.readline() == b"held\n"
        with pytest.raises(AlreadyRunning, match=r"already running at http://127\.0\.0\.1:8599"):
            FolderClaim(tmp_path).take("http://127.0.0.1:8600")
        first.kill()
        first.wait()

    # The killed one holds nothing any more.
    claim = FolderClaim(tmp_path)
    claim.take("http://127.0.0.1:8600")
    claim.release()


def test_the_same_program_cannot_claim_twice(tmp_path: Path) -> None:
    claim = FolderClaim(tmp_path)
    claim.take("")
    with pytest.raises(AlreadyRunning):
        FolderClaim(tmp_path).take("")

    other = FolderClaim(tmp_path / "other")
    other.take("")
    for taken in (claim, other):
        taken.release()


def test_releasing_lets_the_next_one_in(tmp_path: Path) -> None:
    first, second = FolderClaim(tmp_path), FolderClaim(tmp_path)
    first.take("http://127.0.0.1:1")
    first.release()
    first.release()

    second.take("http://127.0.0.1:2")
    assert (tmp_path / "running").read_text() == "http://127.0.0.1:2"
    second.release()


NAMED = """
import sys
from pathlib import Path
from denialops.tasks.claim import WorkerName

print(WorkerName(Path(sys.argv[1])).take(), flush=True)
sys.stdin.read()
"""


def test_a_process_keeps_its_name_while_it_lives_and_its_successor_gets_it(tmp_path: Path) -> None:
    WorkerName(tmp_path).release()
    own = WorkerName(tmp_path)
    name = own.take()
    with subprocess.Popen(
        [sys.executable, "-c", NAMED, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        others = other.stdout.readline().decode().strip()
        own.release()
        again = own.take()
        other.kill()
        other.wait()
    successor = WorkerName(tmp_path)

    assert others != name
    assert (again, successor.take()) == (name, others)
    own.release()
    successor.release()
