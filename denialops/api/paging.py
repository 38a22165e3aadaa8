"""Cursors: opaque to callers, who hand them back as they came."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64

from denialops.errors import InvalidValue

PREFIX = b"after:"
LONGEST_NUMBER = 12
NOT_OURS = "That cursor is not one of ours."
START_AGAIN = "Start again without a cursor."


def page_cursor(offset: int) -> str:
    return urlsafe_b64encode(PREFIX + str(offset).encode()).decode()


def page_offset(cursor: str) -> int:
    """0 for no cursor. Raises InvalidValue for one that we did not hand out."""
    if not cursor:
        return 0
    try:
        decoded = urlsafe_b64decode(cursor.encode())
    except NotBase64 as error:
        raise InvalidValue(NOT_OURS, hint=START_AGAIN) from error
    number = decoded.removeprefix(PREFIX)
    if not decoded.startswith(PREFIX) or not number.isdigit() or len(number) > LONGEST_NUMBER:
        raise InvalidValue(NOT_OURS, hint=START_AGAIN)
    return int(number)
