"""The same is proposed once; what was declined, reversed or failed is not asked for again; what is over may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from denialops.domain.recovery.actions import Action, ActionStatus
from denialops.ports.recovery import ActionQuery
from tests.fakes.acting import ActingDesk


@pytest.fixture
def desk(tmp_path: Path) -> ActingDesk:
    made = ActingDesk(tmp_path)
    made.open_incident()
    return made


def count(desk: ActingDesk) -> int:
    with desk.store.snapshot() as reads:
        return len(reads.page_actions(ActionQuery(incident_id="i1"), limit=50))


def set_status(desk: ActingDesk, action: Action, status: ActionStatus) -> None:
    with desk.store.transaction() as work:
        work.save_action(action.model_copy(update={"status": status}))


@pytest.mark.parametrize("status", ["proposed", "approved", "running", "failed", "declined", "reversed", "done"])
def test_while_the_first_one_stands_no_second_one_is_proposed(desk: ActingDesk, status: ActionStatus) -> None:
    set_status(desk, desk.propose("pause_vendor"), status)
    desk.propose("pause_vendor", decision_id="d2")

    assert count(desk) == 1


@pytest.mark.parametrize(("status", "wanted"), [("done", 2), ("failed", 1), ("declined", 1)])
def test_what_is_over_and_left_nothing_in_force_may_be_done_again(
    desk: ActingDesk, status: ActionStatus, wanted: int
) -> None:
    set_status(desk, desk.propose("retry_tasks"), status)
    desk.propose("retry_tasks", decision_id="d2")

    assert count(desk) == wanted


def test_the_same_decision_proposes_the_same_once(desk: ActingDesk) -> None:
    set_status(desk, desk.propose("retry_tasks"), "done")
    desk.propose("retry_tasks")

    assert count(desk) == 1


def test_another_target_is_another_action(desk: ActingDesk) -> None:
    desk.propose("pause_vendor", "openai")
    desk.propose("pause_vendor", "anthropic")

    assert count(desk) == 2


def test_what_is_approved_by_itself_says_so(desk: ActingDesk) -> None:
    low, high = desk.propose("pause_vendor", "a", risk="low"), desk.propose("pause_vendor", "b", risk="medium")

    assert (low.status, low.approved_by) == ("approved", "DenialOps")
    assert (high.status, high.approved_by) == ("proposed", "")


def test_with_the_limit_at_none_everything_waits_for_a_person(desk: ActingDesk) -> None:
    assert desk.propose("pause_vendor", risk="low", auto="none").status == "proposed"
