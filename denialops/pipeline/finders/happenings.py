"""Days on which something happened that a clock runs from: care ends, a payment was made, a request came in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.pipeline.finders.dates import DateSpan
from denialops.pipeline.finders.reading import LIKELY, Found, Reading

_CARE_ENDS = re.compile(r"(?:services?|care|coverage|treatment|stay|benefits?|therapy|visits?|hours)\b")
_ASKED = re.compile(r"request|rfa\b|claim|precert|authori[sz]ation")
_APPEALED = re.compile(r"appeal|reconsider|redeterm|dispute")


def find_happenings(reading: Reading, dates: tuple[DateSpan, ...], kind: str) -> Iterator[Found]:
    """The first day of each kind; the end of care only where ongoing care is decided."""
    seen: set[str] = set()
    for span in dates:
        field = _field(reading, span, kind)
        if field and field not in seen:
            seen.add(field)
            yield Found(field, span.value, span.start, span.end, LIKELY, "happenings", span.flags)


def _field(reading: Reading, span: DateSpan, kind: str) -> str:
    sentence = reading.sentence_at(span.start)
    words = reading.flat[sentence.start : span.start]
    if span.role == "effective" and kind == "adverse_determination_concurrent" and _CARE_ENDS.search(words):
        return "effective_date"
    if span.role == "payment":
        return "paid_date"
    if span.role == "received" and _ASKED.search(words) and not _APPEALED.search(words):
        return "received_date"
    return ""
