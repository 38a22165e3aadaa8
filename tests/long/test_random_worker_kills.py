"""Workers on one PostgreSQL, killed at random moments while cases come in: nothing is lost, nothing done twice."""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from denialops.domain.cases import STAGE_NAMES
from tests.contract.scripted import wait_until
from tests.fakes.servers import Postgres
from tests.journeys.processes import Web, serving, working_processes

pytestmark = [pytest.mark.slow, pytest.mark.service]

WORKERS = 2
ARRIVES_WITHIN_S = 120


@pytest.fixture
def place(postgres: Postgres) -> str:
    return postgres.make_database()


@pytest.fixture
def web(tmp_path: Path, place: str) -> Iterator[Web]:
    with serving(tmp_path, place) as web:
        yield web


def test_every_case_that_was_taken_arrives_once(
    postgres: Postgres, web: Web, tmp_path: Path, place: str, pytestconfig: pytest.Config
) -> None:
    chance, taken = random.Random(20261121), list[str]()
    kills = pytestconfig.getoption("--kills")
    with ExitStack() as stack:
        workers = list[subprocess.Popen[str]](stack.enter_context(working_processes(tmp_path, place, WORKERS)))
        for number in range(kills):
            taken.append(f"c{number}")
            web.take(taken[-1])
            time.sleep(chance.uniform(0.2, 1.5))
            victim = chance.randrange(WORKERS)
            workers[victim].kill()
            (workers[victim],) = stack.enter_context(working_processes(tmp_path, place, 1))
            if number % 5 == 4:
                postgres.stop(mode="immediate")
                postgres.start()
        wait_until(lambda: all(web.status(case_id) != "reading" for case_id in taken), limit_s=ARRIVES_WITHIN_S)

    assert {web.status(case_id) for case_id in taken} == {"review"}
    assert web.repeated() == []
    done = {(line.case_id, line.stage) for line in web.done() if line.what == "done"}
    assert done == {(case_id, stage) for case_id in taken for stage in STAGE_NAMES}
