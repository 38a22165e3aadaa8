"""Letters are written anew in bulk: batch by batch, never over a person's work, and a person may stop it half way."""

from __future__ import annotations

from pathlib import Path

import pytest

from denialops.domain.recovery.actions import CaseLook
from denialops.recovery.proposing import decline
from tests.fakes.acting import ActingDesk, result_of

READY = CaseLook("review")


@pytest.fixture
def desk(tmp_path: Path) -> ActingDesk:
    return ActingDesk(tmp_path)


def begun(desk: ActingDesk) -> list[str]:
    return [case for case, _, _ in desk.runs.begun]


def test_every_case_is_written_anew_once_and_told_by_name(desk: ActingDesk) -> None:
    desk.open_incident(c1=READY, c2=READY)
    action = desk.propose("redraft_cases")

    desk.run_due()
    assert desk.runs.begun == [(c, "route", f"{action.action_id}:redraft") for c in ("c1", "c2")]
    desk.runs.end("c1", "c2")
    desk.run_due(after_s=60)
    done = desk.get(action)
    assert done.status == "done"
    assert result_of(done) == {"cases": 2, "redrafted": ["c1", "c2"], "unchanged": [], "failed": [], "left": {}}
    assert {"done:case:c1", "done:case:c2"} <= set(desk.steps(action))


def test_a_letter_that_came_out_as_it_was_is_told_as_unchanged(desk: ActingDesk) -> None:
    desk.open_incident(c1=READY, c2=READY)
    action = desk.propose("redraft_cases")
    desk.run_due()
    desk.runs.end("c1")
    desk.runs.end("c2", is_rewritten=False)
    desk.run_due(after_s=60)

    told = result_of(desk.get(action))
    assert (told["redrafted"], told["unchanged"]) == (["c1"], ["c2"])


def test_what_a_person_edited_or_sent_is_listed_and_not_touched(desk: ActingDesk) -> None:
    desk.open_incident(c1=READY._replace(is_edited=True), c2=CaseLook("sent"), c3=READY)
    action = desk.propose("redraft_cases")
    desk.run_due()
    desk.runs.end("c3")
    desk.run_due(after_s=60)

    assert begun(desk) == ["c3"]
    assert result_of(desk.get(action))["left"] == {"c1": "edited", "c2": "sent"}


def test_only_the_cases_that_were_approved_are_written_anew(desk: ActingDesk) -> None:
    desk.open_incident(c1=READY, c2=READY, c3=READY)
    desk.propose("redraft_cases", parameters={"case_ids": ["c2"]})
    desk.run_due()

    assert begun(desk) == ["c2"]


def test_a_hundred_cases_go_a_batch_at_a_time(desk: ActingDesk) -> None:
    desk.open_incident(**{f"c{n:02}": READY for n in range(45)})
    action = desk.propose("redraft_cases")
    counts = []
    for _ in range(4):
        desk.run_due(after_s=60)
        counts.append(len(desk.runs.begun))
        desk.runs.end(*[c for c in begun(desk) if desk.runs.look(c).status == "reading"])

    assert counts == [20, 40, 45, 45]
    assert desk.get(action).status == "done"


def test_a_person_may_stop_it_between_two_batches_and_what_is_done_stays_told(desk: ActingDesk) -> None:
    desk.open_incident(**{f"c{n:02}": READY for n in range(45)})
    action = desk.propose("redraft_cases")
    desk.run_due()
    desk.runs.end(*begun(desk))
    desk.run_due(after_s=60)
    with desk.store.transaction() as work:
        decline(work, work.get_action(action.action_id), "Enough.", now=desk.now(), actor="Ruth")

    assert desk.run_due(after_s=3600) == 0
    stopped = desk.get(action)
    assert (stopped.status, len(desk.runs.begun)) == ("declined", 40)
    assert len(result_of(stopped)["redrafted"]) == 20


def test_one_that_fails_is_told_and_the_others_go_on(desk: ActingDesk) -> None:
    desk.open_incident(c1=READY, c2=READY)
    action = desk.propose("redraft_cases")
    desk.run_due()
    desk.runs.end("c2")
    desk.runs.looks["c1"] = CaseLook("failed", "draft", "internal_error", runs=desk.runs.looks["c1"].runs)
    desk.run_due(after_s=60)

    done = desk.get(action)
    assert (done.status, result_of(done)["failed"], result_of(done)["redrafted"]) == ("done", ["c1"], ["c2"])


@pytest.mark.parametrize(
    "looks",
    [
        pytest.param({}, id="no-case"),
        pytest.param({"c1": READY._replace(is_edited=True)}, id="all-edited"),
        pytest.param({"c1": CaseLook("closed")}, id="all-closed"),
    ],
)
def test_where_nothing_can_be_written_anew_it_fails(desk: ActingDesk, looks: dict[str, CaseLook]) -> None:
    desk.open_incident(**looks)
    action = desk.propose("redraft_cases")
    desk.run_due()

    assert desk.get(action).status == "failed"
    assert begun(desk) == []


def test_where_all_fail_it_is_not_called_done(desk: ActingDesk) -> None:
    desk.open_incident(c1=READY)
    action = desk.propose("redraft_cases")
    desk.run_due()
    desk.runs.looks["c1"] = CaseLook("failed", "draft", "internal_error", runs=desk.runs.looks["c1"].runs)
    desk.run_due(after_s=60)

    assert desk.get(action).status == "failed"


def test_a_stage_before_the_route_is_refused(desk: ActingDesk) -> None:
    desk.open_incident(c1=READY)
    action = desk.propose("redraft_cases", parameters={"stage": "ingest"})
    desk.run_due()

    assert desk.get(action).status == "failed"
    assert begun(desk) == []
