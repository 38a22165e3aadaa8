"""Which adjustments of a remittance are denials, as against write-offs, patient shares and payment arithmetic."""

from __future__ import annotations

from denialops.domain.remittance.claims import Adjustment, Claim, Line

PAID_STATUSES = frozenset({"1", "2", "3", "19", "20", "21", "4", "25"})
"""Claims that were decided; others are pended (5), reversed (22) or passed on to another payer (23)."""

DENIED = "4"
PREDETERMINED = "25"

NOT_DENYING = frozenset(
    "1 2 3 23 24 44 45 66 69 70 74 75 76 78 85 90 91 94 100 101 102 103 104 105 118 121 122 131 132 133 139 142 143 "
    "144 161 187 209 215 225 237 241 245 246 247 248 253 A2".split()
)
"""Deductible, coinsurance, copayment, write-off, what another payer paid, interest, incentives, add-ons, pended."""


def is_denial(adjustment: Adjustment) -> bool:
    """An amount the payer refuses; a code with an unreadable amount counts, one of nothing does not."""
    takes = adjustment.amount is None or adjustment.amount > 0
    return takes and adjustment.code not in NOT_DENYING and adjustment.group != "CR"


def is_denied_line(line: Line) -> bool:
    return any(is_denial(adjustment) for adjustment in line.adjustments)


def is_denied(claim: Claim) -> bool:
    """The whole claim, some of its lines, or an adjustment of the claim as such."""
    if claim.status not in PAID_STATUSES:
        return False
    return claim.status == DENIED or any(map(is_denial, claim.adjustments)) or any(map(is_denied_line, claim.lines))


def denied_lines(claim: Claim) -> tuple[Line, ...]:
    """The lines with a denial of their own; all of them where the claim as a whole is denied."""
    lines = tuple(line for line in claim.lines if is_denied_line(line))
    return lines or (claim.lines if is_denied(claim) else ())


def denials(claim: Claim) -> tuple[Adjustment, ...]:
    """Every denying adjustment, those of the claim first."""
    of_lines = (adjustment for line in claim.lines for adjustment in line.adjustments)
    return tuple(adjustment for adjustment in (*claim.adjustments, *of_lines) if is_denial(adjustment))
