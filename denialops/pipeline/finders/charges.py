"""What was billed, denied, allowed and paid, always as printed: an amount that is only a sum is no fact."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from denialops.pipeline.finders.claims import Claims
from denialops.pipeline.finders.money import Amount, as_text
from denialops.pipeline.finders.reading import LIKELY, SURE, Found
from denialops.pipeline.finders.rows import Row


def find_billed(claims: Claims) -> Iterator[Found]:
    """The total charge of the denied claims as printed, else the charge of the one line denied. Nothing is added up."""
    rows = [row for row in claims.rows if row.money("billed") and _in_denied_claim(claims, row)]
    charges = [row.amounts["billed"] for row in rows]
    unpaid = [row.amounts["billed"] for row in rows if row.status != "paid"]
    total = _printed_total(claims, "billed", charges) or _printed_total(claims, "billed", unpaid)
    printed = _labelled(claims, "billed")
    if total or (printed and printed.value >= sum((charge.value for charge in charges), Decimal(0))):
        yield _printed("billed_amount", total or printed)
    elif unpaid:
        denied = [row.amounts["billed"] for row in rows if row.status == "denied"]
        yield from _if_alone("billed_amount", unpaid if len(unpaid) == 1 else denied)
    else:
        yield from _only_amount(claims)


def _printed(field: str, amount: Amount | None) -> Found:
    assert amount is not None
    return Found(field, as_text(amount.value), amount.start, amount.end, SURE, "claims.labelled")


def _if_alone(field: str, amounts: Sequence[Amount]) -> Iterator[Found]:
    """The amount of one line; of several lines none stands for all, and a sum is nowhere printed."""
    if len(amounts) == 1 and amounts[0].value:
        yield Found(field, as_text(amounts[0].value), amounts[0].start, amounts[0].end, SURE, "claims.line")


def _printed_total(claims: Claims, role: str, amounts: Sequence[Amount], *, exact: bool = False) -> Amount | None:
    """What a line of totals says, or the sum of several lines where the letter prints it; `exact`: that sum only."""
    wanted = sum((amount.value for amount in amounts), Decimal(0))
    totals = [total[role] for total in claims.totals if role in total]
    own = {amount.start for amount in amounts}
    equal = (amount for amount in claims.amounts if amount.value == wanted and amount.start not in own)
    same = next((total for total in totals if total.value == wanted), None)
    same = same or (next(equal, None) if len(amounts) > 1 and wanted else None)
    return same or (totals[0] if not exact and len(totals) == 1 and totals[0].value > wanted else None)


def _in_denied_claim(claims: Claims, row: Row) -> bool:
    return any(block.start <= row.span.start < block.end for _, block in claims.denied_blocks) or len(claims.blocks) < 2


def _labelled(claims: Claims, role: str) -> Amount | None:
    """The amount with that label outside the rows; one called total wins."""
    inside = {amount.start for row in claims.rows for amount in row.amounts.values()}
    named = [a for a in claims.amounts if a.role == role and a.start not in inside and not claims.in_paid_part(a.start)]
    named = [amount for amount in named if not _is_term(claims, amount)]
    totals = [a for a in named if "total" in claims.reading.before(a.start, 30)]
    return next(iter(totals or named), None)


def _is_term(claims: Claims, amount: Amount) -> bool:
    """An amount in a sentence about fees, limits and thresholds."""
    sentence = claims.reading.sentence_at(amount.start)
    return bool(_TERM.search(claims.reading.flat, sentence.start, min(sentence.end, amount.end + 20)))


_TERM = re.compile(r"\b(?:fee is|copy fee|a fee of|dues|at least|premium|threshold|per page|filing fee|interest)\b")


def _only_amount(claims: Claims) -> Iterator[Found]:
    """The amount in "the $900 bill"; else one unlabelled amount beside a claim number, a code or a service date."""
    for amount in claims.amounts:
        if _CHARGED_BEHIND.match(claims.reading.flat, amount.end):
            yield Found("billed_amount", as_text(amount.value), amount.start, amount.end, SURE, "claims.charged")
            return
    for amount in claims.amounts:
        if not _is_money(claims, amount) or any(r.span.start <= amount.start < r.span.end for r in claims.paid_rows):
            continue
        line = claims.reading.line_of(amount.start)
        near = any(line.start <= start < line.end for start in claims.anchor_starts)
        alone = len({other.value for other in claims.amounts}) == 1
        alone = alone and amount.role not in ("patient", "paid", "allowed")
        if ((amount.role == "" and near) or alone) and "overpa" not in claims.reading.flat:
            confidence = LIKELY + 0.06 if near else LIKELY
            yield Found(
                "billed_amount", as_text(amount.value), amount.start, amount.end, confidence, "claims.only_amount"
            )
            return


_CHARGED_BEHIND = re.compile(r",? (?:bill|charge|claim)\b(?! (?:number|no))|,? (?:was |were )?(?:charged|billed)\b")
_NO_CHARGE = re.compile(
    r"deductible|allowance|up to|interest|at least|minimum|dues|fee|limit|maximum|premium|ratio|a year|threshold|"
    r"copay|per (?:page|day)"
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
    """The amount denied: as printed for all, or of the one denied line, or the whole charge. Nothing is added up."""
    printed = _labelled(claims, "denied")
    lines = [amount for row in claims.denied_rows if (amount := _denied_of(row, claims.no_denial))]
    total = _printed_total(claims, "denied", lines, exact=True) if lines else None
    if printed and printed.value and not (total and total.value > printed.value):
        yield _printed("denied_amount", printed)
    elif total:
        yield _printed("denied_amount", total)
    elif len(lines) == 1:
        yield from _if_alone("denied_amount", lines)
    elif (
        billed
        and (whole_claim or billed.finder == "claims.only_amount")
        and not (lines and _is_partial(claims, billed))
        and not _has_paid_a_part(claims, billed)
    ):
        confidence = LIKELY + 0.06 * _stands_alone(claims, billed)
        yield Found(
            "denied_amount", billed.value, billed.start, billed.end, confidence, "claims.whole_charge", billed.flags
        )


def _stands_alone(claims: Claims, billed: Found) -> bool:
    """Whether the letter prints no other amount than the charge, noughts, and amounts of the plan's terms."""
    known = (Decimal(0), Decimal(billed.value))
    return all(amount.value in known or _is_term(claims, amount) for amount in claims.amounts)


