"""Text without case, accents and the usual mix-ups of scanners, with the way back to the original's positions."""

from __future__ import annotations

import re
import unicodedata

_DROPPED = re.compile("[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]")
_WHOLE = {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ß": "s", "æ": "a", "œ": "o", "ð": "d", "þ": "t", "ı": "i"}
_MIXED_UP = str.maketrans("0158i", "olsbl")
"""What scanners take for each other: 0 and o; 1, i and l; 5 and s; 8 and b."""


def _table() -> dict[int, str]:
    table = {}
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        low = chr(code).lower()[0]
        table[code] = _WHOLE.get(low) or unicodedata.normalize("NFKD", low)[0]
    return table


_TABLE = _table() | {ord("’"): "'", ord("ʼ"): "'", ord("‘"): "'", ord("`"): "'", ord("‐"): "-", ord("‑"): "-"}


class Folded:
    """`text` is the skeleton that is searched; `place` gives a position in the original."""

    def __init__(self, original: str) -> None:
        self._places: list[int] | None = None
        kept = original
        if _DROPPED.search(original):
            self._places = [at for at, char in enumerate(original) if not _DROPPED.match(char)]
            kept = "".join(original[at] for at in self._places)
            self._places.append(len(original))
        self.text = skeleton(kept)

    def place(self, at: int) -> int:
        return self._places[at] if self._places else at


def skeleton(text: str) -> str:
    """Character by character, so that the length stays."""
    return text.translate(_TABLE).translate(_MIXED_UP)


def plain(text: str) -> str:
    """Lower case without accents and invisible characters; digits stay digits."""
    return _DROPPED.sub("", text).translate(_TABLE).lower()
