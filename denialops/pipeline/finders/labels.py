"""A label and the value that belongs to it: on the same line, beneath it, or in the same column below."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from re import Pattern

from denialops.pipeline.finders.reading import Reading, Span

_SEPARATORS = re.compile(
    r"(?:\(s\))?(?: \d(?= {2}))?(?: ?\([a-z]{2,8}(?:, ?[a-z]{2,8})?\))?"
    r"(?: ?/ ?[a-z][a-z .#]{1,24}(?=:)|/[a-z][a-z ]{1,18}\.?(?= ?\.{3}))?[ "
    r"\t]*(?:\.{3,}|[:#=.|]|no\.?(?![a-z])|number(?![a-z])|-(?=\s)|is(?=[ :]))?[ \t]*[:#=]?[ \t]*"
)
_ANOTHER_LABEL = re.compile(r"[a-z][a-z /#.()']{1,30}(?::|  |$)")


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


def _value_places(reading: Reading, place: Span) -> Iterator[int]:
    """Where a value may begin: right behind the label, or on the next line, in its column or at its start."""
    line = reading.line_of(place.end)
    gap = _SEPARATORS.match(reading.lower, place.end, line.end)
    behind = gap.end() if gap else place.end
    if behind < line.end:
        yield behind
        if not _ANOTHER_LABEL.match(reading.lower, behind, line.end):
            return
    below = _line_below(reading, line.end)
    if below is None:
        return
    column = Span(place.start - line.start, place.end - line.start)
    token = _token_in_column(reading.text[below.start : below.end], column)
    if token is not None and (behind < line.end or column.start > 2):
        yield below.start + token
    if behind >= line.end:
        text = reading.text[below.start : below.end]
        yield below.start + len(text) - len(text.lstrip())


def _line_below(reading: Reading, line_end: int) -> Span | None:
    """The next line that is not blank, at most one blank line away."""
    for start in (line_end + 1, line_end + 2):
        if start >= len(reading.text):
            return None
        line = reading.line_of(start)
        if reading.text[line.start : line.end].strip():
            return line
    return None


def _token_in_column(line: str, column: Span) -> int | None:
    """Where the cell of a table row begins that is aligned with the label, left or right."""
    cells = [
        (min(abs(cell.start() - column.start), abs(cell.end() - column.end)), cell.start())
        for cell in re.finditer(r"\S+(?: \S+)*", line)
    ]
    best = min(cells, default=None)
    return best[1] if best and best[0] <= 3 else None
