"""Places of characters on a PDF page: words with boxes, and the boxes of a part of a page's text.

Boxes are fractions of the page as shown, from its top left. Runs in a child process only.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from pypdfium2 import raw

from denialops.documents import layout
from denialops.documents.layout import Piece, PlacedWord, Rect
from denialops.documents.pdf_page import PdfPage
from denialops.documents.text import clean

WordRow = tuple[int, int, float, float, float, float, float]

_FINE = 100_000


class _Char(NamedTuple):
    """A character of the page; `box` is None for those that pdfium made up, such as line ends."""

    text: str
    box: Rect | None


def arranged(page: PdfPage) -> tuple[str, list[WordRow]]:
    """The text of a page put in order by place, without the hidden objects, and its words."""
    shape = page.width / max(page.height, 1e-6)
    words = _placed_words(_chars(page, page.scan.hidden), shape)
    pieces = [_piece(word, shape) for word in words]
    text, placed = layout.arranged(pieces)
    return text, [(start, end, *_rounded(word.box), 1.0) for start, end, word in placed]


def words_in_text(page: PdfPage, text: str) -> list[WordRow]:
    """The words of `text`, which text_of() read from this page, with their boxes."""
    boxes = _boxes_by_position(page, text)
    rows = []
    for start, end in _word_spans(text):
        inside = [box for box in boxes[start:end] if box]
        if inside:
            rows.append((start, end, *_rounded(_union(inside)), 1.0))
    return rows


def boxes_of_span(page: PdfPage, text: str, start: int, end: int) -> list[Rect]:
    """One box a line for the characters [start, end) of `text`."""
    lines: list[list[Rect]] = [[]]
    boxes = _boxes_by_position(page, text)
    for character, box in zip(text[start:end], boxes[start:end], strict=True):
        if character == "\n":
            lines.append([])
        elif box:
            lines[-1].append(box)
    return [_rounded(_union(line)) for line in lines if line]


def _boxes_by_position(page: PdfPage, text: str) -> list[Rect | None]:
    """A box for each character of `text` that has a place.

    `text` is the page's text cleaned: blanks were changed and some characters dropped, but the rest are the same in
    the same order. So both are walked together and what only one of them has is stepped over.
    """
    boxes: list[Rect | None] = [None] * len(text)
    position = 0
    for char in _footer_last(list(_chars(page, frozenset())), page.scan.footer_lines):
        for letter in clean(char.text):
            if letter.isspace():
                continue
            while position < len(text) and text[position].isspace():
                position += 1
            if position < len(text) and text[position] == letter:
                boxes[position] = char.box
                position += 1
    return boxes


def _footer_last(chars: list[_Char], footer_lines: int) -> list[_Char]:
    ends = [index for index, char in enumerate(chars) if char.text == "\n"]
    if not footer_lines or len(ends) < footer_lines:
        return chars
    cut = ends[footer_lines - 1] + 1
    return chars[cut:] + chars[:cut]


def _chars(page: PdfPage, hidden: frozenset[int]) -> Iterator[_Char]:
    place, textpage = _placer(page.page), page.textpage
    box = raw.FS_RECTF()
    high = ""
    for index in range(raw.FPDFText_CountChars(textpage)):
        code = raw.FPDFText_GetUnicode(textpage, index)
        text, high = _joined(code, high)
        if not text:
            continue
        if hidden and _object_address(textpage, index) in hidden:
            yield _Char(" ", None)
        elif raw.FPDFText_IsGenerated(textpage, index) == 1:
            yield _Char(text, None)
        elif raw.FPDFText_GetLooseCharBox(textpage, index, box):
            yield _Char(text, place(box.left, box.bottom, box.right, box.top))
        else:
            yield _Char(text, None)


def _joined(code: int, high: str) -> tuple[str, str]:
    """A character, and the first half of a pair that waits for its second."""
    if 0xD800 <= code < 0xDC00:
        return "", chr(code)
    if high and 0xDC00 <= code < 0xE000:
        return (high + chr(code)).encode("utf-16", "surrogatepass").decode("utf-16"), ""
    return chr(code), ""


def _object_address(textpage: Any, index: int) -> int:
    item = raw.FPDFText_GetTextObject(textpage, index)
    return ctypes.addressof(item.contents) if item else 0


def _placer(page: Any) -> Callable[[float, float, float, float], Rect]:
    """From the page's own space to fractions of the page as shown, whatever its /Rotate and crop box."""
    across, down = ctypes.c_int(), ctypes.c_int()

    def shown(x: float, y: float) -> tuple[float, float]:
        raw.FPDF_PageToDevice(page, 0, 0, _FINE, _FINE, 0, x, y, across, down)
        return across.value / _FINE, down.value / _FINE

    def place(left: float, bottom: float, right: float, top: float) -> Rect:
        (x0, y0), (x1, y1) = shown(left, bottom), shown(right, top)
        return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    return place


def _placed_words(chars: Iterator[_Char], width_over_height: float) -> Iterator[PlacedWord]:
    """Runs of characters up to a blank, or to a gap that only places show."""
    letters: list[str] = []
    boxes: list[Rect] = []
    for char in chars:
        is_blank = char.text.isspace() or char.box is None
        if letters and (is_blank or _is_elsewhere(boxes[-1], char.box, width_over_height)):
            yield PlacedWord(clean("".join(letters)), _union(boxes), 1.0)
            letters, boxes = [], []
        if not is_blank and char.box is not None:
            letters.append(char.text)
            boxes.append(char.box)
    if letters:
        yield PlacedWord(clean("".join(letters)), _union(boxes), 1.0)


def _is_elsewhere(before: Rect, after: Rect | None, width_over_height: float) -> bool:
    if after is None:
        return True
    height = max(before[3] - before[1], after[3] - after[1])
    is_other_line = abs(before[1] + before[3] - after[1] - after[3]) > 1.2 * height
    return is_other_line or abs(after[0] - before[2]) * width_over_height > 2 * height


def _piece(word: PlacedWord, width_over_height: float) -> Piece:
    """Widths are measured in heights of the page, so that gaps compare with letters."""
    x0, y0, x1, y1 = word.box
    return Piece((word,), x0 * width_over_height, x1 * width_over_height, (y0 + y1) / 2, max(y1 - y0, 1e-4))


def _word_spans(text: str) -> Iterator[tuple[int, int]]:
    start = None
    for position, character in enumerate(text + " "):
        if character.isspace():
            if start is not None:
                yield start, position
            start = None
        elif start is None:
            start = position


def _union(boxes: list[Rect]) -> Rect:
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


def _rounded(box: Rect) -> Rect:
    x0, y0, x1, y1 = (round(min(max(edge, 0.0), 1.0), 5) for edge in box)
    return (x0, y0, x1, y1)
