"""Amounts of money in the letter and the words that tell what each is."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from denialops.pipeline.finders.reading import Reading

_AMOUNT = re.compile(
    r"(?<![\w.,/-])\(?-?\$ {0,3}(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d\d))?(?!\.?\d)|"
    r"(?<![\w.,/-])(\d{1,3}(?:,\d{3})+|\d{0,7})\.(\d\d)(?![\d%]|\.\d| ?mg)"
)
_ROLES = (
    (
        "denied",
        r"denied|not covered|non-?covered|disallowed|amount not (?:covered|paid|payable)|ineligible|"
        r"not payable|excluded|monto denegado|return|refund|amount in (?:question|controversy)|denial of|"
        r"denied amount|repay|not paid|left unpaid|remains unpaid|unpaid|we did not pay|amount due|in error:?|"
        r"cargos no cubiertos|amount in dispute|"
        r"overpa(?:id|yment)|(?:charges?|amount) (?:at issue|at stake|not approved|refused|rejected|declined)|"
        r"not approved|refused|"
        r"rejected|declined|not authorized|unauthorized|(?:to be |amount )?(?:recovered|recouped|withheld|taken back)|"
        r"no cubierto|denegad[oa]|importe (?:denegado|no cubierto)|your balance denied",
    ),
    (
        "allowed",
        r"allow|allowed|allowable|approved|eligible|medicare approved|contract(?:ed)? rate|qpa|"
        r"qualifying payment amount|permitido",
    ),
    (
        "paid",
        r"(?<!you )paid|check|payable|plan pays?|payment|we paid|paid to provider|net paid|plan paid|benefit paid|"
        r"total paid|(?:already )?paid for (?:code |line )?[a-z]?\d{4,5}|medicare paid|pagado|pays",
    ),
    (
        "patient",
        r"patient (?:resp(?:onsibility)?|owes|amount|liability|pays?)|you (?:may )?owe|your (?:share|"
        r"responsibility|cost)|member (?:resp\w*|owes|liability)|"
        r"deductible|co-?pay(?:ment)?|co-?insurance|may be billed|you may be billed|balance due|co-?ins|ded",
    ),
    (
        "billed",
        r"billed|chg|charges?|(?:^|  |your |our |total |submitted |usual )fee|[a-z]+'s (?:fee|bill|charge)s?|"
        r"you paid|altogether(?: that is| this is)?|submitted|amount charged|"
        r"provider (?:may have )?billed|total charges?|charged|"
        r"bill(?:ed)? amount|amount|total|cargo|cobrado|cargos|importe(?: facturado)?|total facturado|facturado|"
        r"monto facturado|claim total|amt",
    ),
)
_ROLE_OF = tuple(
    (
        role,
        re.compile(
            rf"(?<![a-z])(?:{words})(?: (?:amount|charges?|amt|total|by plan|of|in full|was|is|were|"
            rf"to provider|"
            rf"for this claim|by the provider|for this service|for these services|"
            rf"on this claim|to us|for you|by (?:your|the) (?:provider|doctor|dentist|hospital|"
            rf"facility)))*,?(?:\(s\))? ?[:=]? ?(?:of |was |is |at )?\(?$"
        ),
    )
    for role, words in _ROLES
)


_REACH = 40
_LEADER = re.compile(r"\.{3,}| {12,}")
_SPELLED = re.compile(
    r" ?\b(?:(?:and|hundred|thousand|dollars?|cents?|(?:(?:twen|thir|for|fif|six|seven|eigh|nine)ty|ten|eleven|twelve|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teen|one|two|three|four|five|six|seven|eight|nine|no|zero)"
    r"(?:-(?:one|two|three|four|five|six|seven|eight|nine))?)(?:,?[ /]+|$)){2,}$"
)
"""An amount in words before the same in figures: "six hundred dollars ($600.00)"."""
_SECTION = re.compile(
    r"(?:section|sec\.?|§|article|chapter|level|part|version|page|item|clause|rule|edition|step|stage|manual|"
    r"handbook|guideline|policy|cfr|u\.?s\.?c\.?|\b[a-z]\.?) ?$",
    re.IGNORECASE,
)
"""Before a bare number with two decimals that counts paragraphs, not dollars."""

_NOT_PAID = re.compile(
    r",? (?:reduction|remains unpaid|was left unpaid|is unpaid|will not be paid|is not (?:covered|payable)|"
    r"(?:was|were) (?:denied|not (?:paid|covered))|is denied|not covered)"
)


_REFUSED = re.compile(r"\)?[^.;]{0,120}\b(?:has been|have been|was|is|were) (?:declined|denied|refused|rejected)\b")
""" "Payment of $80.00 for the visit was declined": nothing was paid."""


class Amount(NamedTuple):
    """`role`: what the words before it call it, "" when they do not."""

    value: Decimal
    start: int
    end: int
    role: str


def scan_amounts(reading: Reading) -> tuple[Amount, ...]:
    """Amounts with a dollar sign or with cents, in the order they stand."""
    found = []
    for match in _AMOUNT.finditer(reading.figures):
        if match.group(3) is not None and _SECTION.search(reading.text[max(0, match.start() - 14) : match.start()]):
            continue
        whole = (match.group(1) or match.group(3) or "0").replace(",", "")
        cents = match.group(2) or match.group(4) or "00"
        role = _role(reading, match.start())
        role = "" if role == "paid" and _REFUSED.match(reading.flat, match.end()) else role
        role = role or ("denied" if _NOT_PAID.match(reading.lower, match.end()) else "")
        found.append(Amount(Decimal(f"{whole}.{cents}"), match.start(), match.end(), role))
    return tuple(found)


def _role(reading: Reading, start: int) -> str:
    line = reading.line_of(start)
    left = _LEADER.sub(" ", reading.lower[max(line.start, start - 110) : start]).rstrip(" :.=-")
    left = (_SPELLED.sub("", left).rstrip(" :.=-") if "dollar" in left else left)[-_REACH:]
    if not left.strip() and line.start:
        above = reading.line_of(line.start - 1)
        left = reading.lower[above.start : above.end].rstrip(" :.=-")
        left = "" if "  " in left.strip() else left
    return next((role for role, pattern in _ROLE_OF if pattern.search(left)), "")


def as_text(value: Decimal) -> str:
    return f"{value:.2f}"
