"""What reads and shows files, and what finds facts in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from denialops.domain.documents import Document, LetterText, Page
from denialops.domain.facts import Fact
from denialops.domain.models import Identifier
from denialops.ports.signals import IsCancelled, Observe, OnPage, ignore, never


class Box(NamedTuple):
    """A rectangle on a page as fractions 0..1 from the top left of the page as shown."""

    x0: float
    y0: float
    x1: float
    y1: float


class DocumentReader(Protocol):
    """Turns bytes into pages. Raises the InputError that says what is wrong with the file."""

    def read(
        self,
        data: bytes,
        *,
        filename: str,
        document_id: str,
        on_page: OnPage = ignore,
        is_cancelled: IsCancelled = never,
    ) -> Document: ...

    def survey(self, data: bytes, *, filename: str, document_id: str) -> Document:
        """The file with its pages, those that only OCR could read left empty: enough for an exhibit."""

    def unlock(self, data: bytes, password: str) -> bytes:
        """The same PDF without its password. Raises WrongPassword."""


class PageImager(Protocol):
    """Shows a page of an original. Raises DocumentNotFound-like StateError when the page has no picture."""

    def has_picture(self, media_type: str) -> bool: ...

    def image(
        self, data: bytes, media_type: str, page: Page, *, width_px: int = 900, highlights: Sequence[Box] = ()
    ) -> bytes:
        """PNG bytes of the page, turned upright as read, with the boxes marked."""

    def locate(self, data: bytes, media_type: str, page: Page, start: int, end: int) -> tuple[Box, ...]:
        """Boxes of the characters [start, end) of page.text: one a line."""


class ReadingContext(NamedTuple):
    """What a reader may know beside the letter: its case, whom its facts name, where to tell, when to stop."""

    case_id: str = ""
    identifiers: tuple[Identifier, ...] = ()
    observe: Observe = ignore
    is_cancelled: IsCancelled = never


NO_CONTEXT = ReadingContext()


class FactReader(Protocol):
    """Finds facts in a letter: rules, or a model. Raises ModelError when it cannot go on; what it gave stands."""

    name: str

    def read(self, letter: LetterText, context: ReadingContext = NO_CONTEXT) -> Iterator[Fact]: ...
