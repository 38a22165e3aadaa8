"""The text of an X12 file cut into segments, each with its number and line; what is malformed is reported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

OMITTED = "OMITTED"
"""Our own mark in the part of a file that belongs to one claim: so many segments and lines of others were left out."""

_BREAKS = re.compile(r"[\r\n]")
_BLANKS = " \t\r\n\ufeff\x00\x1a"
_ID = re.compile(r"[A-Z][A-Z0-9]{1,2}$")
_AMOUNT = re.compile(r"-?(?:\d{1,15}(?:\.\d{0,4})?|\.\d{1,4})$")
_ISA_ELEMENTS = 16
_MOST_PROBLEMS = 2_000
_MOST_NOISE = 1_000
"""So many pieces in a row that are no segments end the reading."""


class Problem(NamedTuple):
    """What is wrong at a place of the file, in words without patient text."""

    line: int
    segment: int
    words: str


class Problems(list[Problem]):
    """What is wrong with a file, up to a limit: a file of noise must not fill the memory."""

    def append(self, problem: Problem) -> None:
        if len(self) < _MOST_PROBLEMS:
            super().append(problem)
        elif len(self) == _MOST_PROBLEMS:
            super().append(problem._replace(words="more is wrong from here on, which is not listed"))


class Segment(NamedTuple):
    """One segment as sent, without its terminator and the line breaks within it; numbers count from 1."""

    number: int
    line: int
    raw: str
    elements: tuple[str, ...]
    component: str

    @property
    def id(self) -> str:
        return self.elements[0]

    def at(self, place: int) -> str:
        """An element without the spaces around it; "" where the segment has none."""
        return self.elements[place].strip() if place < len(self.elements) else ""

    def parts(self, place: int) -> tuple[str, ...]:
        """The components of an element."""
        return tuple(part.strip() for part in self.at(place).split(self.component)) if self.component else ()

    def money(self, place: int) -> Decimal | None:
        value = self.at(place)
        return Decimal(value) if _AMOUNT.match(value) else None

    def day(self, place: int) -> date | None:
        value = self.at(place)
        if not re.fullmatch(r"\d{8}", value):
            return None
        try:
            return datetime.strptime(value, "%Y%m%d").date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            return None


class Delimiters(NamedTuple):
    """What an interchange separates with, as its first segment shows."""

    element: str
    component: str
    terminator: str
    breaks_lines: bool


def find_delimiters(text: str, start: int = 0) -> Delimiters | None:
    """From the ISA segment at `start`, whether padded to its full width or not."""
    element = text[start + 3 : start + 4]
    if not element or element.isalnum() or element in _BLANKS:
        return None
    place = start
    for _ in range(_ISA_ELEMENTS):
        place = text.find(element, place + 1, start + 400)
        if place < 0:
            return None
    component, terminator = text[place + 1 : place + 2], text[place + 2 : place + 3]
    if component in ("", "\r", "\n") or not terminator or terminator.isalnum():
        return None
    following = text[place + 3 : place + 4]
    if terminator == "\r" and following == "\n":
        terminator = "\n"
    return Delimiters(element, component, terminator, following in ("\r", "\n"))


def read_segments(text: str, problems: list[Problem]) -> Iterator[Segment]:
    """Every segment in order; each interchange brings its own delimiters. Faults go to `problems`."""
    place, number, line, noise = 0, 0, 1, 0
    found: Delimiters | None = None
    while (start := _after_blanks(text, place)) < len(text):
        line += text.count("\n", place, start)
        if text.startswith("ISA", start):
            found = find_delimiters(text, start) or found
        if found is None:
            problems.append(Problem(line, 0, "the file does not begin with a readable ISA segment"))
            return
        stop = text.find(found.terminator, start)
        if stop < 0:
            problems.append(Problem(line, number + 1, "the last segment has no end"))
            stop = len(text)
        for raw, at in _pieces(text[start:stop], line, number, found, problems):
            number += 1
            segment = _segment(raw, number, at, found, problems)
            noise = 0 if segment else noise + 1
            if segment is None:
                continue
            if segment.id != OMITTED:
                yield segment
                continue
            number += _count(segment.at(1)) - 1
            line += _count(segment.at(2))
        line += text.count("\n", start, stop + 1)
        place = stop + 1
        if noise >= _MOST_NOISE:
            problems.append(Problem(line, number, "nothing here is a remittance: reading ended"))
            return


def parse_segment(raw: str, number: int, element: str, component: str) -> Segment:
    """One segment that stands alone, as on a page."""
    return Segment(number, 0, raw, tuple(raw.split(element)), component)


def _after_blanks(text: str, place: int) -> int:
    while place < len(text) and text[place] in _BLANKS:
        place += 1
    return place


def _pieces(body: str, line: int, number: int, found: Delimiters, problems: list[Problem]) -> Iterator[tuple[str, int]]:
    """A segment with its line; two where a terminator was lost but the next segment starts on a line of its own."""
    begin = 0
    if found.breaks_lines and found.terminator != "\n" and "\n" in body:
        for match in re.finditer(rf"\r?\n(?=[A-Z][A-Z0-9]{{1,2}}{re.escape(found.element)})", body):
            number += 1
            at = line + body.count("\n", 0, begin)
            problems.append(Problem(at, number, "the segment has no end: the next line is read as a new one"))
            yield body[begin : match.start()], at
            begin = match.end()
    yield body[begin:], line + body.count("\n", 0, begin)


def _count(digits: str) -> int:
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else 0


def _segment(piece: str, number: int, line: int, found: Delimiters, problems: list[Problem]) -> Segment | None:
    raw = _BREAKS.sub("", piece.strip(_BLANKS))
    elements = tuple(raw.split(found.element))
    if elements[0] != OMITTED and not _ID.match(elements[0]):
        problems.append(Problem(line, number, "this is not a segment: left out" if raw else "an empty segment"))
        return None
    return Segment(number, line, raw, elements, found.component)
