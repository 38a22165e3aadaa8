"""First and last day of the denied services."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.pipeline.finders.claims import Claims
from denialops.pipeline.finders.dates import DateSpan
from denialops.pipeline.finders.reading import LIKELY, SURE, Found


def find_service_dates(claims: Claims, *, letter_date: str) -> Iterator[Found]:
    """First and last day of the denied services; an unlabelled date counts beside a code or a claim number."""
    spans = [span for span in claims.dates if _is_service(claims, span) and not claims.in_paid_part(span.start)]
    spans = [span for span in spans if span.value != letter_date or span.role == "service"]
    onward = next((span for span in claims.dates if _goes_forward(claims, span)), None)
    if onward:
        yield Found("service_from", onward.value, onward.start, onward.end, SURE, "dates.service", onward.flags)
        return
    if not spans:
        return
    first = min(spans, key=lambda span: span.value)
    last = max(spans, key=lambda span: span.value)
    confidence = SURE if first.role == "service" else LIKELY + 0.06
    yield Found("service_from", first.value, first.start, first.end, confidence, "dates.service", first.flags)
    yield Found("service_to", last.value, last.start, last.end, confidence, "dates.service", last.flags)


def _goes_forward(claims: Claims, span: DateSpan) -> bool:
    following = claims.reading.flat[span.end : span.end + 24]
    if span.role == "service" and re.search(r"(?:beginning|starting)(?: on)? $", claims.reading.before(span.start, 14)):
        return True
    return bool(
        re.match(
            r" ?(?:forward|onward|and (?:after|forward|beyond|later)|ongoing|en adelante|through (?:discharge|"
            r"present))",
            following,
        )
    )


def _is_service(claims: Claims, span: DateSpan) -> bool:
    if span.role == "service":
        return not re.search(r"appeal|request|notice|letter|review", claims.reading.before(span.start, 22))
    if span.role not in ("", "loose"):
        return False
    if re.match(r",? (?:we|you|your|our|the plan|recibimos|su|usted)\b", claims.reading.flat[span.end : span.end + 14]):
        return False
    line = claims.reading.line_of(span.start)
    if (
        span.role == ""
        and claims.rows
        and claims.reading.text[line.start : line.end].strip() == claims.reading.text[span.start : span.end]
    ):
        return line.start > claims.reading.lines[min(9, len(claims.reading.lines) - 1)].start
    near = (*(code.start for code in claims.procedures), *(number.start for number in claims.numbers))
    sentence = claims.reading.sentence_at(span.start)
    start, end = min(line.start, sentence.start), max(line.end, sentence.end)
    return any(start <= place < end for place in near) or any(
        row.span.start <= span.start < row.span.end for row in claims.rows
    )
