"""The money columns of a claim table: told by the words of its header, matched by count or by position."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from denialops.pipeline.finders.money import Amount
from denialops.pipeline.finders.reading import Reading, Span

_HEADER = (
    (
        "billed",
        r"(?:total )?charges?|billed(?: (?:amount|amt|charges?))?|(?:amount|amt) (?:billed|charged)|"
        r"submitted(?: charges?)?|(?:your |dentist'?s? )?fee|charged|chgs?|cargos?|cobrado|provider charged|importe|"
        r"facturado|you paid",
    ),
    (
        "denied",
        r"not cov(?:ered)?|non-?cov(?:ered)?|denied(?: (?:amount|amt))?|disallowed|ineligible|"
        r"not (?:allowed|payable|eligible|paid|approved)|amount not payable|no cubierto|denegado|excluded|rejected|"
        r"refused|(?:amount|amt) (?:denied|not covered)|adjust(?:ment|"
        r"ed)?(?: (?:amount|amt))?|adj amt|adj",
    ),
    (
        "allowed",
        r"(?:amount )?we allow|allowed(?: (?:amount|amt))?|allowable|approved(?: (?:amount|amt))?|eligible(?: amount)?|"
        r"contract(?:ed)? rate|(?<!not )(?<!non-)(?<!non )covered(?: (?:amount|charges?))?|eligible expense",
    ),
    (
        "patient",
        r"deductible|deduct|ded|co-?pay(?:ment)?|co-?ins(?:urance)?|patient (?:resp\w*|owes|amount|share)|"
        r"you (?:may )?owe|"
        r"your (?:share|cost|responsibility)|member (?:resp\w*|owes)|pt resp|pt cost share|may be billed|"
        r"maximum you may be billed",
    ),
    (
        "reduced",
        r"(?:(?:grp|gr|gp|group)[/ -])?(?:rc|rsn|reason)[/ -]a(?:mt|mount)|reduc(?:tion|ed)(?: (?:amount|amt))?|"
        r"cut ?back",
    ),
    ("discount", r"(?:plan |network |provider |member )?(?:discount|savings|write-?off|contractual)"),
    (
        "paid",
        r"(?:plan |amount |we |amt |net |our |prov(?:ider)? |benefit |medicare )?(?:paid|pays|payment|"
        r"pd)(?: (?:amount|amt|provider))?|"
        r"we (?:pay|send you|sent you|will pay)|recommended|reimbursed|reimbursement|check|pagado|pagamos|(?:plan |"
        r"our )?benefits?|net",
    ),
)
_COLUMN = re.compile("|".join(rf"(?P<{role}>(?<![a-z])(?:{words})(?![a-z]))" for role, words in _HEADER))
_REACH = 9
_FEW = 5
_LONGEST = 140
"""A longer line without gaps is a sentence."""
_OTHER_WORDS = re.compile(
    r"(?<![\w])(?!(?:dates?|dos|codes?|proc|cpt|mods?|modifiers?|reason|rsn|remarks?|notes?|units?|service|description|"
    r"pos|tooth|line|claim|number|no|qty|from|to|thru|of|you|owe|grp|carc|rarc|see)(?![\w]))[a-z]+"
)


class Column(NamedTuple):
    """`start` and `end` are offsets within the line of the header."""

    role: str
    start: int
    end: int


def header_columns(reading: Reading, line: Span) -> tuple[Column, ...]:
    """The money columns that a line names; a sentence names none."""
    text = reading.lower[line.start : line.end].strip()
    is_run_on = "  " not in text and "|" not in text and "\t" not in reading.text[line.start : line.end]
    if len(text) > _LONGEST and is_run_on:
        return ()
    if is_run_on and (text.endswith(".") or len(_OTHER_WORDS.findall(_COLUMN.sub(" ", text))) > _FEW):
        return ()
    matches = _COLUMN.finditer(reading.lower, line.start, min(line.end, line.start + 300))
    return tuple(Column(m.lastgroup or "", m.start() - line.start, m.end() - line.start) for m in matches)


def amounts_by_column(reading: Reading, amounts: Sequence[Amount], header: Sequence[Column]) -> dict[str, Amount]:
    """Amounts by role; nothing when neither the counts agree nor the places."""
    if not header or any(amount.role for amount in amounts[1:]):
        return {}
    ordered = sorted(header, key=lambda column: column.start)
    if len(amounts) == len(ordered):
        return _collected(zip((column.role for column in ordered), amounts, strict=True))
    placed = _placed(reading, amounts, ordered)
    if placed:
        return placed
    if amounts and ordered[0].role == "billed" and len(amounts) < len(ordered):
        return _collected(zip((column.role for column in ordered), amounts, strict=False))
    return {}


def _placed(reading: Reading, amounts: Sequence[Amount], header: Sequence[Column]) -> dict[str, Amount]:
    """Each amount under the nearest column; {} when an amount stands under none."""
    pairs = []
    for amount in amounts:
        left = reading.line_of(amount.start).start
        distance, role = min((_distance(amount.start - left, amount.end - left, c), c.role) for c in header)
        if distance > _REACH:
            return {}
        pairs.append((role, amount))
    return _collected(pairs)


def _distance(start: int, end: int, column: Column) -> float:
    middle = abs((start + end) - (column.start + column.end)) / 2
    return min(abs(start - column.start), abs(end - column.end), middle)


def _collected(pairs: Iterable[tuple[str, Amount]]) -> dict[str, Amount]:
    """The first amount of a role; of several patient shares the largest."""
    found: dict[str, Amount] = {}
    for role, amount in pairs:
        if role not in found or (role == "patient" and amount.value > found[role].value):
            found[role] = amount
    return found
