"""Which passages of a plan speak of a service: rare words count more than common ones, ties go by place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import log

from denialops.domain.rulebook.plan_sections import PlanSectionRules
from denialops.pipeline.plans.sections import flat

ABOUT = 0.5
"""The share of a service's telling words that a passage about it has."""

_PLURAL = re.compile(r"(?<=[a-z]{3})(?:ies|(?<![sui])s)$")
_NAMED = 2
"""A name of a service says more than where it is done."""

_WORD = re.compile(r"[a-z0-9][a-z0-9'.-]*[a-z0-9]|[a-z0-9]")


class ServiceWords:
    """The telling words of a denied service; synonyms of the rules count as one word."""

    def __init__(self, texts: Iterable[str], codes: Iterable[str], rules: PlanSectionRules) -> None:
        self._same = [[tuple(_stems(name)) for name in group] for group in rules.same]
        self._codes = frozenset(code.lower() for code in codes)
        self.names = frozenset(" ".join(group[0]) for group in self._same)
        plain = rules.plain_words
        told = dict.fromkeys(word for text in texts for word in self.words(text) if word not in plain)
        self.telling = tuple(word for word in told if not word.isdigit() and len(word) > 1)

    def words(self, text: str) -> Iterator[str]:
        """The stems of a text, and beside them a name for each group of synonyms that is in it."""
        stems = list(_stems(text))
        taken: set[int] = set()
        for group in self._same:
            for name in group:
                at = _find(stems, name)
                if at is not None:
                    taken.update(range(at, at + len(name)))
                    yield " ".join(group[0])
        yield from (stem for number, stem in enumerate(stems) if number not in taken)

    def has_code(self, text: str) -> bool:
        return not self._codes.isdisjoint(_WORD.findall(flat(text)))


class Ranking:
    """Texts in the order of how much they say of a service."""

    def __init__(self, texts: Sequence[str], service: ServiceWords, *, known_only: bool = False) -> None:
        """`known_only`: words that no text has do not count, for reasons told in many words."""
        self._service = service
        self._texts = texts
        self._words = [frozenset(service.words(text)) for text in texts]
        counts = Counter(word for words in self._words for word in words)
        self._weights = {
            word: (log(1 + len(texts) / (1 + counts[word])) + 0.1) * (_NAMED if word in service.names else 1)
            for word in service.telling
            if counts[word] or not known_only
        }
        self._all = sum(self._weights.values())

    def share(self, index: int) -> float:
        """How much of the service's telling words a text has, weighted; a code of the service is all of it."""
        if self._service.has_code(self._texts[index]):
            return 1.0
        found = sum(weight for word, weight in self._weights.items() if word in self._words[index])
        return found / self._all if self._all else 0.0

    def best(self) -> list[int]:
        """Those about the service, best first; a short text goes before a long one that says as much."""
        shares = {index: self.share(index) for index in range(len(self._texts))}
        about = [index for index, share in shares.items() if share >= ABOUT]
        return sorted(about, key=lambda index: (-round(shares[index], 3), len(self._words[index]), index))


def _stems(text: str) -> Iterator[str]:
    """Words without the ending of the plural."""
    for word in _WORD.findall(flat(text)):
        yield _PLURAL.sub(lambda ending: "y" if ending[0] == "ies" else "", word)


def _find(stems: Sequence[str], name: Sequence[str]) -> int | None:
    for at in range(len(stems) - len(name) + 1):
        if tuple(stems[at : at + len(name)]) == tuple(name):
            return at
    return None
