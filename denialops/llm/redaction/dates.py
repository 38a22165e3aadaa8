"""Every date of a text in any usual writing, also partial ones, and ages over 89 (45 CFR 164.514(b)(2)(i)(C))."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from denialops.llm.redaction.calendar_words import MONTH_NUMBERS
from denialops.llm.redaction.spans import AGE, DATE, DAY, MONTH, Span
from denialops.llm.redaction.wordplaces import WordPlaces

_N = r"[0-9OolI|]"
_D12 = r"(?=[OolI|]?\d)[0-9OolI|]{1,2}"
_WEEKDAYS = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|lunes|martes|mi[eé]rcoles|jueves|viernes|"
    r"s[aá]bado|domingo)"
)
_YEAR = r"(?:,?\s{1,3}(?:of\s|del?\s)?|\s?,)(?P<y>(?:19|20)\d\d|'\d\d)(?!\d)"
_NO_UNIT = r"(?!\d|\s?(?:calendar |business )?(?:days|hours|visits|months|weeks|d[ií]as))"

_NUMERIC = re.compile(
    rf"(?<![\w/.$-]){_N}{{1,2}}\s?[/.-]\s?{_N}{{1,2}}\s?[/.-]\s?(?:{_N}{{4}}|{_N}{{2}})(?![\w/]|-\d|\.\d)"
)
_NUMERIC_PARTS = re.compile(r"(?P<a>\w+|\|+)(?P<sep>\s?[/.-]\s?)(?P<b>\w+|\|+)(?P=sep)(?P<y>\w+)")
_YEAR_FIRST = re.compile(
    r"(?<![\w/.$-])(?P<y>(?:19|20)\d\d)(?P<sep>[/.-])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?![\d/]|-\d)"
)
_COMPACT = re.compile(r"(?<![\w.$,-])(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?![\w,-]|\.\d)")
_SIX_DIGITS = re.compile(r"(?<![\w./$,-])(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?P<y>[0-4]\d)(?![\w/,-]|\.\d)")
_FOUR_BEFORE = re.compile(r"(?<![\w./$,-])(?:0[1-9]|1[0-2])[0-3]\d(?=\s\Z)")
_DAY_BEHIND = re.compile(
    rf"\.?\s{{0,3}}[ \t]{{0,60}}(?P<d>{_D12})(?:st|nd|rd|th)?(?![\w:]|\.\d|,\d)"
    rf"(?:\s?(?:-|–|to|and|&|through|thru)\s?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?{_NO_UNIT}(?!\w))?(?:{_YEAR})?"
)
_DAY_BEFORE = re.compile(
    rf"(?:(?<!\w){_WEEKDAYS}[.,]{{0,2}}\s{{1,3}})?(?<![\w.$/-])(?P<d>{_D12})(?:st|nd|rd|th|º|°|er|ro)?"
    r"(?:\s(?:day\s)?(?:of|del?)\s|\s?[-/.]\s?|\s{0,2})\Z",
    re.IGNORECASE,
)
_YEAR_BEHIND = re.compile(
    rf"(?![^\W\d_])\.?(?:(?:,?\s(?:del?|of)\s|[\s,/-]{{1,3}}|\s?)(?P<y>(?:19|20)\d\d|'?\d\d){_NO_UNIT}(?![\d:]))?"
)
_WEEKDAY_BEFORE = re.compile(rf"(?<!\w){_WEEKDAYS}[.,]{{0,2}}\s{{1,3}}\Z", re.IGNORECASE)
_RANGE_BEFORE = re.compile(r"\bdel?\s(\d{1,2})(?=\s(?:al?|y)\s\Z)", re.IGNORECASE)
_MONTH_YEAR = re.compile(rf"\.?(?:{_YEAR}|-(?P<y2>\d\d)(?!\d))")
_NUMERIC_MONTH = re.compile(
    r"(?<![\w/.$-])(?:(?P<m>0?[1-9]|1[0-2])\s?[/-]\s?(?P<y>(?:19|20)\d\d)|(?P<y2>20\d\d)[/-](?P<m2>0[1-9]|"
    r"1[0-2]))(?![\w/-])"
)
_BARE_MONTH_DAY = re.compile(r"(?<![\w/.$-])(?P<m>\d{1,2})(?P<sep>[/-])(?P<d>\d{1,2})(?![\w/%]|-\d|\.\d)")
_DATE_CUE = re.compile(
    r"\b(?:on|dated?|dos|from|since|thru|through|to|until|till|by|before|after|and|el|al|del|desde|hasta|fecha|service|"
    r"exp|rev)[:.]?\s{1,3}\Z",
    re.IGNORECASE,
)
_MONTH_CUE = re.compile(
    r"\b(?:in|of|by|since|during|until|from|through|last|next|early|late|this|each|every|en|de|desde|hasta)\s\Z|"
    r"\bmid-\Z",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"\b(?:aged?|edad(?: de)?|age is)\b\s?:?\s{0,2}(9\d|1[0-2]\d)\b|"
    r"\b(9\d|1[0-2]\d)(?=[\s-]?(?:year|yr|y/?o|a[nñ]os(?: de edad)?\b)(?:s?[\s-]?old|s? of age|\b))",
    re.IGNORECASE,
)
_NO_DATE_BEFORE = re.compile(
    r"(?:bp|pressure|strength|vision|pain|score|ratio|teeth|grade)\W{0,3}(?:of |is |was )?\Z", re.IGNORECASE
)
_NO_DATE_BEHIND = re.compile(
    r"\s?(?:strength|mm|visits|sessions|tablets|doses|teeth|weeks|days|hours)\b", re.IGNORECASE
)
_LETTERS = re.compile(r"[^\W\d_]+")
_LOOK_ALIKES = str.maketrans("OolI|", "00111")
_OFTEN_WORDS = frozenset(("may", "march", "mar", "set", "dic", "ago", "ene", "jun", "dec", "sep"))
_BARE = frozenset(name for name in MONTH_NUMBERS if len(name) > 4) | {"may", "june", "july", "mayo"}
_OFTEN_NAMES = frozenset(("march", "april", "may", "june", "august", "abril", "julio", "mayo", "marzo", "agosto"))


def find_dates(text: str, words: WordPlaces) -> Iterator[Span]:
    """Spans with keys "2026-03-05", "--03-05" (no year), "2026-03" and "--03"; DATE for what is no real day."""
    for match in _YEAR_FIRST.finditer(text):
        yield _day(*match.span(), (match["y"], match["m"], match["d"]), "Y-m-d")
    for match in _COMPACT.finditer(text):
        span = _day(*match.span(), (match["y"], match["m"], match["d"]), "Ymd")
        if span.label == DAY:
            yield span
    for match in _NUMERIC.finditer(text):
        yield from _numeric(match)
    for start in words.of(MONTH_NUMBERS):
        yield from _around_month(text, start)
    yield from _short(text)
    for match in _AGE.finditer(text):
        group = 1 if match[1] else 2
        yield Span(match.start(group), match.end(group), AGE, match[group])


def _numeric(match: re.Match[str]) -> Iterator[Span]:
    parts = _NUMERIC_PARTS.fullmatch(match.group())
    if not parts or sum(char.isdigit() for char in match.group()) * 2 < len(match.group()) - 2:
        return
    first, second, year = (parts[name].translate(_LOOK_ALIKES) for name in ("a", "b", "y"))
    sep = parts["sep"].strip()
    month, day = (second, first) if int(first) > 12 >= int(second) else (first, second)
    span = _day(*match.span(), (year, month, day), f"m{sep}d{sep}{'Y' if len(year) == 4 else 'y'}")
    if span.label == DAY or sep == "/":
        yield span


def _around_month(text: str, start: int) -> Iterator[Span]:
    """The day before or behind the name of a month, or its year, or the month alone."""
    month = _LETTERS.match(text, start)
    if month is None or month.group().lower() not in MONTH_NUMBERS:
        return
    end, before = month.end(), text[max(0, start - 34) : start]
    behind = _DAY_BEHIND.match(text, end)
    if behind and not _is_word(month.group(), behind["y"]):
        weekday = _WEEKDAY_BEFORE.search(before)
        yield from _month_day(month, behind, start - (len(weekday.group()) if weekday else 0))
        return
    day = _DAY_BEFORE.search(before)
    year = _YEAR_BEHIND.match(text, end)
    if day and year and not _is_word(month.group(), year["y"]):
        yield from _day_month(month, day, year, before)
        return
    yield from _month_alone(month, text, before)


def _month_day(month: re.Match[str], behind: re.Match[str], start: int) -> Iterator[Span]:
    number = str(MONTH_NUMBERS[month.group().lower()])
    style = "B d, Y" if len(month.group()) > 4 or month.group().lower() == "may" else "b d, Y"
    first = _day(start, behind.end("d") if behind["d2"] else behind.end(), (behind["y"], number, behind["d"]), style)
    yield first
    if behind["d2"]:
        yield _day(behind.start("d2"), behind.end(), (behind["y"], number, behind["d2"]), style)


def _day_month(month: re.Match[str], day: re.Match[str], year: re.Match[str], before: str) -> Iterator[Span]:
    number = str(MONTH_NUMBERS[month.group().lower()])
    style = "d de B de Y" if " de " in day.group().lower() else "d-b-Y" if "-" in day.group() else "d B Y"
    start = month.start() - len(day.group())
    yield _day(start, year.end() if year["y"] else month.end(), (year["y"], number, day["d"]), style)
    first = _RANGE_BEFORE.search(before[: len(before) - len(day.group())])
    if first:
        offset = month.start() - len(before)
        yield Span(offset + first.start(1), offset + first.end(1), DATE, first[1])


def _month_alone(month: re.Match[str], text: str, before: str) -> Iterator[Span]:
    word = month.group().lower()
    with_year = _MONTH_YEAR.match(text, month.end())
    if with_year and (month.group()[0].isupper() or word not in _OFTEN_WORDS):
        year = _year(with_year["y"] or with_year["y2"])
        yield Span(month.start(), with_year.end(), MONTH, f"{year}-{MONTH_NUMBERS[word]:02}")
    elif word in _BARE and (month.group()[0].isupper() or _is_spanish(word)) and _is_told(word, before):
        yield Span(month.start(), month.end(), MONTH, f"--{MONTH_NUMBERS[word]:02}")


def _is_told(word: str, before: str) -> bool:
    return (word not in _OFTEN_NAMES and not _is_spanish(word)) or _MONTH_CUE.search(before) is not None


def _is_spanish(word: str) -> bool:
    return word.endswith("o") or word in ("septiembre", "octubre", "noviembre", "diciembre", "abril", "setiembre")


def _short(text: str) -> Iterator[Span]:
    for match in _NUMERIC_MONTH.finditer(text):
        year, month = (match["y"], match["m"]) if match["y"] else (match["y2"], match["m2"])
        yield Span(match.start(), match.end(), MONTH, f"{year}-{int(month):02}")
    for match in _SIX_DIGITS.finditer(text):
        four = _FOUR_BEFORE.search(text, max(0, match.start() - 6), match.start())
        if four:
            yield Span(four.start(), four.end(), DATE, four.group())
        yield _day(*match.span(), (match["y"], match["m"], match["d"]), "")
    for match in _BARE_MONTH_DAY.finditer(text):
        if _is_short_date(match, text):
            yield _day(*match.span(), (None, match["m"], match["d"]), "")


def _is_short_date(match: re.Match[str], text: str) -> bool:
    if not (1 <= int(match["m"]) <= 12 and 1 <= int(match["d"]) <= 31):
        return False
    before = text[max(0, match.start() - 24) : match.start()]
    padded = len(match["m"]) == len(match["d"]) == 2 and match["sep"] == "/"
    if not padded and not _DATE_CUE.search(before):
        return False
    return not _NO_DATE_BEFORE.search(before) and not _NO_DATE_BEHIND.match(text, match.end())


def _is_word(month: str, year: str | None) -> bool:
    """ "items 30 may be", "march 3" without a year: a word that only reads like a month."""
    return month.islower() and month in _OFTEN_WORDS and not year


def _day(start: int, end: int, written: tuple[str | None, str, str], style: str) -> Span:
    """`written`: year, month and day as the text has them."""
    year, month, day = written
    try:
        real = date(_year(year) if year else 2024, int(month), int(day.translate(_LOOK_ALIKES)))
    except ValueError:
        return Span(start, end, DATE, f"{year}-{month}-{day}")
    return Span(start, end, DAY, real.isoformat() if year else f"--{real:%m-%d}", style)


def _year(written: str) -> int:
    digits = written.strip("'").translate(_LOOK_ALIKES)
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 50 else 1900)
