"""A webhook of the clinic's own, signed so that its receiver knows who speaks and when."""

from __future__ import annotations

import hmac
import json
from hashlib import sha256

from denialops.errors import ChannelRefused
from denialops.ports import Clock
from denialops.ports.recovery.actions import Alert
from denialops.recovery.channels.http import JsonPoster

SIGNATURE = "DenialOps-Signature"


class WebhookChannel:
    """Implements ports.Channel. The same alert keeps its Idempotency-Key however often it is sent."""

    name = "webhook"
    can_resolve = True

    def __init__(self, url: str, secret: str, poster: JsonPoster, clock: Clock) -> None:
        self._url, self._secret, self._poster, self._clock = url, secret, poster, clock

    def send(self, alert: Alert) -> None:
        self._post("incident.escalated", alert)

    def resolve(self, alert: Alert) -> None:
        self._post("incident.resolved", alert)

    def _post(self, event: str, alert: Alert) -> None:
        body = json.dumps({"type": event, **alert.model_dump()}, sort_keys=True).encode()
        stamp = int(self._clock.now().timestamp())
        headers = {"Idempotency-Key": f"{event}:{alert.key}", SIGNATURE: sign(self._secret, stamp, body)}
        self._poster.post(self._url, body, headers)


def sign(secret: str, stamp: int, body: bytes) -> str:
    """`t=<seconds since 1970>,v1=<HMAC-SHA256 of "<t>.<body>" in hexadecimal>`."""
    if not secret:
        raise ChannelRefused("The webhook has no secret.", hint="Set DENIALOPS_WEBHOOK_SECRET.")
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, sha256).hexdigest()
    return f"t={stamp},v1={digest}"
