"""People are told by page and every channel; each gets one message however often it is tried, and failures are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from denialops.errors import ActionError, ChannelRefused, ChannelUnavailable
from denialops.ports.recovery.actions import Alert
from denialops.recovery.escalating import alert_of
from tests.fakes.acting import ActingDesk, result_of
from tests.fakes.recovery import make_incident


class ScriptedChannel:
    """Implements ports.Channel: raises what it is told, then delivers."""

    can_resolve = True

    def __init__(self, name: str, *faults: ActionError) -> None:
        self.name, self.faults = name, list(faults)
        self.sent: list[Alert] = []
        self.resolved: list[str] = []

    def send(self, alert: Alert) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.sent.append(alert)

    def resolve(self, alert: Alert) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.resolved.append(alert.key)


class MailLike(ScriptedChannel):
    can_resolve = False


def make_desk(folder: Path, *channels: ScriptedChannel) -> ActingDesk:
    desk = ActingDesk(folder, channels=channels)
    desk.open_incident()
    return desk


def test_all_channels_get_the_same_alert_and_people_a_page(tmp_path: Path) -> None:
    hook, mail = ScriptedChannel("webhook"), MailLike("email")
    desk = make_desk(tmp_path, hook, mail)
    action = desk.propose("escalate", "high")
    desk.run_due()

    done = desk.get(action)
    assert done.status == "done"
    assert result_of(done) == {"page": True, "delivered": ["webhook", "email"], "failed": {}}
    assert hook.sent == mail.sent
    assert hook.sent[0].key == f"denialops-{action.action_id}"
    with desk.store.snapshot() as reads:
        (page,) = reads.list_work_items(is_open=True, limit=9)
    assert (page.kind, page.action_id) == ("page", action.action_id)


def test_without_any_channel_the_page_alone_is_what_was_done(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    action = desk.propose("escalate", "high")
    desk.run_due()

    assert result_of(desk.get(action)) == {"page": True, "delivered": [], "failed": {}}


def test_a_channel_that_is_away_is_tried_again_alone_with_the_same_words(tmp_path: Path) -> None:
    hook, pager = ScriptedChannel("webhook"), ScriptedChannel("pagerduty", ChannelUnavailable(), ChannelUnavailable())
    desk = make_desk(tmp_path, hook, pager)
    action = desk.propose("escalate", "high")
    desk.run_due()
    waiting = desk.get(action)
    assert (waiting.status, result_of(waiting)["failed"]) == ("approved", {"pagerduty": "channel_unavailable"})

    with desk.store.transaction() as work:
        incident = work.get_incident("i1")
        work.save_incident(incident.model_copy(update={"event_count": 99}))
    desk.run_due(after_s=60)
    desk.run_due(after_s=60)
    assert desk.get(action).status == "done"
    assert len(hook.sent) == 1
    assert pager.sent == hook.sent


def test_who_asks_to_wait_is_waited_for(tmp_path: Path) -> None:
    pager = ScriptedChannel("pagerduty", ChannelUnavailable(retry_after_s=900.0))
    desk = make_desk(tmp_path, pager)
    desk.propose("escalate", "high")
    desk.run_due()

    assert desk.run_due(after_s=899) == 0
    assert desk.run_due(after_s=1) == 1
    assert len(pager.sent) == 1


def test_a_channel_that_refuses_fails_the_action_and_the_others_are_told_as_delivered(tmp_path: Path) -> None:
    hook, pager = ScriptedChannel("webhook"), ScriptedChannel("pagerduty", ChannelRefused())
    desk = make_desk(tmp_path, pager, hook)
    action = desk.propose("escalate", "high")
    desk.run_due()

    failed = desk.get(action)
    assert failed.error is not None
    assert (failed.status, failed.error["code"], len(hook.sent)) == ("failed", "channel_refused", 1)
    assert "undelivered" in desk.steps(action)


def test_it_gives_up_on_a_channel_that_stays_away(tmp_path: Path) -> None:
    pager = ScriptedChannel("pagerduty", *(ChannelUnavailable() for _ in range(50)))
    desk = make_desk(tmp_path, pager)
    action = desk.propose("escalate", "high")
    for _ in range(20):
        desk.run_due(after_s=700)

    assert desk.get(action).status == "failed"
    assert len(pager.faults) == 41


def test_approved_again_it_tells_only_who_was_not_told(tmp_path: Path) -> None:
    hook, pager = ScriptedChannel("webhook"), ScriptedChannel("pagerduty", ChannelRefused())
    desk = make_desk(tmp_path, hook, pager)
    action = desk.propose("escalate", "high")
    desk.run_due()
    desk.approve(action)
    desk.run_due()

    assert desk.get(action).status == "done"
    assert (len(hook.sent), len(pager.sent)) == (1, 1)


def test_reversing_resolves_what_can_be_and_closes_the_page(tmp_path: Path) -> None:
    hook, mail = ScriptedChannel("webhook"), MailLike("email")
    desk = make_desk(tmp_path, hook, mail)
    action = desk.propose("escalate", "high")
    desk.run_due()
    desk.actions.reverse(action.action_id, actor="Ruth")

    assert (hook.resolved, mail.resolved) == ([f"denialops-{action.action_id}"], [])
    with desk.store.snapshot() as reads:
        assert reads.list_work_items(is_open=True, limit=9) == ()


def test_an_alert_that_cannot_be_resolved_leaves_the_action_done(tmp_path: Path) -> None:
    pager = ScriptedChannel("pagerduty")
    desk = make_desk(tmp_path, pager)
    action = desk.propose("escalate", "high")
    desk.run_due()
    pager.faults = [ChannelUnavailable()]

    with pytest.raises(ChannelUnavailable):
        desk.actions.reverse(action.action_id, actor="Ruth")
    assert desk.get(action).status == "done"
    assert desk.actions.reverse(action.action_id, actor="Ruth").status == "reversed"


def test_an_alert_says_codes_and_counts_and_one_line(tmp_path: Path) -> None:
    incident = make_incident(vendor="openai\r\nBcc: x@example.com", error_code="model_unavailable", number=7)
    alert = alert_of(incident, key="k", at=incident.opened_at)

    assert "\n" not in alert.title
    assert set(alert.facts) == {
        "incident", "severity", "workflow", "vendor", "error_code", "events", "cases", "first_seen", "last_seen"
    }  # fmt: skip
