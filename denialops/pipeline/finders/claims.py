"""The claims that were decided: numbers, codes, dates and amounts of the denied lines only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property

from denialops.pipeline.finders import identifiers
from denialops.pipeline.finders.codes import (
    Code,
    scan_adjustments,
    scan_diagnoses,
    scan_procedures,
    scan_remarks,
)
from denialops.pipeline.finders.dates import DateSpan, scan_dates
from denialops.pipeline.finders.money import Amount, as_text, scan_amounts
from denialops.pipeline.finders.reading import GUESS, LIKELY, SURE, Found, Reading, Span
from denialops.pipeline.finders.rows import NO_DENIAL_CARC, Marks, Row, find_rows

_OTHER_CLAIM = re.compile(
    r"(?:duplicate of|original|paid (?:under|on)|processed (?:under|on|as)|previous(?:ly)?|prior|first|other|earlier|"
    r"duplicates|replaces|adjusts|see|already \w+ (?:under|as|on)) (?:the )?(?:\w+ )?$"
)


_ROW_NUMBER = re.compile(r" *((?=[A-Z-]{0,10}\d)[A-Z0-9-]{5,25})(?= {2,})")


def _unique(found: Sequence[Found]) -> list[Found]:
    kept: dict[str, Found] = {}
    for number in found:
        kept.setdefault(re.sub(r"\W", "", number.value), number)
    return list(kept.values())


class Claims:
    """Everything about claim lines, scanned once and shared by the finders."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    @cached_property
    def dates(self) -> tuple[DateSpan, ...]:
        return scan_dates(self.reading)

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        return scan_amounts(self.reading)

    @cached_property
    def procedures(self) -> tuple[Code, ...]:
        return tuple(scan_procedures(self.reading))

    @cached_property
    def adjustments(self) -> tuple[Code, ...]:
        return tuple(sorted(scan_adjustments(self.reading), key=lambda code: code.start))

    @cached_property
    def no_denial(self) -> frozenset[str]:
        """Codes that reduce without denying; under the No Surprises Act the write-off is what is disputed."""
        return NO_DENIAL_CARC - {"45"} if "qualifying payment" in self.reading.flat else NO_DENIAL_CARC

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return find_rows(self.reading, Marks(self.procedures, self.adjustments, self.amounts, self.no_denial))

    @cached_property
    def numbers(self) -> tuple[Found, ...]:
        """Claim numbers, without those of other claims that the letter only mentions."""
        found = (*identifiers.find_claims(self.reading), *self._numbers_in_rows())
        found = tuple(sorted(_unique(found), key=lambda number: number.start))
        own = tuple(f for f in found if not _OTHER_CLAIM.search(self._before_label(f)))
        return own or found[:1]

    def _numbers_in_rows(self) -> Iterator[Found]:
        """Under a column "Claim", every table row has its own number."""
        for match in re.finditer(r"(?m)^ *(?:claim|trans|icn|control|our)(?:\.? ?(?:no|number|id|#))?\.? {2,}", self.reading.lower):
            for line in self.reading.lines:
                number = _ROW_NUMBER.match(self.reading.text, line.start, line.end)
                has_code = any(line.start <= code.start < line.end for code in self.procedures)
                if line.start > match.end() and number and has_code:
                    yield Found("claim_numbers", number.group(1), number.start(1), number.end(1), SURE, "claims.column")

    def _before_label(self, found: Found) -> str:
        label = re.search(r"(?:claim|icn|dcn|tcn|control)\W*(?:\w+\W+){0,3}$", self.reading.before(found.start, 45))
        return self.reading.before(found.start - len(label.group()), 40) if label else ""

    @cached_property
    def blocks(self) -> tuple[tuple[Found, Span], ...]:
        """Every claim number with its part of the letter: from its line (or the line of its rows) to the next."""
        starts = [self.reading.line_of(number.start).start for number in self.numbers]
        ends = [*starts[1:], len(self.reading.text)][: len(starts)]
        return tuple((n, Span(a, b)) for n, a, b in zip(self.numbers, starts, ends, strict=True))

    @cached_property
    def denied_rows(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.status == "denied")

    @cached_property
    def paid_rows(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.status == "paid")

    @cached_property
    def denied_blocks(self) -> tuple[tuple[Found, Span], ...]:
        """The claims with a denied line; all of them when no line tells."""
        if len(self.blocks) < 2 or not self.denied_rows:
            return self.blocks
        kept = tuple(b for b in self.blocks if any(b[1].start <= row.span.start < b[1].end for row in self.denied_rows))
        return kept or self.blocks

    @cached_property
    def denial_codes(self) -> tuple[Found, ...]:
        """CARC, group and RARC codes of the denial."""
        return (*find_adjustments(self), *find_remarks(self))

    @property
    def is_partly_paid(self) -> bool:
        return bool(self.denied_rows and self.paid_rows)

    def in_paid_part(self, position: int) -> bool:
        """Whether a position lies on a paid line, or in a claim without a denied line."""
        if not self.denied_rows:
            return False
        if any(row.span.start <= position < row.span.end for row in self.paid_rows):
            return True
        kept = {number.value for number, _ in self.denied_blocks}
        return any(b.start <= position < b.end and n.value not in kept for n, b in self.blocks)


