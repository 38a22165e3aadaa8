"""A label and the value that belongs to it: on the same line, beneath it, or in the same column below."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from re import Pattern

from denialops.pipeline.finders.reading import Reading, Span

_SEPARATORS = re.compile(
    r"(?:\(s\))?(?: \d(?= {2}))?(?: ?\((?:[a-z]{2,8}(?:, ?[a-z]{2,8})?|id ?#?|#)\))?"
    r"(?: ?/ ?[a-z][a-z .#]{1,24}(?=:)|/[a-z][a-z ]{1,18}\.?(?= ?\.{3}))?(?: with us| is your)?"
    r"[ \t]*(?:\.?[ \t]*\.{2,}|\.[ \t]{2,}|[:;#=.|]|no\.?(?![a-z])|number(?![a-z])|-(?=\s)|"
    r"is(?=[ :])(?: number:?)?)?[ \t]*[:#=]?[ \t]*"
)
_ANOTHER_LABEL = re.compile(r"[a-z][a-z /#.()']{1,30}(?::|  |$)")
_LONGER_LABEL = re.compile(r" ?[a-z][a-z /#.']{0,24}(?::|  )")
_LABEL_LINE = re.compile(r"[a-z][a-z /#.()'-]{1,38}:[ \t]*")
_HEADING_WORDS = frozenset(
    "patient member claim claims claimant provider status date dates service services code codes charge charges "
    "charged billed paid group id no number name reason remark remarks subscriber enrollee insured recipient icn tcn "
    "dcn dos proc procedure amount allowed units qty facility hospital dentist physician npi received processed "
    "account acct policy plan type from to through reference case authorization auth dob birth treating rendering "
    "serv perf billing request "
    "requested requesting of the / # & decision total employee participant beneficiary relationship".split()
)
_BEFORE_BRACKET = re.compile(r"(?<![\w./*-])(?=\S*\d)[\w./*-]{3,30}(?= \($)")
_NO_HEADING = re.compile(r"[\d:$]")
_LONGEST_STACK = 12
_FEWEST_BARS = 2
_CELL = re.compile(r"\S+(?: \S+)*")


def label(words: str) -> Pattern[str]:
    """A pattern for one of the words (a regular expression over folded text) standing as a label."""
    return re.compile(rf"(?<![a-z0-9]){words}(?![a-z0-9])")


def _always(_: re.Match[str]) -> bool:
    return True


def values(
    reading: Reading, pattern: Pattern[str], value: Pattern[str], accepts: Callable[[re.Match[str]], bool] = _always
) -> Iterator[tuple[re.Match[str], Span]]:
    """Every acceptable match of `value` that stands where the value of the label stands, with the label's place."""
    for found in pattern.finditer(reading.flat):
        for position in _value_places(reading, Span(found.start(), found.end())):
            match = value.match(reading.text, position)
            if match and accepts(match):
                yield match, Span(found.start(), found.end())
                break


def is_heading(text: str) -> bool:
    """Whether every word names a sort of thing that letters label; such words are no value of a label."""
    words = re.findall(r"[a-z&#/]+", text.lower())
    return bool(words) and not re.search(r"[\d:]", text) and all(word in _HEADING_WORDS for word in words)


def _value_places(reading: Reading, place: Span) -> Iterator[int]:
    """Where a value may begin: right behind the label, or on the next line, in its column or at its start."""
    line = reading.line_of(place.end)
    gap = _SEPARATORS.match(reading.flat, place.end, line.end)
    behind = gap.end() if gap else place.end
    column = Span(place.start - line.start, place.end - line.start)
    bracketed = (
        reading.text[place.start - 1 : place.start] == "(" and ")" in reading.text[place.end - 1 : place.end + 1]
    )
    told = _BEFORE_BRACKET.search(reading.text, line.start, place.start) if bracketed else None
    if told:
        yield told.start()
        return
    has_bars = reading.text.count("|", line.start, line.end) >= _FEWEST_BARS
    below = _line_below(reading, line.end) if has_bars else None
    cell = _between_bars(reading, line, below, place) if below else None
    if cell is not None:
        yield cell
        return
    below = _line_below(reading, line.end) if behind < line.end and _is_header_row(reading, line) else None
    if below:
        token = _token_in_column(reading.text[below.start : below.end], column)
        if token is not None:
            yield below.start + token
            return
    if behind < line.end:
        yield behind
        if not _ANOTHER_LABEL.match(reading.lower, behind, line.end) or _is_longer(reading, place, behind, line.end):
            return
    below = _line_below(reading, line.end)
    if below is None:
        return
    if behind >= line.end:
        yield from _above(reading, line)
        yield from _stacked(reading, line)
    token = _token_in_column(reading.text[below.start : below.end], column)
    if token is not None and (behind < line.end or column.start > 2):
        yield below.start + token
    if behind >= line.end:
        text = reading.text[below.start : below.end]
        yield below.start + len(text) - len(text.lstrip())


