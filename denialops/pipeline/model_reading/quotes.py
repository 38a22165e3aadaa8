"""Finds the place of a quote in the letter; white space, curly quotes and long dashes do not matter, words do."""

from __future__ import annotations

import re

from denialops.pipeline.finders.reading import Span

SHORTEST, LONGEST = 2, 1_500
_IN_NUMBER = re.compile(r"^\d[.,/]\d|\d[.,/]\d$")
_SAME = str.maketrans("‘’‚‛ʼ“”„‐‑‒–—−", "'''''" + '"""' + "------")


class QuoteFinder:
    """Built once a letter; `find` answers for each quote."""

    def __init__(self, text: str) -> None:
        kept = [(position, character) for position, character in enumerate(text.translate(_SAME)) if _counts(character)]
        self._positions = [position for position, _ in kept]
        self._squeezed = "".join(character for _, character in kept)

    def find(self, quote: str) -> Span | None:
        """Where the quote stands first; None: the letter does not say it."""
        wanted = "".join(filter(_counts, quote.translate(_SAME)))
        if not SHORTEST <= len(wanted) <= LONGEST:
            return None
        found = self._find_word(wanted)
        return None if found < 0 else Span(self._positions[found], self._positions[found + len(wanted) - 1] + 1)

    def _find_word(self, wanted: str) -> int:
        """The first place that neither begins nor ends within a number or a word of the letter."""
        found = self._squeezed.find(wanted)
        while found >= 0 and not self._stands_alone(found, found + len(wanted) - 1):
            found = self._squeezed.find(wanted, found + 1)
        return found

    def _stands_alone(self, first: int, last: int) -> bool:
        return not (self._runs_on(first) or self._runs_on(last + 1))

    def _runs_on(self, at: int) -> bool:
        """Whether a word or a number of the letter goes on across the cut before `at`: 2,310 is not 310."""
        around = self._squeezed[max(at - 2, 0) : at + 2]
        if not 0 < at < len(self._squeezed) or self._positions[at] != self._positions[at - 1] + 1:
            return False
        within = self._squeezed[at - 1].isalnum() and self._squeezed[at].isalnum()
        return within or bool(_IN_NUMBER.search(around))


def _counts(character: str) -> bool:
    return not character.isspace()
