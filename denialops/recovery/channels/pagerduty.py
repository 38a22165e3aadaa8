"""PagerDuty's Events API v2: https://developer.pagerduty.com/docs/events-api-v2-overview."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from denialops.domain.recovery.incidents import Severity
from denialops.errors import ChannelUnavailable
from denialops.ports.recovery.actions import Alert
from denialops.recovery.channels.http import JsonPoster

ENDPOINT = "https://events.pagerduty.com"
SEVERITIES: Mapping[Severity, str] = {"low": "info", "medium": "warning", "high": "error", "critical": "critical"}
LONGEST_SUMMARY = 1024


class PagerDutyChannel:
    """Implements ports.Channel. `dedup_key` makes one alert of however many sendings, and resolves it."""

    name = "pagerduty"
    can_resolve = True

    def __init__(self, key: str, poster: JsonPoster, *, url: str = "") -> None:
        self._key, self._poster = key, poster
        self._url = f"{(url or ENDPOINT).rstrip('/')}/v2/enqueue"

    def send(self, alert: Alert) -> None:
        payload = {
            "summary": alert.title[:LONGEST_SUMMARY],
            "source": "DenialOps",
            "severity": SEVERITIES[alert.severity],
            "timestamp": alert.at,
            "component": alert.facts.get("vendor", ""),
            "class": alert.facts.get("error_code", ""),
            "custom_details": alert.facts,
        }
        self._enqueue("trigger", alert, {"payload": payload})

    def resolve(self, alert: Alert) -> None:
        self._enqueue("resolve", alert, {})

    def _enqueue(self, event_action: str, alert: Alert, more: Mapping[str, Any]) -> None:
        event = {"routing_key": self._key, "event_action": event_action, "dedup_key": alert.key, **more}
        posted = self._poster.post(self._url, json.dumps(event).encode(), {})
        if posted.body.get("status") != "success":
            raise ChannelUnavailable("The answer is not PagerDuty's.")
