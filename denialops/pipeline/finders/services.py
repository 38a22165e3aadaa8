"""What was asked for or billed, in the letter's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from denialops.pipeline.finders.codes import Code
from denialops.pipeline.finders.labels import label, values
from denialops.pipeline.finders.reading import LIKELY, Found, Reading, Span
from denialops.pipeline.finders.rows import Row
from denialops.pipeline.finders.service_topics import find_topic
from denialops.pipeline.finders.service_words import BARE_THING, CODE, LEADS, NO_THING, THING, is_empty, is_vague

_LABEL = label(
    rf"(?:(?:requested|denied|type of|description of|proposed|disputed|"
    rf"non-?covered) )?{THING}(?:/(?:items?|services?|supply|procedure))?"
    r"(?: (?:requested|denied|description|name|in question|at issue|reviewed|not approved|"
    r"under review|type|solicitad[oa]s?|negad[oa]s?))?"
    r"|(?:service |what (?:was |we )?)?(?:asked for|for)|what for|not approved|denied|care denied|proposed work|"
    r"therapy|request|requested|coverage requested(?: for)?|description|about|we denied|what we denied|asunto"
)
_VALUE = re.compile(r"[A-Za-z0-9][^\n;|$]{4,150}")
_END = re.compile(
    rf" {{3,}}|\t|\. (?=[A-Z])|\.$| - (?=[A-Z])|,? ?\(?(?:DOS|CPT|HCPCS|CDT|Dx|ICD|NPI|Billed|Decision|"
    rf"Status|Diagnosis|Date|Claim|Provider|"
    rf"Requested by|Ordered|Ref|Reference|Case|Auth|NDC|Surgeon|Facility)\b|,? (?:on|from) (?=\d|"
    rf"[A-Z][a-z]+ \d)|, (?=\d{{1,2}}/)|,? \(?(?:prescriber|prescribed|requested by|"
    rf"provider|ordered by|for (?:the )?diagnosis)\b|[ ,(]+{CODE}\b| (?:at|for) (?=[A-Z]\w+ [A-Z])|"
    rf", (?=[A-Z]\w+ [A-Z]\w+ (?:Hospital|Clinic|Center|House))"
)
_BEFORE_CODE = re.compile(
    rf"\((?:CPT|HCPCS|CDT|ADA|codes?|procedure codes?|código|"
    rf"codigo)?[ :#]*{CODE}(?:[-, ][^)\n]{{0,40}})?\)"
)
_START = re.compile(
    r"(?:^|[.:;!?]\s+| {2,}|\t|\n\s*|^\s*\d\. |\b(?:request(?:ed|s|ing)?|coverage|approval|"
    r"authorization|payment|denial|solicitud|denied|deny|denying|approved?|authoriz\w+|cover|pay|"
    r"ending|reducing|stopping|receive|need|reviewed|claim|billed|bill|supplied)(?: (?:for|of|de|to|"
    r"payment|coverage))*(?: (?:your|the|an?|this|these|coverage of|coverage for|approval of|el|la|su|"
    r"following))*\s+|"
    r"\b(?:for|of|about)(?: (?:the|your|an?|custom))*\s+)"
)
_DATED = re.compile(
    r",? (?:of|on|dated|performed on|from) (?:\d{1,2}/\d{1,2}/\d{2,4}|[A-Z][a-z]+ \d{1,2}, \d{4}|"
    r"\d{1,2} [A-Z][a-z]+ \d{4}) ?$"
)
_REQUEST = re.compile(
    r"(?:wanted|asked whether|request(?:ed|s)? (?:coverage |approval |authorization |payment |"
    r"prior authorization |a )?(?:of|for)|asked (?:us )?(?:for|to (?:approve|cover|pay for))|"
    r"(?:denied|deny|denying|approve|cover|pay for|coverage [^.:;\n]{0,60}(?:of|for):?|reviewed the|"
    r"authoriz(?:e|ation for)|payment (?:of|for|para)|"
    r"non-?certif\w+|solicitud (?:de|para)|negamos|cubrir|ending|reducing|stopping|approved)|"
    r"external review of|denial of)"
    r"(?: (?:coverage (?:of|for)|payment (?:of|for)|the|your|an?|prior authorization (?:of|for)|"
    r"(?:prescription )?drugs?:?|approval (?:of|for)|el|la|su|payment for))* "
    r"(?P<words>[A-Za-z][A-Za-z0-9 ,'’/&%+-]{5,110}?)"
    r"(?=[.;:\n(]| (?:because|as|is|was|are|were|has|have|does|that|which|under|on \d|dated|received|"
    r"from|by|at|beginning|until|you|and|porque|for [A-Z]\d|por|today|with Dr) |$)"
)
_LISTED = re.compile(
    r"(?:requested|listed (?:above|below)|following|"
    r"below)[^.:\n]{0,60}:\s{1,20}(?P<words>[A-Za-z][A-Za-z0-9 ,'’/&%+-]{5,90}?)(?=, at |[(.;\n]|"
    r" (?:because|requested|at [A-Z]|from) |$)"
)


def find_service(
    reading: Reading, codes: Sequence[Code], rows: Sequence[Row], reason: Span | None, names: Sequence[str] = ()
) -> Iterator[Found]:
    """The words before the code; else the cell beside it, a label, what the request was for, or the reason's topic."""
    denied = {code.start for row in rows if row.status == "denied" for code in row.codes}
    ordered = sorted(codes, key=lambda code: (code.start not in denied, code.start)) if denied else codes
    searches = (
        _before_code(reading, ordered),
        _behind_code(reading, ordered),
        _labelled(reading),
        _in_brackets(reading, ordered),
        _beside_code(reading, rows),
        _requested(reading),
        find_topic(reading, reason),
    )
    for found in searches:
        for first in found:
            if not any(_speaks_of(first.value, name) for name in names):
                yield first
                return


