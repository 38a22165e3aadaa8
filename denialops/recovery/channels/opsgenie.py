"""Opsgenie's Alert API: https://docs.opsgenie.com/docs/alert-api."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from denialops.domain.recovery.incidents import Severity
from denialops.errors import ChannelUnavailable
from denialops.ports.recovery.actions import Alert
from denialops.recovery.channels.http import JsonPoster

ENDPOINT = "https://api.opsgenie.com"
PRIORITIES: Mapping[Severity, str] = {"low": "P4", "medium": "P3", "high": "P2", "critical": "P1"}
LONGEST_MESSAGE = 130


class OpsgenieChannel:
    """Implements ports.Channel. The `alias` makes one alert of however many sendings, and closes it."""

    name = "opsgenie"
    can_resolve = True

    def __init__(self, key: str, poster: JsonPoster, *, url: str = "") -> None:
        self._headers, self._poster = {"Authorization": f"GenieKey {key}"}, poster
        self._url = f"{(url or ENDPOINT).rstrip('/')}/v2/alerts"

    def send(self, alert: Alert) -> None:
        body = {
            "message": alert.title[:LONGEST_MESSAGE],
            "alias": alert.key,
            "description": alert.title,
            "details": alert.facts,
            "priority": PRIORITIES[alert.severity],
            "source": "DenialOps",
        }
        self._post(self._url, body)

    def resolve(self, alert: Alert) -> None:
        self._post(f"{self._url}/{quote(alert.key, safe='')}/close?identifierType=alias", {"source": "DenialOps"})

    def _post(self, url: str, body: Mapping[str, Any]) -> None:
        posted = self._poster.post(url, json.dumps(body).encode(), self._headers)
        if "requestId" not in posted.body:
            raise ChannelUnavailable("The answer is not Opsgenie's.")
