"""The shapes of numbers that name things, and what only looks like one: dates, amounts, telephones, ZIP codes."""

from __future__ import annotations

import re

ID = re.compile(
    r"(?:(?!PHONE|FAX|CALL|DESK|MAIL|ZIP|BOX|PAGE|MBI|ICN|DOB|NPI|TIN|DOS|DATE|FEE|CPT|HCPC|CODE|TEL|LINE|ROOM|SUITE|"
    r"STE|(?:DX|AND|ON|OF|NO|ID|IS|AT|BY|TO|FOR|NOT|ANY)(?![A-Z])|CLM|CLAIM|PLAN|GROUP|"
    r"GRP)[A-Z]{1,5}(?:-[A-Z]{1,4})?[ -])?"
    r"(?=[A-Za-z-/.*]{0,14}\d)[A-Za-z0-9]{1,30}(?:[-/.*][A-Za-z0-9]{1,20}){0,8}"
    r"(?: \d[\dA-Z-]{0,15}(?![\w/]|[.,:]\d)){0,4}(?:(?<=\d\d\d) [A-Z](?=[ \t]*(?:\n|$|  )))?"
)
MONEY_OR_DATE = re.compile(
    r"^[Pp][Gg]?\.?\d{1,3}/\d{1,3}$|^(?:0?[1-9]|1[0-2])[/.-](?:0?[1-9]|[12]\d|3[01])[/.-](?:\d\d|(?:19|20)\d\d)$|"
    r"^0+$|^\d+\.\d\d$|^(?:19|20)\d\d-(?:0[1-9]|1[0-2])-[0-3]\d$"
)
_ZIP = re.compile(r"^\d{5}(?:-\d{4})?$")
_AFTER_STATE = re.compile(r"[A-Z]{2},? {1,2}$")
_LOST_DIGITS = str.maketrans("lIOo", "1100")
PHONE = re.compile(r"^(?:1[-. ])?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}$")


def identifier(match: re.Match[str]) -> str:
    """The identifier in the match, or "" when it is a date, a phone number or an amount."""
    value = match.group().rstrip(" .,;-/")
    if MONEY_OR_DATE.match(value.translate(_LOST_DIGITS)):
        return ""
    tokens = value.split(" ")
    groups = tokens[:-1] if len(tokens) > 1 and tokens[-1].isalpha() else tokens
    if len(groups) > 1 and any(char.isdigit() for char in groups[0]) and not _is_grouped(groups):
        value = groups[0]
    if _ZIP.match(value) and _AFTER_STATE.search(match.string, max(0, match.start() - 4), match.start()):
        return ""
    if sum(char.isdigit() for char in value) < 2 or len(value) < 3:
        return ""
    return "" if MONEY_OR_DATE.match(value) or PHONE.match(value) else value


def _is_grouped(tokens: list[str]) -> bool:
    """1126 0551 2288 is one number; 20260551 99213 is a number and a code."""
    if not all(1 <= len(token) <= 7 for token in tokens) or (len(tokens[0]) < 2 and len(tokens) < 3):
        return False
    return not (len(tokens) == 2 and len(tokens[0]) == 7 and len(tokens[1]) == 5 and tokens[0].isdigit())
