"""Checks an event as it was sent: every fault is told together, and none repeats what stood there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from denialops.domain.recovery.events import CLAIM_DENIED, CLAIM_PAID, WorkflowEvent
from denialops.domain.recovery.identifying import find_kind
from denialops.domain.recovery.payload_fields import PayloadFields
from denialops.domain.recovery.vendors import name_payer, name_vendor, plain_reason
from denialops.errors import FaultyEvent
from denialops.ports import Clock
from denialops.recovery.intake_payload import PayloadCheck

SCHEMA_VERSIONS = (1,)
EARLIEST_YEAR = 2000
AHEAD = timedelta(hours=1)
"""So much a sender's clock may be ahead of ours."""
KB = 1024
CLAIMS = frozenset({CLAIM_DENIED, CLAIM_PAID})


class _Name(NamedTuple):
    pattern: re.Pattern[str]
    words: str
    is_needed: bool = True


NAMES = {
    "workflow_id": _Name(re.compile(r"[A-Za-z0-9][\w.:/-]{0,99}", re.ASCII), "1 to 100 letters, digits or _ . : / -"),
    "event_type": _Name(
        re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*", re.ASCII), "small letters, digits, _ and dots: claim.failed"
    ),
    "idempotency_key": _Name(
        re.compile(r"[A-Za-z0-9][\w.:/-]{0,199}", re.ASCII), "1 to 200 letters, digits or _ . : / -"
    ),
    "vendor": _Name(
        re.compile(r"[^\W_][^\x00-\x1f\x7f\ud800-\udfff@]{0,99}"), "1 to 100 letters, digits or signs", is_needed=False
    ),
    "error_code": _Name(
        re.compile(r"[A-Za-z0-9][\w.:/ -]{0,63}", re.ASCII), "1 to 64 letters, digits or _ . : / -", is_needed=False
    ),
}
LONGEST_NAME = 200
KNOWN = frozenset(NAMES) | {"occurred_at", "schema_version", "payload"}
_CASE_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_SHOWABLE = re.compile(r"[A-Za-z0-9_.-]{1,64}")


class Checked(NamedTuple):
    """`body_hash` is the same for the same body, however its keys were ordered."""

    event: WorkflowEvent
    body_hash: str
    case_id: str


class EventCheck:
    """`max_kb` bounds the whole event as JSON. `fingerprint`: a hash under the key of this installation."""

    def __init__(
        self, fields: PayloadFields, *, fingerprint: Callable[[bytes], str], clock: Clock, max_kb: int
    ) -> None:
        self._payload = PayloadCheck(fields, fingerprint)
        self._fingerprint, self._clock, self._max_kb = fingerprint, clock, max_kb

    def check(self, body: object) -> Checked:
        """Raises FaultyEvent with every fault."""
        if not isinstance(body, dict):
            raise FaultyEvent(["event: has to be a JSON object"])
        faults: list[str] = []
        values = self._values(body, faults)
        # What lies too deep could not be written as JSON to be measured.
        written = b"" if faults else _canonical(body)
        if len(written) > self._max_kb * KB:
            faults.append(f"event: is larger than {self._max_kb} kB (DENIALOPS_EVENT_MAX_KB)")
        if faults:
            raise FaultyEvent(faults)
        event = WorkflowEvent(**values)
        return Checked(event, self._fingerprint(b"event body:" + written), str(event.payload.get("case_id") or ""))

    def _values(self, body: Mapping[str, Any], faults: list[str]) -> dict[str, Any]:
        faults.extend(f"{_shown(key)}: is no field of an event" for key in body if key not in KNOWN)
        values: dict[str, Any] = {name: _name(name, body.get(name), faults) for name in NAMES}
        values["occurred_at"] = _moment(body.get("occurred_at"), self._clock.now(), faults)
        values["schema_version"] = _version(body.get("schema_version", SCHEMA_VERSIONS[-1]), faults)
        values["payload"] = self._checked_payload(body.get("payload", {}), faults)
        return _of_claim(values, faults) if values["event_type"] in CLAIMS else _of_vendor(values)

    def _checked_payload(self, payload: object, faults: list[str]) -> Mapping[str, Any]:
        if not isinstance(payload, dict):
            faults.append("payload: has to be a JSON object")
            return {}
        case_id = payload.get("case_id")
        if case_id is not None and not (isinstance(case_id, str) and _CASE_ID.fullmatch(case_id)):
            faults.append("payload.case_id: has to be the id of a case")
        return self._payload.handled(payload, faults)


def _name(field: str, value: object, faults: list[str]) -> str:
    shape = NAMES[field]
    if value is None or value == "":
        if shape.is_needed:
            faults.append(f"{field}: is missing")
        return ""
    if not isinstance(value, str) or not shape.pattern.fullmatch(value) or len(value) > LONGEST_NAME:
        faults.append(f"{field}: has to be {shape.words}")
        return ""
    if find_kind(value):
        faults.append(f"{field}: looks like a person's")
    return value


def _moment(value: object, now: datetime, faults: list[str]) -> datetime:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if value is None:
        faults.append("occurred_at: is missing")
    elif moment is None:
        faults.append("occurred_at: has to be a time such as 2026-01-31T15:04:05Z")
    elif moment.tzinfo is None:
        faults.append("occurred_at: does not say in which time zone: end it with Z or +00:00")
    elif moment.year < EARLIEST_YEAR:
        faults.append(f"occurred_at: lies before {EARLIEST_YEAR}")
    elif moment.year > now.year + 1 or moment > now + AHEAD:
        faults.append("occurred_at: lies in the future")
    else:
        return moment.astimezone(UTC)
    return now


def _version(value: object, faults: list[str]) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value in SCHEMA_VERSIONS:
        return value
    faults.append(f"schema_version: has to be {' or '.join(map(str, SCHEMA_VERSIONS))}")
    return 0


def _of_vendor(values: dict[str, Any]) -> dict[str, Any]:
    return values | {"vendor": name_vendor(values["vendor"])}


def _of_claim(values: dict[str, Any], faults: list[str]) -> dict[str, Any]:
    """Of whomever it comes: letters of ours and the clinic's other programs name the same payer and reason alike."""
    payer, is_denial = name_payer(values["vendor"]), values["event_type"] == CLAIM_DENIED
    if not payer:
        faults.append("vendor: is missing: the payer of the claim")
    if is_denial and not values["error_code"]:
        faults.append("error_code: is missing: the CARC, or the category of the denial")
    return values | {"vendor": payer, "error_code": plain_reason(values["error_code"])}


def _canonical(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, sort_keys=True, separators=(",", ":")).encode()


def _shown(key: object) -> str:
    """A key of ours to be: what else may stand there is not repeated."""
    return key if isinstance(key, str) and _SHOWABLE.fullmatch(key) else "(a key)"
