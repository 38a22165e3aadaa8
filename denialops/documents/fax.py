"""What fax machines and scanners add to a page, taken off again: specks, streaks and the wrong way up."""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]

_BLACK, _WHITE = 64, 192
_BILEVEL_SHARE = 0.97
_BILEVEL_INK = 0.8
_SPECK_PX_AT_2200 = 2
_NOISY_SPECKS = 40
_LINE_SHARE = 0.2
_LINE_THICKNESS = 4


class CleanPage(NamedTuple):
    """`is_noisy`: so many specks that one may sit on a letter and look like an accent."""

    pixels: Grey
    is_noisy: bool


def cleaned(page: Grey) -> CleanPage:
    """Photos and grey scans stay as they are; the engine reads those best untouched."""
    if not _is_bilevel(page):
        return CleanPage(page, is_noisy=False)
    ink = (page < 128).astype(np.uint8)
    ink, specks = _without_specks(ink)
    ink = _without_lines(ink)
    return CleanPage(np.where(ink > 0, page, np.uint8(255)), is_noisy=specks > _NOISY_SPECKS)


def _is_bilevel(page: Grey) -> bool:
    """The ink has to be black as well: thin grey print on much white would lose its strokes."""
    sample = page[::4, ::4]
    black, ink = int((sample < _BLACK).sum()), int((sample <= _WHITE).sum())
    return ink - black < (1 - _BILEVEL_SHARE) * sample.size and black > _BILEVEL_INK * ink


def _without_specks(ink: Grey) -> tuple[Grey, int]:
    """Drops marks smaller than any full stop; how many they were."""
    largest = max(round(_SPECK_PX_AT_2200 * (max(ink.shape) / 2200) ** 2), 1)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    is_speck = stats[:, cv2.CC_STAT_AREA] <= largest
    is_speck[0] = False
    return np.where(is_speck[labels], 0, ink).astype(np.uint8), int(is_speck.sum())


def _without_lines(ink: Any) -> Any:
    """Drops thin lines across or down the page, except where a letter crosses them."""
    for shape in ((round(ink.shape[1] * _LINE_SHARE), 1), (1, round(ink.shape[0] * _LINE_SHARE))):
        line = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape[::-1], np.uint8))
        if not line.any():
            continue
        across = shape[0] == 1
        thick = (_LINE_THICKNESS + 1, 1) if not across else (1, _LINE_THICKNESS + 1)
        solid = cv2.morphologyEx(line, cv2.MORPH_OPEN, np.ones(thick, np.uint8))
        line = cv2.subtract(line, solid)
        rest = cv2.subtract(ink, line)
        reach = (2 * _LINE_THICKNESS + 1, 1) if not across else (1, 2 * _LINE_THICKNESS + 1)
        crossing = cv2.morphologyEx(rest, cv2.MORPH_CLOSE, np.ones(reach, np.uint8))
        ink = cv2.bitwise_or(rest, cv2.bitwise_and(line, crossing))
    return ink
