"""Pictures of pages with marks on the evidence; drawn in a child process, kept by nobody."""

from __future__ import annotations

from collections.abc import Sequence

from denialops.documents.children import Children, Deadline
from denialops.documents.frames import Head
from denialops.documents.sniff import IMAGES, PDF
from denialops.domain.documents import Page, Word
from denialops.errors import DocumentNotFound
from denialops.ports import Box

_SAME_LINE = 0.5


class PdfImager:
    """Implements ports.PageImager for PDF files and pictures."""

    def __init__(self, children: Children) -> None:
        self._children = children

    def has_picture(self, media_type: str) -> bool:
        return media_type == PDF or media_type in IMAGES

    def image(
        self, data: bytes, media_type: str, page: Page, *, width_px: int = 900, highlights: Sequence[Box] = ()
    ) -> bytes:
        if not self.has_picture(media_type):
            raise DocumentNotFound("This document has no picture of its pages: show its text.")
        view = {"width_px": width_px, "rotation": page.rotation, "marks": [tuple(box) for box in highlights]}
        return self._ask({"do": "image", "type": media_type, "page": page.number, "view": view}, data)[1]

    def locate(self, data: bytes, media_type: str, page: Page, start: int, end: int) -> tuple[Box, ...]:
        if not self.has_picture(media_type) or start >= end:
            return ()
        if page.words or page.origin == "ocr":
            return tuple(_boxes_of(page.words, start, end))
        request = {"do": "locate", "page": page.number, "text": page.text, "start": start, "end": end}
        return tuple(Box(*box) for box in self._ask(request, data)[0]["boxes"])

    def words_of(self, data: bytes, media_type: str, page: Page) -> tuple[Word, ...]:
        """The words of a page with their boxes, also where reading left them out for speed."""
        if page.words or page.origin == "ocr" or media_type != PDF:
            return page.words
        rows = self._ask({"do": "words", "page": page.number, "text": page.text}, data)[0]["words"]
        return tuple(Word(*row) for row in rows)

    def _ask(self, request: Head, data: bytes) -> tuple[Head, bytes]:
        seconds = self._children.limits.parse_timeout_s
        with self._children.borrow("parser") as child:
            child.holds = ""
            return child.ask(request, data, deadline=Deadline(seconds, f"{seconds:g} s, the limit for showing a page"))


def _boxes_of(words: Sequence[Word], start: int, end: int) -> list[Box]:
    """One box a line; a word that is only partly meant gives the share of its letters."""
    lines: list[Box] = []
    for word in words:
        if word.end <= start or word.start >= end:
            continue
        box = _part(word, max(start, word.start), min(end, word.end))
        if lines and _is_same_line(lines[-1], box):
            lines[-1] = _around(lines[-1], box)
        else:
            lines.append(box)
    return lines


def _part(word: Word, start: int, end: int) -> Box:
    letter = (word.x1 - word.x0) / (word.end - word.start)
    return Box(word.x0 + letter * (start - word.start), word.y0, word.x0 + letter * (end - word.start), word.y1)


def _is_same_line(line: Box, box: Box) -> bool:
    common = min(line.y1, box.y1) - max(line.y0, box.y0)
    return box.x0 >= line.x0 and common > _SAME_LINE * min(line.y1 - line.y0, box.y1 - box.y0)


def _around(one: Box, other: Box) -> Box:
    return Box(min(one.x0, other.x0), min(one.y0, other.y0), max(one.x1, other.x1), max(one.y1, other.y1))
