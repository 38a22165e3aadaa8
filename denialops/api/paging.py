"""Cursors: opaque to callers, who hand them back as they came. They name a row, not how many came before it."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from datetime import date

from denialops.domain.cases import CasePlace, CaseRow
from denialops.domain.recovery.incidents import Incident
from denialops.errors import InvalidValue

CASE = re.compile(rb"after:(\d{4}-\d{2}-\d{2}|none):(\d{1,12})")
INCIDENT = re.compile(rb"seen:(\d{4}-\d{2}-\d{2}T[0-9:.+]{5,24}):(\d{1,12})")
NUMBER = re.compile(rb"number:(\d{1,12})")
NOT_OURS = "That cursor is not one of ours."
START_AGAIN = "Start again without a cursor."


def cursor_after(row: CaseRow) -> str:
    return _packed(f"after:{row.safe_date or 'none'}:{row.number}")


def place_of(cursor: str) -> CasePlace | None:
    """None for no cursor. Raises InvalidValue for one that we did not hand out."""
    if not cursor:
        return None
    day, number = _unpacked(cursor, CASE)
    try:
        return CasePlace(None if day == "none" else date.fromisoformat(day), int(number))
    except ValueError as error:
        raise InvalidValue(NOT_OURS, hint=START_AGAIN) from error


def cursor_after_incident(incident: Incident) -> str:
    return _packed(f"seen:{incident.last_seen}:{incident.number}")


def incident_place_of(cursor: str) -> tuple[str, int] | None:
    """None for no cursor. Raises InvalidValue for one that we did not hand out."""
    if not cursor:
        return None
    last_seen, number = _unpacked(cursor, INCIDENT)
    return last_seen, int(number)


def cursor_after_number(number: int) -> str:
    return _packed(f"number:{number}")


def number_of(cursor: str) -> int | None:
    """None for no cursor. Raises InvalidValue for one that we did not hand out."""
    return int(_unpacked(cursor, NUMBER)[0]) if cursor else None


def _packed(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode()


def _unpacked(cursor: str, shape: re.Pattern[bytes]) -> tuple[str, ...]:
    try:
        found = shape.fullmatch(urlsafe_b64decode(cursor.encode()))
    except (NotBase64, ValueError) as error:
        raise InvalidValue(NOT_OURS, hint=START_AGAIN) from error
    if found is None:
        raise InvalidValue(NOT_OURS, hint=START_AGAIN)
    return tuple(part.decode() for part in found.groups())
