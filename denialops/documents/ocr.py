"""Pixels to words: the OCR engine's two models, with our own order of work around them. Child process only.

The engine alone shrinks the page before it recognises small print, repeats blank padding for short lines, and reads
sideways pages wrongly. Here a line is found on the small page and recognised from the full one, upright, by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
from rapidocr import RapidOCR

from denialops.documents import fax, recognition
from denialops.documents.layout import Piece, arranged
from denialops.documents.recognition import Line

Grey = npt.NDArray[np.uint8]
Quad = npt.NDArray[np.float32]

ENGINE_SETTINGS: dict[str, Any] = {
    "Global.use_cls": False,  # its line classifier turns clean lines upside down
    "Global.max_side_len": 1280,
    "Global.log_level": "error",
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
}

_FIND_SIDE_PX = 1280
_PROBES = 5
_SURE = 0.8
_LEAST_SCORE = 0.5
_TALL = 1.5


@cache
def engine() -> Engine:
    return Engine()


class _Look(NamedTuple):
    """The page turned clockwise by `rotation`, the lines found on it, and those of them that were read already."""

    pixels: Grey
    quads: list[Quad]
    rotation: int
    read: dict[int, Line]


class Engine:
    """The two models, loaded once a process."""

    def __init__(self) -> None:
        cv2.setNumThreads(1)
        models: Any = RapidOCR(params=ENGINE_SETTINGS)
        self._finder = models._load_det_model()
        self._recogniser = recognition.Recogniser(models._load_rec_model())

    def read(self, page: Grey) -> dict[str, Any]:
        """Text, words, confidence, and by how much the page had to be turned to be upright."""
        clean = fax.cleaned(page)
        look = self._upright(clean.pixels)
        lines = [look.read.get(i) or self._recogniser.read(_cut(look.pixels, q)) for i, q in enumerate(look.quads)]
        lines = recognition.without_stray_accents(lines) if clean.is_noisy else lines
        kept = [(line, quad) for line, quad in zip(lines, look.quads, strict=True) if _is_text(line)]
        text, words = arranged(_pieces(kept))
        sides = look.pixels.shape[::-1]
        return {
            "text": text,
            "words": [(start, end, *_fractions(word.box, *sides), word.confidence) for start, end, word in words],
            "confidence": _confidence([line for line, _ in kept]),
            "rotation": look.rotation,
        }

    def _upright(self, page: Grey) -> _Look:
        """Sideways pages show it by tall lines; upside-down ones by lines that read badly."""
        look = _Look(page, self._find(page), 0, {})
        if _is_sideways(look.quads):
            turned = np.ascontiguousarray(np.rot90(page, -1))
            look = _Look(turned, self._find(turned), 90, {})
        cuts = {index: _cut(look.pixels, look.quads[index]) for index in _longest(look.quads)}
        look.read.update({index: self._recogniser.read(cut) for index, cut in cuts.items()})
        if not cuts or _mean_score(look.read) > _SURE:
            return look
        flipped = {index: self._recogniser.read(np.ascontiguousarray(np.rot90(cut, 2))) for index, cut in cuts.items()}
        return _upside_down(look, flipped) if _mean_score(flipped) > _mean_score(look.read) else look

    def _find(self, page: Grey) -> list[Quad]:
        """Corners of each line, clockwise from its top left."""
        height, width = page.shape
        scale = min(1.0, _FIND_SIDE_PX / max(height, width))
        size = (max(round(width * scale / 32), 1) * 32, max(round(height * scale / 32), 1) * 32)
        small = cv2.resize(page, size, interpolation=cv2.INTER_AREA)
        found = self._finder(cv2.cvtColor(small, cv2.COLOR_GRAY2BGR)).boxes
        if found is None:
            return []
        stretch = np.array([width / size[0], height / size[1]], dtype=np.float32)
        return [np.asarray(quad, dtype=np.float32) * stretch for quad in found]


def _mean_score(lines: dict[int, Line]) -> float:
    return sum(line.score for line in lines.values()) / len(lines)


def _upside_down(look: _Look, lines: dict[int, Line]) -> _Look:
    height, width = look.pixels.shape
    far_corner = np.array([width, height], dtype=np.float32)
    quads = [np.roll(far_corner - quad, 2, axis=0) for quad in look.quads]
    return _Look(np.ascontiguousarray(np.rot90(look.pixels, 2)), quads, look.rotation + 180, lines)


def _cut(page: Grey, quad: Quad) -> Grey:
    """The line alone, straightened."""
    width, height = (max(round(size), 1) for size in _size(quad))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(quad, corners)
    cut = cv2.warpPerspective(page, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cut, dtype=np.uint8)


def _size(quad: Quad) -> tuple[float, float]:
    top, right, bottom, left = (float(np.linalg.norm(quad[i] - quad[(i + 1) % 4])) for i in range(4))
    return max(top, bottom), max(left, right)


def _is_sideways(quads: Sequence[Quad]) -> bool:
    sizes = [_size(quad) for quad in quads]
    tall = sum(height for width, height in sizes if height > _TALL * width)
    wide = sum(width for width, height in sizes if width > _TALL * height)
    return tall > wide


def _longest(quads: Sequence[Quad]) -> list[int]:
    return sorted(range(len(quads)), key=lambda index: -_size(quads[index])[0])[:_PROBES]


def _is_text(line: Line) -> bool:
    return bool(line.words) and line.score >= _LEAST_SCORE


def _pieces(lines: Sequence[tuple[Line, Quad]]) -> list[Piece]:
    """Lines with their height on the page as it would be if it were straight: photos and faxes lean."""
    slope_at = _slopes([quad for _, quad in lines])
    pieces = []
    for line, quad in lines:
        middle = quad.mean(axis=0)
        level = float(middle[1] - slope_at(float(middle[1])) * middle[0])
        x0, x1 = float(quad[:, 0].min()), float(quad[:, 0].max())
        pieces.append(Piece(tuple(word.placed_in(quad) for word in line.words), x0, x1, level, _size(quad)[1]))
    return pieces


def _slopes(quads: Sequence[Quad]) -> Any:
    """How lines lean, as a function of their height: long lines tell, in perspective it changes down the page."""
    long = [quad for quad in quads if _size(quad)[0] > 6 * _size(quad)[1]]
    if not long:
        return lambda height: 0.0
    heights = np.array([quad[:, 1].mean() for quad in long])
    slopes = np.array([_slope(quad) for quad in long])
    middle = float(np.median(slopes))
    near = np.abs(slopes - middle) < 0.05
    if near.sum() < 4 or np.ptp(heights[near]) < 1:
        return lambda height: middle
    rise, base = np.polyfit(heights[near], slopes[near], 1)
    return lambda height: float(rise * height + base)


def _slope(quad: Quad) -> float:
    left, right = (quad[0] + quad[3]) / 2, (quad[1] + quad[2]) / 2
    return float((right[1] - left[1]) / max(float(right[0] - left[0]), 1.0))


def _fractions(box: tuple[float, float, float, float], width: int, height: int) -> tuple[float, ...]:
    sides = (width, height, width, height)
    return tuple(round(min(max(edge / side, 0.0), 1.0), 5) for edge, side in zip(box, sides, strict=True))


def _confidence(lines: Sequence[Line]) -> float:
    letters = [(line.score, sum(len(word.text) for word in line.words)) for line in lines]
    total = sum(count for _, count in letters)
    return round(sum(score * count for score, count in letters) / total, 4) if total else 0.0
