"""From the original bytes of the letter to pages of text."""

from __future__ import annotations

from collections.abc import Callable

from denialops.domain.cases import CaseFile
from denialops.domain.documents import PAGE_RANGE, Document, ReadingWarning
from denialops.pipeline.finders.boundaries import find_letters
from denialops.ports import DocumentReader, IsCancelled, Observe, PageProgress

SEVERAL_LETTERS = "several_letters"
"""Warning of a file with more than one letter: the case is about the first until somebody splits it."""

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
    return case.model_copy(update={"documents": (letter, *case.documents[1:]), "warnings": _warned(case, letter)})


def of_first_letter(case: CaseFile) -> CaseFile:
    """The case with the first letter's pages only, where its file holds several: others may be another patient's."""
    warning = next((warning for warning in case.warnings if warning.code == SEVERAL_LETTERS), None)
    if warning is None:
        return case
    own = ReadingWarning(code=PAGE_RANGE, pages=(warning.pages[0], warning.pages[1] - 1))
    pages = tuple(page for page in case.letter.pages if page.number < warning.pages[1])
    first = case.letter.model_copy(update={"pages": pages, "warnings": (*case.letter.warnings, own)})
    return case.model_copy(update={"documents": (first, *case.documents[1:])})


def _warned(case: CaseFile, letter: Document) -> tuple[ReadingWarning, ...]:
    """`pages` of the warning are the first pages of the letters, `detail` their page ranges."""
    kept = tuple(warning for warning in case.warnings if warning.code != SEVERAL_LETTERS)
    ranges = find_letters(letter)
    if len(ranges) < 2:
        return kept
    detail = ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in ranges)
    return (*kept, ReadingWarning(code=SEVERAL_LETTERS, detail=detail, pages=tuple(first for first, _ in ranges)))


def _own_pages(read: Document, kept: Document) -> Document:
    """The document as read, without the pages that belong to other cases of the same file."""
    limits = tuple(warning for warning in kept.warnings if warning.code == PAGE_RANGE)
    first, last = kept.own_pages or (1, len(read.pages))
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
