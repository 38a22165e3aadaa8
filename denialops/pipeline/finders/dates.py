"""Every date that the letter prints, and the part it plays: notice, service, birth, injury, receipt, limit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from denialops.pipeline.finders.date_roles import role_of
from denialops.pipeline.finders.reading import Reading

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan enero ene",
            "feb febrero",
            "mar marzo",
            "apr abril abr",
            "may mayo",
            "jun junio",
            "jul julio",
            "aug agosto ago",
            "sep septiembre setiembre",
            "oct octubre",
            "nov noviembre",
            "dec diciembre dic",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = (
    r"(?P<month>j ?anuary|f ?ebruary|m ?arch|a ?pril|m ?ay|j ?une|j ?uly|a ?ugust|s ?eptember|o ?ctober|n ?ovember|"
    r"d ?ecember|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|"
    r"enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre)"
)
_DATE = re.compile(
    r"(?<![\w/.])(?:"
    r"(?P<y1>(?:19|20)\d\d)[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})"
    r"|(?P<m2>\d{1,2})(?P<sep>[-/.])(?P<d2>\d{1,2})(?P=sep)(?P<y2>(?:19|20)\d\d|\d\d)(?!(?P=sep))"
    rf"|(?:{_MONTH}\.?[ -]{{0,3}}(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?[ -]{{0,3}}(?P<y3>(?:19|20)\d\d))"
    rf"|(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?[ -]{{0,3}}(?:de |of )?{_MONTH.replace('<month>', '<month4>')}\.?,?[ -]{{0,3}}"
    r"(?:del? )?(?P<y4>(?:19|20)\d\d|(?<=-)\d\d)"
    rf"|(?P<y6>20\d\d)[ ,-]{{1,2}}{_MONTH.replace('<month>', '<month6>')}\.?[ -]{{1,2}}(?P<d6>\d{{1,2}})(?:st|"
    rf"nd|rd|th)?"
    r"|(?P<y5>20\d\d)(?P<m5>0[1-9]|1[0-2])(?P<d5>[0-2]\d|3[01])"
    r")(?![\d/])"
)
_LIST_GAP = re.compile(r"^(?:,|and|&|,? and|;|y)$")
_RANGE_GAP = re.compile(r"^ ?(?:-|to|thru|through|and|until|al?|hasta(?: el)?) ?(?:date )?:?$")


class DateSpan(NamedTuple):
    """`role`: what the words before it say it is."""

    value: str
    start: int
    end: int
    role: str
    flags: tuple[str, ...]


def scan_dates(reading: Reading) -> tuple[DateSpan, ...]:
    """Dates in the order they stand; the second of a range has the role of the first."""
    spans: list[DateSpan] = []
    for match in _DATE.finditer(reading.figures):
        value = _iso(match)
        if not value or (match["sep"] == "-" and reading.flat[match.start() - 1 : match.start()] == "-"):
            continue
        role = _role(reading, match.start(), spans[-1] if spans else None)
        if match["y5"] and role in ("", "loose"):
            continue
        spans.append(DateSpan(value, match.start(), match.end(), role, _doubts(match)))
    more = (*_remittance_dates(reading), *_yearless(reading, spans), *_month_spans(reading))
    return tuple(sorted((*spans, *more), key=lambda span: span.start))


_REMITTANCE_DATES = re.compile(
    r"(?<![\d/.-])(?P<from>(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])) (?P<to>(?:0[1-9]|1[0-2])(?:[0-2]\d|"
    r"3[01]))(?P<year>\d\d)(?![\d/])"
)


_COMPACT_DATE = re.compile(r"(?<![\w./-])(?P<month>0[1-9]|1[0-2])(?P<day>[0-2]\d|3[01])(?P<year>20\d\d)(?![\w/-])")
_YEARLESS = re.compile(
    rf"(?<![\w/])(?:{_MONTH}\.? (?P<day>\d{{1,2}})|(?P<m>\d{{1,2}})/(?P<d>\d{{1,2}}))"
    r" ?(?:-|to|through|thru|until|and) ?(?:the )?$"
)
_FIRST_DAY = re.compile(rf"{_YEARLESS.pattern[:-1]}|(?:\bdel? )?\b\d{{1,2}} (?:al|a) $")
_DAY_ONLY = re.compile(r"(?<![\w/])(?P<day>\d{1,2}) ?(?:-|al|a|to) ?$")


def _yearless(reading: Reading, spans: list[DateSpan]) -> Iterator[DateSpan]:
    """ "October 7 - December 23, 2025", "03/04-03/09/2026", "12 al 14 de mayo": the first day takes what it lacks."""
    for span in spans:
        if span.role not in ("", "service", "loose"):
            continue
        start = max(0, span.start - 24)
        match = _YEARLESS.search(reading.figures, start, span.start)
        match = match or _DAY_ONLY.search(reading.figures, start, span.start)
        value = _completed(match, span.value) if match else ""
        if match and value and value <= span.value:
            yield DateSpan(value, match.start(), _day_end(match), span.role, ())


def _completed(match: re.Match[str], last: str) -> str:
    """The first day with year (and month, if it has none) of the last."""
    parts = match.groupdict()
    if parts.get("m"):
        return _valid(last[:4], parts["m"], parts["d"])
    word = (parts.get("month") or "").replace(" ", "")
    month = _MONTHS.get(word) or _MONTHS.get(word[:3]) if word else int(last[5:7])
    return _valid(last[:4], str(month), parts["day"]) if month else ""


def _day_end(match: re.Match[str]) -> int:
    return max(match.end(name) for name in match.groupdict() if match[name] is not None)


_MONTH_SPAN = re.compile(
    rf"(?<![\w/])(?:{_MONTH}\.? (?P<first>\d{{1,2}})(?:(?:,| ?-| through| thru| to|,? and| &) ?(?P<last>\d{{1,2}}))+,? "
    r"(?P<year>20\d\d)|(?P<m>\d{1,2})/(?P<first2>\d{1,2}) ?- ?(?P<last2>\d{1,2})/(?P<year2>20\d\d|\d\d))(?![\d/])"
)


def _month_spans(reading: Reading) -> Iterator[DateSpan]:
    """ "May 12-16, 2026" and "May 5, 12 and 19, 2026": first and last day."""
    for match in _MONTH_SPAN.finditer(reading.figures):
        word = (match["month"] or "").replace(" ", "")
        month = str(_MONTHS.get(word) or _MONTHS.get(word[:3])) if word else match["m"]
        first, last = ("first", "last") if word else ("first2", "last2")
        days = [_valid(match["year"] or match["year2"], month, match[name]) for name in (first, last)]
        if all(days) and days[0] < days[1]:
            role = _role(reading, match.start(), None)
            yield DateSpan(days[0], match.start(), match.end(first), role, ())
            yield DateSpan(days[1], match.start(last), match.end(), role, ())


def _remittance_dates(reading: Reading) -> Iterator[DateSpan]:
    """Paper remittances print days of service as "0212 021226"."""
    dated = re.search(r"\bfrom\b.{1,12}\b(?:thru|to|through)\b|\bdos\b|serv(?:ice)? date", reading.flat) is not None
    for match in _COMPACT_DATE.finditer(reading.flat) if dated else ():
        line = reading.line_of(match.start())
        value = _valid(match["year"], match["month"], match["day"])
        if value and re.search(r"\d\.\d\d(?!\d)", reading.lower[match.end() : line.end]):
            yield DateSpan(value, match.start(), match.end(), "service", ())
    if not re.search(r"serv date|dos|charged|billed", reading.flat):
        return
    for match in _REMITTANCE_DATES.finditer(reading.flat):
        for name in ("from", "to"):
            value = _valid(match["year"], match[name][:2], match[name][2:])
            if value:
                yield DateSpan(value, match.start("to") if name == "to" else match.start(), match.end(), "service", ())


def _iso(match: re.Match[str]) -> str:
    parts = match.groupdict()
    if parts["y1"]:
        return _valid(parts["y1"], parts["m1"], parts["d1"])
    if parts["m2"]:
        return _valid(parts["y2"], parts["m2"], parts["d2"])
    if parts["y5"]:
        return _valid(parts["y5"], parts["m5"], parts["d5"])
    word = (parts["month"] or parts["month4"] or parts["month6"]).replace(" ", "")
    month = _MONTHS.get(word) or _MONTHS[word[:3]]
    return _valid(parts["y3"] or parts["y4"] or parts["y6"], str(month), parts["d3"] or parts["d4"] or parts["d6"])


@lru_cache(maxsize=512)
def _valid(year: str, month: str, day: str) -> str:
    number = int(year) + ((2000 if int(year) < 70 else 1900) if len(year) == 2 else 0)
    try:
        return date(number, int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _doubts(match: re.Match[str]) -> tuple[str, ...]:
    """03/04/26 could be read in more than one way; US letters mean month first."""
    short = match["y2"] is not None and len(match["y2"]) == 2
    return ("date_ambiguous",) if short and int(match["d2"]) <= 12 else ()


_GAP = re.compile(r" {5,}")


def _role(reading: Reading, start: int, previous: DateSpan | None) -> str:
    if previous and start - previous.end <= 14:
        gap = reading.flat[previous.end : start].strip()
        if _RANGE_GAP.match(gap) or (previous.role == "service" and _LIST_GAP.match(gap)):
            return previous.role
    line_start = reading.line_of(start).start
    left = reading.lower[max(line_start, start - 120, previous.end if previous else 0) : start]
    left = _GAP.sub("    ", left)[-60:]
    return role_of(reading, _FIRST_DAY.sub("", left), start)
