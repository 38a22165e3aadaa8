"""One stage at a time, each saved with its record and its events; a stop or a crash loses nothing that was saved."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from denialops.domain.cases import STAGE_NAMES, StageName
from denialops.errors import Cancelled, DenialOpsError, IllegalTransition
from denialops.services import Services
from denialops.services.inline import InlineQueue
from denialops.services.records import Upload
from tests.fakes.pipeline import DAMAGED, LETTER, FakePipeline

MARIA = "Maria Lopez"


class WaitingQueue(InlineQueue):
    """Takes work and does none of it, as when the process dies at once."""

    def submit(self, case_id: str, *, first_stage: str = "ingest", priority: int = 100) -> str:
        self._ended[case_id] = "pending"
        return case_id

    def cancel(self, task_id: str) -> None:
        self._ended[task_id] = "cancelled"


@pytest.fixture
def waiting(services: Services) -> str:
    """A case whose stages nobody runs."""
    services.queue = WaitingQueue(lambda: services)
    return services.open_case(Upload("letter.txt", LETTER.encode()), actor=MARIA)


def _run(services: Services, case_id: str, *stages: StageName) -> None:
    for stage in stages or STAGE_NAMES:
        services.run_stage(case_id, stage)


def test_every_finished_stage_is_kept_with_its_events(services: Services, waiting: str) -> None:
    _run(services, waiting, "ingest", "extract")

    view = services.case(waiting)
    assert [stage.status for stage in view.stages.values()] == ["done", "done", "waiting", "waiting", "waiting"]
    assert (view.progress.is_running, view.progress.stage, view.progress.facts_found) == (True, "route", 8)
    assert services.list_unfinished() == ((waiting, "route"),)


def test_a_finished_stage_never_runs_again(services: Services, waiting: str, pipeline: FakePipeline) -> None:
    _run(services, waiting)
    ran: list[str] = []
    pipeline.before = ran.append

    _run(services, waiting)

    assert ran == []


def test_an_interrupted_stage_runs_again_and_repeats_no_event(
    services: Services, waiting: str, pipeline: FakePipeline
) -> None:
    def break_down(stage: StageName) -> None:
        pipeline.before = lambda _: None
        raise RuntimeError

    pipeline.before = break_down
    with pytest.raises(RuntimeError):
        services.run_stage(waiting, "ingest")

    _run(services, waiting)

    types = [event.type for event in services.events(waiting)]
    assert types.count("stage_started") == len(STAGE_NAMES)
    assert types.count("page_read") == 1
    assert services.case(waiting).row.status == "review"


def test_a_stage_that_failed_for_good_says_why_once(services: Services, waiting: str) -> None:
    services.keep_failure(waiting, "ingest", DenialOpsError("broken"))
    services.keep_failure(waiting, "ingest", DenialOpsError("broken"))

    assert [event.type for event in services.events(waiting)].count("stage_failed") == 1
    assert services.case(waiting).row.status == "failed"


def test_stopped_work_can_be_started_again(services: Services, waiting: str) -> None:
    _run(services, waiting, "ingest")

    services.cancel(waiting, actor=MARIA)
    view = services.case(waiting)
    with pytest.raises(Cancelled):
        services.run_stage(waiting, "extract")
    services.rerun(waiting, first_stage="extract", actor=MARIA)
    _run(services, waiting)

    assert view.error and view.error["code"] == "cancelled"
    assert services.queue.status(waiting) == "pending"
    assert services.case(waiting).row.status == "review"


def test_work_that_was_stopped_while_it_ran_saves_nothing(
    services: Services, waiting: str, pipeline: FakePipeline
) -> None:
    pipeline.before = lambda _: services.cancel(waiting, actor=MARIA)

    with pytest.raises(Cancelled):
        services.run_stage(waiting, "ingest")

    assert services.case(waiting).stages["ingest"].status == "failed"
    assert services.case(waiting).case.letter.pages == ()


def test_the_result_of_an_earlier_run_is_not_taken_for_a_later_one(
    services: Services, waiting: str, pipeline: FakePipeline
) -> None:
    def begin_anew(stage: StageName) -> None:
        pipeline.before = lambda _: None
        services.cancel(waiting, actor=MARIA)
        services.rerun(waiting, actor=MARIA)

    pipeline.before = begin_anew

    with pytest.raises(Cancelled):
        services.run_stage(waiting, "ingest")

    assert services.case(waiting).stages["ingest"].status == "waiting"


def test_a_letter_is_not_replaced_while_it_is_being_read(services: Services, waiting: str) -> None:
    with pytest.raises(IllegalTransition):
        services.replace_letter(waiting, Upload("better.txt", b"payer: Other\n"), actor=MARIA)
    with pytest.raises(IllegalTransition):
        services.rerun(waiting, actor=MARIA)


def test_a_correction_made_while_the_letter_is_read_is_taken_along(services: Services, waiting: str) -> None:
    _run(services, waiting, "ingest", "extract")

    services.correct_fact(waiting, "denial_date", "2026-02-10", actor=MARIA)
    _run(services, waiting)

    assert str(services.case(waiting).row.safe_date) == "2026-08-09"


def test_a_correction_made_while_the_route_is_chosen_is_taken_along(
    services: Services, waiting: str, pipeline: FakePipeline
) -> None:
    _run(services, waiting, "ingest", "extract")

    def correct(_: StageName) -> None:
        pipeline.before = lambda _: None
        services.correct_fact(waiting, "denial_date", "2026-02-10", actor=MARIA)

    pipeline.before = correct
    _run(services, waiting)

    assert str(services.case(waiting).row.safe_date) == "2026-08-09"


def test_a_quick_stage_that_was_stopped_while_it_ran_saves_nothing(
    services: Services, waiting: str, pipeline: FakePipeline
) -> None:
    _run(services, waiting, "ingest", "extract")
    pipeline.before = lambda _: services.cancel(waiting, actor=MARIA)

    with pytest.raises(Cancelled):
        services.run_stage(waiting, "route")

    assert services.case(waiting).stages["route"].status == "failed"


def test_a_quick_stage_of_stopped_work_does_not_begin(services: Services, waiting: str, pipeline: FakePipeline) -> None:
    _run(services, waiting, "ingest", "extract")
    services.cancel(waiting, actor=MARIA)
    ran: list[str] = []
    pipeline.before = ran.append

    with pytest.raises(Cancelled):
        services.run_stage(waiting, "route")

    assert ran == []


def test_a_second_reading_tells_its_pages_and_facts_anew(services: Services, case_id: str) -> None:
    before = [event.type for event in services.events(case_id)]

    services.rerun(case_id, actor=MARIA)

    after = [event.type for event in services.events(case_id)]
    assert after.count("page_read") == 2 * before.count("page_read")
    assert services.case(case_id).progress.facts_found == before.count("fact_found")


def test_a_second_reading_keeps_what_a_person_wrote(services: Services, case_id: str) -> None:
    services.save_draft(case_id, "## Request\n\nOur own words.\n", based_on=1, actor=MARIA)

    services.rerun(case_id, actor=MARIA)

    view = services.case(case_id)
    assert view.case.draft and view.case.draft.author == MARIA
    assert view.draft_outdated


def test_a_failed_letter_can_be_tried_again(services: Services) -> None:
    case_id = services.open_case(Upload("letter.pdf", DAMAGED), actor=MARIA)

    services.rerun(case_id, actor=MARIA)

    assert services.case(case_id).row.error_code == "damaged_file"


def test_a_sent_case_is_not_read_again(services: Services, case_id: str) -> None:
    services.close(case_id, outcome="paid", amount=None, actor=MARIA)

    with pytest.raises(IllegalTransition):
        services.rerun(case_id, actor=MARIA)


def test_two_letters_in_one_file_become_two_cases(services: Services, open_letter: Callable[..., str]) -> None:
    case_id = open_letter(f"{_letter('26-1111-11111', 'Ann Alder')}\f{_letter('26-2222-22222', 'Ben Birch')}")
    warning = services.case(case_id).case.warnings[0]

    (other,) = services.split_letters(case_id, actor=MARIA)

    first, second = services.case(case_id), services.case(other)
    assert (warning.code, warning.detail, warning.pages) == ("several_letters", "1, 2", (1, 2))
    assert (first.row.patient, second.row.patient) == ("Ann Alder", "Ben Birch")
    assert [page.number for page in second.case.letter.pages] == [2]
    assert first.case.warnings == second.case.warnings == ()
    assert services.original(other, second.case.letter.document_id) == services.original(
        case_id, first.case.letter.document_id
    )


def test_one_letter_cannot_be_split(services: Services, case_id: str) -> None:
    with pytest.raises(DenialOpsError) as refused:
        services.split_letters(case_id, actor=MARIA)

    assert refused.value.code == "wrong_state"


def _letter(claim: str, patient: str) -> str:
    return (
        f"Notice of denial\nPage 1 of 1\nClaim number: {claim}\npatient_name: {patient}\n"
        "Your claim was denied. It is not medically necessary. You may appeal this determination.\n"
    )
