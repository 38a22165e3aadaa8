"""Which lines of a plan document are headings, and how deep each stands."""

from __future__ import annotations

import re
from typing import NamedTuple

from denialops.pipeline.plans.lines import Line

_LONGEST = 95
_DEPTHS = {"chapter": 1, "article": 1, "part": 1, "appendix": 1, "section": 2, "schedule": 2}
_NAMED = re.compile(
    r"(chapter|article|part|appendix|section|schedule)\s+(\d{1,2}(?:\.\d{1,2})*|[ivxlc]{1,6}|[a-z])\b[.:\s–—-]*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3}|[A-Z]|[IVX]{2,5})[.)]?\s+(?=[A-Z])")
_ITEM = re.compile(r"(?:\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)]|[•▪●◦*·o–—-])\s+(?=\S)")
_CELLS = re.compile(r"\S {2,}\S|\$\d")
_SMALL_WORDS = frozenset(
    "a an and as at by for from in into is of on or our that the this to under with you your".split()
)


class Heading(NamedTuple):
    """A heading line; a smaller `depth` stands above a greater one."""

    line: Line
    depth: int


def heading_of(line: Line) -> Heading | None:
    """The line as a heading: by its number or name, its capitals or its size; None for running text."""
    text = line.text
    if len(text) > _LONGEST or _CELLS.search(text) or not any(map(str.isalpha, text)):
        return None
    named = _NAMED.match(text)
    if named and not _is_prose(text[named.end() :]):
        return Heading(line, _DEPTHS[named[1].lower()] + named[2].count("."))
    if text[-1] in ".;," or _is_prose(text):
        return None
    return _numbered(line) or _set_off(line)


def is_item(text: str) -> bool:
    """A line that begins an item of a list."""
    return _ITEM.match(text) is not None


def item_mark(text: str) -> int:
    """How many characters the number or bullet of an item takes."""
    match = _ITEM.match(text)
    return match.end() if match else 0


def _numbered(line: Line) -> Heading | None:
    number = _NUMBERED.match(line.text)
    if number is None:
        return None
    is_deep = "." in number[1]
    if is_deep or line.is_large or (line.is_apart and _is_title(line.text[number.end() :])):
        return Heading(line, (3 if line.is_large else 4) + number[1].count("."))
    return None


def _set_off(line: Line) -> Heading | None:
    """Without a number: capitals, a larger size, or a title that stands apart."""
    text = line.text.rstrip(":")
    if is_item(text) or len(text) < 4:
        return None
    if line.is_large:
        return Heading(line, 3 if text.isupper() else 4)
    if text.isupper() and sum(map(str.isalpha, text)) > 3:
        return Heading(line, 3)
    if line.is_apart and not line.text.endswith(":") and len(text) <= 70 and _is_title(text):
        return Heading(line, 6)
    return None


def _is_title(text: str) -> bool:
    """The longer words begin with capitals."""
    words = [word for word in re.findall(r"[A-Za-z][\w'’-]*", text) if word.lower() not in _SMALL_WORDS]
    return bool(words) and len(words) <= 10 and all(word[0].isupper() for word in words)


def _is_prose(text: str) -> bool:
    """A sentence or a piece of one: it begins small, ends in a stop or has many words in small letters."""
    small = sum(word.islower() for word in text.split())
    return text[:1].islower() or text.endswith((".", ";", ",")) or small > 7
