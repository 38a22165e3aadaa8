"""Actions move through legal states only, run when they are due, and end as what they did."""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from denialops.domain.recovery.actions import NEXT, Action, ActionStatus, is_automatic, refuse_illegal
from denialops.errors import ActionError, ActionNotFound, IllegalTransition, InvalidValue, StoreUnavailable
from denialops.recovery.acting import Done, Later, Outcome
from denialops.recovery.journals import Journal
from denialops.recovery.proposing import decline
from tests.fakes.acting import ActingDesk

WAYS: tuple[ActionStatus, ...] = tuple(NEXT)


class ScriptedExecutor:
    """Does what it is told next: an outcome, or an error to raise. Counts what it did and undid."""

    def __init__(self) -> None:
        self.script: list[Outcome | Exception] = []
        self.ran = self.undone = 0

    def run(self, action: Action, journal: Journal) -> Outcome:
        self.ran += 1
        told = self.script.pop(0) if self.script else Done({})
        if isinstance(told, Exception):
            raise told
        return told

    def reverse(self, action: Action, journal: Journal) -> None:
        self.undone += 1


@pytest.fixture
def executor() -> ScriptedExecutor:
    return ScriptedExecutor()


@pytest.fixture
def desk(tmp_path: Path, executor: ScriptedExecutor) -> ActingDesk:
    made = ActingDesk(tmp_path)
    made.open_incident()
    made.executors |= {"retry_tasks": executor, "pause_vendor": executor}
    return made


def test_what_is_due_runs_and_says_what_it_did(desk: ActingDesk, executor: ScriptedExecutor) -> None:
    executor.script = [Done({"cases": 3})]
    action = desk.propose("retry_tasks")

    assert desk.run_due() == 1
    done = desk.get(action)
    assert (done.status, dict(done.result), executor.ran) == ("done", {"cases": 3}, 1)
    assert desk.steps(action) == ["proposed", "approved", "done"]
    assert desk.run_due() == 0


def test_what_nobody_approved_does_not_run(desk: ActingDesk, executor: ScriptedExecutor) -> None:
    action = desk.propose("retry_tasks", risk="high")

    assert desk.run_due() == 0
    assert (desk.get(action).status, executor.ran) == ("proposed", 0)


def test_what_waits_runs_again_only_when_its_time_has_come(desk: ActingDesk, executor: ScriptedExecutor) -> None:
    executor.script = [Later(60.0, 1, {"so": "far"}), Done({})]
    action = desk.propose("retry_tasks")

    desk.run_due()
    waiting = desk.get(action)
    assert (waiting.status, waiting.attempts, dict(waiting.result)) == ("approved", 1, {"so": "far"})
    assert desk.run_due(after_s=59) == 0
    assert desk.run_due(after_s=1) == 1
    assert desk.get(action).status == "done"


def test_what_a_dead_process_left_running_is_taken_up(desk: ActingDesk, executor: ScriptedExecutor) -> None:
    action = desk.propose("retry_tasks")
    with desk.store.transaction() as work:
        work.save_action(work.get_action(action.action_id).model_copy(update={"status": "running"}))

    assert desk.run_due() == 1
    assert desk.get(action).status == "done"


def test_a_failure_is_kept_with_its_code_and_hint(desk: ActingDesk, executor: ScriptedExecutor) -> None:
    executor.script = [ActionError("It did not work.", hint="Call them.")]
    action = desk.propose("retry_tasks")

    desk.run_due()
    failed = desk.get(action)
    assert failed.status == "failed"
    assert failed.error == {"code": "action_failed", "message": "It did not work.", "hint": "Call them."}


def test_an_error_that_nobody_foresaw_fails_the_action_without_its_words(
    desk: ActingDesk, executor: ScriptedExecutor
) -> None:
    executor.script = [ZeroDivisionError("Dana Whitlock")]
    action = desk.propose("retry_tasks")

    desk.run_due()
    failed = desk.get(action)
    assert failed.status == "failed"
    assert failed.error is not None
    assert failed.error["code"] == "internal_error"
    assert "Whitlock" not in str(failed.error)


def test_one_that_fails_holds_up_no_other(desk: ActingDesk, executor: ScriptedExecutor) -> None:
    executor.script = [ZeroDivisionError(), Done({})]
    first, second = desk.propose("retry_tasks"), desk.propose("pause_vendor")

    assert desk.run_due() == 2
    assert (desk.get(first).status, desk.get(second).status) == ("failed", "done")


def test_while_the_store_is_away_nothing_is_decided(desk: ActingDesk, executor: ScriptedExecutor) -> None:
    executor.script = [StoreUnavailable(), Done({})]
    action = desk.propose("retry_tasks")

    assert desk.run_due() == 0
    assert desk.get(action).status == "running"
    assert desk.run_due() == 1
    assert desk.get(action).status == "done"


def test_who_lost_the_work_stops_before_the_next_action(desk: ActingDesk, executor: ScriptedExecutor) -> None:
    desk.propose("retry_tasks")
    desk.propose("pause_vendor")
    answers = [True, False]

    assert desk.actions.run_due(lambda: answers.pop(0)) == 1
    assert executor.ran == 1


def test_a_failed_one_runs_again_when_a_person_approves_it(desk: ActingDesk, executor: ScriptedExecutor) -> None:
    executor.script = [ActionError(), Done({})]
    action = desk.propose("retry_tasks")
    desk.run_due()

    desk.approve(action)
    desk.run_due()
    done = desk.get(action)
    assert (done.status, done.approved_by, done.error) == ("done", "Ruth", None)


