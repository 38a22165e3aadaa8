"""Failed work on cases is tried again with growing pauses, not while its vendor is left alone, and not for ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from denialops.domain.recovery.actions import CaseLook
from denialops.errors import IllegalTransition
from denialops.ports.recovery.actions import VendorState
from tests.fakes.acting import BROKEN, ActingDesk, result_of

FIRST_S = 360.0
"""The longest first pause of the policy "outage": 300 seconds and a fifth."""
LONG_S = 7200.0


@pytest.fixture
def desk(tmp_path: Path) -> ActingDesk:
    return ActingDesk(tmp_path)


def run_rounds(desk: ActingDesk, rounds: int, *, every_s: float = 60.0) -> None:
    for _ in range(rounds):
        desk.run_due(after_s=every_s)


def test_what_failed_is_tried_again_after_a_pause_and_the_action_ends_when_it_is_well(desk: ActingDesk) -> None:
    desk.open_incident(c1=BROKEN, c2=CaseLook("failed", "ingest", "reading_timed_out"))
    action = desk.propose("retry_tasks")

    desk.run_due()
    assert desk.runs.begun == []
    desk.run_due(after_s=FIRST_S)
    key = f"{action.action_id}:1"
    assert desk.runs.begun == [("c1", "extract", key), ("c2", "ingest", key)]
    desk.run_due(after_s=60)
    assert desk.get(action).status == "approved"
    desk.runs.end("c1", "c2")
    desk.run_due(after_s=60)
    done = desk.get(action)
    assert (done.status, done.attempts) == ("done", 1)
    assert result_of(done) == {"cases": 2, "recovered": ["c1", "c2"], "failing": [], "left": {}}


def test_what_fails_again_is_tried_again_after_a_longer_pause(desk: ActingDesk) -> None:
    desk.open_incident(c1=BROKEN)
    action = desk.propose("retry_tasks")
    desk.run_due()
    desk.run_due(after_s=FIRST_S)
    desk.runs.end("c1", failed_stage="extract")

    desk.run_due(after_s=60)
    assert len(desk.runs.begun) == 1
    desk.run_due(after_s=2 * FIRST_S)
    assert [key for _, _, key in desk.runs.begun] == [f"{action.action_id}:1", f"{action.action_id}:2"]
    assert desk.get(action).attempts == 2


def test_after_the_last_try_it_gives_up_and_says_so(desk: ActingDesk) -> None:
    desk.open_incident(c1=BROKEN)
    action = desk.propose("retry_tasks")
    for _ in range(40):
        desk.run_due(after_s=LONG_S)
        if desk.runs.look("c1").status == "reading":
            desk.runs.end("c1", failed_stage="extract")

    failed = desk.get(action)
    assert (failed.status, len(desk.runs.begun)) == ("failed", 12)
    assert failed.error is not None
    assert failed.error["code"] == "retries_spent"


def test_a_person_may_have_it_tried_as_often_again(desk: ActingDesk) -> None:
    desk.open_incident(c1=BROKEN)
    action = desk.propose("retry_tasks")
    for _ in range(40):
        desk.run_due(after_s=LONG_S)
        if desk.runs.look("c1").status == "reading":
            desk.runs.end("c1", failed_stage="extract")

    desk.approve(action)
    run_rounds(desk, 2, every_s=LONG_S)
    assert len(desk.runs.begun) == 13
    assert desk.runs.begun[-1][2] == f"{action.action_id}:13"


def test_while_the_breaker_is_open_nothing_is_tried_and_no_try_is_counted(desk: ActingDesk) -> None:
    desk.open_incident(c1=BROKEN)
    action = desk.propose("retry_tasks")
    desk.gate.now = VendorState(wait_s=500.0)
    desk.run_due()
    desk.run_due(after_s=FIRST_S)

    waiting = desk.get(action)
    assert desk.runs.begun == []
    assert (waiting.status, waiting.attempts) == ("approved", 0)
    assert desk.run_due(after_s=499) == 0
    desk.gate.now = VendorState()
    desk.run_due(after_s=1)
    assert len(desk.runs.begun) == 1


def test_a_vendor_that_may_be_well_again_is_asked_with_one_case_first(desk: ActingDesk) -> None:
    desk.open_incident(c1=BROKEN, c2=BROKEN, c3=BROKEN)
    desk.propose("retry_tasks")
    desk.gate.now = VendorState(is_probe=True)
    desk.run_due()
    desk.run_due(after_s=FIRST_S)
    run_rounds(desk, 2)
    assert [case for case, _, _ in desk.runs.begun] == ["c1"]

    desk.gate.now = VendorState()
    desk.runs.end("c1")
    run_rounds(desk, 1)
    assert [case for case, _, _ in desk.runs.begun] == ["c1", "c2", "c3"]


def test_what_a_person_stopped_is_left_until_it_goes_on(desk: ActingDesk) -> None:
    desk.open_incident(c1=BROKEN)
    desk.propose("retry_tasks")
    desk.gate.now = VendorState(is_stopped=True)
    desk.run_due()
    run_rounds(desk, 10)
    assert desk.runs.begun == []

    desk.gate.now = VendorState()
    run_rounds(desk, 1)
    assert len(desk.runs.begun) == 1


def test_no_more_is_tried_in_an_hour_than_the_vendor_allows(desk: ActingDesk) -> None:
    desk.open_incident(c1=BROKEN, c2=BROKEN, c3=BROKEN)
    desk.propose("retry_tasks")
    desk.allowance = 2
    desk.run_due()
    desk.run_due(after_s=FIRST_S)
    assert len(desk.runs.begun) == 2

    desk.allowance = 5
    run_rounds(desk, 1)
    assert len(desk.runs.begun) == 3


@pytest.mark.parametrize("status", ["sent", "closed", "removed", "gone"])
def test_a_case_that_is_no_longer_open_is_left_with_the_reason(desk: ActingDesk, status: str) -> None:
    desk.open_incident(c1=CaseLook(status, "extract", "model_unavailable"), c2=BROKEN)  # type: ignore[arg-type]
    action = desk.propose("retry_tasks")
    desk.run_due()
    desk.run_due(after_s=FIRST_S)
    desk.runs.end("c2")
    run_rounds(desk, 1)

    assert [case for case, _, _ in desk.runs.begun] == ["c2"]
    assert result_of(desk.get(action))["left"] == {"c1": status}


def test_what_a_person_edited_is_left_to_that_person(desk: ActingDesk) -> None:
    desk.open_incident(c1=BROKEN._replace(is_edited=True), c2=BROKEN)
    action = desk.propose("retry_tasks")
    desk.run_due()
    desk.run_due(after_s=FIRST_S)
    desk.runs.end("c2")
    run_rounds(desk, 1)

    done = desk.get(action)
    assert [case for case, _, _ in desk.runs.begun] == ["c2"]
    assert (done.status, result_of(done)["left"]) == ("done", {"c1": "edited"})


def test_where_all_is_left_to_people_nothing_is_called_done(desk: ActingDesk) -> None:
    desk.open_incident(c1=BROKEN._replace(is_edited=True), c2=CaseLook("sent"))
    action = desk.propose("retry_tasks")
    desk.run_due()

    failed = desk.get(action)
    assert failed.status == "failed"
    assert failed.error is not None
    assert failed.error["code"] == "nothing_to_retry"


def test_an_incident_without_cases_of_ours_cannot_be_retried_here(desk: ActingDesk) -> None:
    desk.open_incident()
    action = desk.propose("retry_tasks")
    desk.run_due()

    failed = desk.get(action)
    assert failed.error is not None
    assert (failed.status, failed.error["code"]) == ("failed", "nothing_to_retry")


def test_what_a_person_just_took_up_is_passed_over(desk: ActingDesk) -> None:
    desk.open_incident(c1=BROKEN, c2=BROKEN)
    desk.propose("retry_tasks")
    desk.runs.held = {"c1"}
    desk.run_due()
    desk.run_due(after_s=FIRST_S)
    assert [case for case, _, _ in desk.runs.begun] == ["c2"]

    desk.runs.held = set()
    run_rounds(desk, 1)
    assert [case for case, _, _ in desk.runs.begun] == ["c2", "c1"]


def test_no_more_than_twenty_cases_are_at_work_at_once(desk: ActingDesk) -> None:
    desk.open_incident(**{f"c{n:02}": BROKEN for n in range(25)})
    desk.propose("retry_tasks")
    desk.run_due()
    desk.run_due(after_s=FIRST_S)
    run_rounds(desk, 1)
    assert len(desk.runs.begun) == 20

    desk.runs.end(*(case for case, _, _ in desk.runs.begun))
    run_rounds(desk, 1)
    assert len(desk.runs.begun) == 25


def test_what_was_tried_again_cannot_be_untried(desk: ActingDesk) -> None:
    desk.open_incident(c1=CaseLook("review"))
    action = desk.propose("retry_tasks")
    desk.run_due()

    assert desk.get(action).status == "done"
    with pytest.raises(IllegalTransition):
        desk.actions.reverse(action.action_id, actor="Ruth")
