"""Pauses, switches, reroutes and work items: done once, found again in the store, and put back as they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from denialops.domain.recovery.actions import Action
from denialops.domain.recovery.safety import KnownVendor
from tests.fakes.acting import ActingDesk, result_of


@pytest.fixture
def desk(tmp_path: Path) -> ActingDesk:
    made = ActingDesk(tmp_path, ready=("openai", "anthropic"))
    made.open_incident()
    return made


def is_paused(desk: ActingDesk) -> bool:
    with desk.store.snapshot() as reads:
        vendor = reads.find_vendor("openai")
    return bool(vendor and vendor.is_paused)


def set_paused(desk: ActingDesk, paused: bool) -> None:
    with desk.store.transaction() as work:
        known = KnownVendor(vendor="openai", is_reviewed=True, first_seen=desk.now(), last_seen=desk.now())
        work.save_vendor(known.model_copy(update={"is_paused": paused}))


def run_again(desk: ActingDesk, action: Action) -> None:
    """As after a crash between the effect and the end."""
    with desk.store.transaction() as work:
        work.save_action(work.get_action(action.action_id).model_copy(update={"status": "running"}))
    desk.run_due()


def test_a_vendor_is_paused_and_resumed(desk: ActingDesk) -> None:
    desk.propose("pause_vendor")
    desk.run_due()
    assert is_paused(desk)

    desk.propose("resume_vendor")
    desk.run_due()
    assert not is_paused(desk)


def test_a_vendor_that_nobody_knows_yet_can_be_paused(desk: ActingDesk) -> None:
    desk.propose("pause_vendor", "newcomer")
    desk.run_due()

    with desk.store.snapshot() as reads:
        vendor = reads.find_vendor("newcomer")
    assert vendor is not None
    assert (vendor.is_paused, vendor.is_reviewed) == (True, False)


@pytest.mark.parametrize("was_paused", [True, False])
def test_reversing_a_pause_puts_back_what_was(desk: ActingDesk, was_paused: bool) -> None:
    set_paused(desk, was_paused)
    action = desk.propose("pause_vendor")
    desk.run_due()
    desk.actions.reverse(action.action_id, actor="Ruth")

    assert is_paused(desk) == was_paused


def test_a_pause_is_not_done_a_second_time_after_a_crash(desk: ActingDesk) -> None:
    action = desk.propose("pause_vendor")
    desk.run_due()
    set_paused(desk, False)
    run_again(desk, action)

    assert not is_paused(desk)
    assert desk.get(action).status == "done"


def test_a_kill_switch_names_who_why_and_until_when(desk: ActingDesk) -> None:
    parameters = {"scope": "workflow", "hours": 2, "reason": "Everything is refused."}
    action = desk.propose("kill_switch", "case_stage", parameters=parameters)
    desk.run_due()

    with desk.store.snapshot() as reads:
        (switch,) = reads.list_kill_switches(in_force_at=desk.now())
    assert (switch.scope, switch.target, switch.reason) == ("workflow", "case_stage", "Everything is refused.")
    assert switch.set_by == "DenialOps"
    assert switch.expires_at.startswith("2026-03-02T17:04")
    assert result_of(desk.get(action))["switch_id"] == switch.switch_id


def test_a_kill_switch_is_set_once_also_after_a_crash_and_lifted_when_reversed(desk: ActingDesk) -> None:
    action = desk.propose("kill_switch", parameters={"hours": 2})
    desk.run_due()
    run_again(desk, action)
    with desk.store.snapshot() as reads:
        assert len(reads.list_kill_switches()) == 1

    desk.actions.reverse(action.action_id, actor="Ruth")
    with desk.store.snapshot() as reads:
        assert reads.list_kill_switches(in_force_at=desk.now()) == ()
        assert reads.list_kill_switches()[0].lifted_by == "Ruth"


@pytest.mark.parametrize("parameters", [{"scope": "planet"}, {"hours": 0}, {"hours": "long"}, {"hours": 1e9}])
def test_a_kill_switch_without_sense_fails(desk: ActingDesk, parameters: dict[str, str | float]) -> None:
    action = desk.propose("kill_switch", parameters=dict(parameters))
    desk.run_due()

    assert desk.get(action).status == "failed"
    with desk.store.snapshot() as reads:
        assert reads.list_kill_switches() == ()


def test_calls_are_routed_to_the_fallback_of_the_rules_and_back(desk: ActingDesk) -> None:
    action = desk.propose("reroute_provider")
    desk.run_due()
    with desk.store.snapshot() as reads:
        (reroute,) = reads.list_reroutes()
    assert (reroute.vendor, reroute.instead) == ("openai", "anthropic")
    assert result_of(desk.get(action)) == {"vendor": "openai", "instead": "anthropic"}

    desk.actions.reverse(action.action_id, actor="Ruth")
    with desk.store.snapshot() as reads:
        assert reads.list_reroutes() == ()


@pytest.mark.parametrize(
    ("target", "parameters", "ready"),
    [
        pytest.param("openai", {}, ("openai",), id="no-other-is-set-up"),
        pytest.param("openai", {"instead": "local"}, ("openai", "anthropic"), id="the-named-one-is-not-set-up"),
        pytest.param("openai", {"instead": "openai"}, ("openai", "anthropic"), id="itself"),
        pytest.param("clearinghouse", {}, ("openai", "anthropic"), id="no-model"),
        pytest.param("anthropic", {}, (), id="no-model-at-all"),
    ],
)
def test_without_a_fallback_that_is_set_up_nothing_is_rerouted(
    tmp_path: Path, target: str, parameters: dict[str, str], ready: tuple[str, ...]
) -> None:
    desk = ActingDesk(tmp_path, ready=ready)
    desk.open_incident()
    action = desk.propose("reroute_provider", target, parameters=dict(parameters))
    desk.run_due()

    failed = desk.get(action)
    assert failed.error is not None
    assert (failed.status, failed.error["code"]) == ("failed", "no_fallback")
    with desk.store.snapshot() as reads:
        assert reads.list_reroutes() == ()


def test_a_work_item_is_opened_once_and_closed_when_reversed(desk: ActingDesk) -> None:
    action = desk.propose("open_work_item", "i1", parameters={"title": "Call the payer"})
    desk.run_due()
    run_again(desk, action)
    with desk.store.snapshot() as reads:
        (item,) = reads.list_work_items(is_open=True, limit=9)
    assert (item.title, item.kind, item.assignee, item.incident_id) == ("Call the payer", "task", "", "i1")

    desk.actions.reverse(action.action_id, actor="Ruth")
    with desk.store.snapshot() as reads:
        assert reads.list_work_items(is_open=True, limit=9) == ()
        assert reads.list_work_items(is_open=False, limit=9)[0].closed_by == "Ruth"


def test_an_item_that_a_person_closed_stays_theirs(desk: ActingDesk) -> None:
    action = desk.propose("open_work_item", "i1")
    desk.run_due()
    with desk.store.transaction() as work:
        (item,) = work.list_work_items(is_open=True, limit=9)
        assert item.title == "Incident 1: openai model_unavailable"
        work.save_work_item(item.model_copy(update={"closed_at": desk.now(), "closed_by": "Ben"}))
    desk.actions.reverse(action.action_id, actor="Ruth")

    with desk.store.snapshot() as reads:
        assert reads.list_work_items(is_open=False, limit=9)[0].closed_by == "Ben"
