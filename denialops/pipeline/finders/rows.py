"""Claim lines of a benefit statement or remittance: which were paid, which denied, and for how much."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from denialops.pipeline.finders.codes import Code
from denialops.pipeline.finders.columns import Column, amounts_by_column, header_columns
from denialops.pipeline.finders.money import Amount
from denialops.pipeline.finders.reading import Reading, Span

_VERDICT = re.compile(r"\)? +(yes|no) +\$?\d")
_DENIED_WORD = re.compile(
    r"\b(?:denied|deny|not covered|not paid|rejected|disallowed|non-?covered|negad[oa]|denegad[oa]|"
    r"rechazad[oa]|denial|refused|declined|did not change|uph[eo]ld|affirmed|no payment|left unpaid|excluded|"
    r"non-?certified|"
    r"not certified|not separately (?:payable|paid|reimbursed)|not supported|unsupported|bundled|overpaid)\b|"
    r"\bsupported(?: as| level)?:? \d{5}\b"
)
_AGREED = re.compile(r"\b(?:agreed?|supported as billed|no change|accepted as billed|allowed as billed)\b")
_PAID_WORD = re.compile(
    r"\b(?:(?<!not )(?<!un)paid|approved|pagado|reversed|overturned)\b"
    r"(?!:? (?:none|nothing|zero|\$0(?!\.?[1-9]))| ?\$?0?\.00)"
)
_OVERTURNED = re.compile(r"\b(?:(?:reversed|overturned) (?:the|our|this) (?:denial|decision)|payment follows)\b")
_TAKEN_BACK = re.compile(r"\bshould (?:be|have been)\b|\brecover|\boverpa(?:id|yment)|\brecoup|not separately payable")
"""On a line that was paid: the payment is asked back."""
_TOTAL = re.compile(r"\b(?:sub-?)?tot(?:al(?:s|es)?)?\b|\brefused {3,}")
_CONTINUES = re.compile(
    r"^\s*(?:CO|PR|OA|PI|CR|[NM]A?\d|\$|\d[\d,]*\.\d\d|[Rr]emark|[Rr]eason|[Aa]dj|[Dd]enied|[Dd]enial|"
    r"DENIED|REMARK|ADJ|REASON|CARC|RARC|GRP)"
)


class Row(NamedTuple):
    """One line of service with what was decided about it; `status` denied, paid or "" when it does not say."""

    span: Span
    codes: tuple[Code, ...]
    amounts: dict[str, Amount]
    adjustments: tuple[tuple[Code, Amount | None], ...]
    status: str

    def money(self, role: str) -> Decimal | None:
        amount = self.amounts.get(role)
        return amount.value if amount else None


class Marks(NamedTuple):
    """What was scanned in the whole letter and is looked up by line."""

    procedures: Sequence[Code]
    adjustments: Sequence[Code]
    amounts: Sequence[Amount]
    no_denial: frozenset[str]


def find_rows(reading: Reading, marks: Marks) -> tuple[Row, ...]:
    """Claim lines: a line with a procedure code and an amount or a verdict, with the lines that continue it."""
    rows = []
    for index, header in _headed(reading, marks):
        row = _row_at(reading, marks, index, header) or _row_without_code(reading, marks, reading.lines[index], header)
        if row:
            rows.append(row)
    return tuple(rows)


def find_totals(reading: Reading, marks: Marks) -> tuple[dict[str, Amount], ...]:
    """The amounts of every line of totals, by the columns of the table or by their own words."""
    found = []
    for index, header in _headed(reading, marks):
        line = reading.lines[index]
        word = _TOTAL.search(reading.lower, line.start, line.end)
        amounts = [a for a in _within(marks.amounts, line) if word and a.start >= word.end()]
        if amounts and len(header) > 1:
            found.append(amounts_by_column(reading, amounts, header))
    return tuple(found)


def _headed(reading: Reading, marks: Marks) -> Iterator[tuple[int, tuple[Column, ...]]]:
    """Every line that is no head of columns, with the columns that the last heads before it name."""
    header: tuple[Column, ...] = ()
    header_end = 0
    for index, line in enumerate(reading.lines):
        if not _within(marks.amounts, line):
            columns = header_columns(reading, line)
            if len({column.role for column in columns}) >= 2 or (columns and header and line.start - header_end <= 1):
                header = (*header, *columns) if line.start - header_end <= 1 else columns
                header_end = line.end
                continue
        yield index, header


_DATED = re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{2}|\d{4}-\d\d-\d\d")


_WHOLE = 3


def _row_without_code(reading: Reading, marks: Marks, line: Span, header: tuple[Column, ...]) -> Row | None:
    """A line of a table that has a day and amounts under their columns, and words instead of a code."""
    amounts = _within(marks.amounts, line)
    roles = {amount.role for amount in amounts}
    is_told = "billed" in roles and roles & {"paid", "denied"}
    if len(amounts) < 2 or not (is_told or any(column.role == "billed" for column in header)):
        return None
    is_whole = len(amounts) == len(header) >= _WHOLE
    if not (is_whole or _DATED.search(reading.text, line.start, line.end)) or _TOTAL.search(
        reading.lower, line.start, line.end
    ):
        return None
    if len(_LOWER_WORD.findall(reading.text, line.start, line.end)) > _FEW_WORDS:
        return None
    row = _row(reading, marks, line, (), header)
    return row if "billed" in row.amounts and len(row.amounts) > 1 else None


def _row_at(reading: Reading, marks: Marks, index: int, header: tuple[Column, ...]) -> Row | None:
    """The row that begins in this line; a sentence with a code in it is none."""
    line = reading.lines[index]
    codes = _within(marks.procedures, line)
    if not codes or len(_LOWER_WORD.findall(reading.text, line.start, line.end)) > _FEW_WORDS:
        return None
    span = Span(line.start, _row_end(reading, marks, reading.lines, index))
    row = _row(reading, marks, span, tuple(codes), header)
    return row if row.amounts or row.adjustments or row.status == "denied" else None


def _within(items: Sequence[Code] | Sequence[Amount], span: Span) -> list:  # type: ignore[type-arg]
    return [item for item in items if span.start <= item.start < span.end]


def _row_end(reading: Reading, marks: Marks, lines: Sequence[Span], index: int) -> int:
    """The row takes in following lines that hold only codes and amounts."""
    end = lines[index].end
    for line in lines[index + 1 : index + 4]:
        text = reading.text[line.start : line.end]
        if _within(marks.procedures, line) or not _CONTINUES.match(text) or _is_prose(text):
            break
        end = line.end
    return end


_FEW_WORDS = 12
_LOWER_WORD = re.compile(r"\b[a-z]{2,}\b")


def _is_prose(text: str) -> bool:
    return len(re.findall(r"[a-z]{4,}", text)) > 5


def _row(reading: Reading, marks: Marks, span: Span, codes: tuple[Code, ...], header: tuple[Column, ...]) -> Row:
    adjusted = tuple(_adjusted(marks, span))
    amounts = _within(marks.amounts, span)
    by_role = amounts_by_column(reading, amounts, header)
    if by_role:
        adjusted = tuple((code, None) for code, _ in adjusted)
    else:
        taken = {amount.start for _, amount in adjusted if amount}
        free = [amount for amount in amounts if amount.start not in taken]
        by_role = amounts_by_column(reading, free, header) or _by_label(free)
    if amounts and "billed" in by_role and not by_role["billed"].value and any(amount.value for amount in amounts):
        by_role = _by_label(amounts)
    by_role = _consistent(by_role)
    denied = by_role.get("denied")
    named = denied is not None and denied.role == "denied" and bool(denied.value)
    status = "denied" if named else _status(reading, marks, span, by_role, adjusted)
    return Row(span, codes, by_role, adjusted, status)


def _consistent(by_role: dict[str, Amount]) -> dict[str, Amount]:
    """What is "paid" of a line on which nothing is allowed is what was taken off it."""
    paid, allowed = by_role.get("paid"), by_role.get("allowed")
    if paid and paid.value and allowed and not allowed.value and "denied" not in by_role:
        return {("denied" if role == "paid" else role): amount for role, amount in by_role.items()}
    return by_role


def _adjusted(marks: Marks, span: Span) -> Iterator[tuple[Code, Amount | None]]:
    """Adjustment codes of the row, each with the amount that directly follows it."""
    for code in _within(marks.adjustments, span):
        following = next((a for a in marks.amounts if 0 <= a.start - code.end <= 4), None)
        yield code, following


def _by_label(amounts: Sequence[Amount]) -> dict[str, Amount]:
    """By the word before each; of those without words the first is the charge and a final zero the payment."""
    found: dict[str, Amount] = {}
    for amount in amounts:
        role = amount.role or ("billed" if "billed" not in found else "")
        if role and role not in found:
            found[role] = amount
    if len(amounts) > 1 and "paid" not in found and not amounts[-1].role and amounts[-1].value == 0:
        found["paid"] = amounts[-1]
    return found


def _status(
    reading: Reading,
    marks: Marks,
    span: Span,
    amounts: dict[str, Amount],
    adjusted: Sequence[tuple[Code, Amount | None]],
) -> str:
    text = reading.lower[span.start : span.end]
    verdict = _VERDICT.search(text)
    if verdict:
        return "paid" if verdict.group(1) == "yes" else "denied"
    paid = amounts["paid"].value if "paid" in amounts else None
    if paid and "billed" not in amounts and "overpa" in reading.flat:
        return "denied"
    allowed = amounts["allowed"].value if "allowed" in amounts else None
    denying = [code for code, amount in adjusted if code.value not in marks.no_denial and code.group != "CR"]
    refused = bool(amounts.get("denied") and amounts["denied"].value)
    if paid:
        return "denied" if _TAKEN_BACK.search(text) or (refused and denying) else "paid"
    if _OVERTURNED.search(text) or _AGREED.search(text):
        return "paid"
    is_denied = bool(denying or _DENIED_WORD.search(text))
    if is_denied or (paid is None and refused):
        return "denied"
    if paid == 0 or allowed == 0:
        return "" if adjusted else "denied"
    return "paid" if (allowed and paid is None) or _PAID_WORD.search(text) else ""