def test_a_reversible_one_is_undone_by_whom_it_says(desk: ActingDesk, executor: ScriptedExecutor) -> None:
    action = desk.propose("pause_vendor")
    desk.run_due()

    assert desk.actions.reverse(action.action_id, actor="Ruth").status == "reversed"
    assert executor.undone == 1
    with desk.store.snapshot() as reads:
        last = reads.list_action_steps(action.action_id)[-1]
    assert (last.name, last.actor) == ("reversed", "Ruth")


def test_what_cannot_be_undone_says_so(desk: ActingDesk, executor: ScriptedExecutor) -> None:
    action = desk.propose("retry_tasks")
    desk.run_due()

    with pytest.raises(IllegalTransition, match="cannot be undone"):
        desk.actions.reverse(action.action_id, actor="Ruth")
    assert (desk.get(action).status, executor.undone) == ("done", 0)


def test_what_was_not_done_is_not_undone(desk: ActingDesk, executor: ScriptedExecutor) -> None:
    action = desk.propose("pause_vendor", risk="high")

    with pytest.raises(IllegalTransition):
        desk.actions.reverse(action.action_id, actor="Ruth")
    assert executor.undone == 0


def test_one_that_is_not_there_cannot_run(desk: ActingDesk) -> None:
    with pytest.raises(ActionNotFound):
        desk.actions.run("a9")


@pytest.mark.parametrize("before", WAYS)
@pytest.mark.parametrize("after", WAYS)
def test_only_legal_moves_are_let_through(before: ActionStatus, after: ActionStatus) -> None:
    if after in NEXT[before]:
        refuse_illegal(before, after)
    else:
        with pytest.raises(IllegalTransition):
            refuse_illegal(before, after)


@pytest.mark.parametrize(("limit", "automatic"), [("none", ()), ("low", ("low",)), ("medium", ("low", "medium"))])
def test_what_is_riskier_than_the_limit_waits_for_a_person(limit: str, automatic: tuple[str, ...]) -> None:
    assert tuple(r for r in ("low", "medium", "high") if is_automatic(r, limit)) == automatic  # type: ignore[arg-type]


class ActionLife(RuleBasedStateMachine):
    """Whatever people and the runner do in whatever order, the journal tells one legal way to the present state."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.desk, self.executor = ActingDesk(Path(self.folder.name)), ScriptedExecutor()
        self.desk.open_incident()
        self.desk.executors["pause_vendor"] = self.executor
        self.action = self.desk.propose("pause_vendor", risk="high")
        self.dones = 0

    def teardown(self) -> None:
        self.desk.cases.close()
        self.folder.cleanup()

    @property
    def status(self) -> ActionStatus:
        return self.desk.get(self.action).status

    @rule()
    def approve(self) -> None:
        if "approved" in NEXT[self.status] and self.status != "running":
            self.desk.approve(self.action)
        else:
            with pytest.raises(IllegalTransition):
                self.desk.approve(self.action)

    @rule(reason=st.sampled_from(["", "No need."]))
    def decline(self, reason: str) -> None:
        may = "declined" in NEXT[self.status]
        with self.desk.store.transaction() as work:
            action = work.get_action(self.action.action_id)
            if may:
                decline(work, action, reason, now=self.desk.now(), actor="Ruth")
            else:
                with pytest.raises(IllegalTransition):
                    decline(work, action, reason, now=self.desk.now(), actor="Ruth")

    @rule(outcome=st.sampled_from(["done", "later", "fails", "breaks"]), after_s=st.sampled_from([0.0, 100.0]))
    def run_what_is_due(self, outcome: str, after_s: float) -> None:
        told: dict[str, Outcome | Exception] = {
            "done": Done({}), "later": Later(50.0, 1), "fails": ActionError(), "breaks": KeyError("x")
        }  # fmt: skip
        self.executor.script = [told[outcome]]
        before = self.executor.ran
        self.desk.run_due(after_s=after_s)
        self.dones += self.executor.ran > before and outcome == "done"

    @rule()
    def reverse(self) -> None:
        if self.status == "done":
            self.desk.actions.reverse(self.action.action_id, actor="Ruth")
        else:
            with pytest.raises(IllegalTransition):
                self.desk.actions.reverse(self.action.action_id, actor="Ruth")

    @invariant()
    def journal_tells_a_legal_way(self) -> None:
        told = [name for name in self.desk.steps(self.action) if name in NEXT]
        for before, after in pairwise(told):
            via = {"approved", "running"} if before == "approved" else {before}
            assert any(after in NEXT[step] for step in via)  # type: ignore[index]
        assert told[-1] == self.status

    @invariant()
    def done_is_said_only_by_who_did_it(self) -> None:
        assert self.desk.steps(self.action).count("done") == self.dones


TestActionLife = ActionLife.TestCase
TestActionLife.settings = settings(max_examples=30, stateful_step_count=12, deadline=None)


def test_too_long_a_reason_is_refused(desk: ActingDesk) -> None:
    action = desk.propose("retry_tasks", risk="high")

    with desk.store.transaction() as work, pytest.raises(InvalidValue):
        decline(work, work.get_action(action.action_id), "x" * 501, now=desk.now(), actor="Ruth")