def find_claim_numbers(claims: Claims) -> Iterator[Found]:
    for number, _ in claims.denied_blocks:
        yield number


def find_procedures(claims: Claims) -> Iterator[Found]:
    """Procedure codes of denied lines; those of paid lines are left out wherever they stand."""
    paid = {code.value for row in claims.paid_rows for code in row.codes}
    denied = {code.value for row in claims.denied_rows for code in row.codes}
    seen: set[str] = set()
    for code in claims.procedures:
        if code.value in seen or claims.in_paid_part(code.start) or (code.value in paid and code.value not in denied):
            continue
        seen.add(code.value)
        yield Found("cpt_hcpcs", code.value, code.start, code.end, code.confidence, "codes.procedure")
        if (code.modifier and not code.modifier.isdigit()) or code.modifier in _NUMERIC_MODIFIERS:
            start = claims.reading.text.find(code.modifier, code.end)
            yield Found("modifiers", code.modifier, start, start + 2, LIKELY, "codes.modifier")


_NUMERIC_MODIFIERS = frozenset("22 24 25 26 27 33 50 51 52 53 54 55 56 57 58 59 62 66 73 74 76 77 78 79 80 81 82 91 95".split())


def find_diagnoses(claims: Claims) -> Iterator[Found]:
    seen: set[str] = set()
    for code in scan_diagnoses(claims.reading):
        if code.value not in seen and not claims.in_paid_part(code.start):
            seen.add(code.value)
            yield Found("icd10", code.value, code.start, code.end, code.confidence, "codes.diagnosis")


def find_adjustments(claims: Claims) -> Iterator[Found]:
    """CARC and group codes; write-offs and patient shares are no denials, nor is any code on a paid line."""
    seen: set[str] = set()
    known = {code.value for code in claims.adjustments if code.confidence > GUESS}
    for code in claims.adjustments:
        if code.value in seen or code.value in claims.no_denial or claims.in_paid_part(code.start):
            continue
        if code.confidence <= GUESS and code.value not in known and not _stands_in_row(claims, code):
            continue
        seen.add(code.value)
        confidence = SURE if code.confidence <= GUESS else code.confidence
        yield Found("carc", code.value, code.start, code.end, confidence, "codes.adjustment")
        if code.group:
            yield Found("group_codes", code.group, code.start, code.start + 2, SURE, "codes.group")


def _stands_in_row(claims: Claims, legend: Code) -> bool:
    """A code explained in a legend counts when a table row ends with it."""
    pattern = re.compile(rf"(?<![\w.,/$-]){re.escape(legend.value)}(?![\w/-]|\.\d|,\d)")
    for match in pattern.finditer(claims.reading.text):
        line = claims.reading.line_of(match.start())
        row = any(amount for amount in claims.amounts if line.start <= amount.start < line.end)
        if match.start() != legend.start and row and not claims.in_paid_part(match.start()):
            return True
    return False


def find_remarks(claims: Claims) -> Iterator[Found]:
    seen: set[str] = set()
    for code in scan_remarks(claims.reading):
        if code.value not in seen and not claims.in_paid_part(code.start) and not _is_rights_remark(claims, code):
            seen.add(code.value)
            yield Found("rarc", code.value, code.start, code.end, code.confidence, "codes.remark")


def _is_rights_remark(claims: Claims, code: Code) -> bool:
    """MA01 beside the words about rights explains the appeal; it is no reason for the denial."""
    return code.value in ("MA01", "MA02", "N1", "N210") and not any(
        row.span.start <= code.start < row.span.end for row in claims.rows
    )


def find_billed(claims: Claims) -> Iterator[Found]:
    """The total charge of the denied claims: as printed, or the sum of their lines."""
    printed = _labelled(claims, "billed", prefer_total=True)
    rows = [row for row in claims.rows if row.money("billed") is not None and _in_denied_claim(claims, row)]
    if rows and not (printed and printed.value >= sum((row.money("billed") or Decimal(0) for row in rows), Decimal(0))):
        yield _summed("billed_amount", [row.amounts["billed"] for row in rows], "claims.sum_of_lines")
    elif printed:
        yield Found("billed_amount", as_text(printed.value), printed.start, printed.end, SURE, "claims.labelled")
    else:
        yield from _only_amount(claims)