def _speaks_of(value: str, name: str) -> bool:
    """Whether the words are a person or an organisation of the letter."""
    low, other = value.lower(), name.lower()
    return bool(other) and (low in other or other in low)


_THING_OF = re.compile(
    r"(?i:\b(?:mri|ct|scan|x-rays?|ultrasound|injections?|repair|removal|replacement|imaging|reconstruction|"
    r"excision|fusion|biopsy|"
    r"therapy|resection|stimulation|evaluation|treatment|revision|ablation|study|days|visits|sessions|hours|units|"
    r"weeks))"
    r" of(?: the| an?)? +$"
)
""" "MRI of the spine": what stands before "of" names the service."""


def _before_code(reading: Reading, codes: Sequence[Code]) -> Iterator[Found]:
    for code in codes:
        bracket = reading.text.rfind("(", max(0, code.start - 30), code.start)
        if bracket < 0 or not _BEFORE_CODE.match(reading.text, bracket):
            continue
        sentence = reading.sentence_at(bracket)
        left = reading.text[max(sentence.start, bracket - 130) : bracket]
        dated = _DATED.search(left)
        bracket = bracket - len(dated.group()) if dated else bracket
        left = left[: dated.start()] if dated else left
        start = 0
        for start_match in _START.finditer(left):
            if len(left) - start_match.end() >= 4 and not _THING_OF.search(left, 0, start_match.end()):
                start = start_match.end()
        yield from _checked(reading, bracket - len(left) + start, bracket, code)


def _checked(reading: Reading, start: int, end: int, code: Code) -> Iterator[Found]:
    words = reading.text[start:end].strip(" ,.-\n")
    begin = reading.text.find(words, start) if words else start
    if (
        len(words) < 4
        or BARE_THING.fullmatch(words.lower())
        or is_empty(words)
        or words.split()[0].lower() in LEADS
        or NO_THING.match(words)
    ):
        return
    stop = _with_amounts(reading, code, begin + len(words))
    value = " ".join(re.sub(r"\s*\([^)]*\)", "", reading.text[begin:stop]).split())
    yield Found("service_description", value, begin, stop, LIKELY + 0.06, "services.before_code")


_FREQUENCY = re.compile(
    r"\)?,? (\d+ (?:visits?|sessions?|units?|days?|hours?|treatments?|sesiones|tablets?|"
    r"inhalers?)(?: (?:a|per|each|por) \w+)?(?: (?:for|durante) \d+ \w+)?)"
)


def _with_amounts(reading: Reading, code: Code, end: int) -> int:
    """ "(G0299), 3 visits a week for 9 weeks" belongs to the service."""
    more = _FREQUENCY.match(reading.text, code.end, code.end + 80)
    return more.end() if more else end


_BRACKETED = re.compile(r" \(([a-z][a-z /,'-]{4,60})\)")


