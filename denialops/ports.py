"""Every Protocol: what we need from the outside. Adapters say how, bootstrap says which."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

from denialops.domain.documents import Document, LetterText, Page
from denialops.domain.facts import Fact


class PageProgress(NamedTuple):
    """Page `number` of `of` was read; `origin` text_layer, ocr or file; `seconds` it took."""

    number: int
    of: int
    origin: str
    seconds: float


class Box(NamedTuple):
    """A rectangle on a page as fractions 0..1 from the top left of the page as shown."""

    x0: float
    y0: float
    x1: float
    y1: float


OnPage = Callable[[PageProgress], None]
IsCancelled = Callable[[], bool]
Observe = Callable[[str, dict[str, object]], None]
"""Called by a stage while it works: an event type of CaseEvent and its ids (plus "fact": Fact for fact_found)."""


def ignore(*_: object) -> None:
    """The observer of those who do not watch."""


def never() -> bool:
    """The cancel signal of work that nobody can stop."""
    return False


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

    def unlock(self, data: bytes, password: str) -> bytes:
        """The same PDF without its password. Raises WrongPassword."""
        ...


class PageImager(Protocol):
    """Shows a page of an original. Raises DocumentNotFound-like StateError when the page has no picture."""

    def has_picture(self, media_type: str) -> bool: ...

    def image(
        self, data: bytes, media_type: str, page: Page, *, width_px: int = 900, highlights: Sequence[Box] = ()
    ) -> bytes:
        """PNG bytes of the page, turned upright as read, with the boxes marked."""
        ...

    def locate(self, data: bytes, media_type: str, page: Page, start: int, end: int) -> tuple[Box, ...]:
        """Boxes of the characters [start, end) of page.text: one a line."""
        ...


class FactReader(Protocol):
    """Finds facts in a letter. Rules today; a model is one more reader behind this same port."""

    name: str

    def read(self, letter: LetterText) -> Iterator[Fact]: ...


class Vault(Protocol):
    """Keeps original bytes by SHA-256 hex; `put` of known bytes is a no-op. `get` raises DocumentNotFound."""

    def put(self, data: bytes) -> str: ...

    def get(self, sha256: str) -> bytes: ...

    def delete(self, sha256: str) -> None: ...


class TaskQueue(Protocol):
    """Durable background work; arguments are ids only."""

    def submit(self, case_id: str, *, first_stage: str = "ingest", priority: int = 100) -> str: ...

    def cancel(self, task_id: str) -> None: ...

    def status(self, task_id: str) -> str: ...


class Clock(Protocol):
    """`today` in the clinic's time zone, `now` aware UTC."""

    def today(self) -> date: ...

    def now(self) -> datetime: ...