def _has_paid_a_part(claims: Claims, billed: Found) -> bool:
    """In words, or by an amount paid that is less than the charge."""
    paid = _labelled(claims, "paid")
    return bool(paid and 0 < paid.value < Decimal(billed.value)) or bool(_PAID_A_PART.search(claims.reading.flat))


_PAID_A_PART = re.compile(
    r"\b(?:we|the plan|plan|medicare|insurer) (?:have |has |already |also )*(?:paid|pays?|allowed|approved) (?:for |"
    r"only )?(?:the|your|one|part|some|\$[\d,]*[1-9])(?! (?:provider|doctor|hospital|full|claim in full))|"
    r"\bpaid in part\b|"
    r"\bpartial(?:ly)? (?:paid|payment|denied|approved)\b"
)
"""Words of a payment for a part of the claim: then the whole charge is not what was denied."""


def _is_partial(claims: Claims, billed: Found) -> bool:
    """Whether the denied lines make up less than the charge."""
    charges = [amount.value for row in claims.denied_rows if (amount := _denied_of(row, claims.no_denial))]
    return sum(charges, Decimal(0)) < Decimal(billed.value)


def _denied_of(row: Row, no_denial: frozenset[str]) -> Amount | None:
    adjusted = [amount for code, amount in row.adjustments if amount and amount.value and code.value not in no_denial]
    if adjusted:
        return adjusted[0]
    named = row.amounts.get("denied")
    return named if named and named.value else row.amounts.get("billed") or row.amounts.get("paid")


def find_paid(claims: Claims) -> Iterator[Found]:
    for role, field in (("allowed", "allowed_amount"), ("paid", "paid_amount"), ("patient", "patient_amount")):
        rows = claims.denied_rows or claims.rows
        amount = next((row.amounts[role] for row in rows if role in row.amounts), None) or _labelled(claims, role)
        if amount:
            yield Found(field, as_text(amount.value), amount.start, amount.end, LIKELY, "claims.labelled")
