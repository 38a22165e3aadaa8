"""What a start does beside starting the engine."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from denialops.bootstrap import build_services, start_work, stop_work
from denialops.config import Settings
from denialops.services import Services


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
def services(settings: Settings) -> Iterator[Services]:
    thresholds = gc.get_threshold()
    built = build_services(settings, at_once=True)
    yield built
    stop_work(built)
    gc.unfreeze()
    gc.set_threshold(*thresholds)


def test_what_is_loaded_at_the_start_is_no_work_of_the_collector_any_more(
    services: Services, settings: Settings
) -> None:
    tracked = len(gc.get_objects())

    start_work(services, settings)

    assert gc.get_freeze_count() > tracked / 2
    assert len(gc.get_objects()) < tracked / 2


def test_the_collector_still_works(services: Services, settings: Settings) -> None:
    start_work(services, settings)
    knot: list[object] = []
    knot.append(knot)
    del knot

    assert gc.isenabled()
    assert gc.collect() > 0
