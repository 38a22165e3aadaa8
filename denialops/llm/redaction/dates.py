"""Every date of a text in any usual writing, also partial ones, and ages over 89 (45 CFR 164.514(b)(2)(i)(C))."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from denialops.llm.redaction.calendar_words import MONTH_NUMBERS
from denialops.llm.redaction.spans import AGE, DATE, DAY, MONTH, Span

_N = r"[0-9OolI|]"
_D12 = r"(?=[OolI|]?\d)[0-9OolI|]{1,2}"
_MONTHS = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_WEEKDAY = (
    r"(?:\b(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|lunes|martes|mi[eé]rcoles|jueves|"
    r"viernes|s[aá]bado|domingo)\b[.,]{0,2}\s{1,3})?"
)
_YEAR = r"(?:,?\s{1,3}(?:of\s|del?\s)?|\s?,)(?P<y>(?:19|20)\d\d|'\d\d)(?!\d)"

_NUMERIC = re.compile(
    rf"(?<![\w/.$-])(?P<a>{_N}{{1,2}})(?P<sep>\s?[/.-]\s?)(?P<b>{_N}{{1,2}})(?P=sep)(?P<y>{_N}{{4}}|{_N}{{2}})(?![\w/]|-\d|\.\d)"
)
_YEAR_FIRST = re.compile(
    r"(?<![\w/.$-])(?P<y>(?:19|20)\d\d)(?P<sep>[/.-])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?![\d/]|-\d)"
)
_COMPACT = re.compile(r"(?<![\w.$,-])(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?![\w,-]|\.\d)")
_SIX_DIGITS = re.compile(
    r"(?<![\w./$,-])(?:(?P<short>(?:0[1-9]|1[0-2])[0-3]\d)\s)?(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])"
    r"(?P<y>[0-4]\d)(?![\w/,-]|\.\d)"
)
_MONTH_DAY = re.compile(
    rf"{_WEEKDAY}(?<![^\W\d_])(?P<month>{_MONTHS})\b\.?\s{{0,3}}(?P<d>{_D12})(?:st|nd|rd|th)?(?![\w:]|\.\d|,\d)"
    rf"(?:\s?(?:-|–|to|and|&|through|thru)\s?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|\s(?:days|hours|visits|months)))?"
    rf"(?:{_YEAR})?",
    re.IGNORECASE,
)
_DAY_MONTH = re.compile(
    rf"{_WEEKDAY}(?<![\w.$/-])(?P<d>{_D12})(?:st|nd|rd|th|º|°|er|ro)?"
    rf"(?:\s(?:day\s)?(?:of|del?)\s|\s?[-/.]\s?|\s{{0,2}})(?P<month>{_MONTHS})(?![^\W_])\.?"
    rf"(?:(?:,?\s(?:del?|of)\s|[\s,/-]{{1,3}}|\s?)(?P<y>(?:19|20)\d\d|'?\d\d)(?![\d:]|\s?(?:days|hours|visits|d[ií]as)))?",
    re.IGNORECASE,
)
_SPANISH_FIRST = re.compile(
    rf"\bdel?\s(\d{{1,2}})(?=\s(?:al?|y)\s\d{{1,2}}\sde\s(?:{_MONTHS}))", re.IGNORECASE
)
_MONTH_YEAR = re.compile(rf"(?<![^\W\d_])(?P<month>{_MONTHS})\.?(?:{_YEAR}|-(?P<y2>\d\d)(?!\d))", re.IGNORECASE)
_NUMERIC_MONTH = re.compile(
    r"(?<![\w/.$-])(?:(?P<m>0?[1-9]|1[0-2])\s?[/-]\s?(?P<y>(?:19|20)\d\d)|(?P<y2>20\d\d)[/-](?P<m2>0[1-9]|1[0-2]))(?![\w/-])"
)
_BARE_MONTH_DAY = re.compile(
    r"(?P<cue>\b(?:on|dated?|dos|from|since|thru|through|to|until|till|by|before|after|and|el|al|del|desde|hasta|fecha|"
    r"service|exp|rev)[:.]?\s{1,3})?(?<![\w/.$-])(?P<m>\d{1,2})(?P<sep>[/-])(?P<d>\d{1,2})(?![\w/%]|-\d|\.\d)",
    re.IGNORECASE,
)
_BARE_MONTH = re.compile(
    r"\b(?:January|February|July|September|October|November|December|JANUARY|FEBRUARY|JULY|SEPTEMBER|OCTOBER|"
    r"NOVEMBER|DECEMBER|(?:(?<=\b[Ii]n )|(?<=\b[Oo]f )|(?<=\b[Bb]y )|(?<=\b[Ss]ince )|(?<=\bduring )|(?<=\buntil )|"
    r"(?<=\bfrom )|(?<=\bthrough )|(?<=\blast )|(?<=\bnext )|(?<=\bearly )|(?<=\blate )|(?<=\bmid-))"
    r"(?:March|April|May|June|August))\b"
    r"|(?<=\b[Ee]n )(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\b"
)
_AGE = re.compile(
    r"\b(?:aged?|edad(?: de)?|age is)\b\s?:?\s{0,2}(9\d|1[0-2]\d)\b|"
    r"\b(9\d|1[0-2]\d)(?=[\s-]?(?:year|yr|y/?o|a[nñ]os(?: de edad)?\b)(?:s?[\s-]?old|s? of age|\b))",
    re.IGNORECASE,
)
_NOT_A_DATE_BEFORE = re.compile(
    r"(?:bp|pressure|strength|vision|pain|score|ratio|teeth|grade)\W{0,3}(?:of |is |was )?$", re.IGNORECASE
)
_NOT_A_DATE_AFTER = re.compile(
    r"\s?(?:strength|mm|visits|sessions|tablets|doses|teeth|weeks|days|hours)\b", re.IGNORECASE
)
_LOOK_ALIKES = str.maketrans("OolI|", "00111")
_OFTEN_WORDS = frozenset(("may", "march", "mar", "set", "dic", "ago", "ene", "jun", "dec", "sep"))


def find_dates(text: str) -> Iterator[Span]:
    """Spans with keys "2026-03-05", "--03-05" (no year), "2026-03" and "--03"; DATE for what is no real day."""
    for match in _YEAR_FIRST.finditer(text):
        yield _day(match, match["y"], match["m"], match["d"], "Y-m-d")
    for match in _COMPACT.finditer(text):
        yield from _real(match, "Ymd")
    for match in _NUMERIC.finditer(text):
        yield from _numeric(match)
    yield from _named(text)
    yield from _months(text)
    yield from _short(text)
    yield from _ages(text)


def _numeric(match: re.Match[str]) -> Iterator[Span]:
    first, second, year = (match[name].translate(_LOOK_ALIKES) for name in ("a", "b", "y"))
    sep = match["sep"].strip()
    if sum(char.isdigit() for char in match.group()) * 2 < len(match.group()) - 2:
        return
    style = f"m{sep}d{sep}{'Y' if len(year) == 4 else 'y'}"
    month, day = (second, first) if int(first) > 12 >= int(second) else (first, second)
    span = _day(match, year, month, day, style)
    if span.label == DAY or sep == "/":
        yield span


def _named(text: str) -> Iterator[Span]:
    taken: list[tuple[int, int]] = []
    for match in _MONTH_DAY.finditer(text):
        if _is_word(match):
            continue
        taken.append(match.span())
        yield from _with_range(match)
    for match in _DAY_MONTH.finditer(text):
        inside = any(start < match.end() and match.start() < end for start, end in taken)
        if not _is_word(match) and not (inside and not match["y"]):
            yield _day(match, match["y"], _month(match), match["d"], _style_of_day_month(match))
    for match in _SPANISH_FIRST.finditer(text):
        yield Span(match.start(1), match.end(1), DATE, match[1])


def _with_range(match: re.Match[str]) -> Iterator[Span]:
    style = "B d, Y" if len(match["month"]) > 4 or match["month"].lower() == "may" else "b d, Y"
    if not match["d2"]:
        yield _day(match, match["y"], _month(match), match["d"], style)
        return
    first = _day(match, match["y"], _month(match), match["d"], style)
    second = _day(match, match["y"], _month(match), match["d2"], style)
    yield first._replace(end=match.end("d"))
    yield second._replace(start=match.start("d2"))


def _style_of_day_month(match: re.Match[str]) -> str:
    if " de " in match.group().lower():
        return "d de B de Y"
    return "d-b-Y" if "-" in match.group() else "d B Y"


def _months(text: str) -> Iterator[Span]:
    for match in _MONTH_YEAR.finditer(text):
        if match["month"][0].isupper() or match["month"].lower() not in _OFTEN_WORDS:
            year = match["y"] or match["y2"]
            yield Span(match.start(), match.end(), MONTH, f"{_year(year)}-{int(_month(match)):02}")
    for match in _NUMERIC_MONTH.finditer(text):
        year, month = (match["y"], match["m"]) if match["y"] else (match["y2"], match["m2"])
        yield Span(match.start(), match.end(), MONTH, f"{year}-{int(month):02}")
    for match in _BARE_MONTH.finditer(text):
        yield Span(match.start(), match.end(), MONTH, f"--{MONTH_NUMBERS[match.group().lower()]:02}")


def _short(text: str) -> Iterator[Span]:
    for match in _SIX_DIGITS.finditer(text):
        if match["short"]:
            yield Span(match.start("short"), match.end("short"), DATE, match["short"])
        yield _day(match, match["y"], match["m"], match["d"], "")._replace(start=match.start("m"))
    for match in _BARE_MONTH_DAY.finditer(text):
        if _is_short_date(match, text):
            span = _day(match, None, match["m"], match["d"], "")
            yield span._replace(start=match.start("m"))


def _is_short_date(match: re.Match[str], text: str) -> bool:
    padded = len(match["m"]) == len(match["d"]) == 2 and match["sep"] == "/"
    possible = 1 <= int(match["m"]) <= 12 and 1 <= int(match["d"]) <= 31
    if not possible or not (padded or match["cue"]):
        return False
    before, after = text[max(0, match.start("m") - 24) : match.start("m")], text[match.end() : match.end() + 10]
    return not _NOT_A_DATE_BEFORE.search(before) and not _NOT_A_DATE_AFTER.match(after)


def _ages(text: str) -> Iterator[Span]:
    for match in _AGE.finditer(text):
        group = 1 if match[1] else 2
        yield Span(match.start(group), match.end(group), AGE, match[group])


def _is_word(match: re.Match[str]) -> bool:
    """ "items 30 may be", "march 3" without a year: a word that only reads like a month."""
    word = match["month"]
    return word.islower() and word in _OFTEN_WORDS and not match["y"]


def _month(match: re.Match[str]) -> str:
    return str(MONTH_NUMBERS[match["month"].lower()])


def _real(match: re.Match[str], style: str) -> Iterator[Span]:
    span = _day(match, match["y"], match["m"], match["d"], style)
    if span.label == DAY:
        yield span


def _day(match: re.Match[str], year: str | None, month: str, day: str, style: str) -> Span:
    start, end = match.span()
    try:
        number = int(day.translate(_LOOK_ALIKES))
        real = date(_year(year) if year else 2024, int(month), number)
    except ValueError:
        return Span(start, end, DATE, match.group())
    return Span(start, end, DAY, real.isoformat() if year else f"--{real:%m-%d}", style)


def _year(written: str) -> int:
    digits = written.strip("'").translate(_LOOK_ALIKES)
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 50 else 1900)
