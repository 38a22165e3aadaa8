"""What those who watch or stop the work pass along."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from denialops.domain.documents import Page, Word


class PageProgress(NamedTuple):
    """Page `number` of `of` was read; `origin` text_layer, ocr or file; `seconds` it took."""

    number: int
    of: int
    origin: str
    seconds: float


OnPage = Callable[[PageProgress], None]
WordsOf = Callable[[bytes, str, Page], tuple[Word, ...]]
"""The words of a page of an original (bytes, media type) with their boxes, also where reading left them out."""
IsCancelled = Callable[[], bool]
Observe = Callable[[str, dict[str, object]], None]
"""Called by a stage while it works: an event type of CaseEvent and its ids (plus "fact": Fact for fact_found)."""


def ignore(*_: object) -> None:
    """The observer of those who do not watch."""


def no_words(_data: bytes, _media_type: str, page: Page) -> tuple[Word, ...]:
    """The words that reading kept, where nobody can ask for more."""
    return page.words


def never() -> bool:
    """The cancel signal of work that nobody can stop."""
    return False
