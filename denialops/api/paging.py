"""Cursors: opaque to callers, who hand them back as they came. They name a row, not how many came before it."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from datetime import date

from denialops.domain.cases import CasePlace, CaseRow
from denialops.errors import InvalidValue

SHAPE = re.compile(rb"after:(\d{4}-\d{2}-\d{2}|none):(\d{1,12})")
NOT_OURS = "That cursor is not one of ours."
START_AGAIN = "Start again without a cursor."


def cursor_after(row: CaseRow) -> str:
    return urlsafe_b64encode(f"after:{row.safe_date or 'none'}:{row.number}".encode()).decode()


def place_of(cursor: str) -> CasePlace | None:
    """None for no cursor. Raises InvalidValue for one that we did not hand out."""
    if not cursor:
        return None
    try:
        found = SHAPE.fullmatch(urlsafe_b64decode(cursor.encode()))
        if found is None:
            raise InvalidValue(NOT_OURS, hint=START_AGAIN)
        day = None if found[1] == b"none" else date.fromisoformat(found[1].decode())
    except (NotBase64, ValueError) as error:
        raise InvalidValue(NOT_OURS, hint=START_AGAIN) from error
    return CasePlace(day, int(found[2]))
