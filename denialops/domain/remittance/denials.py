"""Which adjustments of a remittance are denials, as against write-offs, patient shares and payment arithmetic."""

from __future__ import annotations

from denialops.domain.remittance.claims import Adjustment, Claim, Line
from denialops.domain.rulebook.codes import CodeRules

PAID_STATUSES = frozenset({"1", "2", "3", "19", "20", "21", "4", "25"})
"""Claims that were decided; others are pended (5), reversed (22) or passed on to another payer (23)."""

DENIED = "4"
PREDETERMINED = "25"


def is_denial(adjustment: Adjustment, codes: CodeRules) -> bool:
    """An amount the payer refuses; a code with an unreadable amount counts, one of nothing does not."""
    takes = adjustment.amount is None or adjustment.amount > 0
    return takes and adjustment.code not in codes.denies_nothing and adjustment.group != "CR"


def is_denied_line(line: Line, codes: CodeRules) -> bool:
    return any(is_denial(adjustment, codes) for adjustment in line.adjustments)


def is_denied(claim: Claim, codes: CodeRules) -> bool:
    """The whole claim, some of its lines, or an adjustment of the claim as such."""
    if claim.status not in PAID_STATUSES:
        return False
    if claim.status == DENIED or any(is_denial(adjustment, codes) for adjustment in claim.adjustments):
        return True
    return any(is_denied_line(line, codes) for line in claim.lines)


def denied_lines(claim: Claim, codes: CodeRules) -> tuple[Line, ...]:
    """The lines with a denial of their own; all of them where the claim as a whole is denied."""
    lines = tuple(line for line in claim.lines if is_denied_line(line, codes))
    return lines or (claim.lines if is_denied(claim, codes) else ())


def denials(claim: Claim, codes: CodeRules) -> tuple[Adjustment, ...]:
    """Every denying adjustment, those of the claim first."""
    of_lines = (adjustment for line in claim.lines for adjustment in line.adjustments)
    return tuple(adjustment for adjustment in (*claim.adjustments, *of_lines) if is_denial(adjustment, codes))
