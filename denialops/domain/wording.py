"""How letters write dates, money and lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

MONTHS = ("January February March April May June July August September October November December").split()
_MAY_BE_STRUCTURE = re.compile(r"[\ue000-\uf8ff|]|\[\[|\]\]|\s\s|[^\S ]|^[#>\- ]|\s$")
_PRIVATE_USE = re.compile(r"[\ue000-\uf8ff]")
_OPENING, _CLOSING = re.compile(r"\[{2,}"), re.compile(r"\]{2,}")
_PLACE = re.compile(r",\s*(?=[^,]+,\s*[A-Z]{2}\s+\d{5}(?:-\d{4})?\s*$)")


def day(value: date) -> str:
    """March 21, 2026"""
    return f"{MONTHS[value.month - 1]} {value.day}, {value.year}"


def dollars(value: Decimal) -> str:
    """$1,640.00"""
    return f"${value:,.2f}"


def series(parts: Sequence[str]) -> str:
    """a, b and c"""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def as_date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def as_money(value: str) -> Decimal | None:
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def address_lines(address: str) -> tuple[str, ...]:
    """An address in one line as the lines of an envelope: city, state and ZIP stay together."""
    rows = [row.strip(" ,") for row in address.splitlines() if row.strip(" ,")]
    if len(rows) > 1:
        return tuple(rows)
    place = _PLACE.split(address.strip(), maxsplit=1)
    return tuple(part.strip() for part in [*place[0].split(","), *place[1:]] if part.strip())


def one_line(text: str) -> str:
    """A value as it may stand inside a sentence: no line breaks, and nothing that reads as our own marks."""
    if not _MAY_BE_STRUCTURE.search(text):
        return text
    text = " ".join(_PRIVATE_USE.sub("", text).split())
    text = _OPENING.sub("[", _CLOSING.sub("]", text))
    return text.lstrip("#>|- ").replace("|", "/")
