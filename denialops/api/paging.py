"""Cursors: opaque to callers, who hand them back as they came."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64

from denialops.errors import InvalidValue

PREFIX = b"after:"


def page_cursor(offset: int) -> str:
    return urlsafe_b64encode(PREFIX + str(offset).encode()).decode()


def page_offset(cursor: str) -> int:
    """0 for no cursor. Raises InvalidValue for one that we did not hand out."""
    if not cursor:
        return 0
    try:
        decoded = urlsafe_b64decode(cursor.encode())
        return int(decoded.removeprefix(PREFIX)) if decoded.startswith(PREFIX) else _refuse()
    except (NotBase64, ValueError) as error:
        raise InvalidValue("That cursor is not one of ours.", hint="Start again without a cursor.") from error


def _refuse() -> int:
    raise ValueError
