"""Every date that the letter prints, and the part it plays: notice, service, birth, injury, receipt, limit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

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
    rf"|(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?[ -]{{0,3}}(?:de )?{_MONTH.replace('<month>', '<month4>')}\.?,?[ -]{{0,3}}"
    r"(?:del? )?(?P<y4>(?:19|20)\d\d|(?<=-)\d\d)"
    rf"|(?P<y6>20\d\d)[ ,-]{{1,2}}{_MONTH.replace('<month>', '<month6>')}\.?[ -]{{1,2}}(?P<d6>\d{{1,2}})(?:st|"
    rf"nd|rd|th)?"
    r"|(?P<y5>20\d\d)(?P<m5>0[1-9]|1[0-2])(?P<d5>[0-2]\d|3[01])"
    r")(?![\d/])"
)
_ROLES = (
    ("birth", r"dob|d\.o\.b|birth|born|birthdate|nacimiento|nacid[oa]"),
    (
        "notice",
        r"(?:decision|notice|letter|determination)(?: date)?,? (?:and|/) (?:date of (?:service|mailing)|"
        r"service|mailing)(?: date)?|(?:cycle|period|week) end(?:ing|ed)?|payment cycle|date of initial payment",
    ),
    ("injury", r"doi|d/a|d/i|d\.o\.i|injury|injured|accident|loss|lesion|incident"),
    (
        "limit",
        r"by|before|until|no later than|not later than|on or before|deadline|due|due date|due by|"
        r"expires?(?: on)?|"
        r"postmarked by|received by|antes del?|a mas tardar el|hasta el|valid (?:through|until|to)",
    ),
    (
        "received",
        r"received|rec'?d|receipt|receipt date|request date|requested|requested on|submitted|submitted on|"
        r"filed on|recibid[oa]|recibimos|asked for(?: on)?|came in on|was received on|date received|"
        r"received on|(?:got|received|have) (?:an?|your|the) (?:\w+ )?(?:request|appeal|claim|"
        r"letter)(?: from [a-z ]{3,30})? on|request on|received date|request of|appeal of|in our office(?: on)?",
    ),
    (
        "prior",
        r"letter of|letter dated|notice of|notice dated|decision of|decision dated|determination of|dated|"
        r"denied(?: the claim)? on|approved on|issued on|initial (?:denial|determination|"
        r"decision)(?: date)?|upheld on|"
        r"paid on|processed on|determination dated|denial dated|original (?:denial|decision|notice)(?: date)?|"
        r"first (?:denial|level) (?:date|decision)|previous(?:ly)?(?: notice)?(?: date)?|signed|revised|"
        r"published|version|policy effective|last reviewed|appeal date",
    ),
    (
        "service",
        r"disch|admit|seen(?: on)?|dos|d\.o\.s|dates? of services?|services? dates?|date\(s\) of service|"
        r"service\(s\)|services?|"
        r"dtm\*(?:232|233|472|150|151)|serv(?:ice)?\.? date|valid|on the date of service|dates? denied|"
        r"admit(?:ted)?(?: date)?|admission(?: date)?|treatment dates?|"
        r"discharged?(?: date)?|fill(?:ed)? dates?|date filled|dispensed|visit(?: of| on)?|performed(?: on)?|"
        r"rendered(?: on)?|provided(?: on)?|surgery(?: date)?|fechas? (?:de|del) servicios?|statement covers|"
        r"(?:given|performed|provided|rendered|supplied|furnished|delivered|done|seen|treated|"
        r"dispensed)(?: \w+){0,4} on|furnished|given on|service from|service period|stay|on or about|"
        r"procedure date|start(?:ing)?|"
        r"beginning|begin date|start date|first treatment|period|of service|servicio|dispensed on|"
        r"fecha servicio|date\(s\)|requested dates?|approved dates?|denied dates?|dates",
    ),
    (
        "effective",
        r"effective|effective date|eff(?:\.|ective)?(?: date)?|ended|ended on|terminated|terminated on|"
        r"termed|"
        r"termination date|term date|cancell?ed(?: on)?|coverage (?:ended|began|end|start)(?: date)?|as of|"
        r"(?:took|takes?) effect(?: on)?|ends?(?: on)?|will end(?: on)?|last (?:covered )?day|since|after|"
        r"paid through|began|"
        r"lapsed(?: on)?",
    ),
    (
        "notice",
        r"notice date|date of (?:this |the )?(?:notice|letter|decision|determination|denial|eob|mailing|action)|"
        r"letter date|decision date|determination date|denial date|mail(?:ed|ing)(?: date)?|date mailed|"
        r"eob date|issue date|date issued|issued|date of issue|process(?:ed|ing)? date|date processed|"
        r"run|run date|date run|posted|posted on|answered|returned on|decision|reviewed|reviewed on|"
        r"date reviewed|determination|denied|as of date|statement date|report date|remit(?:tance)? date|"
        r"ra date|notification date|date notified|"
        r"fecha(?: de(?:l)? (?:este |la |la presente )?(?:aviso|carta|notificacion|decision|envio))?|"
        r"date printed|"
        r"date of this (?:explanation|statement|summary|report)|print date|adjudicat(?:ed|ion)(?: date)?|"
        r"date sent|"
        r"faxed|e-?mailed|finali[sz]ed|resolution date|date of resolution|review date|date of review|"
        r"date of action|decided|our date|(?:decision|notice|letter|cycle|claim|review|appeal|"
        r"grievance) (?:day|end|"
        r"result|outcome|finding|answer|response)|cycle end(?:ing|ed)?|result|outcome|written|sent|"
        r"served(?: by mail)?(?: on)?|"
        r"noted|printed(?: on)?|prepared(?: on)?|produced|released|generated|mailed on|sent on|sent out(?: on)?|"
        r"dated this|made on|reply|response|explanation date|summary date|voucher date|advice date|date generated|"
        r"date prepared|date of (?:this |the |our )?(?:response|reply|result|outcome|resolution|review|remittance|"
        r"voucher|advice|correspondence|notification|finding)|emitid[oa](?: el)?|enviad[oa](?: el)?",
    ),
    (
        "payment",
        r"paid date|date paid|check date|chk dt|remit(?:tance)?|dtm\*405|bpr date|payment date|"
        r"check/eft date|eft date|check issue(?: date|d)|"
        r"pay date|production date|paid",
    ),
    ("plain", r"date|today'?s date"),
    ("loose", r"on|for|from|of|the"),
)
_ROLE_OF = tuple(
    (
        role,
        re.compile(
            rf"(?:^|[^a-z])(?:{words})(?:\(s\))? ?[:#.=]? ?(?:is |was |on |"
            rf"of )?$"
        ),
    )
    for role, words in _ROLES
)
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
    more = (*_remittance_dates(reading), *_yearless(reading, spans))
    return tuple(sorted((*spans, *more), key=lambda span: span.start))


_REMITTANCE_DATES = re.compile(
    r"(?<![\d/.-])(?P<from>(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])) (?P<to>(?:0[1-9]|1[0-2])(?:[0-2]\d|"
    r"3[01]))(?P<year>\d\d)(?![\d/])"
)


_COMPACT_DATE = re.compile(r"(?<![\w./-])(?P<month>0[1-9]|1[0-2])(?P<day>[0-2]\d|3[01])(?P<year>20\d\d)(?![\w/-])")
_YEARLESS = re.compile(rf"(?<![\w]){_MONTH}\.? (?P<day>\d{{1,2}}) ?(?:-|to|through|thru) ?$")


def _yearless(reading: Reading, spans: list[DateSpan]) -> Iterator[DateSpan]:
    """ "October 7 - December 23, 2025": the first day of a range has the year of the second."""
    for span in spans:
        start = max(0, span.start - 24)
        match = _YEARLESS.search(reading.flat, start, span.start)
        word = match["month"].replace(" ", "") if match else ""
        month = _MONTHS.get(word) or _MONTHS.get(word[:3])
        value = _valid(span.value[:4], str(month), match["day"]) if match and month else ""
        if match and value and value <= span.value and span.role in ("", "service"):
            yield DateSpan(value, match.start(), match.end("day"), span.role, ())


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


def _role(reading: Reading, start: int, previous: DateSpan | None) -> str:
    if previous and start - previous.end <= 14 and _RANGE_GAP.match(reading.flat[previous.end : start].strip() + ""):
        return previous.role
    line_start = reading.line_of(start).start
    left = reading.lower[max(line_start, start - 60, previous.end if previous else 0) : start].rstrip(" :.#=(-*|/")
    left = _YEARLESS.sub("", left + (" -" if reading.lower[start - 2 : start] == "- " else "")).rstrip(" :.#=(-*|/")
    if not left.strip():
        left = _line_above(reading, line_start)
    left = _WEEKDAY.sub("", left)
    return next((role for role, pattern in _ROLE_OF if pattern.search(left)), "")


_WEEKDAY = re.compile(r"[: ]*(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.]? ?$")


def _line_above(reading: Reading, line_start: int) -> str:
    """The line before, if it is a mere label or a sentence that runs on."""
    if line_start == 0:
        return ""
    above = reading.line_of(line_start - 1)
    words = reading.lower[above.start : above.end].strip(" :.#")
    return words if len(words) > 2 and "   " not in words else ""
