"""Takes complete objects out of a JSON reply while it still arrives."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_BETWEEN = re.compile(r"[\s,]*")


class ListStream:
    """Feed it pieces of text; it gives each object of the list under `name` once, as soon as it is whole."""

    def __init__(self, name: str) -> None:
        self._list = re.compile(rf'"{re.escape(name)}"\s*:\s*\[')
        self._text = ""
        self._at = -1
        self._decoder = json.JSONDecoder()

    @property
    def has_list(self) -> bool:
        """Whether the reply had the list at all, also an empty one."""
        return self._at >= 0

    @property
    def is_whole(self) -> bool:
        """Whether the list came to its own end."""
        return self.has_list and self._text[self._at :].lstrip(" \t\r\n,").startswith("]")

    def feed(self, piece: str) -> Iterator[dict[str, Any]]:
        self._text += piece
        if self._at < 0:
            match = self._list.search(self._text)
            if match is None:
                return
            self._at = match.end()
        if "}" in piece or self._text.find("}", self._at) >= 0:
            yield from self._whole()

    def _whole(self) -> Iterator[dict[str, Any]]:
        while True:
            between = _BETWEEN.match(self._text, self._at)
            start = between.end() if between else self._at
            try:
                item, self._at = self._decoder.raw_decode(self._text, start)
            except json.JSONDecodeError:
                return
            if isinstance(item, dict):
                yield item
