"""Tables in letters: cells divided by bars or wide gaps, and the head that stands over a cell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.pipeline.finders.reading import Reading, Span

_CELL = re.compile(r"[^\s|]+(?: [^\s|]+)*")
_HEAD_LINES = 8
_REACH = 4
_SHORTEST = 4


def cells(reading: Reading, line: Span) -> Iterator[Span]:
    """The cells of a line from left to right."""
    yield from (Span(*cell.span()) for cell in _CELL.finditer(reading.lower, line.start, line.end))


def head_over(reading: Reading, start: int) -> str:
    """The folded words at the head of the column in which `start` stands; "" where no line above names columns."""
    line = reading.line_of(start)
    column, above = start - line.start, line
    for _ in range(_HEAD_LINES):
        if above.start == 0:
            return ""
        above = reading.line_of(above.start - 1)
        if above.end - above.start < _SHORTEST:
            return ""
        heads = list(cells(reading, above))
        if len(heads) < 2 or any(character.isdigit() for character in reading.lower[above.start : above.end]):
            continue
        head = _same_place(heads, list(cells(reading, line)), start) or _aligned(heads, above.start + column)
        return reading.lower[head.start : head.end] if head else ""
    return ""


def _same_place(heads: list[Span], row: list[Span], start: int) -> Span | None:
    """The head of the same number, if there are as many heads as cells."""
    index = next((number for number, cell in enumerate(row) if cell.start <= start < cell.end), -1)
    return heads[index] if index >= 0 and len(heads) == len(row) else None


def _aligned(heads: list[Span], position: int) -> Span | None:
    head = min(heads, key=lambda cell: abs(cell.start - position))
    return head if abs(head.start - position) <= _REACH else None
