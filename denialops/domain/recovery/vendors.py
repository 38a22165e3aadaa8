"""One name for one vendor, however its letters and programs write it."""

from __future__ import annotations

import re
import unicodedata

_BETWEEN = re.compile(r"[^a-z0-9]+")
_COMPANY = frozenset("inc incorporated llc lp llp ltd corp corporation co company the and of".split())
_GROUP = re.compile(r"^(?:CO|PR|OA|PI|CR)[ -]?(?=\d)", re.IGNORECASE)
LONGEST = 80


def name_vendor(text: str) -> str:
    """Small letters, with _ for blanks: Northgate Clearing as northgate_clearing; . : and - stay."""
    return "_".join(_plain(text).split())[:LONGEST]


def name_payer(text: str) -> str:
    """As its letters name it, without marks and the words of its legal form: Harbor Ridge, Inc. as harbor_ridge."""
    words = [word for word in _BETWEEN.split(_plain(text).replace("'", "").replace("’", "")) if word]
    telling = [word for word in words if word not in _COMPANY]
    return "_".join(telling or words)[:LONGEST].strip("_")


def plain_reason(code: str) -> str:
    """CO-197 and 197 are one reason: the group says who bears the amount, not why it was denied."""
    return _GROUP.sub("", code.strip())


def _plain(text: str) -> str:
    """Without accents, in small letters."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(char for char in parts if not unicodedata.combining(char)).casefold().strip()
