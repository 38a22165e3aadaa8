"""Whom the letter is sent to: the address block that shows in the window of the envelope."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from denialops.pipeline.finders.reading import Reading, Span

_TOP_LINES = 24
_MOST_LINES = 6
_TOWN = re.compile(r"(?:[^\n]{3,60}, )?[^\d\n]{2,40}?[, ] ?[A-Z]{2}\.?,? {1,3}\d{5}(?:-\d{4})?$")
_SALUTATION = re.compile(r"(?m)^ *(?:dear|hello|hi|estimad[oa]|greetings|to whom)\b")
_SMALL_WORD = re.compile(r"(?<![\w-])[a-z]{2,}(?![\w-])")
_WORDS_OF_TEXT = 7
_LABELLED = re.compile(r"(?!attn|attention)[a-z' ]{2,24}[:#]|(?:re|from|mail|fax|send|write)\b")


class Envelope(NamedTuple):
    """The first line of the block and the whole of it."""

    name: Span
    block: Span


def find_envelopes(reading: Reading) -> Iterator[Envelope]:
    """Address blocks above the salutation, from the top; the letterhead's own address may be one of them."""
    for index, line in enumerate(reading.lines[: _lines_of_top(reading)]):
        cell = _first_cell(reading, line)
        if _TOWN.fullmatch(reading.cut(cell)):
            above = list(_lines_above(reading, index, line))
            if above:
                yield Envelope(above[-1], Span(above[-1].start, cell.end))


def _lines_of_top(reading: Reading) -> int:
    """How many lines stand above the salutation, or above the first running text where no one is greeted."""
    greeting = _SALUTATION.search(reading.lower)
    for index, line in enumerate(reading.lines[:_TOP_LINES]):
        if greeting and line.start >= greeting.start():
            return index
        if not greeting and len(_SMALL_WORD.findall(reading.text, line.start, line.end)) >= _WORDS_OF_TEXT:
            return index
    return _TOP_LINES


def _lines_above(reading: Reading, index: int, town: Span) -> Iterator[Span]:
    below = town
    for line in reversed(reading.lines[max(0, index - _MOST_LINES) : index]):
        cell = _first_cell(reading, line)
        is_blank_between = reading.text.count("\n", line.end, below.start) > 1
        if (
            is_blank_between
            or _LABELLED.match(reading.lower, cell.start, cell.end)
            or _TOWN.fullmatch(reading.cut(cell))
        ):
            return
        yield cell
        below = line


def _first_cell(reading: Reading, line: Span) -> Span:
    """The line up to the first wide gap."""
    text = reading.cut(line)
    start = line.start + len(text) - len(text.lstrip())
    gap = re.search(r" {3,}|\t", text.strip())
    return Span(start, start + (gap.start() if gap else len(text.strip())))
