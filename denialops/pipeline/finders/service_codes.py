"""The words that stand beside a procedure code: before it, behind it, in brackets, or in the cells of its row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from denialops.pipeline.finders.care_phrases import is_care
from denialops.pipeline.finders.codes import Code
from denialops.pipeline.finders.reading import LIKELY, Found, Reading, fold
from denialops.pipeline.finders.rows import Row
from denialops.pipeline.finders.service_words import (
    BARE_THING,
    CODE,
    DATE_INSIDE,
    LEADS,
    NO_THING,
    is_empty,
    is_vague,
    until_end,
)  # fmt: skip
from denialops.pipeline.finders.tables import cells, head_over

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

_THING_OF = re.compile(
    r"(?i:\b(?:mri|ct|scan|x-rays?|ultrasound|injections?|repair|removal|replacement|imaging|reconstruction|"
    r"excision|fusion|biopsy|"
    r"therapy|resection|stimulation|evaluation|treatment|revision|ablation|study|days|visits|sessions|hours|units|"
    r"weeks))"
    r" of(?: the| an?)? +$"
)
""" "MRI of the spine": what stands before "of" names the service."""


def before_code(reading: Reading, codes: Sequence[Code]) -> Iterator[Found]:
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


_LED = re.compile(
    r"\s*(?:Requested |Proposed |Denied )?(?:Service|Procedure|Request|Item|Drug|Medication|Treatment|Exam|Test|"
    r"Equipment|"
    r"Surgery|Care)s?(?: [Rr]equested| [Dd]enied)?:? +(?=[A-Z0-9])"
)
"""The label that a file's text layer leaves before the words."""


_CLAUSE = re.compile(
    r"[^\n]{0,60}\b(?:(?:wrote|said|told us|states?d?|claims?|thinks?|found|believes?|argued?|ask(?:ed)?) that|"
    r"(?:servicio|service|item|request|procedure|treatment|drug|medicamento|tratamiento) (?:es|is|was|fue|will be))"
    r"(?: the| an?| your| la| el| los| las| un| una)? "
)
"""The words of a sentence that lead to the name."""


def _checked(reading: Reading, start: int, end: int, code: Code) -> Iterator[Found]:
    led = _LED.match(reading.text, start, end) or _CLAUSE.match(reading.text, start, end)
    start = led.end() if led else start
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


_BRACKETED = re.compile(r" ?\(([A-Za-z][A-Za-z /,'-]{4,60})\)")


def in_brackets(reading: Reading, codes: Sequence[Code]) -> Iterator[Found]:
    """ "L5856 (microprocessor knee)"."""
    for code in codes:
        match = _BRACKETED.match(reading.text, code.end)
        if match and not is_vague(match.group(1)) and (match.group(1).islower() or is_care(fold(match.group(1)))):
            yield Found(
                "service_description", match.group(1), match.start(1), match.end(1), LIKELY + 0.06, "services.brackets"
            )


_BEHIND_CODE = re.compile(r" ?[-–:]? (?P<words>[A-Z][A-Za-z][A-Za-z ,/&'-]{3,60}?)(?= {2,}|\t|\n|\.(?=\s)| \(|$)")


def behind_code(reading: Reading, codes: Sequence[Code]) -> Iterator[Found]:
    """A line that opens with the code and goes on with its words: "72148 - MRI of the spine"."""
    for code in codes:
        line = reading.line_of(code.start)
        match = _BEHIND_CODE.match(reading.text, code.end, line.end)
        opens = not reading.text[line.start : code.start].strip(" *-")
        if match and opens and not is_empty(match["words"]) and not is_vague(match["words"]):
            start, end = match.span("words")
            yield Found("service_description", match["words"], start, end, LIKELY, "services.behind_code")


def beside_code(reading: Reading, rows: Sequence[Row]) -> Iterator[Found]:
    """The words beside the code in a denied table row, behind it or before it."""
    for row in rows:
        if row.status == "denied" and row.codes:
            yield from _cell(reading, row)


def described(reading: Reading, rows: Sequence[Row]) -> Iterator[Found]:
    """The words of a denied row without a code."""
    for row in rows:
        if row.status != "paid" and not row.codes:
            yield from _cell(reading, row)


_CELL_HEAD = re.compile(r"descri|service|procedure|treatment|item|what|drug|care|supply|concepto")
_IN_CELL = re.compile(r"(?:[A-Z]?\d{4}[0-9A-Z](?:-\w\w)? +(?:- )?)?(?P<words>[A-Za-z0-9][A-Za-z0-9 ,/&'%.()-]{2,60})")


def _cell(reading: Reading, row: Row) -> Iterator[Found]:
    line = reading.line_of(row.span.start)
    for cell in cells(reading, line):
        match = _IN_CELL.fullmatch(reading.text, cell.start, cell.end)
        if match is None or not re.search(r"[A-Za-z]{3}", match["words"]):
            continue
        words = until_end(match["words"])
        begin = match.start("words")
        if not words or DATE_INSIDE.search(words) or is_empty(words) or _STATUS.fullmatch(words.lower()):
            continue
        beside = any(0 < cell.start - code.end <= _GAP for code in row.codes) and words[1:2].islower()
        if beside or _CELL_HEAD.search(head_over(reading, cell.start)) or is_care(fold(words)):
            yield Found("service_description", words, begin, begin + len(words), LIKELY, "services.cell")


_GAP = 4
_STATUS = re.compile(r"(?:line \d+:?|denied|paid|see note|note \w+|co-?\d+|yes|no|pending)")
