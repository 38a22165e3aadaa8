"""Channels keep to the breaker, the switches and the rate of their vendor."""

from __future__ import annotations

from pathlib import Path

import pytest

from denialops.errors import ActionError, ChannelRefused, ChannelUnavailable
from denialops.ports.recovery import RecoveryStore
from denialops.ports.recovery.actions import Alert
from denialops.recovery.guarded_channels import GuardedChannel
from denialops.recovery.guards import Guards
from denialops.recovery.rule_files import RuleFiles
from tests.contract.makers import FakeClock
from tests.fakes.guards import make_guards
from tests.unit.recovery.makers import VENDORS, write_rules

ALERT = Alert(key="k1", title="Incident 7", severity="high", at="2026-03-02T15:00:00+00:00", facts={})


class MoodyChannel:
    """Implements ports.Channel: does what its mood says, and counts its calls."""

    name, can_resolve = "quick_fax", True

    def __init__(self) -> None:
        self.calls = 0
        self.mood: ActionError | None = None

    def send(self, alert: Alert) -> None:
        self.calls += 1
        if self.mood:
            raise self.mood

    def resolve(self, alert: Alert) -> None:
        self.send(alert)


@pytest.fixture
def guards(store: RecoveryStore, clock: FakeClock, tmp_path: Path) -> Guards:
    vendors = VENDORS.replace("calls_per_minute: 2", "calls_per_minute: 4")
    return make_guards(store, clock, rules=RuleFiles(write_rules(tmp_path / "rules", vendors=vendors)))


@pytest.fixture
def inner() -> MoodyChannel:
    return MoodyChannel()


@pytest.fixture
def channel(inner: MoodyChannel, guards: Guards) -> GuardedChannel:
    return GuardedChannel(inner, guards)


def test_what_may_be_sent_is_sent(channel: GuardedChannel, inner: MoodyChannel) -> None:
    channel.send(ALERT)
    channel.resolve(ALERT)

    assert (channel.name, channel.can_resolve, inner.calls) == ("quick_fax", True, 2)


def test_a_channel_that_fails_in_a_row_is_left_alone_and_told_when_to_come_back(
    channel: GuardedChannel, inner: MoodyChannel, clock: FakeClock, guards: Guards
) -> None:
    inner.mood = ChannelUnavailable()
    for _ in range(3):
        with pytest.raises(ChannelUnavailable):
            channel.send(ALERT)

    with pytest.raises(ChannelUnavailable) as raised:
        channel.send(ALERT)
    calls_meanwhile = inner.calls
    clock.pass_days(60 / 86_400)
    inner.mood = None

    assert calls_meanwhile == 3
    assert raised.value.retry_after_s == pytest.approx(60)
    assert guards.breakers.state_of("quick_fax").state == "half_open"


def test_a_channel_that_refuses_a_message_is_not_left_alone(
    channel: GuardedChannel, inner: MoodyChannel, guards: Guards
) -> None:
    inner.mood = ChannelRefused()
    for _ in range(4):
        with pytest.raises(ChannelRefused):
            channel.send(ALERT)

    assert guards.breakers.state_of("quick_fax").state == "closed"


def test_a_channel_is_not_used_more_often_than_its_vendor_allows(channel: GuardedChannel, inner: MoodyChannel) -> None:
    for _ in range(4):
        channel.send(ALERT)

    with pytest.raises(ChannelUnavailable) as raised:
        channel.send(ALERT)

    assert inner.calls == 4
    assert 0 < (raised.value.retry_after_s or 0) <= 60


def test_a_stopped_channel_is_not_used(channel: GuardedChannel, inner: MoodyChannel, guards: Guards) -> None:
    guards.switches.set("vendor", "quick_fax", reason="Wrong number.", actor="Ruth")

    with pytest.raises(ChannelUnavailable, match="Wrong number"):
        channel.send(ALERT)

    assert inner.calls == 0
