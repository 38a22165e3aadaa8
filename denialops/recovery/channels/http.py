"""One POST of JSON to an outside service: bounded in time and size, never redirected, its faults in our words."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, NamedTuple

import urllib3
from urllib3.exceptions import HTTPError

from denialops.errors import ChannelRefused, ChannelUnavailable

MOST_BYTES = 64 * 1024
LONGEST_PAUSE_S = 3600.0
AGAIN = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})


class Posted(NamedTuple):
    """`body`: the reply's JSON object, or nothing where the reply is no such thing."""

    status: int
    body: Mapping[str, Any]


class JsonPoster:
    """`timeout_s` for the whole exchange."""

    def __init__(self, *, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._pool = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(total=timeout_s), maxsize=2)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Posted:
        """Any 2xx. Raises ChannelUnavailable, with the wait the other side asks for, or ChannelRefused."""
        until = time.monotonic() + self._timeout_s
        sent = {"Content-Type": "application/json", "User-Agent": "DenialOps", **headers}
        try:
            reply = self._pool.request("POST", url, body=body, headers=sent, redirect=False, preload_content=False)
            try:
                data = _read(reply, until)
            finally:
                reply.close()
        except HTTPError as error:
            raise ChannelUnavailable(f"No reply that holds: {type(error).__name__}.") from error
        if 200 <= reply.status < 300:
            return Posted(reply.status, _object(data))
        raise _fault(reply.status, reply.headers.get("Retry-After", ""))


def _read(reply: urllib3.BaseHTTPResponse, until: float) -> bytes:
    """A reply that drips ends with our patience, one that never ends with its size."""
    data = b""
    while piece := reply.read1(MOST_BYTES):
        data += piece
        if len(data) > MOST_BYTES:
            raise ChannelRefused("The reply is far too long for one.")
        if time.monotonic() > until:
            raise ChannelUnavailable("The reply takes too long.")
    return data


def _object(data: bytes) -> Mapping[str, Any]:
    try:
        parsed = json.loads(data)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _fault(status: int, retry_after: str) -> ChannelUnavailable | ChannelRefused:
    message = f"It answers {status}."
    if status in AGAIN or status >= 500:
        return ChannelUnavailable(message, retry_after_s=_wait_s(retry_after))
    return ChannelRefused(message)


def _wait_s(retry_after: str) -> float | None:
    """Seconds, or a date as HTTP writes it; never longer than an hour."""
    if not retry_after:
        return None
    try:
        wait_s = float(retry_after)
    except ValueError:
        try:
            wait_s = (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            return None
    return min(max(wait_s, 0.0), LONGEST_PAUSE_S) if math.isfinite(wait_s) else None
