"""Streets, post boxes, towns, counties and ZIP codes; the state may stay (164.514(b)(2)(i)(B))."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.llm.redaction.spans import ADDRESS, Span
from denialops.llm.redaction.wordplaces import WordPlaces

_STATE = (
    r"(?:AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|"
    r"OH|OK|"
    r"OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|PR|VI|GU|AS|MP|Alabama|Alaska|Arizona|Arkansas|California|Colorado|"
    r"Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|"
    r"Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New (?:Hampshire|Jersey|Mexico|"
    r"York)|"
    r"(?:North|South) (?:Carolina|Dakota)|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|Tennessee|Texas|Utah|Vermont|"
    r"(?:West )?Virginia|Washington|Wisconsin|Wyoming|Puerto Rico)"
)
_CAP = r"[^\W\d_a-zß-ÿ][\w'’.-]*"
_CITY = rf"(?:(?:{_CAP}|de|la|del|los|las|of|the)[ ]){{0,3}}{_CAP}"
_ZIP = re.compile(r"(?<![\w$.,-])(?=[0-9OolI]*\d)[0-9OolI]{5}(?:\s?-\s?\d{4})?(?!\w|-\d|[.,]\d)")
_STATE_BEFORE = re.compile(rf"(?<!\w){_STATE}\.?,?[ \n]{{0,3}}\Z")
_CITY_BEFORE = re.compile(
    rf"(?:(?<=[,\n/|;)])|(?<=  )|(?<=\d )|\A|(?<=\. )|(?<=\b(?i:in|at|of|to) ))[ ]{{0,20}}(?P<city>{_CITY})"
    rf"(?:,?[ ]{{0,3}}\n?[ ]{{0,30}})\Z"
)
_CITY_STATE = re.compile(
    rf"(?i:(?:resid\w{{1,5}}|lives?|living|home|vive) (?:in|at|en)|born in|moved to|city of|county of|"
    rf"condado de) (?P<city>{_CITY})"
)
_LIVING = frozenset(
    "reside resides residing residence resident residente live lives living home vive born moved city county "
    "condado".split()
)
_ZIP_LABEL = re.compile(
    r"(?i:\bzip(?: ?code)?\b|\bc[oó]digo postal\b)\W{0,4}(\d{5}(?:-\d{4})?)|(?<![\w-])(\d{5}-\d{4})(?![\w-])"
)
_SUFFIX = (
    r"(?i:Street|St|Avenue|Ave|Av|Road|Rd|Drive|Dr|Lane|Ln|Boulevard|Blvd|Court|Ct|Circle|Cir|Place|Pl|Terrace|Ter|"
    r"Terr|Way|"
    r"Parkway|Pkwy|Highway|Hwy|Square|Sq|Trail|Trl|Loop|Alley|Plaza|Row|Run|Path|Pike|Turnpike|Crossing|Xing|Point|"
    r"Ridge|Bend|Cove|Mews|Walk|Crescent|Commons|Center|Centre|Park|Esplanade|Causeway|Route|Rte|Mile|Hollow|"
    r"Heights|Landing|Wharf|Quay)"
)
_UNIT = (
    r"(?:,?[ \n]{1,3}(?i:Suite|Ste|Apartment|Apt|Unit|Room|Rm|Floor|Fl|Bldg|Building|Lot|Dept|"
    r"#)\.?\s?#?[\w-]{1,8}|,?\s\d{1,3}(?:st|nd|rd|th) (?i:floor))?"
)
_STREET = re.compile(
    rf"(?<![\w$.,/-])\d{{1,6}}[A-Z]?(?:[-/]\d{{1,4}})?[ ]{{1,2}}(?:(?:{_CAP}|\d{{1,3}}(?:st|nd|rd|th|ST|ND|RD|TH)|"
    rf"of|the|de|la|del|y)[ ]{{1,2}}){{1,4}}"
    rf"{_SUFFIX}\b\.?(?:[ ](?:[NSEW]{{1,2}}|North|South|East|West)\b\.?)?{_UNIT}"
)
_NUMBERED_ROAD = re.compile(
    rf"(?<![\w$.,/-])\d{{1,6}}[ ](?:(?:[NSEW]{{1,2}}\.?|{_CAP})[ ]){{0,3}}(?i:county road|county rd|state route|"
    rf"highway|hwy|route|rte|rural route|fm|farm road|avenue|ave|street|calle|cr|sr|us)[ ]\w{{1,6}}\b{_UNIT}"
)
_SPANISH_STREET = re.compile(
    rf"(?<!\w)(?i:calle|avenida|avda|ave|av|camino|paseo|carretera|callej[oó]n|bulevar|v[ií]a|urb|urbanizaci[oó]n|"
    rf"c/)\.?[ ]"
    rf"(?:(?:{_CAP}|de|la|del|los|las|el)[ ]?){{1,5}},?[ ]?(?i:#|no\.|n[uú]m(?:ero)?\.?)?[ ]?\d{{1,6}}[A-Z]?\b{_UNIT}"
)
_BOX = re.compile(
    r"(?<!\w)(?i:(?:p\.?[ ]?[o0]\.?|post[ ]office)[ ]{0,2}(?:box|b0x|drawer)|apartado(?:[ ]postal)?|lock[ ]?box|"
    r"r\.?r\.?[ ]?\d{1,3}[,]?[ ]box|hc[ ]?\d{1,3}[ ]box)"
    r"[ ]{0,2}(?:#|no\.)?[ ]?[\dOolI][\w-]{0,9}|(?<!\w)Box[ ]\d[\w-]{0,8}(?=,[ ]?[A-Z])"
)
_UNIT_ALONE = re.compile(r"(?<!\w)(?i:suite|ste|apt|apartment)\.?[ ]#?\d[\w-]{0,6}(?!\w)")
_NUMBER_LINE = re.compile(rf"(?<![\w$.,/-])\d{{1,6}}[ ](?:{_CAP}[ ]?){{1,4}}(?=,?[ ]?$)")
_SPANISH_FIRST = frozenset(
    "calle avenida avda ave av camino paseo carretera callejón callejon bulevar vía via urb urbanización "
    "urbanizacion c".split()
)
_BOX_FIRST = frozenset("p po post apartado lock lockbox r rr hc box".split())
_UNIT_FIRST = frozenset("suite ste apt apartment".split())
_BEFORE_A_NUMBER = frozenset(
    "member patient subscriber name group plan provider tax user enrollee medicaid medicare case claim number "
    "insured payer "
    "employee beneficiary health card photo rx".split()
)
_IN_STREET = frozenset(("days", "visits", "units", "tablets", "calendar"))


def find_places(text: str, words: WordPlaces) -> Iterator[Span]:
    """Each part of an address as a span of its own; the state between town and ZIP code is left."""
    for match in _ZIP.finditer(text):
        yield from _around_zip(text, match)
    for start in words.of(_LIVING):
        living = _CITY_STATE.match(text, start)
        if living:
            yield _part(living, "city")
    for match in _ZIP_LABEL.finditer(text):
        yield _part(match, 1 if match[1] else 2)
    yield from _streets(text, words)


def _around_zip(text: str, match: re.Match[str]) -> Iterator[Span]:
    """The ZIP code, the town before its state, and a street without any word for street before that."""
    begin = max(0, match.start() - 18)
    state = _STATE_BEFORE.search(text[begin : match.start()])
    if not state:
        return
    start = max(0, begin + state.start() - 60)
    before = text[start : begin + state.start()]
    town = _CITY_BEFORE.search(before)
    if state.group().strip() == "ID" and (not town or town["city"].split()[-1].lower() in _BEFORE_A_NUMBER):
        return
    yield _part(match, 0)
    if town:
        yield Span(start + town.start("city"), start + town.end("city"), ADDRESS, _key(town["city"]))
        street = _NUMBER_LINE.search(before[: town.start("city")].rstrip(" ,\n"))
        if street:
            end = start + street.start() + len(street.group().rstrip())
            yield Span(start + street.start(), end, ADDRESS, _key(street.group()))


def _streets(text: str, words: WordPlaces) -> Iterator[Span]:
    for pattern in (_STREET, _NUMBERED_ROAD):
        for match in pattern.finditer(text):
            if not _IN_STREET & set(match.group().lower().split()):
                yield _part(match, 0)
    for pattern, first in ((_SPANISH_STREET, _SPANISH_FIRST), (_BOX, _BOX_FIRST), (_UNIT_ALONE, _UNIT_FIRST)):
        for start in words.of(first):
            found = pattern.match(text, start)
            if found:
                yield _part(found, 0)


def _part(match: re.Match[str], group: int | str) -> Span:
    start, end = match.span(group)
    return Span(start, end, ADDRESS, _key(match[group]))


def _key(words: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", "", words).lower().split())
