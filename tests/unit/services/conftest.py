"""A desk with one letter on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from denialops.services import Services
from denialops.services.records import Upload
from tests.fakes.desk import make_clock, open_services
from tests.fakes.pipeline import LETTER, FakeClock, FakePipeline

MARIA = "Maria Lopez"


@pytest.fixture
def clock() -> FakeClock:
    return make_clock()


@pytest.fixture
def pipeline() -> FakePipeline:
    return FakePipeline()


@pytest.fixture
def services(tmp_path: Path, clock: FakeClock, pipeline: FakePipeline) -> Iterator[Services]:
    with open_services(tmp_path / "data", clock=clock, pipeline=pipeline) as services:
        yield services


@pytest.fixture
def open_letter(services: Services) -> Callable[..., str]:
    """Opens a case for a letter and returns its id."""

    def opened(text: str = LETTER, *, filename: str = "letter.txt") -> str:
        return services.open_case(Upload(filename, text.encode()), actor=MARIA)

    return opened


@pytest.fixture
def case_id(open_letter: Callable[..., str]) -> str:
    return open_letter()
