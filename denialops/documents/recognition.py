"""One line of pixels to words: the recognition model with an English and Spanish alphabet and places of words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from denialops.documents.layout import PlacedWord

Grey = npt.NDArray[np.uint8]
Quad = npt.NDArray[np.float32]

_LINE_PX = 48
_LEAST_WIDTH_PX = 64
_MOST_WIDTH_PX = 4800
_BLANK = 0
_ALPHABET = (
    [chr(code) for code in range(0x20, 0x7F)] + list("áéíóúüñÁÉÍÓÚÜÑ¿¡§°®©™•·–—‘’“”…½¼¾×±≥≤£€¢¶†‡✓☐☑☒□■")
)  # fmt: skip
_HIDDEN_SPACE, _HIDDEN_SPACE_IN_NUMBER = 0.1, 0.3
_SPANISH = re.compile(r"\b(?:el|la|los|las|del|para|por|que|una|usted|su|con|no|de)\b", re.I)
_SPANISH_SHARE = 0.15


class LineWord(NamedTuple):
    """A word of a line; `left` and `right` are shares of the line's width."""

    text: str
    left: float
    right: float
    confidence: float

    def placed_in(self, quad: Quad) -> PlacedWord:
        across = np.array([[self.left], [self.right]], dtype=np.float32)
        top = quad[0] + (quad[1] - quad[0]) * across
        bottom = quad[3] + (quad[2] - quad[3]) * across
        corners = np.concatenate([top, bottom])
        (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
        return PlacedWord(self.text, (float(x0), float(y0), float(x1), float(y1)), self.confidence)


class Line(NamedTuple):
    words: tuple[LineWord, ...]
    score: float


class _Letter(NamedTuple):
    text: str
    step: int
    probability: float


class Recogniser:
    """Wraps the engine's recognition model; keeps only the columns of its answer that our alphabet needs."""

    def __init__(self, model: Any) -> None:
        self._session = model.session
        known: dict[str, int] = model.postprocess_op.dict
        letters = [letter for letter in _ALPHABET if letter in known]
        self._columns = np.array([_BLANK, *(known[letter] for letter in letters)])
        self._letters = ["", *letters]
        self._space = self._letters.index(" ")

    def read(self, cut: Grey) -> Line:
        strip, used_share = _strip(cut)
        answer = self._session(strip)[0][:, self._columns]
        letters = _with_hidden_spaces(self._decoded(answer), answer[:, self._space])
        steps = max(len(answer) * used_share, 1.0)
        words = tuple(_words(letters, steps))
        scores = [letter.probability for letter in letters if letter.text != " "]
        return Line(words, round(sum(scores) / len(scores), 4) if scores else 0.0)

    def _decoded(self, answer: npt.NDArray[np.float32]) -> list[_Letter]:
        """The best letter of each step, repeats and blanks taken out."""
        best = answer.argmax(axis=1)
        letters = []
        for step, index in enumerate(best):
            if index != _BLANK and (step == 0 or best[step - 1] != index):
                letters.append(_Letter(self._letters[index], step, float(answer[step, index])))
        return letters


def without_stray_accents(lines: Sequence[Line]) -> list[Line]:
    """On a noisy page a speck on a letter reads as an accent: dropped unless the page is in Spanish."""
    text = " ".join(word.text for line in lines for word in line.words)
    if len(_SPANISH.findall(text)) > _SPANISH_SHARE * len(text.split()):
        return list(lines)
    return [
        line._replace(words=tuple(word._replace(text=_without_accents(word.text)) for word in line.words))
        for line in lines
    ]


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    return "".join(unicodedata.normalize("NFD", letter)[0] if letter.isalpha() else letter for letter in text)


def _strip(cut: Grey) -> tuple[npt.NDArray[np.float32], float]:
    """The line as the model wants it, and the share of its width that is not padding."""
    height, width = cut.shape
    scaled = min(max(round(width * _LINE_PX / height), 1), _MOST_WIDTH_PX)
    line = cv2.resize(cut, (scaled, _LINE_PX)).astype(np.float32) / 127.5 - 1.0
    padded = np.zeros((1, 3, _LINE_PX, max(scaled, _LEAST_WIDTH_PX)), dtype=np.float32)
    padded[0, :, :, :scaled] = line
    return padded, scaled / padded.shape[3]


def _with_hidden_spaces(letters: list[_Letter], space: npt.NDArray[np.float32]) -> list[_Letter]:
    """Spaces that the model saw but ranked second: it drops some, as in "Box14079"."""
    restored: list[_Letter] = []
    for letter in letters:
        before = restored[-1] if restored else None
        if before and letter.step - before.step > 1 and _may_part(before.text, letter.text):
            between = space[before.step + 1 : letter.step]
            if between.max() > (_HIDDEN_SPACE_IN_NUMBER if before.text.isdigit() else _HIDDEN_SPACE):
                restored.append(_Letter(" ", before.step + 1 + int(between.argmax()), float(between.max())))
        restored.append(letter)
    return restored


def _may_part(before: str, after: str) -> bool:
    """A word may end before the next one; a decimal point and runs of signs are no such place."""
    return after.isalnum() and (before.isalnum() or before in ",;:)" or (before == "." and after.isalpha()))


def _words(letters: Sequence[_Letter], steps: float) -> list[LineWord]:
    words: list[LineWord] = []
    group: list[_Letter] = []
    for letter in [*letters, _Letter(" ", round(steps), 1.0)]:
        if letter.text != " ":
            group.append(letter)
        elif group:
            words.append(_word(group, steps))
            group = []
    return words


def _word(group: Sequence[_Letter], steps: float) -> LineWord:
    """A letter is seen at about its middle, so a word reaches half a letter further on both sides."""
    first, last = group[0].step, group[-1].step
    half = (last - first) / max(len(group) - 1, 1) / 2 if len(group) > 1 else 1.0
    left, right = (first + 0.5 - half) / steps, (last + 0.5 + half) / steps
    confidence = sum(letter.probability for letter in group) / len(group)
    text = "".join(letter.text for letter in group)
    return LineWord(text, min(max(left, 0.0), 1.0), min(max(right, 0.0), 1.0), round(confidence, 4))
