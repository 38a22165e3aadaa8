"""First and last day of the denied services."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from denialops.pipeline.finders.claims import Claims
from denialops.pipeline.finders.dates import DateSpan
from denialops.pipeline.finders.reading import GUESS, LIKELY, SURE, Found, Span


def find_service_dates(claims: Claims, *, letter_date: str) -> Iterator[Found]:
    """First and last day of the denied services; an unlabelled date counts beside a code or a claim number."""
    spans = next((spans for spans in _readings(claims, letter_date) if spans), [])
    onward = next((span for span in claims.dates if _goes_forward(claims, span)), None)
    if onward:
        yield Found("service_from", onward.value, onward.start, onward.end, SURE, "dates.service", onward.flags)
        return
    if not spans:
        return
    first = min(spans, key=lambda span: span.value)
    last = max(spans, key=lambda span: span.value)
    confidence = min(_confidence(claims, first), _confidence(claims, last))
    if _days_between(first, last) > _LONGEST_STAY:
        confidence = min(confidence, GUESS)
    yield Found("service_from", first.value, first.start, first.end, confidence, "dates.service", first.flags)
    yield Found("service_to", last.value, last.start, last.end, confidence, "dates.service", last.flags)


_LONGEST_STAY = 366


def _days_between(first: DateSpan, last: DateSpan) -> int:
    return (date.fromisoformat(last.value) - date.fromisoformat(first.value)).days


def _readings(claims: Claims, letter_date: str) -> Iterator[list[DateSpan]]:
    """Days named or placed as days of service, a range behind words of care, days beside words of care, a bare date."""
    others = frozenset(span.value for span in claims.dates if span.role in ("birth", "injury"))
    born = max((span.value for span in claims.dates if span.role == "birth"), default="")
    possible = [span for span in claims.dates if _is_possible(claims, span, letter_date, born)]
    spans = [span for span in possible if _is_service(claims, span) and not _is_paid(claims, span)]
    yield [span for span in spans if span.value != letter_date or span.role == "service" or _is_ranged(claims, span)]
    yield [span for span in _span_of_time(claims) if span in possible]
    yield [span for span in possible if _is_of_care(claims, span) and span.value != letter_date]
    plain = [
        span for span in possible if span.role == "plain" and span.value < letter_date and span.value not in others
    ]
    yield plain[:1] if claims.numbers and claims.amounts and len(plain) == 1 else []


def _is_possible(claims: Claims, span: DateSpan, letter_date: str, born: str) -> bool:
    """Not before birth; after the notice only where care is asked for and not billed."""
    if born and span.value <= born:
        return False
    is_billed = bool(claims.amounts) and not _AHEAD.search(claims.reading.flat)
    return not (letter_date and is_billed and span.value > letter_date)


_AHEAD = re.compile(
    r"\b(?:prior auth|pre-?auth|pre-?cert|pre-?determin|pretreatment|prior approval|predeterminacion|proposed|planned|"
    r"scheduled|upcoming|future|will (?:end|stop|be reduced)|concurrent|continued stay|requested (?:dates?|service)|"
    r"authorization request|dates? requested|not yet|service authorization|utilization review|treatment authorization|"
    r"pre-?service|autorizacion)"
)


def _confidence(claims: Claims, span: DateSpan) -> float:
    """Named as a day of service; in a line of a table or beside its code; or only beside words of care."""
    if span.role == "service":
        return SURE
    line = claims.reading.line_of(span.start)
    in_line = any(line.start <= start < line.end for start in _ends(claims)) or any(
        row.span.start <= span.start < row.span.end for row in claims.rows
    )
    return LIKELY + 0.06 if in_line or _is_coded(claims, span) or _opens_claim(claims, span) else LIKELY


def _is_paid(claims: Claims, span: DateSpan) -> bool:
    """On a paid line or claim; a day alone on its line belongs to the claim number below it."""
    line = claims.reading.line_of(span.start)
    below = _claim_below(claims, line)
    if below and claims.reading.text[line.start : line.end].strip() == claims.reading.text[span.start : span.end]:
        return claims.in_paid_part(below.start)
    return claims.in_paid_part(span.start)


def _claim_below(claims: Claims, line: Span) -> Found | None:
    """The number of the claim that a line with nothing but a day opens."""
    text = claims.reading.text[line.start : line.end].strip()
    if len(text) > _LONGEST_DAY or line.start <= claims.reading.lines[min(3, len(claims.reading.lines) - 1)].start:
        return None
    return next((number for number in claims.numbers if 0 < number.start - line.end < _BELOW), None)


_LONGEST_DAY = 20
_BELOW = 160
_WINDOW = re.compile(
    r"(?:approv|authori[sz]|certif|good|valid|cover|request|care|service|treatment|visits?|therapy|days|window|period|"
    r"stay|"
    r"hours|sessions?|bill)\w*\b[^.;]{0,90}$"
)
_NO_WINDOW = re.compile(
    r"\b(?:coverage (?:was|is|began|ran|ended)|premium|policy (?:period|year)|enrolled|eligib|telephone|processed|log|"
    r"records?|notes?|"
    r"phone|lines?|open|hours of)\b[^.;]{0,60}$"
)


def _span_of_time(claims: Claims) -> Iterator[DateSpan]:
    """ "approved from December 1 to February 28": two days joined as a range behind words of care."""
    spans = [span for span in claims.dates if span.role in ("", "loose", "plain", "limit")]
    for first, last in pairwise(spans):
        between = claims.reading.flat[first.end : last.start] if last.start - first.end < _JOINED else ""
        before = claims.reading.before(first.start, 120)
        if (
            _JOINS.fullmatch(between)
            and first.value < last.value
            and _WINDOW.search(before)
            and not _NO_WINDOW.search(before)
        ):
            yield first
            yield last
            return


_JOINED = 20
_JOINS = re.compile(r",? *(?:-|to|thru|through|and|until|al?|hasta(?: el)?) *")


def _goes_forward(claims: Claims, span: DateSpan) -> bool:
    following = claims.reading.flat[span.end : span.end + 24]
    if span.role == "service" and re.search(r"(?:beginning|starting)(?: on)? $", claims.reading.before(span.start, 14)):
        return True
    if _FROM_ON.search(claims.reading.before(span.start, 60)) and not _JOINS.match(following):
        return True
    return bool(
        re.match(
            r" ?(?:forward|onward|and (?:after|forward|beyond|later)|ongoing|en adelante|through (?:discharge|"
            r"present))",
            following,
        )
    )


_FROM_ON = re.compile(r"\b(?:more|additional|further|nursing|hours|a (?:day|night|week))\b[^.;\n]{0,40},? from $")
"""Care asked for from a day on, without an end."""
_OTHER_EVENT = re.compile(
    r"\b(?:requested|refused|came to|appealed|filed|asked|signed|hurt|disputed|letter|notes|records?|logs?|"
    r"turned down|denied|"
    r"decided|mailed|spoke|called|calls|met|upheld|processed|submitted|reviewed|offered|charts?|dated|sent|wrote|faxed|"
    r"came|arrived|approved|affirmed|filled in|wrote|visited you|"
    r"paid|issued|denial|decision|phoned|notified|told)\b(?! that)[^.;]{0,80}$"
)
_CARE_BEHIND = re.compile(
    r",? (?:visits?|services?|admission|stay|surgery|procedure|treatments?|appointment|transport|claim for|"
    r"office visit|exam|test|"
    r"scan|mri|hospital)\b"
)
_CARE_BEFORE = re.compile(
    r"\b(?:visits?|care|services?|treatments?|transport|surgery|procedure|exam|scan|mri|x-ray|test|stay|admission|"
    r"therapy|session|"
    r"done|performed|injection|infusion|appointment)(?: (?:to|at|in|with|by|from) [^.;:]{3,70})? (?:of|on|for|dated) $|"
    r"\b(?:who treated you|treated by|seen by|treated at|where): (?:[^.;]|\.\d){3,80} on $|"
    r"\b(?:you|patient|member|he|she) (?:ordered|bought|purchased|got|picked up|received|had) (?:\w+ ){1,4}on $|"
    r"\b(?:svc|when|seen):? $"
)


_EARLIER = re.compile(
    r"\b(?:first|last|previous|prior|initial|recent|earlier|notes?|records?|shows?|since|paid|policy|offered|compared|"
    r"update|"
    r"dated)\b"
)


def _is_of_care(claims: Claims, span: DateSpan) -> bool:
    """ "the February 3 visit", "the MRI of February 3", "Care on 03 Feb"."""
    if span.role not in ("", "loose", "plain") or _EARLIER.search(claims.reading.before(span.start, 45)):
        return False
    if not (claims.amounts or claims.numbers) or "date of injury" in claims.reading.flat:
        return False
    if _CARE_BEHIND.match(claims.reading.flat, span.end):
        return True
    return bool(_CARE_BEFORE.search(claims.reading.before(span.start, 110)))


def _ends(claims: Claims) -> Iterator[int]:
    """Where amounts stand: a dated line with an amount is a line of service."""
    yield from (amount.start for amount in claims.amounts)


def _tells_of_event(claims: Claims, span: DateSpan) -> bool:
    """ "refused on", "requested by Dr. Foe (NPI ...) on": a day of the case, not of care."""
    start = claims.reading.sentence_at(span.start).start
    return bool(_OTHER_EVENT.search(claims.reading.flat[max(start, span.start - 110) : span.start]))


_STOPGAP = re.compile(r"\b(?:temporary|transition|emergency) (?:supply|fill)\b[^.]{0,60}$")
"""What was handed out meanwhile is not what was denied."""


def _is_service(claims: Claims, span: DateSpan) -> bool:
    if _STOPGAP.search(claims.reading.before(span.start, 90)):
        return False
    if span.role == "service":
        return not _OTHER_PAPER.search(claims.reading.before(span.start, 40))
    if span.role == "plain":
        line = claims.reading.line_of(span.start)
        starts = (*(code.start for code in claims.procedures), *_ends(claims))
        return any(line.start <= start < line.end for start in starts)
    if span.role not in ("", "loose") or _OTHER_PAPER.search(claims.reading.before(span.start, 24)):
        return False
    if _BILLED_BEHIND.match(claims.reading.flat, span.end) or _is_coded(claims, span):
        return True
    if _WRITER_BEHIND.match(claims.reading.flat, span.end) or _tells_of_event(claims, span):
        return False
    return _opens_claim(claims, span) or _stands_beside(claims, span)


_OTHER_PAPER = re.compile(r"offered|(?:appeal|(?<!dates )request(?!ed dates)|notice|letter|statement|review).{0,16}$")
_WRITER_BEHIND = re.compile(
    r",? (?:(?:we|you|your|our|the plan|recibimos|su|usted)\b|(?:initial |adverse |first |written |coverage |"
    r"original )*"
    r"(?:denial|decision|notice|letter|determination|request|appeal|report|note|statement|call|hearing|review|"
    r"submission|remittance)s?\b)"
)


def _is_coded(claims: Claims, span: DateSpan) -> bool:
    """ "... (27096) of September 9"."""
    return any(_CODED.fullmatch(claims.reading.flat, code.end, span.start) for code in claims.procedures)


def _opens_claim(claims: Claims, span: DateSpan) -> bool:
    """Alone on its line among claims, or a range on a line with an amount."""
    line = claims.reading.line_of(span.start)
    if any(line.start <= start < line.end for start in _ends(claims)) and _is_ranged(claims, span):
        return True
    if span.role == "loose":
        return False
    if claims.amounts and _claim_below(claims, line):
        return True
    is_alone = claims.reading.text[line.start : line.end].strip() == claims.reading.text[span.start : span.end]
    below_top = line.start > claims.reading.lines[min(9, len(claims.reading.lines) - 1)].start
    return bool(claims.rows) and is_alone and below_top


def _stands_beside(claims: Claims, span: DateSpan) -> bool:
    """In the line, sentence or row of a procedure code or a claim number; one alone on its line is beside nothing."""
    line = claims.reading.line_of(span.start)
    line = line if line.end - line.start <= _LONGEST_ROW else Span(span.start, span.end)
    near = (*(code.start for code in claims.procedures), *(number.start for number in claims.numbers))
    sentence = claims.reading.sentence_at(span.start)
    start, end = min(line.start, sentence.start), max(line.end, sentence.end)
    return any(start <= place < end for place in near) or any(
        row.span.start <= span.start < row.span.end for row in claims.rows
    )


_LONGEST_ROW = 150
"""A longer line is a paragraph; there a date belongs to its sentence."""
_CODED = re.compile(r"\)?,? (?:of|for|performed on|given on|dated|done on) (?:the )?")
_BILLED_BEHIND = re.compile(
    r",? (?:you|your office|the (?:provider|hospital|facility|doctor)) (?:billed|provided|gave|saw|treated|performed|"
    r"were (?:seen|treated|admitted)|had (?:an?|your|the) (?:\w+ ){0,3}(?:visit|surgery|test|scan|procedure|exam))\b"
)


def _is_ranged(claims: Claims, span: DateSpan) -> bool:
    """ "From 05/12/26 To 05/16/26" on a line with an amount."""
    text = claims.reading.flat
    return bool(re.match(r" *(?:-|to|thru|through|until) *\d", text[span.end : span.end + 16])) or bool(
        re.search(r"\d *(?:-|to|thru|through) *$", text[max(0, span.start - 16) : span.start])
    )
