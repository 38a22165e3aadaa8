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
    spans = spans or [span for span in claims.dates if _is_of_care(claims, span) and span.value != letter_date]
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


_OTHER_EVENT = re.compile(
    r"\b(?:requested|refused|came to|appealed|filed|asked|signed|hurt|disputed|letter|notes|records?|logs?|"
    r"charts?)\b[^.]{0,30}$"
)
_CARE_BEHIND = re.compile(
    r",? (?:visits?|services?|admission|stay|surgery|procedure|treatments?|appointment|transport|claim for|"
    r"office visit|exam|test|"
    r"scan|mri|hospital)\b"
)
_CARE_BEFORE = re.compile(
    r"\b(?:visits?|care|services?|treatments?|transport|surgery|procedure|exam|scan|mri|x-ray|test|stay|admission|"
    r"therapy|session|"
    r"done|performed|injection|infusion|appointment) (?:of|on|for|dated) $|\b(?:svc|when|seen):? $"
)


_EARLIER = re.compile(
    r"\b(?:first|last|previous|prior|initial|recent|earlier|notes?|records?|shows?|since|paid|policy)\b"
)


def _is_of_care(claims: Claims, span: DateSpan) -> bool:
    """ "the February 3 visit", "the MRI of February 3", "Care on 03 Feb"."""
    if span.role not in ("", "loose", "plain") or _EARLIER.search(claims.reading.before(span.start, 45)):
        return False
    if _CARE_BEHIND.match(claims.reading.flat, span.end):
        return True
    return bool(_CARE_BEFORE.search(claims.reading.before(span.start, 30)))


def _ends(claims: Claims) -> Iterator[int]:
    """Where amounts stand: a dated line with an amount is a line of service."""
    yield from (amount.start for amount in claims.amounts)


def _is_service(claims: Claims, span: DateSpan) -> bool:
    if span.role == "service":
        return not re.search(r"appeal|request|notice|letter|review", claims.reading.before(span.start, 22))
    if span.role not in ("", "loose", "plain"):
        return False
    if span.role == "plain":
        line = claims.reading.line_of(span.start)
        return any(
            line.start <= start < line.end for start in (*(code.start for code in claims.procedures), *_ends(claims))
        )
    if re.match(r",? (?:we|you|your|our|the plan|recibimos|su|usted)\b", claims.reading.flat[span.end : span.end + 14]):
        return False
    if _OTHER_EVENT.search(claims.reading.before(span.start, 40)):
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