def _between_bars(reading: Reading, line: Span, below: Span, place: Span) -> int | None:
    """Where the value begins in the row below, where both lines are parted by the same number of bars."""
    if reading.text.count("|", below.start, below.end) != reading.text.count("|", line.start, line.end):
        return None
    headings = filter(None, map(str.strip, reading.lower[line.start : line.end].split("|")))
    if not all(map(is_heading, headings)):
        return None
    start = below.start
    for _ in range(reading.text.count("|", line.start, place.start)):
        start = reading.text.index("|", start) + 1
    return start + len(reading.text[start : below.end]) - len(reading.text[start : below.end].lstrip())


def _is_longer(reading: Reading, place: Span, behind: int, line_end: int) -> bool:
    """Whether the words only begin a longer label ("Review" of "Review date:") or stand in a sentence."""
    if behind - place.end > 1:
        return False
    is_sentence = reading.text[behind : behind + 1].islower() and reading.text[behind - 1 : behind] == " "
    return is_sentence or _LONGER_LABEL.match(reading.lower, place.end, line_end) is not None


def _is_header_row(reading: Reading, line: Span) -> bool:
    """Whether the line is a row of column headings."""
    if "  " not in reading.text[line.start : line.end] or _NO_HEADING.search(reading.text, line.start, line.end):
        return False
    cells = [cell.group() for cell in _CELL.finditer(reading.lower, line.start, line.end)]
    return len(cells) > 1 and all(is_heading(cell) for cell in cells)


def _above(reading: Reading, line: Span) -> Iterator[int]:
    """The line above, where a gap below and a number above say that values stand over their labels."""
    follows = reading.text[line.end + 1 : line.end + 2]
    if line.start and follows in ("", "\n") and reading.line_of(line.start - 1).start:
        above = reading.line_of(line.start - 1)
        is_opening = reading.text[above.start - 2 : above.start] == "\n\n"
        if is_opening and _ALONE.fullmatch(reading.text, above.start, above.end):
            yield above.start


_ALONE = re.compile(r"(?=\S*\d)[A-Z0-9][\w*./-]{3,30}")


def _stacked(reading: Reading, line: Span) -> Iterator[int]:
    """Labels in one run of lines and their values in the next: the value at the same place of its run."""
    if not _is_label_line(reading, line):
        return
    above = _run_of_labels(reading, line, lambda span: span.start - 1)
    below = _run_of_labels(reading, line, lambda span: span.end + 1)
    last = below[-1] if below else line
    if not above and not below:
        return
    for _ in range(len(above) + 1):
        if last.end + 1 >= len(reading.text):
            return
        last = reading.line_of(last.end + 1)
        if not reading.text[last.start : last.end].strip():
            return
    yield last.start


def _run_of_labels(reading: Reading, line: Span, neighbour: Callable[[Span], int]) -> list[Span]:
    """The lines next to `line`, one after another, that are labels without a value."""
    run: list[Span] = []
    position = neighbour(line)
    while 0 <= position < len(reading.text) and len(run) < _LONGEST_STACK:
        line = reading.line_of(position)
        if not _is_label_line(reading, line):
            break
        run.append(line)
        position = neighbour(line)
    return run


def _is_label_line(reading: Reading, line: Span) -> bool:
    return _LABEL_LINE.fullmatch(reading.lower, line.start, line.end) is not None


def _line_below(reading: Reading, line_end: int) -> Span | None:
    """The next line that is not blank or a ruled line, at most one blank line away."""
    for start in (line_end + 1, line_end + 2):
        if start >= len(reading.text):
            return None
        line = reading.line_of(start)
        if reading.text[line.start : line.end].strip():
            is_ruled = _RULED.fullmatch(reading.text, line.start, line.end)
            return reading.line_of(min(line.end + 1, len(reading.text))) if is_ruled else line
    return None


_RULED = re.compile(r"[ \t|+:=_*-]*[-=_]{4}[ \t|+:=_*-]*")


def _token_in_column(line: str, column: Span) -> int | None:
    """Where the cell of a table row begins that is aligned with the label, left or right."""
    cells = [
        (min(abs(cell.start() - column.start), abs(cell.end() - column.end)), cell.start())
        for cell in _CELL.finditer(line)
    ]
    best = min(cells, default=None)
    return best[1] if best and best[0] <= 3 else None
