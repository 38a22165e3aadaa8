"""A letter whose wrapped sentences go on without the indentation of their next lines, with the way back to it."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

_GAP = re.compile(r"\S {2,}\S|\t|\|")
_LABEL = re.compile(r"[^\s:][^:\n]{0,30}:(?:\s|$)")
_BULLET = re.compile(r"(?:[*\-•▪●o]|\(?[\da-z]{1,2}[.)])\s+")
_SHORTEST_BEFORE, _FEWEST_WORDS = 50, 2
"""A line this long ran on because the paper ended; an address or a heading is shorter."""


class Unindented(NamedTuple):
    """`text` with blanks taken out; `starts`: where in `text` each stretch begins, `removed`: blanks before it."""

    text: str
    starts: tuple[int, ...]
    removed: tuple[int, ...]

    def original(self, position: int) -> int:
        """The same place in the letter as it is printed."""
        index = bisect_right(self.starts, position) - 1
        return position + (self.removed[index] if index >= 0 else 0)


def unindent(text: str) -> Unindented:
    """Sentences wrapped under a bullet or within a margin are read as if they had none; tables keep their columns."""
    lines, starts, removed = [], [], []
    position = cut = 0
    before = ""
    for line in text.split("\n"):
        bare = line.lstrip(" ")
        kept = bare if len(bare) < len(line) and _goes_on(before, bare) else line
        if len(kept) < len(line):
            cut += len(line) - len(kept)
            starts.append(position)
            removed.append(cut)
        lines.append(kept)
        position += len(kept) + 1
        before = bare
    return Unindented("\n".join(lines), tuple(starts), tuple(removed))


def _goes_on(before: str, line: str) -> bool:
    """Whether a line continues the sentence of the line before it."""
    opening = _BULLET.match(before)
    led = before[opening.end() :] if opening else before
    if len(led) < _SHORTEST_BEFORE or _GAP.search(led.rstrip()) or led.rstrip().endswith((".", ":", "!", "?")):
        return False
    return len(line.split()) >= _FEWEST_WORDS and not (
        _GAP.search(line.rstrip()) or _LABEL.match(line) or _BULLET.match(line)
    )
