"""The claims that were decided: numbers, codes, dates and amounts of the denied lines only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from denialops.domain.rulebook.codes import CodeRules
from denialops.pipeline.finders import identifiers
from denialops.pipeline.finders.codes import (
    Code,
    scan_adjustments,
    scan_procedures,
)
from denialops.pipeline.finders.dates import DateSpan, scan_dates
from denialops.pipeline.finders.money import Amount, scan_amounts
from denialops.pipeline.finders.numbers import MONEY_OR_DATE
from denialops.pipeline.finders.reading import SURE, Found, Reading, Span
from denialops.pipeline.finders.rows import Marks, Row, find_rows, find_totals

_OTHER_CLAIM = re.compile(
    r"(?:duplicate of|original|paid (?:under|on)|processed (?:under|on|as)|previous(?:ly)?|prior|first|other|earlier|"
    r"duplicates|replaces|adjusts|see|same (?:[a-z]+,? ){1,4}as|already \w+ (?:under|as|on))"
    r"(?: (?:[a-z]+ \d{1,2},? \d{4}|\d[\d/.-]{5,9}),?)? \(?(?:the )?(?:\w+ )?$"
)


_CLAIM_COLUMN = re.compile(r"(?<=  )(?:claim|icn|dcn|tcn)(?:\.? ?(?:no|number|id|#))?\.?(?= {2,})")
_CELL = re.compile(r"\S+(?: \S+)*")
_CLAIM_SHAPE = re.compile(r"(?=[A-Z-]{0,10}\d)[A-Z0-9][A-Z0-9 -]{4,25}[A-Z0-9]")


def cell_in_column(reading: Reading, line: Span, column: Span) -> Span | None:
    """The number in the cell of a row that begins or ends where the heading does."""
    for cell in _CELL.finditer(reading.text, line.start, line.end):
        is_under = min(abs(cell.start() - line.start - column.start), abs(cell.end() - line.start - column.end)) <= 2
        if is_under and _CLAIM_SHAPE.fullmatch(cell.group()) and sum(map(str.isdigit, cell.group())) >= 5:
            return Span(cell.start(), cell.end())
    return None


_LINES_OF_HEAD = 2
_ROW_NUMBER = re.compile(r" *((?=[A-Z-]{0,10}\d)[A-Z0-9-]{5,25})(?= {2,})")


def _unique(found: Sequence[Found]) -> list[Found]:
    kept: dict[str, Found] = {}
    for number in found:
        kept.setdefault(re.sub(r"\W", "", number.value), number)
    return list(kept.values())


class Claims:
    """Everything about claim lines, scanned once and shared by the finders."""

    def __init__(self, reading: Reading, codes: CodeRules) -> None:
        self.reading = reading
        self._denies_nothing = codes.denies_nothing
        self.known_adjustments = codes.carc_by_code.keys() | codes.denies_nothing

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
        is_disputed = "qualifying payment" in self.reading.flat
        return self._denies_nothing - {"45"} if is_disputed else self._denies_nothing

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return find_rows(self.reading, self._marks)

    @cached_property
    def totals(self) -> tuple[dict[str, Amount], ...]:
        """Amounts of the lines of totals, by what they are."""
        return find_totals(self.reading, self._marks) if "tot" in self.reading.flat else ()

    @cached_property
    def _marks(self) -> Marks:
        return Marks(self.procedures, self.adjustments, self.amounts, self.no_denial)

    @cached_property
    def numbers(self) -> tuple[Found, ...]:
        """Claim numbers, without those of other claims that the letter only mentions."""
        found = (*identifiers.find_claims(self.reading), *self._numbers_in_rows())
        found = tuple(sorted(_unique(found), key=lambda number: number.start))
        own = tuple(f for f in found if not _OTHER_CLAIM.search(self._before_label(f)))
        return own or found[:1]

    def _numbers_in_rows(self) -> Iterator[Found]:
        """Under a column "Claim", every table row has its own number."""
        for match in re.finditer(
            r"(?m)^ *(?:claim|trans|icn|control|our)(?:\.? ?(?:no|number|id|#))?\.? {2,}", self.reading.lower
        ):
            for line in self.reading.lines:
                number = _ROW_NUMBER.match(self.reading.text, line.start, line.end)
                has_code = any(line.start <= code.start < line.end for code in self.procedures)
                if line.start > match.end() and number and has_code and not MONEY_OR_DATE.match(number.group(1)):
                    yield Found("claim_numbers", number.group(1), number.start(1), number.end(1), SURE, "claims.column")
        yield from self._in_column()
        yield from self._lines_of_one_shape()

    def _in_column(self) -> Iterator[Found]:
        """Under a heading for claims further right in a table, the cell in that column of every row with a code."""
        for heading in _CLAIM_COLUMN.finditer(self.reading.lower):
            head = self.reading.line_of(heading.start())
            column = Span(heading.start() - head.start, heading.end() - head.start)
            for line in self._table_under(head):
                number = cell_in_column(self.reading, line, column)
                if number and any(number.end <= code.start < line.end for code in self.procedures):
                    value = self.reading.cut(number)
                    yield Found("claim_numbers", value, number.start, number.end, SURE, "claims.column")

    def _table_under(self, head: Span) -> Iterator[Span]:
        """The lines below a heading up to the first blank line."""
        for line in self.reading.lines:
            if line.start > head.end:
                if self.reading.text[line.start - 2 : line.start] == "\n\n":
                    return
                yield line

    def _lines_of_one_shape(self) -> Iterator[Found]:
        """Two and more table lines that open with numbers of one shape and hold a code each are claims of their own."""
        rows = []
        for line in self.reading.lines:
            number = _ROW_NUMBER.match(self.reading.text, line.start, line.end)
            is_date = number and MONEY_OR_DATE.match(number.group(1))
            if number and not is_date and any(number.end() < code.start < line.end for code in self.procedures):
                rows.append(number)
        if len({re.sub(r"\d", "9", row.group(1)) for row in rows}) == 1 and len(rows) > 1:
            for row in rows:
                if len(row.group(1)) > 7 and not identifiers.has_valid_npi_checksum(row.group(1)):
                    yield Found("claim_numbers", row.group(1), row.start(1), row.end(1), SURE, "claims.lines")

    def _before_label(self, found: Found) -> str:
        label = re.search(r"(?:claim|icn|dcn|tcn|control)\W*(?:\w+\W+){0,3}$", self.reading.before(found.start, 45))
        return self.reading.before(found.start - len(label.group()), 40) if label else ""

    @cached_property
    def anchor_starts(self) -> tuple[int, ...]:
        """Where claim numbers, procedure codes and dates stand."""
        items = ((n.start for n in self.numbers), (c.start for c in self.procedures), (d.start for d in self.dates))
        return tuple(start for starts in items for start in starts)

    @cached_property
    def blocks(self) -> tuple[tuple[Found, Span], ...]:
        """Every claim number with its part of the letter: from its line (or the line of its rows) to the next."""
        starts = [self.reading.line_of(number.start).start for number in self.numbers]
        ends = [next((b for b in starts if b > a and self._parts(a, b)), len(self.reading.text)) for a in starts]
        return tuple((n, Span(a, b)) for n, a, b in zip(self.numbers, starts, ends, strict=True))

    def _parts(self, start: int, end: int) -> bool:
        """Whether a claim ends at the next number: table rows or a few lines lie between; else both head one part."""
        has_row = any(start <= row.span.start < end for row in self.rows)
        return has_row or self.reading.text.count("\n", start, end) > _LINES_OF_HEAD

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
    def denied_parts(self) -> tuple[Span, ...]:
        """The parts of the denied claims, where others in the letter are paid."""
        kept = self.denied_blocks
        return tuple(span for _, span in kept) if len(kept) < len(self.blocks) else ()

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
