"""From the original bytes of the letter to pages of text."""

from __future__ import annotations

from collections.abc import Callable

from denialops.domain.cases import CaseFile
from denialops.domain.documents import Document
from denialops.ports import DocumentReader, IsCancelled, Observe, PageProgress

PAGE_RANGE = "page_range"
"""Warning of a letter that shares its file with others: the first and the last page that are its own."""

SourceOf = Callable[[Document], bytes]
"""Gives the original bytes of a document of the case."""


def read_letter(
    case: CaseFile, source: SourceOf, reader: DocumentReader, observe: Observe, is_cancelled: IsCancelled
) -> CaseFile:
    """The case with its letter read. Raises the InputError that says what is wrong with the file."""
    kept = case.letter

    def on_page(progress: PageProgress) -> None:
        observe("page_read", {"document_id": kept.document_id, **_as_ids(progress)})

    read = reader.read(
        source(kept), filename=kept.filename, document_id=kept.document_id, on_page=on_page, is_cancelled=is_cancelled
    )
    letter = _own_pages(read, kept)
    observe("document_read", {"document_id": kept.document_id, "pages": len(letter.pages)})
    return case.model_copy(update={"documents": (letter, *case.documents[1:])})


def _own_pages(read: Document, kept: Document) -> Document:
    """The document as read, without the pages that belong to other cases of the same file."""
    limits = tuple(warning for warning in kept.warnings if warning.code == PAGE_RANGE)
    first, last = limits[0].pages if limits else (1, len(read.pages))
    return read.model_copy(
        update={
            "doc_type": kept.doc_type,
            "title": kept.title,
            "pages": tuple(page for page in read.pages if first <= page.number <= last),
            "warnings": (*limits, *read.warnings),
        }
    )


def _as_ids(progress: PageProgress) -> dict[str, object]:
    return {
        "page": progress.number,
        "of": progress.of,
        "origin": progress.origin,
        "seconds": round(progress.seconds, 3),
    }
