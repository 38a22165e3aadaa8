"""Claim lines of a benefit statement or remittance: which were paid, which denied, and for how much."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from denialops.pipeline.finders.codes import Code
from denialops.pipeline.finders.money import Amount
from denialops.pipeline.finders.reading import Reading, Span

_HEADER = (
    (
        "billed",
        r"(?:total )?charges?|billed(?: (?:amount|amt|charges?))?|(?:amount|amt) (?:billed|charged)|"
        r"submitted(?: charges?)?|fee|charged|cargo|cobrado|provider charged",
    ),
    (
        "denied",
        r"not covered|non-?covered|denied(?: (?:amount|amt))?|disallowed|ineligible|not (?:allowed|"
        r"payable|eligible)|(?:amount|amt) (?:denied|not covered)|adjust(?:ment|ed)?(?: (?:amount|amt))?|"
        r"adj amt|adj",
    ),
    (
        "allowed",
        r"(?:amount )?we allow|allowed(?: (?:amount|amt))?|allowable|approved(?: (?:amount|amt))?|"
        r"eligible(?: amount)?|contract(?:ed)? rate",
    ),
    (
        "patient",
        r"deductible|ded|co-?pay(?:ment)?|co-?ins(?:urance)?|patient (?:resp\w*|owes|amount|share)|"
        r"you (?:may )?owe|your (?:share|cost|responsibility)|member (?:resp\w*|owes)|pt resp|"
        r"may be billed|maximum you may be billed",
    ),
    ("discount", r"(?:plan |network |provider |member )?(?:discount|savings|write-?off|contractual)"),
    (
        "paid",
        r"(?:plan |amount |we |amt |net |prov(?:ider)? |benefit |medicare )?(?:paid|pays|"
        r"payment)(?: (?:amount|amt|provider))?|recommended|reimbursed|reimbursement|check|pagado",
    ),
)
_COLUMN = re.compile("|".join(rf"(?P<{role}>(?<![a-z])(?:{words})(?![a-z]))" for role, words in _HEADER))
_VERDICT = re.compile(r"\)? +(yes|no) +\$?\d")
_DENIED_WORD = re.compile(
    r"\b(?:denied|deny|not covered|not paid|rejected|disallowed|non-?covered|negad[oa]|denegad[oa]|"
    r"rechazad[oa]|denial)\b"
)
_PAID_WORD = re.compile(r"\b(?:paid|approved|pagado)\b(?! ?\$?0?\.00)")
_TOTAL = re.compile(r"^\W*(?:claim |grand |column )?totals?\b")
NO_DENIAL_CARC = frozenset("1 2 3 45 253 131 23 24 94 100 101 66 70 85 122 142 187 237 247 248 104 A2".split())
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
    header: list[str] = []
    lines = reading.lines
    for index, line in enumerate(lines):
        columns = [match.lastgroup or "" for match in _COLUMN.finditer(reading.lower, line.start, line.end)]
        if len(columns) >= 2 and not _within(marks.amounts, line):
            header = columns
            continue
        codes = _within(marks.procedures, line)
        if codes:
            span = Span(line.start, _row_end(reading, marks, lines, index))
            if len(_LOWER_WORD.findall(reading.text, line.start, line.end)) > 12:
                continue
            row = _row(reading, marks, span, tuple(codes), header)
            if row.amounts or row.adjustments or row.status == "denied":
                rows.append(row)
    return tuple(rows)


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


_LOWER_WORD = re.compile(r"\b[a-z]{2,}\b")


def _is_prose(text: str) -> bool:
    return len(re.findall(r"[a-z]{4,}", text)) > 5


def _row(reading: Reading, marks: Marks, span: Span, codes: tuple[Code, ...], header: list[str]) -> Row:
    adjusted = tuple(_adjusted(marks, span))
    in_columns = len(_within(marks.amounts, span)) == len(header)
    taken = set() if in_columns else {amount.start for _, amount in adjusted if amount}
    adjusted = tuple((code, None) for code, _ in adjusted) if in_columns else adjusted
    amounts = [amount for amount in _within(marks.amounts, span) if amount.start not in taken]
    by_role = _by_header(amounts, header) or _by_label(reading, amounts)
    return Row(span, codes, by_role, adjusted, _status(reading, marks, span, by_role, adjusted))


def _adjusted(marks: Marks, span: Span) -> Iterator[tuple[Code, Amount | None]]:
    """Adjustment codes of the row, each with the amount that directly follows it."""
    for code in _within(marks.adjustments, span):
        following = next((a for a in marks.amounts if 0 <= a.start - code.end <= 4), None)
        yield code, following


def _by_header(amounts: Sequence[Amount], header: list[str]) -> dict[str, Amount]:
    """Amounts by the columns of the table, when the counts agree and no amount carries its own label."""
    if not header or any(amount.role for amount in amounts[1:]):
        return {}
    if len(amounts) != len(header) and not (amounts and header[0] == "billed" and len(amounts) < len(header)):
        return {}
    found: dict[str, Amount] = {}
    for role, amount in zip(header, amounts, strict=False):
        if role != "patient" or role not in found or amount.value > found[role].value:
            found[role] = amount
    return found


def _by_label(reading: Reading, amounts: Sequence[Amount]) -> dict[str, Amount]:
    found: dict[str, Amount] = {}
    for amount in amounts:
        role = amount.role or ("billed" if "billed" not in found else "")
        if role and role not in found:
            found[role] = amount
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
    allowed = amounts["allowed"].value if "allowed" in amounts else None
    denying = [code for code, amount in adjusted if code.value not in marks.no_denial and code.group != "CR"]
    if paid:
        return "denied" if amounts.get("denied") and amounts["denied"].value and denying else "paid"
    if denying or _DENIED_WORD.search(text):
        return "denied"
    if paid == 0 or allowed == 0:
        return "" if adjusted and not denying else "denied"
    if (allowed and paid is None) or _PAID_WORD.search(text):
        return "paid"
    return ""
