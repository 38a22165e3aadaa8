"""One cheap look at the objects of a PDF page: what is hidden, how much is picture, is the text in order."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from pypdfium2 import raw

from denialops.documents.contrast import WHITE, Colour, is_lost

Rect = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]

_BASE: Matrix = (1, 0, 0, 1, 0, 0)
_INVISIBLE = 3
_LOW_PT, _TINY_PT = 2.0, 1.5
_FORM_DEPTH = 4
_MIN_JUMPS = 4
_JUMP_SHARE = 0.08
_OCR_LAYER_SHARE = 0.5
_FOOTER_TEXTS = 6
_MANY_OBJECTS, _FIRST_OBJECTS, _MIDDLE_OBJECTS, _LAST_OBJECTS = 80, 16, 24, 24
_LINE_PT = 4.0
_DARK = 128


class PageScan(NamedTuple):
    """`hidden` holds the addresses of the text objects that a person looking at the page does not see.

    `footer_lines`: so many lines stand first in the file and last on the page.
    """

    hidden: frozenset[int]
    is_ocr_layer: bool
    is_shuffled: bool
    footer_lines: int
    picture_share: float
    largest_image: tuple[int, int]
    has_drawing: bool
    has_text: bool


class _Text(NamedTuple):
    address: int
    box: Rect
    is_invisible: bool
    pale: Colour | None
    """Its colour, where that cannot be seen on white."""


def scan_page(page: Any) -> PageScan:
    """Looks at all objects of most pages; of many, at a sample, and at all when that finds anything hidden."""
    count = raw.FPDFPage_CountObjects(page)
    scan = _scan(page, _sample(count))
    return _scan(page, range(count)) if scan.hidden and count > _MANY_OBJECTS else scan


def largest_image(page: Any) -> tuple[int, int]:
    """Pixels of the largest picture, of which there may be many."""
    return _scan(page, range(raw.FPDFPage_CountObjects(page))).largest_image


def _sample(count: int) -> Sequence[int]:
    """What is slipped in stands mostly first or last, so both ends are looked at closely."""
    if count <= _MANY_OBJECTS:
        return range(count)
    middle = range(_FIRST_OBJECTS, count - _LAST_OBJECTS)
    return [
        *range(_FIRST_OBJECTS),
        *middle[:: len(middle) // _MIDDLE_OBJECTS + 1],
        *range(count - _LAST_OBJECTS, count),
    ]


def _scan(page: Any, indexes: Sequence[int]) -> PageScan:
    """Boxes here are in the page's own space, which /Rotate does not turn."""
    look = _Look()
    for index in indexes:
        look.at(raw.FPDFPage_GetObject(page, index), _BASE, 0)
    page_box = _page_box(page)
    hidden = [text for text in look.texts if look.hides(text, page_box)]
    share = look.picture_area / max(_area(page_box), 1.0)
    return PageScan(
        hidden=frozenset(text.address for text in hidden),
        is_ocr_layer=share > _OCR_LAYER_SHARE and bool(hidden) and all(text.is_invisible for text in hidden),
        is_shuffled=_is_shuffled(look.texts),
        footer_lines=0 if raw.FPDFPage_GetRotation(page) else _footer_lines(look.texts),
        picture_share=share,
        largest_image=look.largest_image,
        has_drawing=look.has_drawing,
        has_text=len(look.texts) > len(hidden),
    )


