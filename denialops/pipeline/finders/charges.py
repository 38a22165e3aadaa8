"""What was billed, denied, allowed and paid, as printed or summed over the lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from denialops.pipeline.finders.claims import Claims
from denialops.pipeline.finders.money import Amount, as_text
from denialops.pipeline.finders.reading import LIKELY, SURE, Found
from denialops.pipeline.finders.rows import Row


def find_billed(claims: Claims) -> Iterator[Found]:
    """The total charge of the denied claims: as printed, or the sum of their lines."""
    printed = _labelled(claims, "billed")
    rows = [row for row in claims.rows if row.money("billed") is not None and _in_denied_claim(claims, row)]
    if rows and not (printed and printed.value >= sum((row.money("billed") or Decimal(0) for row in rows), Decimal(0))):
        yield _summed("billed_amount", [row.amounts["billed"] for row in rows], "claims.sum_of_lines")
    elif printed:
        yield Found("billed_amount", as_text(printed.value), printed.start, printed.end, SURE, "claims.labelled")
    else:
        yield from _only_amount(claims)


def _in_denied_claim(claims: Claims, row: Row) -> bool:
    return any(block.start <= row.span.start < block.end for _, block in claims.denied_blocks) or len(claims.blocks) < 2


def _labelled(claims: Claims, role: str) -> Amount | None:
    """The amount with that label outside the rows; one called total wins."""
    inside = {amount.start for row in claims.rows for amount in row.amounts.values()}
    named = [a for a in claims.amounts if a.role == role and a.start not in inside and not claims.in_paid_part(a.start)]
    totals = [a for a in named if "total" in claims.reading.before(a.start, 30)]
    return next(iter(totals or named), None)


def _summed(field: str, amounts: Sequence[Amount], finder: str) -> Found:
    total = sum((amount.value for amount in amounts), Decimal(0))
    start, end = amounts[0].start, amounts[-1].end
    flags = ("summed",) if len(amounts) > 1 else ()
    return Found(field, as_text(total), start, end, SURE, finder, flags)


def _only_amount(claims: Claims) -> Iterator[Found]:
    """The amount in "the $900 bill"; else one unlabelled amount beside a claim number, a code or a service date."""
    for amount in claims.amounts:
        if _CHARGED_BEHIND.match(claims.reading.flat, amount.end):
            yield Found("billed_amount", as_text(amount.value), amount.start, amount.end, SURE, "claims.charged")
            return
    for amount in claims.amounts:
        if not _is_money(claims, amount):
            continue
        line = claims.reading.line_of(amount.start)
        near = any(line.start <= start < line.end for start in claims.anchor_starts)
        alone = len({other.value for other in claims.amounts}) == 1 and "overpa" not in claims.reading.flat
        alone = alone and amount.role not in ("patient", "paid", "allowed")
        if (amount.role == "" and near) or alone:
            yield Found(
                "billed_amount", as_text(amount.value), amount.start, amount.end, LIKELY + 0.06, "claims.only_amount"
            )
            return


_CHARGED_BEHIND = re.compile(r",? (?:bill|charge|claim)\b(?! (?:number|no))|,? (?:was |were )?(?:charged|billed)\b")
_NO_CHARGE = re.compile(
    r"deductible|interest|at least|minimum|dues|fee|limit|maximum|premium|ratio|a year|threshold|copay|per (?:page|day)"
)


def _is_money(claims: Claims, amount: Amount) -> bool:
    """Not a bare ratio or a strength, and not an amount of the plan's terms."""
    sentence = claims.reading.sentence_at(amount.start)
    if _NO_CHARGE.search(claims.reading.flat, sentence.start, min(sentence.end, amount.end + 20)):
        return False
    follows = claims.reading.flat[amount.end : amount.end + 10]
    if re.match(r" ?(?:%|percent|mg|ml|mcg|cm|mm)", follows):
        return False
    line = claims.reading.line_of(amount.start)
    bare = "$" not in claims.reading.text[max(line.start, amount.start - 2) : amount.end]
    return not bare or amount.value >= 1


def find_denied(claims: Claims, billed: Found | None, *, whole_claim: bool) -> Iterator[Found]:
    """The amount denied: as printed, or the sum of the denied lines, or the whole charge."""
    printed = _labelled(claims, "denied")
    if printed and printed.value:
        yield Found("denied_amount", as_text(printed.value), printed.start, printed.end, SURE, "claims.labelled")
        return
    lines = [amount for row in claims.denied_rows if (amount := _denied_of(row, claims.no_denial))]
    if lines:
        yield _summed("denied_amount", lines, "claims.sum_of_denied_lines")
    elif billed and whole_claim:
        yield Found(
            "denied_amount", billed.value, billed.start, billed.end, LIKELY + 0.06, "claims.whole_charge", billed.flags
        )


def _denied_of(row: Row, no_denial: frozenset[str]) -> Amount | None:
    adjusted = [amount for code, amount in row.adjustments if amount and code.value not in no_denial]
    if adjusted:
        return adjusted[0]
    named = row.amounts.get("denied")
    return named if named and named.value else row.amounts.get("billed")


def find_paid(claims: Claims) -> Iterator[Found]:
    for role, field in (("allowed", "allowed_amount"), ("paid", "paid_amount"), ("patient", "patient_amount")):
        rows = claims.denied_rows or claims.rows
        amount = next((row.amounts[role] for row in rows if role in row.amounts), None) or _labelled(claims, role)
        if amount:
            yield Found(field, as_text(amount.value), amount.start, amount.end, LIKELY, "claims.labelled")
