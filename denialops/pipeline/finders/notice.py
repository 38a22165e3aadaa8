"""The day of the letter: labelled, alone in the head, or at the foot; never a day before what it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.pipeline.finders.dates import DateSpan
from denialops.pipeline.finders.reading import GUESS, LIKELY, SURE, Found, Reading, Span

_LABELLED = {"notice": 0, "plain": 1, "payment": 3}
_CLAIM_LINE = re.compile(
    r"\$ ?\d|\d\.\d\d\b[^\n]{1,200}\d\.\d\d\b|(?<![\w-])(?:\d{4}[0-9FT]|"
    r"[A-V]\d{4})(?![\w-])[^\n]*\d\.\d\d"
)


def _closes(reading: Reading, line_start: int, span: DateSpan) -> bool:
    """ "Providence, May 15, 2026" at the foot of a letter."""
    return bool(re.fullmatch(r" *(?:[A-Z][\w. ]{2,25}, )?", reading.text[line_start : span.start])) and reading.text[
        span.end : span.end + 1
    ] in ("", "\n")


_LABEL_WORD = re.compile(r"[A-Za-z]+(?=[ :]*$)")


def _is_label(reading: Reading, line_start: int, start: int) -> bool:
    """Whether the words before the date are a label and not a sentence that mentions a date."""
    left = re.sub(r"\.{2,}", " : ", reading.text[line_start:start])
    word = _LABEL_WORD.search(left)
    if (
        left.rstrip().endswith(":")
        or left.endswith("  ")
        or (word and (word.group().lower().startswith(("dat", "fech")) or word.group()[0].isupper()))
    ):
        return True
    return len(re.split(r" {2,}|\. |\t", left)[-1].split()) <= 6 and "." not in left.rstrip(".").split("  ")[-1]


_FOOTER = re.compile(
    r"\b(?:rev(?:ised)?|form|approved|omb|expires|version|printed|scan(?:ned)?|fax(?:ed)?|page)\b|\d\d?:\d\d"
)


def find_notice_date(reading: Reading, dates: tuple[DateSpan, ...], *, denies: bool) -> Iterator[Found]:
    """The date of the letter; it is also the date of the denial when the letter denies."""
    ranked = tuple(_candidates(reading, dates)) or tuple(_leftovers(reading, dates))
    best = min(_possible(ranked, dates), key=lambda pair: pair[0], default=None)
    if best is None:
        return
    (rank, _), span = best
    confidence = (SURE, SURE, LIKELY + 0.06, LIKELY, GUESS)[rank]
    for field in ("denial_date", "letter_date") if denies else ("letter_date",):
        yield Found(field, span.value, span.start, span.end, confidence, "dates.notice", span.flags)


_Ranked = tuple[tuple[int, int], DateSpan]
_PAST = ("received", "prior", "injury")


def _possible(candidates: tuple[_Ranked, ...], dates: tuple[DateSpan, ...]) -> tuple[_Ranked, ...]:
    """Candidates that are not before what had happened when the letter was written, if any are left."""
    spans = {span for _, span in candidates}
    latest = max((date.value for date in dates if date.role in _PAST and date not in spans), default="")
    return tuple(pair for pair in candidates if pair[1].value >= latest) or candidates


def _near(reading: Reading, span: DateSpan) -> Span:
    """The line of a date, cut to its neighbourhood."""
    line = reading.line_of(span.start)
    return Span(max(line.start, span.start - 200), min(line.end, span.end + 200))


def _leftovers(reading: Reading, dates: tuple[DateSpan, ...]) -> Iterator[_Ranked]:
    """Dates without a part in the letter, where none stands like the date of a letter."""
    for span in dates:
        line = _near(reading, span)
        if span.role in (*_LABELLED, "") and not _CLAIM_LINE.search(reading.text, line.start, line.end):
            yield (4, span.start), span


_HEAD_LINES, _TOP_LINES = 18, 12
_DATED = re.compile(
    r"(?:^|  |[|,.;·*-] ?)(?:(?:decision|notice|letter|claim|eob|statement|determination|review) )?(?:was |were |is )?"
    r"(?:dated|issued|served|decided|denied|processed|finali[sz]ed|adjudicated|completed|closed|paid|prepared|printed|"
    r"produced|mailed|sent|written|generated|made|procesad[oa]|emitid[oa]|enviad[oa])(?: (?:on|el|this))?[ :]*$"
)
_TELLS_ITSELF = re.compile(
    r"(?:date (?:of|on) (?:this|the|our) (?:notice|letter|decision|determination)|"
    r"(?:this|our) (?:decision|determination|denial|notice|letter) (?:\w+ ){0,3}(?:on|dated?|of)|"
    r"we (?:\w+ ){0,3}(?:decided|denied|determined|made (?:this|our) (?:\w+ )?(?:decision|determination)) on|"
    r"(?:sent|mailed|issued|written|served|notified)(?: to you| by mail)? (?:on|this)) ?:?$"
)


_IN_RANGE = re.compile(r"\d (?:-|to|thru|through) $|\bthrough $")
_OPENS_RANGE = re.compile(r" (?:-|to|thru|through) (?:\d|[a-z]{3,9} \d)")
"""A day that begins or ends a span of time is not the day of the letter."""


def _candidates(reading: Reading, dates: tuple[DateSpan, ...]) -> Iterator[_Ranked]:
    lines = reading.lines
    if not lines:
        return
    top = lines[min(_TOP_LINES, len(lines)) - 1].end
    head = lines[min(_HEAD_LINES, len(lines)) - 1].end
    for span in dates:
        if _IN_RANGE.search(reading.before(span.start, 12)) or _OPENS_RANGE.match(reading.flat, span.end):
            continue
        rank = _rank(reading, span, top, head, foot=lines[-1].start - 200)
        if rank is not None:
            yield (rank, span.start), span


def _rank(reading: Reading, span: DateSpan, top: int, head: int, *, foot: int) -> int | None:
    """0 for a date that calls itself the notice date, up to 4 for one that merely stands in the head."""
    line = _near(reading, span)
    before = reading.flat[line.start : span.start]
    claims = _CLAIM_LINE.search(reading.text, line.start, line.end) is not None
    if span.start <= head and span.role in _LABELLED and _is_label(reading, line.start, span.start):
        return _LABELLED[span.role] if span.role == "notice" or not claims else 4
    if span.start <= head and span.role in ("prior", "notice", "loose", "") and _DATED.search(before):
        return 1
    if span.role in ("notice", "prior", "loose", "") and _TELLS_ITSELF.search(reading.before(span.start, 80)):
        return 3
    if span.role == "" and line.start >= foot and _closes(reading, line.start, span):
        return 3
    if span.role == "" and span.start <= top and not claims and not _FOOTER.search(reading.lower, line.start, line.end):
        alone = not before.strip() or before.endswith("  ") or span.start < top // 2
        return 2 if alone else 4
    return None