def _in_brackets(reading: Reading, codes: Sequence[Code]) -> Iterator[Found]:
    """ "L5856 (microprocessor knee)"."""
    for code in codes:
        match = _BRACKETED.match(reading.text, code.end)
        if match and not is_vague(match.group(1)):
            yield Found(
                "service_description", match.group(1), match.start(1), match.end(1), LIKELY + 0.06, "services.brackets"
            )


_BEHIND_CODE = re.compile(r" ?[-–:]? (?P<words>[A-Z][A-Za-z][A-Za-z ,/&'-]{3,60}?)(?= {2,}|\t|\n|\.(?=\s)| \(|$)")


def _behind_code(reading: Reading, codes: Sequence[Code]) -> Iterator[Found]:
    """A line that opens with the code and goes on with its words: "72148 - MRI of the spine"."""
    for code in codes:
        line = reading.line_of(code.start)
        match = _BEHIND_CODE.match(reading.text, code.end, line.end)
        opens = not reading.text[line.start : code.start].strip(" *-")
        if match and opens and not is_empty(match["words"]) and not is_vague(match["words"]):
            start, end = match.span("words")
            yield Found("service_description", match["words"], start, end, LIKELY, "services.behind_code")


def _labelled(reading: Reading) -> Iterator[Found]:
    for match, place in values(reading, _LABEL, _VALUE):
        between = reading.text[place.end : match.start()]
        left = reading.text[reading.line_of(place.start).start : place.start]
        if not (":" in between or "   " in between or "\n" in between) or (
            left.strip()[-1:].islower() and not left.endswith("  ")
        ):
            continue
        coded = _CODE_FIRST.match(match.group())
        begin = match.start() + (coded.end() if coded else 0)
        words = _until_end(reading.text[begin : match.end()])
        loose = _LOOSE_LABEL.fullmatch(reading.flat[place.start : place.end]) is not None
        if loose and not re.search(r"(?<![\w])(?!of\b|and\b|the\b|for\b)[a-z]{4,}", words):
            continue
        if len(words) >= 5 and _names_thing(words):
            start = reading.text.index(words, begin)
            value = " ".join(words.split())
            yield Found("service_description", value, start, start + len(words), LIKELY + 0.06, "services.label")


def _until_end(text: str) -> str:
    cut = _END.search(text)
    return (text[: cut.start()] if cut else text).strip(" ,.-(:")


def _names_thing(words: str) -> bool:
    if (
        BARE_THING.fullmatch(words.lower())
        or NO_THING.match(words)
        or _COLUMN_WORDS.match(words.lower())
        or is_empty(words)
    ):
        return False
    return bool(re.search(r"[A-Za-z]{3}", words)) and not re.match(r"\d{1,2}/\d|approved", words, re.IGNORECASE)


_LOOSE_LABEL = re.compile(r"(?:for|about|asked for|denied|request|requested|asunto|not approved)")
_CODE_FIRST = re.compile(rf"{CODE}(?:-\w\w)?(?: +-? *(?=[A-Z][a-z])|, ?(?=[A-Za-z]))")
_COLUMN_WORDS = re.compile(
    r"(?:code|date|amount|decision|provider|charge|billed|from|to|and|of|or|was|is|from|department|"
    r"for)\b"
)


def _beside_code(reading: Reading, rows: Sequence[Row]) -> Iterator[Found]:
    """The cell behind the code in a denied table row."""
    for row in rows:
        for code in row.codes if row.status == "denied" else ():
            cell = re.compile(r"(?: {2,}|\t| - )([A-Z][A-Za-z][A-Za-z ,/&'-]{2,50}?)(?= {2,}|\t|\$|\n|$)").match(
                reading.text, code.end, row.span.end
            )
            if cell and not is_empty(cell.group(1)):
                yield Found("service_description", cell.group(1), cell.start(1), cell.end(1), LIKELY, "services.cell")


def _requested(reading: Reading) -> Iterator[Found]:
    for pattern, text in ((_LISTED, reading.text), (_REQUEST, reading.text.replace("\n", " "))):
        match = pattern.search(text)
        while match:
            words = match["words"].strip(" ,.-")
            start = match.start("words") + match["words"].index(words)
            inside = pattern is _LISTED or reading.sentence_at(start).end >= start + len(words)
            if len(words) >= 6 and inside and "  " not in words and not NO_THING.match(words) and not is_vague(words):
                yield Found("service_description", words, start, start + len(words), LIKELY, "services.request")
            match = pattern.search(text, match.start() + 1)
