"""What was asked for or billed, in the letter's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from denialops.pipeline.finders.care_phrases import find_care, is_care
from denialops.pipeline.finders.codes import Code
from denialops.pipeline.finders.labels import label, values
from denialops.pipeline.finders.reading import LIKELY, SURE, Found, Reading, Span, fold
from denialops.pipeline.finders.rows import Row
from denialops.pipeline.finders.service_codes import before_code, behind_code, beside_code, described, in_brackets
from denialops.pipeline.finders.service_gate import may_name_service
from denialops.pipeline.finders.service_topics import find_topic
from denialops.pipeline.finders.service_words import BARE_THING, CODE, NO_THING, THING, is_empty, is_vague, until_end

_LABEL = label(
    rf"(?:(?:requested|denied|type of|description of|proposed|disputed|"
    rf"non-?covered) )?{THING}(?:/(?:items?|services?|supply|procedure))?"
    r"(?: (?:requested|denied|description|name|in question|at issue|reviewed|not approved|"
    r"under review|type|asked for|solicitad[oa]s?|negad[oa]s?|pedid[oa]s?))?"
    r"|(?:service |what (?:was |we |you )?)?(?:asked for|for)|what for|not approved|denied|care denied|proposed work|"
    r"therapy|request|requested|coverage requested(?: for)?|description|about|regarding|subject|re|we denied|"
    r"what we denied|asunto"
)
_VALUE = re.compile(r"[A-Za-z0-9][^\n;|$]{4,150}")
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
    """The best of what codes, cells, labels, requests and the reason name; nothing where no words can be a service."""
    best: tuple[float, Found] | None = None
    for weight, found in _candidates(reading, codes, rows, reason):
        if best and best[0] >= _ENOUGH:
            break
        own = _without_names(reading, found, names)
        if own is None or _is_paid(rows, own) or not may_name_service(own.value, beside_code=weight >= _BACKED):
            continue
        score = weight + (_CARE if is_care(fold(own.value)) else 0.0)
        if best is None or score > best[0]:
            best = (score, own)
    if best and best[0] >= _LEAST:
        yield best[1] if best[0] >= _CARE else best[1]._replace(confidence=min(best[1].confidence, LIKELY))


_CARE, _BACKED, _LEAST = 2.0, 5.0, 3.0
_ENOUGH, _BARE_LABEL = 9.0, 4.5
"""A name of care at a code or label needs no further search; a label before words that name no care says little."""


def _candidates(
    reading: Reading, codes: Sequence[Code], rows: Sequence[Row], reason: Span | None
) -> Iterator[tuple[float, Found]]:
    """Every name of a service with the weight of its place, the heaviest places first."""
    denied = {code.start for row in rows if row.status == "denied" for code in row.codes}
    ordered = sorted(codes, key=lambda code: (code.start not in denied, code.start)) if denied else codes
    searches = (
        (8.0, before_code(reading, ordered)),
        (7.5, behind_code(reading, ordered)),
        (7.0, _labelled(reading)),
        (6.5, in_brackets(reading, ordered)),
        (6.0, beside_code(reading, rows)),
        (5.0, described(reading, rows)),
        (4.0, find_care(reading, ordered, reason)),
        (3.0, _requested(reading)),
        (1.0, find_topic(reading, reason)),
    )
    for weight, search in searches:
        for found in search:
            is_bare = found.finder == "services.label" and found.confidence < SURE
            yield (_BARE_LABEL if is_bare else weight), found


def _is_paid(rows: Sequence[Row], found: Found) -> bool:
    """On a line that was paid, where another was denied."""
    return any(row.status == "paid" and row.span.start <= found.start < row.span.end for row in rows) and any(
        row.status == "denied" for row in rows
    )


def _without_names(reading: Reading, found: Found, names: Sequence[str]) -> Found | None:
    """The words before the name of a person or an organisation of the letter; None where nothing else is said."""
    for name in names:
        low, other = found.value.lower(), name.lower()
        if other and low in other:
            before = other.find(low)
            if is_care(fold(name)) and name[1:] == name[1:].lower():
                continue
            if reading.flat.startswith(fold(other), found.start - before) or not is_care(fold(low)):
                return None
            continue
        at = low.find(other) if other else -1
        if at >= 0:
            words = _TO_NAME.sub("", found.value[:at])
            if not is_care(fold(words)):
                return None
            found = found._replace(value=words, end=found.start + len(words))
    return found


_TO_NAME = re.compile(r"[ ,(]*(?:\b(?:with|at|by|from|of|for|in)(?: the)?)?[ ,(]*$")


def _labelled(reading: Reading) -> Iterator[Found]:
    for match, place in values(reading, _LABEL, _VALUE):
        between = reading.text[place.end : match.start()]
        left = reading.text[reading.line_of(place.start).start : place.start]
        if not (":" in between or "   " in between or "\n" in between or ".." in between) or (
            left.strip()[-1:].islower() and not left.endswith("  ")
        ):
            continue
        yield from _labelled_value(reading, place, match)
    yield from _led_by_label(reading)


def _labelled_value(reading: Reading, place: Span, match: re.Match[str]) -> Iterator[Found]:
    coded = _CODE_FIRST.match(match.group())
    begin = match.start() + (coded.end() if coded else 0)
    words = until_end(reading.text[begin : match.end()])
    loose = _LOOSE_LABEL.fullmatch(reading.flat[place.start : place.end]) is not None
    cares = is_care(fold(words))
    if _ABOUT.fullmatch(reading.flat[place.start : place.end]) and not cares:
        return
    if loose and not cares and not re.search(r"(?<![\w])(?!of\b|and\b|the\b|for\b)[a-z]{4,}", words):
        return
    if len(words) >= _SHORTEST and _names_thing(words) and (cares or not _SENTENCE.search(words)):
        start = reading.text.index(words, begin)
        value = " ".join(words.split())
        confidence = SURE if cares else LIKELY
        yield Found("service_description", value, start, start + len(words), confidence, "services.label")


_SHORTEST = 5
_SENTENCE = re.compile(
    r"\b(?i:you|we|must|may|within|appeals?|is|are|was|were|will|before|verify|please|not|missing|invalid|"
    r"advice|notice|contractor|statement|eligibility)\b"
)
_LED = re.compile(
    r"(?m)^[ \t]*(?:Line \d+:? )?(?:(?:Requested |Proposed |Denied )?(?:Service|Procedure|Request|Item|Drug|"
    r"Medication|Treatment|Exam|"
    r"Test|Equipment|Surgery|Care)s?(?: [Rr]equested| [Dd]enied)?) (?P<words>[A-Za-z0-9][^\n;|$:]{4,120})$"
)


def _led_by_label(reading: Reading) -> Iterator[Found]:
    """A file's text layer often keeps one space between label and value: "Service MRI of the lumbar spine"."""
    for match in _LED.finditer(reading.text):
        words = until_end(match["words"])
        if is_care(fold(words)) and _names_thing(words) and not _SENTENCE.search(words):
            start = match.start("words")
            yield Found("service_description", words, start, start + len(words), LIKELY, "services.label")


def _names_thing(words: str) -> bool:
    if (
        BARE_THING.fullmatch(words.lower())
        or NO_THING.match(words)
        or _COLUMN_WORDS.match(words.lower())
        or is_empty(words)
    ):
        return False
    return bool(re.search(r"[A-Za-z]{3}", words)) and not re.match(r"\d{1,2}/\d|approved", words, re.IGNORECASE)


_ABOUT = re.compile(r"regarding|subject|re")
_LOOSE_LABEL = re.compile(r"(?:for|about|asked for|denied|request|requested|asunto|not approved)")
_CODE_FIRST = re.compile(rf"{CODE}(?:-\w\w)?(?: +-? *(?=[A-Z][a-z])| +- *(?=[a-z])|, ?(?=[A-Za-z]))")
_COLUMN_WORDS = re.compile(
    r"(?:code|date|amount|decision|provider|charge|billed|from|to|and|of|or|was|is|from|department|"
    r"for)\b"
)


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
