"""Finds in the text of an event what looks like a person's, by its shape or by the words before it.

The kinds are those of 45 CFR 164.514(b)(2)(i). What has neither a shape nor words before it cannot be found here,
which is why a payload holds fields and codes rather than sentences.
"""

from __future__ import annotations

import re

_DATE = (
    r"(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? {0,2}\d{1,2},? {0,2}\d{4})"
)
_PERSON = r"(?:patient|member|subscriber|insured|beneficiary|enrollee|dependent|guarantor|claimant)"
_WORD = r"[^\W\d_][^\W\d_'’.-]{0,30}[\w'’.-]{0,30}"
# Written as a name is: Ruth, O'Neill, but not RUTH or ruth.
_TITLE = r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ'’-]{1,30}(?:[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ'’-]{1,30})?"
_NO_NAME = (
    r"(?!(?:Not|No|Is|Was|Has|Id|Account|Name|Number|Service|Services|Portal|Eligibility|Coverage|Record|Records"
    r"|Benefit|Benefits|Responsibility|Data|Lookup|Search|Match|Matching|Registration|Access|Invalid|Unknown|Missing)\b)"
)
# A Medicare number, as its owner describes it: no S, L, O, I, B, Z among its letters.
_MBI = r"[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}"

KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ssn", re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")),
    ("ssn", re.compile(r"(?i)(?<=\bssn)[ :#=]{1,3}\d{9}\b")),
    ("email", re.compile(r"(?i)(?<![\w.%+-])[\w.%+-]{1,64}@[a-z0-9.-]{1,255}[a-z0-9]")),
    ("medicare number", re.compile(rf"(?<![\w-]){_MBI}(?![\w-])")),
    (
        "date of birth",
        re.compile(rf"(?i)\b(?:dob|d\.o\.b\.?|date of birth|birth ?date|born)\b[^\w\n]{{0,4}}(?:on )?{_DATE}"),
    ),
    (
        "number",
        re.compile(
            rf"(?i)\b(?:{_PERSON}|mrn|medical record|policy|account|claim)(?:'s)? {{0,2}}"
            r"(?:id|identifier|number|no\.?|#)?[ :#=]{1,3}(?=[\w-]{0,40}\d)[\w-]{3,40}"
        ),
    ),
    ("phone", re.compile(r"(?<![\w.-])(?:\+?1[-. ]?)?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\w-])")),
    ("phone", re.compile(r"(?i)\b(?:tel|phone|fax|call|cell|mobile)\b[.:]?[ #]{0,3}\+?[\d(][\d() .-]{5,16}\d")),
    ("name", re.compile(rf"(?i)\b{_PERSON}(?: name)? {{0,2}}[:=] {{0,2}}{_WORD}(?:,? {_WORD}){{0,3}}")),
    ("name", re.compile(rf"\b(?i:{_PERSON})(?i:,? (?:named|name))?,? {_NO_NAME}{_TITLE}(?:,? {_TITLE}){{1,2}}\b")),
    ("name", re.compile(rf"\b(?:Mr|Mrs|Ms|Miss)\.? {_TITLE}(?: {_TITLE})?\b")),
)


PLAIN = tuple((kind, pattern) for kind, pattern in KINDS if kind in ("ssn", "email", "medicare number", "phone"))
"""Those whose shape alone says what they are."""


def find_kind(text: str) -> str:
    """What a text is that is nothing but an identifier; "" for any other."""
    stripped = text.strip()
    return next((kind for kind, pattern in PLAIN if pattern.fullmatch(stripped)), "")


def mask(text: str) -> str:
    """The text with [kind] in the place of whatever looks like a person's."""
    for kind, pattern in KINDS:
        text = pattern.sub(f"[{kind}]", text)
    return text
