"""Small marks that say something in colour and in words: status, days left, confidence, money, dates."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from denialops.clock import local
from denialops.domain.facts import Fact
from denialops.ui.words import DATE_FIELDS, MONEY_FIELDS, STATUSES

SOON_DAYS = 14
URGENT_DAYS = 3

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>$~:])")


def plain(text: str) -> str:
    """Text of a letter as text: nothing in it is read as Markdown."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def status_chip(status: str) -> str:
    words, colour, icon = STATUSES[status]
    return f":{colour}-badge[{icon} {words}]"


def deadline_chip(days_left: int | None) -> str:
    """Colour and words; the words alone say it all."""
    if days_left is None:
        return ":gray-badge[No date yet]"
    if days_left < 0:
        return f":red-badge[:material/error: {counted(-days_left, 'day')} late]"
    if days_left == 0:
        return ":red-badge[:material/alarm: Due today]"
    if days_left <= URGENT_DAYS:
        return f":red-badge[:material/alarm: {counted(days_left, 'day')} left]"
    if days_left <= SOON_DAYS:
        return f":orange-badge[:material/schedule: {days_left} days left]"
    return f":green-badge[:material/event_available: {days_left} days left]"


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def confidence_chip(fact: Fact) -> str:
    if fact.found_by == "person":
        return ":blue-badge[:material/person: confirmed]"
    if fact.is_sure and not fact.flags:
        return ":green-badge[:material/check: sure]"
    return ":orange-badge[:material/help: check this]"


def day(value: date | None) -> str:
    return f"{value:%b} {value.day}, {value.year}" if value else ""


def moment(iso: str) -> str:
    """A stored time in the clinic's zone."""
    if not iso:
        return ""
    at = local(datetime.fromisoformat(iso))
    return f"{day(at.date())}, {at:%I:%M %p}".replace(", 0", ", ")


def money(amount: Decimal | None) -> str:
    return f"${amount:,.2f}" if amount is not None else ""


def is_day(value: str) -> bool:
    """Letters also date things in words ("two weeks before the review"), which stay words."""
    return re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None


def shown(field: str, value: str) -> str:
    """A fact's canonical value as people write it; what does not fit its form is shown as it is."""
    if field in DATE_FIELDS and is_day(value):
        return day(date.fromisoformat(value))
    if field in MONEY_FIELDS:
        try:
            return money(Decimal(value))
        except InvalidOperation:
            return value
    return value
