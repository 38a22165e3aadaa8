"""The standards that the payer says it used: guidelines, policies, manuals, coverage decisions, law, plan sections."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.pipeline.finders.criteria_patterns import EXACT, PATTERNS
from denialops.pipeline.finders.reading import LIKELY, SURE, Found, Reading, Span, fold

_PAGE = re.compile(
    r"determination (?:20\d\d-\d|\d{1,2}/\d)|^(?:[\w&'.-]+ ){0,3}policy (?:no\.? |number |"
    r"#)?[a-z]{1,4}[- ]\d{3,}-\d{4,}|"
    r"^page \d+\b(?! of (?:the |your )?[a-z])|\bpage \d+ *of \d|(?:section|page|article|"
    r"chapter) \S+ of$|^(?:group|dental|vision|group dental) policy"
)
_RIGHTS_LAW = re.compile(
    r"^(?:section 502|29 cfr 2560|45 cfr 147|42 cfr (?:422\.5[6-9]|423\.5(?:6|8|9|7(?!8))|405\.9|438\.4|431\.2)|"
    r"5 cfr 890|32 cfr 199\.10|29 u)"
)
_RIGHTS = re.compile(
    r"\b(?:appeal|right|copy|copies|free of charge|request a|civil action|hearing|reconsideration|"
    r"form cms|complaint|privacy|discriminat)"
)
_LEAD_WORDS = re.compile(
    r"^(?:DENIED|UPHELD|MODIFIED|NOT (?:CERTIFIED|APPROVED|COVERED)|The|Under|Applied|Exclusion|Per|See|Based|Our|"
    r"Your|Using|This|In|According|By|A|An|We|Applied|Reviewed|"
    r"Criteria(?: used)?:?|Source:?|Reference:?|Guidelines?(?= [A-Z])|Basis:?|Standard:?|Policy:|Dear|"
    r"As|That|Because|Rule:|Applicable|Clinical criteria(?: used)?:?|Reason:?|Denied|Decision|Medical|"
    r"Rationale:?) (?=[A-Z])(?!Policy|Necessity|Benefit|Coverage|Guideline|Criteria|Bulletin)"
)


def find_criteria(reading: Reading, reason: Span | None) -> Iterator[Found]:
    """Each standard once, by its longest reading; those of the rights paragraphs only where the reason names them."""
    taken: list[tuple[int, int]] = []
    numbers: set[str] = set()
    for start, end, rank in sorted(_candidates(reading), key=lambda found: found[0] - found[1]):
        if any(a < end and start < b for a, b in taken) or not _counts(reading, start, end, reason):
            continue
        value = " ".join(reading.text[start:end].split())
        number = _OWN_NUMBER.search(value)
        if _is_part(reading, start, end, taken) or (number and number.group() in numbers):
            continue
        taken.append((start, end))
        numbers.update(match.group() for match in _OWN_NUMBER.finditer(value))
        yield Found("criteria_cited", value, start, end, SURE if rank < EXACT else LIKELY + 0.06, "criteria.cited")


_OWN_NUMBER = re.compile(r"\b[A-Z]{1,8}(?:[-.][A-Z]{1,6})*[- ]?\d[\w.-]*\d\b")
_PART = re.compile(r"(?:[Ss]ection|[Cc]hapter|[Aa]rticle|[Pp]art|[Pp]age|§|[Rr]ule) ?[\w.()]+|[A-Z]{3,6}")
_JOINT = re.compile(r",? ?\(?")


def _is_part(reading: Reading, start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    """A mere section or short name right beside a standard that is named in full belongs to it."""
    if not _PART.fullmatch(reading.text, start, end):
        return False
    return any(_JOINT.fullmatch(reading.text, b, start) or _JOINT.fullmatch(reading.text, end, a) for a, b in taken)


_SHORTEST = 3


def _candidates(reading: Reading) -> Iterator[tuple[int, int, int]]:
    text = _one_line(reading)
    for rank, standard in enumerate(PATTERNS):
        if standard.needs and not any(word in reading.flat for word in standard.needs):
            continue
        for match in standard.pattern.finditer(text):
            start, end = _bounds(match)
            if end - start >= _SHORTEST and not _PAGE.search(reading.flat[start:end]):
                yield start, end, rank


def _one_line(reading: Reading) -> str:
    """The text on one line, with letters where a scan made them digits within words."""
    text = reading.text.replace("\n", " ")
    if reading.flat == fold(text):
        return text
    return "".join(
        letter if mark in "01" and letter.isalpha() else mark for mark, letter in zip(text, reading.flat, strict=True)
    )


_RUN_ON = re.compile(r"(?<=\d)\. [A-Z].*$")
"""The sentence behind a number that ends the one before."""


def _bounds(match: re.Match[str]) -> tuple[int, int]:
    start, text = match.start(), match.group()
    while lead := _LEAD_WORDS.match(text):
        start += lead.end()
        text = text[lead.end() :]
    stripped = text.lstrip(" ,(")
    start += len(text) - len(stripped)
    kept = _RUN_ON.sub("", stripped).rstrip(" .,;:(")
    kept = kept[:-1] if kept.endswith(")") and kept.count(")") > kept.count("(") else kept
    return start, start + len(kept)


_INSURANCE = re.compile(r"(?:group|dental|vision|health|individual|insurance|family|life|your|this)(?: \w+)? $")
"""Before "policy" and a number: what the patient is insured by."""


def _counts(reading: Reading, start: int, end: int, reason: Span | None) -> bool:
    text = reading.flat[start:end]
    if _RIGHTS_LAW.match(text) or "  " in reading.text[start:end]:
        return False
    if text.startswith("policy") and _INSURANCE.search(reading.before(start, 24)):
        return False
    if reason and reason.start - 5 <= start <= reason.end + 250:
        return True
    sentence = reading.sentence_at(start)
    return not _RIGHTS.search(reading.flat[sentence.start : sentence.end])