def _in_denied_claim(claims: Claims, row: Row) -> bool:
    return any(block.start <= row.span.start < block.end for _, block in claims.denied_blocks) or len(claims.blocks) < 2


def _labelled(claims: Claims, role: str, *, prefer_total: bool) -> Amount | None:
    """The amount with that label outside the rows; one called total wins."""
    inside = {amount.start for row in claims.rows for amount in row.amounts.values()}
    named = [a for a in claims.amounts if a.role == role and a.start not in inside and not claims.in_paid_part(a.start)]
    totals = [a for a in named if "total" in claims.reading.before(a.start, 30)]
    return (totals or named or [None])[0] if prefer_total else (named or [None])[0]  # type: ignore[list-item]


def _summed(field: str, amounts: Sequence[Amount], finder: str) -> Found:
    total = sum((amount.value for amount in amounts), Decimal(0))
    start, end = amounts[0].start, amounts[-1].end
    flags = ("summed",) if len(amounts) > 1 else ()
    return Found(field, as_text(total), start, end, SURE, finder, flags)


def _only_amount(claims: Claims) -> Iterator[Found]:
    """One unlabelled amount on a line with a claim number, a code or a service date is the charge."""
    for amount in claims.amounts:
        line = claims.reading.line_of(amount.start)
        near = any(line.start <= item.start < line.end for item in (*claims.numbers, *claims.procedures, *claims.dates))
        alone = len({other.value for other in claims.amounts}) == 1 and amount.role in ("", "denied")
        if (amount.role == "" and near) or alone:
            yield Found("billed_amount", as_text(amount.value), amount.start, amount.end, LIKELY + 0.06, "claims.only_amount")
            return


def find_denied(claims: Claims, billed: Found | None, *, whole_claim: bool) -> Iterator[Found]:
    """The amount denied: as printed, or the sum of the denied lines, or the whole charge."""
    printed = _labelled(claims, "denied", prefer_total=True)
    if printed and printed.value:
        yield Found("denied_amount", as_text(printed.value), printed.start, printed.end, SURE, "claims.labelled")
        return
    lines = [amount for row in claims.denied_rows if (amount := _denied_of(row, claims.no_denial))]
    if lines:
        yield _summed("denied_amount", lines, "claims.sum_of_denied_lines")
    elif billed and whole_claim:
        yield Found("denied_amount", billed.value, billed.start, billed.end, LIKELY + 0.06, "claims.whole_charge", billed.flags)


def _denied_of(row: Row, no_denial: frozenset[str]) -> Amount | None:
    adjusted = [amount for code, amount in row.adjustments if amount and code.value not in no_denial]
    if adjusted:
        return adjusted[0]
    named = row.amounts.get("denied")
    return named if named and named.value else row.amounts.get("billed")


def find_paid(claims: Claims) -> Iterator[Found]:
    for role, field in (("allowed", "allowed_amount"), ("paid", "paid_amount"), ("patient", "patient_amount")):
        rows = claims.denied_rows or claims.rows
        amount = next((row.amounts[role] for row in rows if role in row.amounts), None) or _labelled(claims, role, prefer_total=True)
        if amount:
            yield Found(field, as_text(amount.value), amount.start, amount.end, LIKELY, "claims.labelled")


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
    return bool(re.match(r" ?(?:forward|onward|and (?:after|forward|beyond|later)|ongoing|en adelante|through (?:discharge|present))", following))


def _is_service(claims: Claims, span: DateSpan) -> bool:
    if span.role == "service":
        return not re.search(r"appeal|request|notice|letter|review", claims.reading.before(span.start, 22))
    if span.role not in ("", "loose"):
        return False
    if re.match(r",? (?:we|you|your|our|the plan|recibimos|su|usted)\b", claims.reading.flat[span.end : span.end + 14]):
        return False
    line = claims.reading.line_of(span.start)
    if span.role == "" and claims.rows and claims.reading.text[line.start : line.end].strip() == claims.reading.text[span.start : span.end]:
        return line.start > claims.reading.lines[min(9, len(claims.reading.lines) - 1)].start
    near = (*claims.procedures, *claims.numbers)
    sentence = claims.reading.sentence_at(span.start)
    start, end = min(line.start, sentence.start), max(line.end, sentence.end)
    return any(start <= item.start < end for item in near) or any(
        row.span.start <= span.start < row.span.end for row in claims.rows
    )