class _Look:
    """Collects what the objects of one page tell, those inside forms included."""

    def __init__(self) -> None:
        self.texts: list[_Text] = []
        self.grounds: list[tuple[Rect, Colour | None]] = []
        self.picture_area = 0.0
        self.largest_image = (0, 0)
        self.has_drawing = False
        self._edges = [ctypes.c_float() for _ in range(4)]
        self._colours = [ctypes.c_uint() for _ in range(4)]

    def at(self, item: Any, matrix: Matrix, depth: int) -> None:
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            self._text(item, matrix)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            self._image(item, matrix)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _FORM_DEPTH:
            inner = _times(_matrix_of(item), matrix)
            for index in range(raw.FPDFFormObj_CountObjects(item)):
                self.at(raw.FPDFFormObj_GetObject(item, index), inner, depth + 1)
        else:
            self._path(item, matrix)

    def hides(self, text: _Text, page_box: Rect) -> bool:
        x0, y0, x1, y1 = text.box
        is_off_page = x1 < page_box[0] or x0 > page_box[2] or y1 < page_box[1] or y0 > page_box[3]
        if text.is_invisible or is_off_page:
            return True
        return text.pale is not None and not any(
            _contains(box, text.box) and (ground is None or not is_lost(text.pale, ground))
            for box, ground in self.grounds
        )

    def _text(self, item: Any, matrix: Matrix) -> None:
        colour = self._fill(item)
        is_invisible = raw.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE or colour[3] == 0
        box = self._box(item, matrix)
        if box[3] - box[1] < _LOW_PT or box[2] - box[0] < _LOW_PT:
            is_invisible = is_invisible or self._size(item, matrix) < _TINY_PT
        # Most print is dark, and the page may hold ten thousand pieces of it.
        pale = colour[:3] if min(colour[:3]) > _DARK and is_lost(colour[:3]) else None
        self.texts.append(_Text(ctypes.addressof(item.contents), box, is_invisible, pale))

    def _image(self, item: Any, matrix: Matrix) -> None:
        self.has_drawing = True
        box = self._box(item, matrix)
        self.grounds.append((box, None))
        self.picture_area += _area(box)
        width, height = ctypes.c_uint(), ctypes.c_uint()
        if raw.FPDFImageObj_GetImagePixelSize(item, width, height):
            size = (width.value, height.value)
            self.largest_image = max(self.largest_image, size, key=lambda pixels: pixels[0] * pixels[1])

    def _path(self, item: Any, matrix: Matrix) -> None:
        self.has_drawing = True
        ground = self._fill(item)[:3]
        if ground != WHITE:
            self.grounds.append((self._box(item, matrix), ground))

    def _box(self, item: Any, matrix: Matrix) -> Rect:
        left, bottom, right, top = self._edges
        if not raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            return (0.0, 0.0, 0.0, 0.0)
        box = (left.value, bottom.value, right.value, top.value)
        return box if matrix is _BASE else _moved(box, matrix)

    def _size(self, item: Any, matrix: Matrix) -> float:
        """The height of the letters as drawn; dashes and dots are low in letters of any size."""
        size = ctypes.c_float()
        raw.FPDFTextObj_GetFontSize(item, size)
        _, _, c, d, _, _ = _times(_matrix_of(item), matrix)
        return float(size.value * math.hypot(c, d))

    def _fill(self, item: Any) -> tuple[int, int, int, int]:
        red, green, blue, alpha = self._colours
        if not raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
            return (0, 0, 0, 255)
        return (red.value, green.value, blue.value, alpha.value)


def _is_shuffled(texts: list[_Text]) -> bool:
    """Text that often starts again above what came before it: cells column by column, or lines in any order."""
    jumps = sum(after.box[1] > before.box[3] for before, after in pairwise(texts))
    return jumps >= _MIN_JUMPS and jumps >= _JUMP_SHARE * len(texts)


def _footer_lines(texts: list[_Text]) -> int:
    """Many programs write the footer before the page; it would read as the letter's head."""
    boxes = [text.box for text in texts]
    for count in range(1, min(_FOOTER_TEXTS, len(boxes) - 1) + 1):
        if boxes[count][1] > boxes[count - 1][3]:
            top = max(box[3] for box in boxes[:count])
            is_below = top < min(box[1] for box in boxes[count:])
            return len({round(box[1] / _LINE_PT) for box in boxes[:count]}) if is_below else 0
    return 0


def _page_box(page: Any) -> Rect:
    box = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, box)
    return (min(box.left, box.right), min(box.bottom, box.top), max(box.left, box.right), max(box.bottom, box.top))


def _matrix_of(item: Any) -> Matrix:
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, matrix)
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _moved(box: Rect, matrix: Matrix) -> Rect:
    a, b, c, d, e, f = matrix
    corners = [(x * a + y * c + e, x * b + y * d + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
    across, up = [x for x, _ in corners], [y for _, y in corners]
    return (min(across), min(up), max(across), max(up))


def _contains(ground: Rect, box: Rect) -> bool:
    across, up = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return ground[0] <= across <= ground[2] and ground[1] <= up <= ground[3]


def _area(box: Rect) -> float:
    return abs((box[2] - box[0]) * (box[3] - box[1]))
