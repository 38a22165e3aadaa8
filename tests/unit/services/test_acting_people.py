"""People propose, approve, decline and undo actions, and take and close work items; every move is signed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from denialops.errors import ActionNotFound, IllegalTransition, IncidentNotFound, InvalidValue
from denialops.ports.recovery import ActionQuery
from denialops.recovery.acting import Actions
from denialops.recovery.executors import OpenWorkItem, PauseVendor
from denialops.services import Services
from denialops.services.base import Acting
from tests.fakes.desk import make_clock, open_services
from tests.fakes.pipeline import FakePipeline
from tests.fakes.recovery import add_incident, make_incident

EXECUTORS = {"pause_vendor": PauseVendor(pauses=True), "open_work_item": OpenWorkItem()}


@pytest.fixture
def woken() -> list[str]:
    return []


@pytest.fixture
def desk(tmp_path: Path, woken: list[str]) -> Iterator[Services]:
    with open_services(tmp_path, clock=make_clock(), pipeline=FakePipeline()) as opened:
        opened.acting = Acting(executors=lambda: EXECUTORS, wake=lambda: woken.append("woken"))  # type: ignore[arg-type, return-value]
        add_incident(opened.recovery, make_incident())
        yield opened


def run_due(desk: Services) -> None:
    Actions(desk.recovery, EXECUTORS, desk.clock).run_due()  # type: ignore[arg-type]


def test_what_a_person_proposes_waits_until_it_is_approved(desk: Services, woken: list[str]) -> None:
    action = desk.propose_action("i1", "pause_vendor", actor="Ruth")
    run_due(desk)
    assert (desk.action(action.action_id).status, action.target) == ("proposed", "northgate")

    desk.approve_action(action.action_id, actor="Ben")
    run_due(desk)
    view = desk.action(action.action_id)
    assert (view.status, view.approved_by, woken) == ("done", "Ben", ["woken"])
    assert [(s.name, s.actor) for s in view.steps][:2] == [("proposed", "Ruth"), ("approved", "Ben")]


def test_what_is_done_about_an_incident_moves_it_on(desk: Services) -> None:
    action = desk.propose_action("i1", "pause_vendor", actor="Ruth")
    desk.approve_action(action.action_id, actor="Ruth")
    assert desk.incident("i1").status == "ANALYZING"

    run_due(desk)
    assert desk.incident("i1").status == "ACTIONED"


def test_the_same_is_not_proposed_twice(desk: Services) -> None:
    desk.propose_action("i1", "pause_vendor", actor="Ruth")

    with pytest.raises(IllegalTransition):
        desk.propose_action("i1", "pause_vendor", actor="Ben")
    assert len(desk.actions(ActionQuery(incident_id="i1"), limit=9)) == 1


def test_a_proposal_for_no_incident_or_with_an_endless_name_is_refused(desk: Services) -> None:
    with pytest.raises(IncidentNotFound):
        desk.propose_action("i9", "pause_vendor", actor="Ruth")
    with pytest.raises(InvalidValue):
        desk.propose_action("i1", "pause_vendor", target="x" * 201, actor="Ruth")


def test_a_declined_one_never_runs_and_says_why(desk: Services) -> None:
    action = desk.propose_action("i1", "pause_vendor", actor="Ruth")
    desk.decline_action(action.action_id, reason="They are well again.", actor="Ben")
    run_due(desk)

    view = desk.action(action.action_id)
    assert view.status == "declined"
    assert dict(view.steps[-1].body) == {"from": "proposed", "reason": "They are well again."}
    with pytest.raises(IllegalTransition):
        desk.approve_action(action.action_id, actor="Ruth")


def test_a_person_undoes_what_was_done(desk: Services) -> None:
    action = desk.propose_action("i1", "pause_vendor", actor="Ruth")
    desk.approve_action(action.action_id, actor="Ruth")
    run_due(desk)
    desk.reverse_action(action.action_id, actor="Ben")

    assert desk.action(action.action_id).status == "reversed"
    with desk.recovery.snapshot() as reads:
        vendor = reads.find_vendor("northgate")
    assert vendor is not None
    assert not vendor.is_paused


def test_an_action_that_is_not_there_is_told(desk: Services) -> None:
    for move in (desk.approve_action, desk.decline_action, desk.reverse_action):
        with pytest.raises(ActionNotFound):
            move("act-9", actor="Ruth")


def test_a_work_item_is_taken_and_closed_once(desk: Services) -> None:
    action = desk.propose_action("i1", "open_work_item", actor="Ruth")
    desk.approve_action(action.action_id, actor="Ruth")
    run_due(desk)
    (item,) = desk.work_items()

    assert desk.take_work_item(item.item_id, actor="Ben").assignee == "Ben"
    assert desk.close_work_item(item.item_id, actor="Ben").closed_by == "Ben"
    assert desk.close_work_item(item.item_id, actor="Ruth").closed_by == "Ben"
    assert desk.work_items() == ()
    assert [i.item_id for i in desk.work_items(is_open=False)] == [item.item_id]
    with pytest.raises(IllegalTransition):
        desk.take_work_item(item.item_id, actor="Ruth")


def test_a_work_item_that_is_not_there_is_told(desk: Services) -> None:
    with pytest.raises(ActionNotFound):
        desk.take_work_item("item-9", actor="Ruth")
    with pytest.raises(ActionNotFound):
        desk.close_work_item("item-9", actor="Ruth")
