"""What carries out the actions of recovery in this installation: executors, and the ways to tell people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from denialops.config import Settings
from denialops.domain.providers import NONE
from denialops.domain.recovery.actions import ActionKind
from denialops.ports import Clock
from denialops.ports.recovery import RecoveryStore
from denialops.ports.recovery.actions import CaseRuns, Channel

if TYPE_CHECKING:
    from denialops.recovery.acting import Executor
    from denialops.recovery.guards import Guards


def ready_providers(settings: Settings) -> frozenset[str]:
    """The language models that are set up, the usual one and the one that may take its place."""
    return frozenset({settings.llm_provider, settings.llm_fallback_provider} - {NONE})


def build_channels(settings: Settings, clock: Clock) -> tuple[Channel, ...]:
    """Those that are set up."""
    from denialops.recovery.channels.http import JsonPoster
    from denialops.recovery.channels.opsgenie import OpsgenieChannel
    from denialops.recovery.channels.pagerduty import PagerDutyChannel
    from denialops.recovery.channels.webhook import WebhookChannel

    poster, channels = JsonPoster(timeout_s=settings.channel_timeout_s), list[Channel]()
    if settings.smtp_url.get_secret_value():
        channels.append(_mail(settings))
    if settings.webhook_url:
        secret = settings.webhook_secret.get_secret_value()
        channels.append(WebhookChannel(settings.webhook_url, secret, poster, clock))
    if settings.pagerduty_key.get_secret_value():
        key = settings.pagerduty_key.get_secret_value()
        channels.append(PagerDutyChannel(key, poster, url=settings.pagerduty_url))
    if settings.opsgenie_key.get_secret_value():
        channels.append(OpsgenieChannel(settings.opsgenie_key.get_secret_value(), poster, url=settings.opsgenie_url))
    return tuple(channels)


def build_executors(
    settings: Settings, store: RecoveryStore, clock: Clock, guards: Guards, runs: CaseRuns
) -> Mapping[ActionKind, Executor]:
    """One for every kind of action."""
    from denialops.recovery.escalating import Escalate
    from denialops.recovery.executors import OpenWorkItem, PauseVendor, RerouteProvider, SetKillSwitch
    from denialops.recovery.guarded_channels import GuardedChannel
    from denialops.recovery.redrafting import RedraftCases
    from denialops.recovery.retry_runs import RetryTasks

    rules = guards.rules
    return {
        "retry_tasks": RetryTasks(store, runs, guards, rules.current, guards.admit_retry),
        "redraft_cases": RedraftCases(store, runs),
        "pause_vendor": PauseVendor(pauses=True),
        "resume_vendor": PauseVendor(pauses=False),
        "kill_switch": SetKillSwitch(clock),
        "reroute_provider": RerouteProvider(ready_providers(settings), rules.current),
        "escalate": Escalate(store, [GuardedChannel(channel, guards) for channel in build_channels(settings, clock)]),
        "open_work_item": OpenWorkItem(),
    }


def _mail(settings: Settings) -> Channel:
    from denialops.recovery.channels.smtp import MailServer, SmtpChannel

    receivers = tuple(part.strip() for part in settings.escalate_to.split(","))
    server = MailServer.parse(settings.smtp_url.get_secret_value())
    return SmtpChannel(server, sender=settings.smtp_from, receivers=receivers, timeout_s=settings.channel_timeout_s)
