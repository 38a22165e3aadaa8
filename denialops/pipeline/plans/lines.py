"""Plan documents line by line: what stands apart or is set large, what pages repeat, what is a list of contents."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from denialops.domain.documents import Document, Page
from denialops.domain.rulebook.plan_sections import Sayings
from denialops.pipeline.finders.reading import fold

_LARGE = 1.14
_APART = 0.75
_EDGE_LINES = 2
_LEAST_REPEATS = 3
_CONTENTS_LINE = re.compile(r"\S(?: ?(?:\. ?){3,}| {2,}|\t)(\d{1,3})\s*$|\S(?:\. ?){3,}\s*(\d{1,3})\s*$")
_LEAST_CONTENTS = 4
_DIGITS = re.compile(r"\d+")


class Line(NamedTuple):
    """One line of a page. `is_apart`: space above it; `is_large`: its letters are higher than most of the page's."""

    page: int
    start: int
    end: int
    text: str
    is_apart: bool
    is_large: bool


def plan_lines(document: Document, contents: Sayings) -> list[Line]:
    """The lines of a plan document that say something: no running heads, no list of contents."""
    pages = [_lines(page) for page in document.pages]
    running = _running(pages)
    kept: list[Line] = []
    for lines in pages:
        own = [line for line in lines if _shape(line) not in running]
        kept.extend(_without_contents(own, contents))
    return kept


def _lines(page: Page) -> list[Line]:
    """Lines with letters in them; typography where the page has word boxes, else blank lines alone."""
    spans = [(match.start(), match.end()) for match in re.finditer(r"[^\n]*\S[^\n]*", page.text)]
    boxes = _boxes(page, spans)
    usual = _usual([height for _, _, height in boxes]) if boxes else 0.0
    found = []
    for number, (begin, end) in enumerate(spans):
        text = page.text[begin:end].strip()
        start = page.text.index(text, begin)
        blank = number == 0 or page.text.count("\n", spans[number - 1][1], begin) > 1
        top, _, height = boxes[number] if boxes else (0.0, 0.0, 0.0)
        gap = top - boxes[number - 1][1] if boxes and number else 0.0
        is_apart = blank or gap > _APART * usual or gap < -usual
        is_large = bool(usual) and height > _LARGE * usual
        found.append(Line(page.number, start, start + len(text), text, is_apart, is_large))
    return found


def _boxes(page: Page, spans: Sequence[tuple[int, int]]) -> list[tuple[float, float, float]]:
    """(top, bottom, height) of each line; () where some line has no boxes."""
    starts = [word.start for word in page.words]
    boxes = []
    for start, end in spans:
        words = page.words[bisect_left(starts, start) : bisect_left(starts, end)]
        if not words:
            return []
        heights = sorted(word.y1 - word.y0 for word in words)
        boxes.append((min(w.y0 for w in words), max(w.y1 for w in words), heights[len(heights) // 2]))
    return boxes


def _usual(heights: Iterable[float]) -> float:
    ordered = sorted(heights)
    return ordered[len(ordered) // 2] if ordered else 0.0


def _running(pages: Sequence[Sequence[Line]]) -> frozenset[str]:
    """Lines that stand, page numbers aside, at the head or foot of several pages."""
    edges: Counter[str] = Counter()
    for lines in pages:
        edges.update({_shape(line) for line in (*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:])})
    return frozenset(shape for shape, count in edges.items() if count >= _LEAST_REPEATS)


def _shape(line: Line) -> str:
    return _DIGITS.sub("#", line.text.casefold())


def _without_contents(lines: Sequence[Line], contents: Sayings) -> Iterable[Line]:
    """Without the lines that end in page numbers where a page has a list of them in order."""
    entries = [(line, match) for line in lines if (match := _CONTENTS_LINE.search(line.text))]
    numbers = [int(match[1] or match[2]) for _, match in entries]
    in_order = sum(a <= b for a, b in pairwise(numbers)) >= 0.8 * (len(numbers) - 1)
    if len(entries) < _LEAST_CONTENTS or not in_order:
        return lines
    listed = {line.start for line, _ in entries}
    return [line for line in lines if line.start not in listed and not _names_contents(line, contents)]


def _names_contents(line: Line, contents: Sayings) -> bool:
    return len(line.text) <= 40 and contents.first(fold(line.text)) is not None
