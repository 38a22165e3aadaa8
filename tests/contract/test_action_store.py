"""Where actions, their journals, work items and reroutes are kept, on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from denialops.domain.recovery.actions import Action, ActionStep, Reroute, WorkItem
from denialops.errors import ActionNotFound
from denialops.ports.recovery import ActionQuery, RecoveryStore
from tests.contract.adapters import StoreAdapter

AT = "2026-03-02T15:00:00.000000+00:00"
LATER = "2026-03-02T16:00:00.000000+00:00"


def make_action(action_id: str = "a1", **changes: Any) -> Action:
    action = Action(
        action_id=action_id,
        number=0,
        incident_id="i1",
        decision_id="d1",
        kind="retry_tasks",
        target="openai",
        parameters={"stage": "extract", "cases": ["c1"]},
        risk="low",
        status="proposed",
        key=f"key-{action_id}",
        proposed_at=AT,
        changed_at=AT,
    )
    return action.model_copy(update=changes)


def make_item(item_id: str = "w1", **changes: Any) -> WorkItem:
    item = WorkItem(
        item_id=item_id, number=0, kind="task", incident_id="i1", action_id="a1", title="Look at it", opened_at=AT
    )
    return item.model_copy(update=changes)


def add(recovery: RecoveryStore, *actions: Action) -> None:
    with recovery.transaction() as work:
        for action in actions:
            work.add_action(action)


def due(recovery: RecoveryStore, now: str = AT, *, limit: int = 10) -> list[str]:
    with recovery.snapshot() as reads:
        return [action.action_id for action in reads.list_due_actions(now, limit=limit)]


def test_an_action_comes_back_as_it_was_kept(recovery: RecoveryStore) -> None:
    full = make_action(
        status="failed",
        due_at=LATER,
        approved_by="Ruth",
        attempts=3,
        is_reversible=True,
        result={"tried": ["c1"]},
        error={"code": "channel_refused"},
    )
    add(recovery, full)

    with recovery.snapshot() as reads:
        assert reads.get_action("a1") == full.model_copy(update={"number": 1})


def test_an_action_that_is_not_there_is_told(recovery: RecoveryStore) -> None:
    with recovery.snapshot() as reads:
        assert reads.find_action("key-a1") is None
        with pytest.raises(ActionNotFound):
            reads.get_action("a1")


def test_saving_an_action_that_is_not_there_is_refused(recovery: RecoveryStore) -> None:
    with pytest.raises(ActionNotFound), recovery.transaction() as work:
        work.save_action(make_action())


def test_what_was_proposed_before_under_the_same_key_is_returned_instead(recovery: RecoveryStore) -> None:
    add(recovery, make_action("a1"))
    with recovery.transaction() as work:
        known = work.add_action(make_action("a2", key="key-a1"))

    assert (known.action_id, known.number) == ("a1", 1)
    with recovery.snapshot() as reads:
        assert len(reads.page_actions(ActionQuery(), limit=10)) == 1


def test_numbers_grow_for_each_clinic_on_its_own(adapter: StoreAdapter) -> None:
    ours, theirs = adapter.open_recovery("clinic"), adapter.open_recovery("other")
    add(ours, make_action("a1"), make_action("a2"))
    add(theirs, make_action("a1"))

    with theirs.snapshot() as reads:
        assert [a.number for a in reads.page_actions(ActionQuery(), limit=10)] == [1]
        with pytest.raises(ActionNotFound):
            reads.get_action("a2")


def test_saving_keeps_number_and_key(recovery: RecoveryStore) -> None:
    add(recovery, make_action("a1"))
    with recovery.transaction() as work:
        work.save_action(make_action("a1", status="approved", approved_by="Ruth", key="other", number=99))

    with recovery.snapshot() as reads:
        kept = reads.get_action("a1")
    assert (kept.status, kept.approved_by, kept.key, kept.number) == ("approved", "Ruth", "key-a1", 1)


def test_the_list_is_newest_first_and_goes_on_before_the_last_one_shown(recovery: RecoveryStore) -> None:
    add(recovery, *(make_action(f"a{n}") for n in range(1, 6)))

    with recovery.snapshot() as reads:
        first = reads.page_actions(ActionQuery(), limit=2)
        rest = reads.page_actions(ActionQuery(), limit=9, before=first[-1].number)
    assert [a.action_id for a in (*first, *rest)] == ["a5", "a4", "a3", "a2", "a1"]


def test_the_list_is_narrowed_by_state_and_incident(recovery: RecoveryStore) -> None:
    add(
        recovery,
        make_action("a1", status="done"),
        make_action("a2", status="failed", incident_id="i2"),
        make_action("a3"),
    )

    with recovery.snapshot() as reads:
        ended = reads.page_actions(ActionQuery(statuses=("done", "failed")), limit=9)
        of_second = reads.page_actions(ActionQuery(statuses=("done", "failed"), incident_id="i2"), limit=9)
    assert [a.action_id for a in ended] == ["a2", "a1"]
    assert [a.action_id for a in of_second] == ["a2"]


def test_only_what_is_approved_and_due_or_was_left_running_is_due(recovery: RecoveryStore) -> None:
    add(
        recovery,
        make_action("later", status="approved", due_at=LATER),
        make_action("now", status="approved", due_at=AT),
        make_action("left", status="running", due_at=LATER),
        make_action("asked"),
        make_action("over", status="done"),
        make_action("broken", status="failed"),
    )

    assert due(recovery) == ["now", "left"]
    assert due(recovery, LATER) == ["now", "later", "left"]


def test_the_oldest_is_due_first_and_no_more_than_asked_for(recovery: RecoveryStore) -> None:
    add(
        recovery,
        make_action("second", status="approved", due_at=AT),
        make_action("first", status="approved", due_at="2026-03-01T15:00:00.000000+00:00"),
        make_action("third", status="approved", due_at=AT),
    )

    assert due(recovery, limit=2) == ["first", "second"]


def test_a_journal_is_numbered_in_order(recovery: RecoveryStore) -> None:
    add(recovery, make_action())
    with recovery.transaction() as work:
        for name in ("begun:webhook", "done:webhook"):
            work.add_action_step("a1", ActionStep(number=0, at=AT, name=name, actor="DenialOps", body={"key": "k"}))

    with recovery.snapshot() as reads:
        steps = reads.list_action_steps("a1")
    assert [(step.number, step.name, dict(step.body)) for step in steps] == [
        (1, "begun:webhook", {"key": "k"}),
        (2, "done:webhook", {"key": "k"}),
    ]


@pytest.mark.parametrize("sql", ["UPDATE action_steps SET name = 'done:x'", "DELETE FROM action_steps"])
def test_a_journal_is_never_changed(adapter: StoreAdapter, sql: str) -> None:
    recovery = adapter.open_recovery()
    add(recovery, make_action())
    with recovery.transaction() as work:
        work.add_action_step("a1", ActionStep(number=0, at=AT, name="begun:webhook", actor="DenialOps"))

    with pytest.raises(adapter.violation):
        adapter.raw(sql)


def test_the_same_work_item_is_opened_once(recovery: RecoveryStore) -> None:
    with recovery.transaction() as work:
        work.add_work_item(make_item("w1"))
        again = work.add_work_item(make_item("w1", title="Other words"))

    assert (again.title, again.number) == ("Look at it", 1)


def test_open_and_closed_work_items_are_listed_apart_newest_first(recovery: RecoveryStore) -> None:
    with recovery.transaction() as work:
        for n in (1, 2, 3):
            work.add_work_item(make_item(f"w{n}"))
        work.save_work_item(make_item("w2", closed_at=LATER, closed_by="Ruth", assignee="Ruth"))

    with recovery.snapshot() as reads:
        assert [item.item_id for item in reads.list_work_items(is_open=True, limit=9)] == ["w3", "w1"]
        assert [item.item_id for item in reads.list_work_items(is_open=True, limit=9, before=3)] == ["w1"]
        (closed,) = reads.list_work_items(is_open=False, limit=9)
    assert (closed.item_id, closed.closed_by, closed.assignee) == ("w2", "Ruth", "Ruth")


def test_another_clinic_sees_no_work_item_and_no_reroute(adapter: StoreAdapter) -> None:
    ours, theirs = adapter.open_recovery("clinic"), adapter.open_recovery("other")
    with ours.transaction() as work:
        work.add_work_item(make_item())
        work.set_reroute(Reroute(vendor="openai", instead="anthropic", set_by="Ruth", set_at=AT))

    with theirs.snapshot() as reads:
        assert reads.find_work_item("w1") is None
        assert reads.list_work_items(is_open=True, limit=9) == ()
        assert reads.list_reroutes() == ()


def test_a_reroute_takes_the_place_of_an_earlier_one_and_is_dropped_once(recovery: RecoveryStore) -> None:
    second = Reroute(vendor="openai", instead="local", set_by="Ruth", set_at=LATER)
    with recovery.transaction() as work:
        work.set_reroute(Reroute(vendor="openai", instead="anthropic", set_by="Ruth", set_at=AT))
        work.set_reroute(second)
        assert work.list_reroutes() == (second,)
        assert work.drop_reroute("openai")
        assert not work.drop_reroute("openai")
        assert work.list_reroutes() == ()
