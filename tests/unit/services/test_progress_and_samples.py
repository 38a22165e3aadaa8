"""Progress is written down in few transactions; samples can be tried once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from denialops.domain.facts import Fact
from denialops.errors import DocumentNotFound, DuplicateDocument, RulesInvalid
from denialops.services import Services
from denialops.services.progress import SHORTEST_PAUSE_S, Progress
from denialops.services.samples import find_sample, load_samples

MARIA = "Maria Lopez"


class Stopwatch:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def progress(services: Services, case_id: str, watch: Stopwatch) -> Progress:
    return Progress(services.store, case_id, actor="DenialOps", run="9:extract", seconds=watch)


@pytest.fixture
def written(services: Services, case_id: str) -> Callable[[], int]:
    """How many events came since the case was read."""
    before = len(services.events(case_id))
    return lambda: len(services.events(case_id)) - before


def _page(number: int) -> dict[str, object]:
    return {"page": number, "of": 9, "origin": "ocr", "seconds": 1.5}


def test_what_comes_at_once_waits_for_the_stages_own_transaction(
    services: Services, progress: Progress, written: Callable[[], int]
) -> None:
    for number in range(1, 6):
        progress.observe("page_read", _page(number))
    before = written()
    with services.store.transaction() as unit:
        progress.write(unit)

    assert (before, written()) == (0, 5)


def test_what_takes_its_time_is_told_at_once(progress: Progress, watch: Stopwatch, written: Callable[[], int]) -> None:
    watch.now += SHORTEST_PAUSE_S

    progress.observe("page_read", _page(1))

    assert written() == 1


def test_what_a_repeated_run_finds_again_is_not_told_again(
    services: Services, case_id: str, progress: Progress, watch: Stopwatch, written: Callable[[], int]
) -> None:
    again = Progress(services.store, case_id, actor="DenialOps", run="9:extract", seconds=lambda: watch.now)
    for observer in (progress, again):
        watch.now += SHORTEST_PAUSE_S
        observer.observe("page_read", _page(1))

    assert written() == 1


def test_an_event_carries_ids_and_never_the_fact_itself(
    services: Services, case_id: str, progress: Progress, watch: Stopwatch
) -> None:
    watch.now += SHORTEST_PAUSE_S
    fact = Fact(fact_id="payer-9", field="payer", value="Larkspur", evidence=None, confidence=0.9)

    progress.observe("fact_found", {"fact": fact})

    event = services.events(case_id)[-1]
    assert (event.type, dict(event.ids)) == ("fact_found", {"fact_id": "payer-9", "field": "payer"})


def test_there_are_samples_of_several_kinds_and_each_has_its_file(services: Services) -> None:
    samples = services.samples()

    assert len(samples) >= 6
    assert len({sample.media_type for sample in samples}) >= 4
    assert all(find_sample(services.samples_dir, sample.name).data for sample in samples)


def test_a_sample_is_tried_once_and_then_leads_to_its_case(services: Services) -> None:
    name = next(sample.name for sample in services.samples() if sample.media_type == "text/plain")
    case_id = services.open_sample(name, actor=MARIA)

    with pytest.raises(DuplicateDocument) as refused:
        services.open_sample(name, actor=MARIA)

    assert refused.value.case_id == case_id


def test_a_sample_that_does_not_exist_is_said_so(services: Services) -> None:
    with pytest.raises(DocumentNotFound):
        services.open_sample("none", actor=MARIA)


def test_a_faulty_list_of_samples_names_every_fault(tmp_path: Path) -> None:
    (tmp_path / "samples.yaml").write_text("- {name: a, title: A, file: a.txt, more: 1}\n", encoding="utf-8")

    with pytest.raises(RulesInvalid) as refused:
        load_samples(tmp_path)

    assert len(refused.value.faults) == 2
