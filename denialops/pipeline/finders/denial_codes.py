"""Procedure, diagnosis, adjustment and remark codes of the denied lines only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.pipeline.finders.claims import Claims
from denialops.pipeline.finders.codes import Code, scan_diagnoses, scan_remarks
from denialops.pipeline.finders.reading import GUESS, LIKELY, SURE, Found


def find_denial_codes(claims: Claims) -> Iterator[Found]:
    """CARC, group and RARC codes of the denial."""
    yield from find_adjustments(claims)
    yield from find_remarks(claims)


def find_procedures(claims: Claims) -> Iterator[Found]:
    """Procedure codes of denied lines; those of paid lines are left out wherever they stand."""
    paid = {code.value for row in claims.paid_rows for code in row.codes}
    denied = {code.value for row in claims.denied_rows for code in row.codes}
    others = {code.value for code in claims.procedures if _is_other_service(claims, code)}
    others |= _paid_in_words(claims)
    is_mixed = (
        not claims.denied_rows and len(claims.procedures) > 1 and _IN_PART.search(claims.reading.flat) is not None
    )
    seen: set[str] = set()
    for code in claims.procedures:
        if (
            code.value in seen
            or code.value in others
            or claims.in_paid_part(code.start)
            or (code.value in paid and code.value not in denied)
        ):
            continue
        seen.add(code.value)
        confidence = min(code.confidence, LIKELY) if is_mixed else code.confidence
        yield Found("cpt_hcpcs", code.value, code.start, code.end, confidence, "codes.procedure")
        if (code.modifier and not code.modifier.isdigit()) or code.modifier in _NUMERIC_MODIFIERS:
            start = claims.reading.text.find(code.modifier, code.end)
            yield Found("modifiers", code.modifier, start, start + 2, LIKELY, "codes.modifier")


_OTHER_SERVICE = re.compile(
    r"(?:paid for|components? of|part of|incidental to|included (?:in|with)|bundled (?:in|into|with)|integral to|"
    r"mutually exclusive (?:of|with|to)|inclusive (?:of|in|to)|payment (?:of|for)|paid under|same day as|"
    r"covered instead,?|supported(?: as| level)?:?|downcoded to|recoded (?:to|as)|changed to|should be|rather than) "
    r"(?:code |the |cpt |hcpcs |procedure )*\(?$"
)
_GRANTED = re.compile(
    r"\)?,? (?:needs no|does not need|requires no|does not require|would be|can be|is) "
    r"(?:(?:prior )?(?:approval|authorization|review)|covered|approved|available|certified|allowed|paid)\b"
)
_LEFT_UNPAID = re.compile(r"\b(?:(?:did|do|does|will|can|could) ?not pay|unpaid|denied|not (?:paid|payable|covered))\b")
_PAID_PART = re.compile(r"\b(?:we|plan|has|have|was|were) paid\b|\bpaid (?:in full|for)\b")


_IN_PART = re.compile(
    r"\bwe (?:have )?paid\b|(?<!not )(?<!not be )(?<!be )\bapproved \d|\bpart(?:ly|ially) \w+ed\b|\bin part\b"
)
"""Something was paid or approved, and no line says which."""


def _is_other_service(claims: Claims, code: Code) -> bool:
    """ "a component of 11102": the service that was paid, into which the denied one falls."""
    is_led = _OTHER_SERVICE.search(claims.reading.before(code.start, 50)) is not None
    return is_led or _GRANTED.match(claims.reading.flat, code.end) is not None


def _paid_in_words(claims: Claims) -> set[str]:
    """Codes of neutral sentences, where the letter says that it paid a part and names the code of the other."""
    is_table = any(len(row.codes) == 1 for row in claims.denied_rows)
    if is_table or claims.paid_rows or not _PAID_PART.search(claims.reading.flat):
        return set()
    unpaid = set()
    for code in claims.procedures:
        sentence = claims.reading.sentence_at(code.start)
        if _LEFT_UNPAID.search(claims.reading.flat, sentence.start, sentence.end):
            unpaid.add(code.value)
    return {code.value for code in claims.procedures} - unpaid if unpaid else set()


_NUMERIC_MODIFIERS = frozenset(
    "22 24 25 26 27 33 50 51 52 53 54 55 56 57 58 59 62 66 73 74 76 77 78 79 80 81 82 91 95".split()
)


def find_diagnoses(claims: Claims) -> Iterator[Found]:
    seen: set[str] = set()
    for code in scan_diagnoses(claims.reading):
        if code.value not in seen and not claims.in_paid_part(code.start):
            seen.add(code.value)
            yield Found("icd10", code.value, code.start, code.end, code.confidence, "codes.diagnosis")


def find_adjustments(claims: Claims) -> Iterator[Found]:
    """CARC and group codes; write-offs and patient shares are no denials, nor is any code on a paid line."""
    seen: set[str] = set()
    called_so = {code.value for code in claims.adjustments if code.confidence > GUESS}
    for code in claims.adjustments:
        if code.value in seen or code.value in claims.no_denial:
            continue
        if claims.in_paid_part(code.start) and not _stands_in_row(claims, code):
            continue
        if code.confidence <= GUESS and not _is_told(claims, code, called_so):
            continue
        seen.add(code.value)
        confidence = SURE if code.confidence <= GUESS else code.confidence
        yield Found("carc", code.value, code.start, code.end, confidence, "codes.adjustment")
        if code.group:
            yield Found("group_codes", code.group, code.start, code.start + 2, SURE, "codes.group")


def _is_told(claims: Claims, legend: Code, called_so: set[str]) -> bool:
    """Payers number their own messages too: an unnamed number counts where a code of its meaning exists."""
    return legend.value in called_so or (legend.value in claims.known_adjustments and _stands_in_row(claims, legend))


def _stands_in_row(claims: Claims, legend: Code) -> bool:
    """A code explained in a legend counts when it follows the amounts of a table row."""
    pattern = re.compile(rf"(?<![\w.,/$-]){re.escape(legend.value)}(?![\w/-]|\.\d|,\d)")
    explains = claims.reading.line_of(legend.start)
    if any(explains.start <= amount.start < explains.end for amount in claims.amounts):
        return False
    for match in pattern.finditer(claims.reading.text):
        line = claims.reading.line_of(match.start())
        behind = any(line.start <= amount.start < match.start() for amount in claims.amounts)
        if match.start() != legend.start and behind and not claims.in_paid_part(match.start()):
            return True
    return False


def find_remarks(claims: Claims) -> Iterator[Found]:
    seen: set[str] = set()
    for code in scan_remarks(claims.reading):
        if code.value not in seen and not claims.in_paid_part(code.start) and not _is_rights_remark(claims, code):
            seen.add(code.value)
            yield Found("rarc", code.value, code.start, code.end, code.confidence, "codes.remark")


def _is_rights_remark(claims: Claims, code: Code) -> bool:
    """MA01 beside the words about rights explains the appeal; it is no reason for the denial."""
    return code.value in ("MA01", "MA02", "N1", "N210") and not any(
        row.span.start <= code.start < row.span.end for row in claims.rows
    )
