"""Cases as actions look at them and begin them again, over the real store and the use cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from denialops.domain.cases import StageName
from denialops.errors import IllegalTransition, ModelUnavailable
from denialops.services import Services
from denialops.services.base import by
from denialops.services.case_runs import DeskRuns
from denialops.services.records import Upload
from tests.fakes.desk import make_clock, open_services
from tests.fakes.pipeline import LETTER, FakePipeline
from tests.fakes.queues import HeldQueue


class Trouble:
    """Called before each stage: the ones named fail."""

    def __init__(self) -> None:
        self.at: set[StageName] = set()

    def __call__(self, stage: StageName) -> None:
        if stage in self.at:
            raise ModelUnavailable()


@pytest.fixture
def trouble() -> Trouble:
    return Trouble()


@pytest.fixture
def desk(tmp_path: Path, trouble: Trouble) -> Iterator[Services]:
    with open_services(tmp_path, clock=make_clock(), pipeline=FakePipeline(before=trouble)) as opened:
        yield opened


@pytest.fixture
def runs(desk: Services) -> DeskRuns:
    return DeskRuns(desk)


def open_case(desk: Services) -> str:
    return desk.open_case(Upload(filename="letter.txt", data=LETTER.encode()), actor="Ruth")


def fail_model(desk: Services, case_id: str, purpose: str, code: str = "model_unavailable") -> None:
    """As the stages note it when they go on without the model."""
    with desk.store.transaction() as unit:
        unit.record(case_id, by("DenialOps", "model_failed", purpose=purpose, code=code))


def test_a_case_that_is_well_has_nothing_to_try_again(desk: Services, runs: DeskRuns) -> None:
    look = runs.look(open_case(desk))

    assert (look.status, look.failed_stage, look.is_edited, look.runs) == ("review", "", False, ())


def test_a_case_that_is_not_there_is_gone(runs: DeskRuns) -> None:
    assert runs.look("nowhere").status == "gone"


def test_a_failed_stage_is_where_work_begins_again(desk: Services, runs: DeskRuns, trouble: Trouble) -> None:
    trouble.at = {"route"}
    case_id = open_case(desk)
    failed = runs.look(case_id)
    assert (failed.status, failed.failed_stage, failed.failure_code) == ("failed", "route", "model_unavailable")

    trouble.at = set()
    assert runs.begin(case_id, "route", key="act-1:1")
    well = runs.look(case_id)
    assert (well.status, well.failed_stage, well.runs) == ("review", "", ("act-1:1",))


@pytest.mark.parametrize(("purpose", "stage"), [("read", "extract"), ("write", "draft")])
def test_what_the_model_failed_at_is_where_work_begins_again(
    desk: Services, runs: DeskRuns, purpose: str, stage: StageName
) -> None:
    case_id = open_case(desk)
    fail_model(desk, case_id, purpose)
    assert runs.look(case_id).failed_stage == stage

    runs.begin(case_id, stage, key="act-1:1")
    assert runs.look(case_id).failed_stage == ""


def test_a_letter_that_was_overtaken_is_no_failure(desk: Services, runs: DeskRuns) -> None:
    case_id = open_case(desk)
    fail_model(desk, case_id, "write", code="superseded")

    assert runs.look(case_id).failed_stage == ""


def test_the_same_key_begins_once(desk: Services, runs: DeskRuns) -> None:
    case_id = open_case(desk)

    assert runs.begin(case_id, "draft", key="act-1:1")
    assert not runs.begin(case_id, "draft", key="act-1:1")
    assert runs.begin(case_id, "draft", key="act-1:2")
    assert runs.look(case_id).runs == ("act-1:1", "act-1:2")


def test_a_correction_makes_it_a_persons_case(desk: Services, runs: DeskRuns) -> None:
    case_id = open_case(desk)
    desk.correct_fact(case_id, "payer", "Harbor Ridge", actor="Ruth")

    assert runs.look(case_id).is_edited


def test_a_saved_letter_makes_it_a_persons_case(desk: Services, runs: DeskRuns) -> None:
    case_id = open_case(desk)
    desk.save_draft(case_id, "Dear reviewer, I write myself.", based_on=desk.draft(case_id).version, actor="Ruth")

    assert runs.look(case_id).is_edited
    runs.begin(case_id, "draft", key="act-1:1")
    assert "I write myself" in desk.draft(case_id).body


def test_a_removed_case_is_told_as_such(desk: Services, runs: DeskRuns) -> None:
    case_id = open_case(desk)
    desk.remove(case_id, actor="Ruth")

    assert runs.look(case_id).status == "removed"


def test_a_case_that_is_being_read_is_left_to_its_reading(tmp_path: Path) -> None:
    with open_services(tmp_path, clock=make_clock(), pipeline=FakePipeline(), make_queue=HeldQueue) as desk:
        case_id = open_case(desk)
        assert DeskRuns(desk).look(case_id).status == "reading"
        with pytest.raises(IllegalTransition):
            DeskRuns(desk).begin(case_id, "ingest", key="act-1:1")
        assert DeskRuns(desk).look(case_id).runs == ()
