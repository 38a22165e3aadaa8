"""The placeholders of one case: the same value has the same one in every call, each spelling its own form of it.

[NAME_1] is the first spelling of the first person, [NAME_1.2] the second; [DAY+12] is twelve days after the case's
reference day. Only this object knows what they stand for, and it lives in memory only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from threading import Lock

from denialops.domain.models import Identifier
from denialops.llm.redaction.calendar_words import PLAIN_STYLE, write_day, write_month
from denialops.llm.redaction.spans import DATE, DAY, MONTH, NAME, Span

_NINETY_YEARS_DAYS = 32_873
_FARTHEST_DAYS = 40_000


class Pseudonyms:
    """Both ways between spellings and placeholders. Thread-safe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._anchor: date | None = None
        self._numbers: dict[tuple[str, str], int] = {}
        self._counts: Counter[str] = Counter()
        self._forms: dict[tuple[str, int], list[str]] = {}
        self._by_spelling: dict[tuple[str, str], str] = {}
        self._styles: Counter[str] = Counter()
        self._strangers: dict[str, None] = {}

    def learn(self, identifiers: Iterable[Identifier], people: Iterable[tuple[str, str]]) -> None:
        """Takes the reference day from the first date, and for each person (key, name) the name as the first form."""
        with self._lock:
            for identifier in identifiers:
                if identifier.kind == "date" and self._anchor is None:
                    self._anchor = _as_date(identifier.value)
            for key, name in people:
                self._numbered(NAME, key, name)

    def remember(self, names: Iterable[str]) -> tuple[str, ...]:
        """Adds people that detectors found; gives everybody found so far in any call of the case."""
        with self._lock:
            self._strangers |= dict.fromkeys(names)
            return tuple(self._strangers)

    def place(self, span: Span, spelling: str) -> str:
        """The placeholder for a stretch of a text."""
        with self._lock:
            if span.style:
                self._styles[span.style] += 1
            known = self._by_spelling.get((span.label, spelling))
            return known or self._new(span, spelling)

    def set_anchor(self, days: Iterable[Span]) -> None:
        """Where no date is known, the first full date of the text is the reference day."""
        with self._lock:
            for span in days:
                if self._anchor is None and span.label == DAY and not span.key.startswith("--"):
                    self._anchor = date.fromisoformat(span.key)

    def find(self, label: str, number: int, form: int) -> str | None:
        """The spelling that a placeholder stands for; None when it stands for nothing."""
        with self._lock:
            forms = self._forms.get((label, number))
            if forms:
                return forms[form - 1] if 0 < form <= len(forms) else forms[0]
            if label in (DAY, MONTH):
                return self._computed(label, number)
            return None

    def _new(self, span: Span, spelling: str) -> str:
        offset = self._offset(span)
        if offset is not None:
            placeholder = self._form(span.label, offset, spelling)
        else:
            label = DATE if span.label in (DAY, MONTH) else span.label
            placeholder = self._numbered(label, span.key, spelling)
        self._by_spelling[span.label, spelling] = placeholder
        return placeholder

    def _numbered(self, label: str, key: str, spelling: str) -> str:
        if (label, key) not in self._numbers:
            self._counts[label] += 1
            self._numbers[label, key] = self._counts[label]
        return self._form(label, self._numbers[label, key], spelling)

    def _form(self, label: str, number: int, spelling: str) -> str:
        forms = self._forms.setdefault((label, number), [])
        if spelling not in forms:
            forms.append(spelling)
        form = forms.index(spelling) + 1
        shown = f"{number:+d}" if label in (DAY, MONTH) else f"_{number}"
        return f"[{label}{shown}]" if form == 1 else f"[{label}{shown}.{form}]"

    def _offset(self, span: Span) -> int | None:
        """Days or months from the reference day. None: not a calendar day, or so far back that it tells an age "
        "over 89."""
        if self._anchor is None or span.label not in (DAY, MONTH):
            return None
        if span.label == MONTH:
            return self._months(span.key, self._anchor)
        day = _nearest(span.key, self._anchor)
        offset = (day - self._anchor).days if day else None
        return offset if offset is not None and abs(offset) < _NINETY_YEARS_DAYS else None

    def _months(self, key: str, anchor: date) -> int:
        year, month = key.rsplit("-", 1)
        if year.strip("-"):
            return (int(year) - anchor.year) * 12 + int(month) - anchor.month
        return (int(month) - anchor.month + 6) % 12 - 6

    def _computed(self, label: str, number: int) -> str | None:
        if self._anchor is None or abs(number) > _FARTHEST_DAYS:
            return None
        style = self._styles.most_common(1)[0][0] if self._styles else PLAIN_STYLE
        if label == DAY:
            return write_day(self._anchor + timedelta(days=number), style)
        months = self._anchor.year * 12 + self._anchor.month - 1 + number
        return write_month(date(months // 12, months % 12 + 1, 1), style) if 12 <= months < 120_000 else None


def _as_date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _nearest(key: str, anchor: date) -> date | None:
    """The day itself, or for "--03-05" the one closest to the reference day."""
    if not key.startswith("--"):
        return date.fromisoformat(key)
    days = (_as_date(f"{year}-{key[2:]}") for year in (anchor.year - 1, anchor.year, anchor.year + 1))
    return min((day for day in days if day), key=lambda day: abs(day - anchor), default=None)
