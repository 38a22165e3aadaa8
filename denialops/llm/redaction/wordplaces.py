"""Where each word of a text begins, so that slow patterns are tried only behind the words that start them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

_WORD = re.compile(r"[^\W\d_]+")
_MISREAD = re.compile(r"(?<=[A-Za-z])[10](?=[a-z])")


class WordPlaces:
    """Built once for a text; blotting stretches out later moves nothing."""

    def __init__(self, text: str) -> None:
        self._places: dict[str, list[int]] = {}
        for match in _WORD.finditer(text):
            self._places.setdefault(match.group().lower(), []).append(match.start())

    def of(self, words: Collection[str]) -> Iterator[int]:
        for word in self._places.keys() & words:
            yield from self._places[word]

    def ending(self, ending: str) -> Iterator[int]:
        for word, places in self._places.items():
            if word.endswith(ending):
                yield from places


def repaired(text: str) -> str:
    """ "Cla1m", "fr0m": digits that a scanner put into words are letters; the length stays."""
    return _MISREAD.sub(lambda match: "l" if match.group() == "1" else "o", text)
