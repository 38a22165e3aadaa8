"""What was read from a file: pages with text, origin, word boxes and OCR confidence."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import Literal, NamedTuple

from denialops.domain.base import Record

DocType = Literal[
    "denial_letter",
    "eob",
    "remittance",
    "sbc",
    "eoc",
    "spd",
    "certificate",
    "medical_policy",
    "chart",
    "proof",
    "other",
]
Origin = Literal["text_layer", "ocr", "file", "pasted"]

PAGE_BREAK = "\n\f\n"

PAGE_RANGE = "page_range"
"""Warning of a letter that shares its file with others: the first and the last page that are its own."""

EXCERPT = "excerpt"
"""Mark of a document that goes into the packet with these pages only."""


class Word(NamedTuple):
    """One word: where its characters stand in Page.text and where it lies on the page.

    Box edges are fractions of the page as shown (0..1 from the top left), so they fit any image size.
    """

    start: int
    end: int
    x0: float
    y0: float
    x1: float
    y1: float
    confidence: float


class Page(Record):
    """One page as read; `number` counts from 1 in the file."""

    number: int
    text: str
    origin: Origin
    width_pt: float = 0.0
    height_pt: float = 0.0
    ocr_confidence: float | None = None
    rotation: int = 0
    words: tuple[Word, ...] = ()


class ReadingWarning(Record):
    """Something a person should know that did not stop the work; `code` is lasting, `detail` has no patient text."""

    code: str
    detail: str = ""
    pages: tuple[int, ...] = ()


class Document(Record):
    """A file as read. The vault keeps the original bytes under `sha256`; `title` is what staff call an exhibit."""

    document_id: str
    filename: str
    media_type: str
    sha256: str
    size: int
    doc_type: DocType = "denial_letter"
    title: str = ""
    pages: tuple[Page, ...] = ()
    warnings: tuple[ReadingWarning, ...] = ()

    @property
    def own_pages(self) -> tuple[int, int] | None:
        """First and last page that belong to this case, where the file holds other letters beside."""
        ranges = [warning.pages for warning in self.warnings if warning.code == PAGE_RANGE]
        return (ranges[0][0], ranges[0][-1]) if ranges else None

    @property
    def excerpt(self) -> tuple[int, ...]:
        """The pages of the file that an excerpt shows; () for a document that is not cut."""
        return next((warning.pages for warning in self.warnings if warning.code == EXCERPT), ())

    @cached_property
    def letter(self) -> LetterText:
        return LetterText.of(self.document_id, self.pages)


class LetterText(Record):
    """The pages of one letter as one text; knows which page a position lies on."""

    document_id: str
    text: str
    page_numbers: tuple[int, ...]
    page_starts: tuple[int, ...]
    page_confidences: tuple[float | None, ...] = ()

    @classmethod
    def of(cls, document_id: str, pages: tuple[Page, ...]) -> LetterText:
        starts, position = [], 0
        for page in pages:
            starts.append(position)
            position += len(page.text) + len(PAGE_BREAK)
        return cls(
            document_id=document_id,
            text=PAGE_BREAK.join(page.text for page in pages),
            page_numbers=tuple(page.number for page in pages),
            page_starts=tuple(starts),
            page_confidences=tuple(page.ocr_confidence for page in pages),
        )

    def locate(self, start: int) -> tuple[int, int, float | None]:
        """(page number, offset within that page's text, OCR confidence) of a position in `text`."""
        index = max(bisect_right(self.page_starts, start) - 1, 0)
        confidence = self.page_confidences[index] if self.page_confidences else None
        return self.page_numbers[index], start - self.page_starts[index], confidence
