"""Whether a claim adds up: charge less adjustments is what was paid. What does not is told, never corrected."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from denialops.domain.remittance.claims import Adjustment, Claim, Line
from denialops.domain.remittance.segments import Problem

_NOTHING = Decimal(0)


def find_imbalances(claim: Claim) -> tuple[Problem, ...]:
    return tuple(_imbalances(claim))


def _imbalances(claim: Claim) -> Iterator[Problem]:
    for number, line in enumerate(claim.lines, 1):
        yield from _of_line(line, number)
    place = claim.payment.line, claim.payment.number
    charges = [line.charge for line in claim.lines]
    if claim.charge is not None and charges and None not in charges:
        total = sum((charge for charge in charges if charge is not None), _NOTHING)
        if total != claim.charge:
            yield Problem(*place, f"the claim is charged {claim.charge:.2f}, its lines {total:.2f}")
    adjustments = (*claim.adjustments, *(a for line in claim.lines for a in line.adjustments))
    words = _difference("the claim", claim.charge, claim.paid, adjustments)
    if words:
        yield Problem(*place, words)


def _of_line(line: Line, number: int) -> Iterator[Problem]:
    words = _difference(f"service line {number}", line.charge, line.paid, line.adjustments)
    if words:
        yield Problem(line.service.line, line.service.number, words)


def _difference(what: str, charge: Decimal | None, paid: Decimal | None, adjustments: tuple[Adjustment, ...]) -> str:
    amounts = [adjustment.amount for adjustment in adjustments]
    if charge is None or paid is None or None in amounts:
        return ""
    adjusted = sum((amount for amount in amounts if amount is not None), _NOTHING)
    if charge - adjusted == paid:
        return ""
    return f"{what}: charge {charge:.2f} less adjustments {adjusted:.2f} is not {paid:.2f} as paid"
