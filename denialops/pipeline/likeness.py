"""How alike a letter is to letters with known answers: a linear model over its words, as a second opinion.

Trained by `python -m tools.train_likeness` on the synthetic letters under tests/golden, and on nothing else.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np

from denialops.errors import RulesInvalid
from denialops.pipeline.finders.reading import Reading, Span, fold

TOP = 400
"""The words of the first so many characters count a second time, as words of the heading."""

ENOUGH = 200
"""So many known terms make a letter; a few lines say little about what a letter is like."""

_WORD = re.compile(r"[a-z0-9]{2,}")
_NUMBER = re.compile(r"\d+")


def terms_of(text: str) -> Iterator[str]:
    """Words, pairs of words and words of the heading; a number is a number, whatever it says."""
    plain = _NUMBER.sub("0", fold(text))
    words = _WORD.findall(plain)
    yield from words
    yield from (f"{left}_{right}" for left, right in pairwise(words))
    yield from (f"T:{word}" for word in _WORD.findall(plain[:TOP]))


class Question(NamedTuple):
    """One decision: its answers, and for each term and answer how much the term speaks for it."""

    answers: tuple[str, ...]
    weights: Any
    bias: Any


class Likeness:
    """`weigh` gives the share of belief of each answer to each question; shares of a question sum to 1."""

    def __init__(self, terms: Mapping[str, int], rarity: Any, questions: Mapping[str, Question]) -> None:
        self._terms, self._rarity, self._questions = terms, rarity, questions

    def weigh(self, reading: Reading) -> Opinion:
        places, values = self.vector_of(reading.text)
        shares = {
            name: dict(zip(question.answers, _shares(question, places, values), strict=True))
            for name, question in self._questions.items()
        }
        return Opinion(shares, reading, self, min(1.0, max(len(places), 1) / ENOUGH))

    def vector_of(self, text: str) -> tuple[Any, Any]:
        """Places and values of the known terms of a text, of length 1."""
        counts = Counter(place for term in terms_of(text) if (place := self._terms.get(term)) is not None)
        places = np.fromiter(counts, dtype=np.intp, count=len(counts))
        values = np.fromiter((1.0 + math.log(count) for count in counts.values()), dtype=np.float32, count=len(counts))
        values *= self._rarity[places]
        length = float(np.linalg.norm(values))
        return places, values / length if length else values

    def speaks_for(self, question: str, answer: str, text: str) -> float:
        """How much the words of a passage speak for an answer, against the mean of all answers."""
        asked = self._questions[question]
        places, values = self.vector_of(text)
        column = asked.answers.index(answer)
        rows = asked.weights[places].astype(np.float32)
        return float(values @ (rows[:, column] - rows.mean(axis=1))) if len(places) else 0.0


class Opinion(NamedTuple):
    shares: Mapping[str, Mapping[str, float]]
    reading: Reading
    likeness: Likeness
    weight: float
    """Less than 1 for a text too short to be like anything."""

    def share(self, question: str, answer: str) -> float:
        return self.shares[question].get(answer, 0.0)

    def settle(self, question: str, answer: str, trust: float) -> str:
        """The answer of rules and likeness together, where the rules' own answer counts `trust` more."""
        shares = self.shares[question]
        best = max(shares, key=lambda name: shares[name] + trust * (name == answer))
        return answer if trust + shares.get(answer, 0.0) >= shares[best] else best

    def sentence_for(self, question: str, answer: str) -> Span:
        """The sentence that speaks most for an answer: what a person is shown."""
        sentences = [one for one in self.reading.sentences if one.end - one.start >= len("denied.")]
        if not sentences:
            return Span(0, min(len(self.reading.text), 40))
        speaks = self.likeness.speaks_for
        return max(sentences, key=lambda one: speaks(question, answer, self.reading.text[one.start : one.end]))


def load_likeness(path: Path) -> Likeness:
    """The model of a file that the training wrote. Raises RulesInvalid where it is missing or damaged."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            return _likeness_of(kept)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise RulesInvalid([f"likeness/{path.name}: is missing or damaged; restore it or train it anew"]) from error


def _likeness_of(kept: Mapping[str, Any]) -> Likeness:
    questions = {
        name: Question(tuple(_words(kept[f"{name}.answers"])), kept[f"{name}.weights"], kept[f"{name}.bias"])
        for name in _words(kept["questions"])
    }
    return Likeness({term: place for place, term in enumerate(_words(kept["terms"]))}, kept["rarity"], questions)


def _words(packed: Any) -> list[str]:
    return bytes(packed).decode().split("\n")


def _shares(question: Question, places: Any, values: Any) -> list[float]:
    scores = values @ question.weights[places].astype(np.float32) + question.bias
    odds = np.exp(scores - scores.max())
    return [float(share) for share in odds / odds.sum()]
