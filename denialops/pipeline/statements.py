"""Finds the statements of a letter that can be checked: dates, amounts, numbers, quotes, law and names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Literal, NamedTuple

from denialops.domain.wording import MONTHS

StatementKind = Literal["date", "amount", "number", "quote", "law", "name"]

_MONTH = "|".join((*MONTHS, *(f"{month[:3]}\\.?" for month in MONTHS)))
_BLANK = re.compile(r"\[\[.+?\]\]", re.DOTALL)
# Numbers that our own templates say; a test holds them against the templates.
_HOUSE = re.compile(
    r"no later than 72 hours after you receive|(?:at least|less than) 180 days"
    r"|\| Claim frequency code \| Original \| 7,|^\s*\d{1,3}\.\s|Exhibit [A-Z]{1,2}(?:, page \d+)?",
    re.MULTILINE,
)
_QUOTE = re.compile(r"“([^”]{3,})”|\"([^\"\n]{3,})\"|^>[ ]?(.+(?:\n>.*)*)", re.MULTILINE)
# A pattern that may begin with many words looks at the first letter before it tries them.
_LAW = re.compile(
    r"(?=[\dSs§CNTEPd])(?:(?<!\w)\d{1,2}\s+(?:C\.?F\.?R\.?|U\.?S\.?C\.?|CCR|FR)\s+(?:§+\s*|part\s+)?\d[\w.-]*\w(?:\([\w]+\))*"
    r"|(?<!\w)\d{1,3} (?:FR|Fed\. Reg\.) \d+"
    r"|(?:[Ss]ection|§)\s*(?:502|503|1862|1879)(?:\(\w+\))*"
    r"|(?:Cal\.|N\.Y\.|NY|Tex\.)\s+[A-Z][\w.&]*(?:\s+(?:&\s+)?[A-Z][\w.]*)*\s+(?:§\s*)?\d[\d.]*(?:\([\w]+\))*"
    r"|(?<!\w)ERISA\b|PMID:?\s*\d+|doi:\s*\S+)"
)
_AMOUNT = re.compile(r"\$\s?(\d[\d,]*(?:\.\d{2})?)")
_DATE = re.compile(
    rf"(?=[\dJFMASOND])(?:\b(?P<m1>{_MONTH})\s+(?P<d1>\d{{1,2}}),?\s+(?P<y1>\d{{4}})\b"
    rf"|\b(?P<d2>\d{{1,2}})\s+(?P<m2>{_MONTH}),?\s+(?P<y2>\d{{4}})\b"
    r"|\b(?P<m3>\d{1,2})/(?P<d3>\d{1,2})/(?P<y3>\d{4}|\d{2})\b"
    r"|\b(?P<y4>\d{4})-(?P<m4>\d{2})-(?P<d4>\d{2})\b)"
)
_NUMBER = re.compile(r"(?<![\w$./-])[A-Za-z][A-Za-z./-]*\d(?:[\w./-]*\w)?|(?<![\w$./-])\d(?:[\w./-]*\w)?")
_TITLED = r"(?:Dr|Mr|Mrs|Ms|Prof)\.?\s+[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)*"
_CAPITALS = r"[A-Z][a-z'’-]+(?:\s+(?:[A-Z]\.|[A-Z][a-z'’-]+))+"
_NAME = re.compile(rf"\b(?:{_TITLED}|{_CAPITALS})")
_NO_NAME = frozenset(
    "The This That These Those We Our Your You Please If In On At For From By As And But Or It Its All Any Both "
    "No Not Section Exhibit Dear Thank Because When Where While With Without After Before Since Under Page".split()
)


class Statement(NamedTuple):
    kind: StatementKind
    text: str
    start: int
    end: int
    date: date | None = None


def find_statements(body: str, citations: Sequence[str] = ()) -> Iterator[Statement]:
    """In the order quotes, law, dates, amounts, numbers, names; none lies inside another or inside a blank.

    `citations` are found as they stand, since one may name several sections.
    """
    taken = bytearray(len(body))
    for pattern in (_BLANK, _HOUSE):
        _take(taken, (match.span() for match in pattern.finditer(body)))
    for citation in citations:
        spans = [match.span() for match in re.finditer(re.escape(citation), body)] if citation in body else []
        _take(taken, spans)
        yield from (Statement("law", citation, start, end) for start, end in spans)
    for kind, pattern in _PATTERNS:
        free = [match for match in pattern.finditer(body) if 1 not in taken[match.start() : match.end()]]
        found = [row for row in (_statement(kind, match) for match in free) if kind != "date" or row.date]
        _take(taken, ((row.start, row.end) for row in found))
        yield from (row for row in found if row.text)


_PATTERNS: tuple[tuple[StatementKind, re.Pattern[str]], ...] = (
    ("quote", _QUOTE),
    ("law", _LAW),
    ("date", _DATE),
    ("amount", _AMOUNT),
    ("number", _NUMBER),
    ("name", _NAME),
)


def _take(taken: bytearray, spans: Iterable[tuple[int, int]]) -> None:
    for start, end in spans:
        taken[start:end] = b"\x01" * (end - start)


def _statement(kind: StatementKind, match: re.Match[str]) -> Statement:
    if kind == "quote":
        text = next(group for group in match.groups() if group)
        return Statement(kind, " ".join(text.replace("\n>", " ").split()), *match.span())
    if kind == "name":
        return _name(match)
    day = _date(match) if kind == "date" else None
    return Statement(kind, match[0], *match.span(), date=day)


def _name(match: re.Match[str]) -> Statement:
    """Without the ordinary words that begin a sentence; empty if less than two words of a name are left."""
    words = match[0].split()
    while words and words[0] in _NO_NAME:
        words = words[1:]
    text = " ".join(words) if len(words) > 1 else ""
    start = match.end() - len(text)
    return Statement("name", text, start, match.end())


def _date(match: re.Match[str]) -> date | None:
    parts = {name[0]: value for name, value in match.groupdict().items() if value}
    month = parts["m"]
    number = int(month) if month.isdigit() else [name[:3] for name in MONTHS].index(month[:3]) + 1
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    try:
        return date(year, number, int(parts["d"]))
    except ValueError:
        return None
