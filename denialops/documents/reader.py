"""The document reader: bytes in, pages out, each file in a child process that may fail alone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import chain, islice
from threading import Event
from time import perf_counter
from typing import NamedTuple

from denialops.documents import text
from denialops.documents.children import Children, Deadline
from denialops.documents.frames import Head
from denialops.documents.limits import Limits
from denialops.documents.remittance import remittance_pages
from denialops.documents.sniff import PDF, REMITTANCE, TEXT, media_type_of
from denialops.domain.documents import Document, Origin, Page, ReadingWarning, Word
from denialops.domain.rulebook.codes import NO_CODES, CodeRules
from denialops.errors import Cancelled, InputError, NoLegibleText, PasswordNeeded
from denialops.ports import IsCancelled, OnPage, PageProgress, ignore, never

_CANCEL_TICK_S = 0.25
_LEAST_LETTERS = 15
_LETTER = re.compile(r"[^\W_]")
_LEAST_CONFIDENCE = 0.55


class _File(NamedTuple):
    """What is being read, and until when."""

    data: bytes
    media_type: str
    sha256: str
    deadline: Deadline


class FileReader:
    """Implements ports.DocumentReader."""

    def __init__(self, children: Children, codes: CodeRules = NO_CODES) -> None:
        self._children = children
        self._codes = codes
        self._limits: Limits = children.limits

    def read(
        self,
        data: bytes,
        *,
        filename: str,
        document_id: str,
        on_page: OnPage = ignore,
        is_cancelled: IsCancelled = never,
    ) -> Document:
        file = self._opened(data, filename)
        if file.media_type in (TEXT, REMITTANCE):
            warnings: dict[str, list[int]] = {}
            pages = self._read_text(file, filename, on_page)
        else:
            pages, warnings = self._read_in_child(file, on_page, is_cancelled)
        _check_legible(pages)
        return _document(file, filename, document_id, pages, warnings)

    def survey(self, data: bytes, *, filename: str, document_id: str) -> Document:
        """The file with its pages, those that only OCR could read left empty."""
        file = self._opened(data, filename)
        if file.media_type in (TEXT, REMITTANCE):
            return _document(file, filename, document_id, self._read_text(file, filename, ignore), {})
        pages = _Pages(ignore, "text_layer" if file.media_type == PDF else "file")
        self._parse(file, pages, never)
        pages.leave_scans()
        return _document(file, filename, document_id, pages.in_order(), pages.warnings)

    def unlock(self, data: bytes, password: str) -> bytes:
        """The same PDF without its password."""
        self._limits.check_file(len(data))
        if media_type_of(data) != PDF:
            raise PasswordNeeded(hint="Save an unlocked copy and upload that.")
        request = {"do": "unlock", "password": password}
        with self._children.borrow("parser") as child:
            child.holds = ""
            return child.ask(request, data, deadline=self._parsing())[1]

    def _opened(self, data: bytes, filename: str) -> _File:
        self._limits.check_file(len(data))
        media_type = media_type_of(data, filename)
        deadline = Deadline(self._limits.file_timeout_s, f"{self._limits.file_timeout_s:g} s, the limit for a file")
        return _File(data, media_type, hashlib.sha256(data).hexdigest(), deadline)

    def _read_text(self, file: _File, filename: str, on_page: OnPage) -> list[Page]:
        """In this process: there is nothing to parse, and it takes less than a message to a child."""
        started = perf_counter()
        is_text = file.media_type == TEXT
        texts = text.text_pages(file.data) if is_text else remittance_pages(file.data, self._codes)
        self._limits.check_pages(len(texts))
        origin: Origin = "pasted" if filename == text.PASTED_FILENAME else "file"
        pages = [Page(number=n, text=page, origin=origin) for n, page in enumerate(texts, 1)]
        seconds = (perf_counter() - started) / len(pages)
        for page in pages:
            on_page(PageProgress(page.number, len(pages), origin, seconds))
        return pages

    def _read_in_child(
        self, file: _File, on_page: OnPage, is_cancelled: IsCancelled
    ) -> tuple[list[Page], dict[str, list[int]]]:
        pages = _Pages(on_page, "text_layer" if file.media_type == PDF else "file")
        self._parse(file, pages, is_cancelled)
        if pages.for_ocr:
            self._read_scans(file, pages, is_cancelled)
        return pages.in_order(), pages.warnings

    def _parse(self, file: _File, pages: _Pages, is_cancelled: IsCancelled) -> None:
        with self._children.borrow("parser", is_cancelled=is_cancelled) as child:
            child.holds = file.sha256
            child.ask(
                {"do": "parse", "type": file.media_type},
                file.data,
                deadline=self._parsing(file.deadline),
                is_cancelled=is_cancelled,
                on_part=pages.take,
            )

    def _read_scans(self, file: _File, pages: _Pages, is_cancelled: IsCancelled) -> None:
        """All pages at once, as many as there may be OCR children; progress is told from the caller's thread."""
        stop = Event()
        workers = min(self._children.ocr_size(), len(pages.for_ocr))
        with ThreadPoolExecutor(workers, thread_name_prefix="reader-ocr") as threads, _stopping(stop):
            waiting = {threads.submit(self._read_scan, file, number, stop): number for number in pages.for_ocr}
            for future in _as_done(waiting, file.deadline, is_cancelled):
                pages.take_scan(waiting[future], future)

    def _read_scan(self, file: _File, number: int, stop: Event) -> Head:
        if stop.is_set():
            raise Cancelled
        with self._children.borrow("ocr", holding=file.sha256, is_cancelled=stop.is_set) as child:
            blob = b"" if child.holds == file.sha256 else file.data
            child.holds = file.sha256
            seconds = self._limits.ocr_page_timeout_s
            deadline = Deadline(seconds, f"{seconds:g} s, the limit for a scanned page", within=file.deadline)
            request = {"do": "ocr", "type": file.media_type, "page": number}
            return child.ask(request, blob, deadline=deadline, is_cancelled=stop.is_set)[0]

    def _parsing(self, within: Deadline | None = None) -> Deadline:
        seconds = self._limits.parse_timeout_s
        return Deadline(seconds, f"{seconds:g} s, the limit for opening a file", within=within)


class _Pages:
    """Collects the pages of one file as children answer, and tells of each."""

    def __init__(self, on_page: OnPage, origin: Origin) -> None:
        self._on_page, self._origin = on_page, origin
        self._pages: dict[int, Page] = {}
        self._heads: dict[int, Head] = {}
        self._failures: list[InputError] = []
        self._count = 0
        self.for_ocr: list[int] = []
        self.warnings: dict[str, list[int]] = {}

    def take(self, part: Head) -> None:
        """A message of the parser: the number of pages, or one page."""
        if "pages" in part:
            self._count = part["pages"]
        number = part.get("number", 0)
        for code in part["warnings"]:
            self._warn(code, number)
        if part.get("ocr"):
            self._heads[number] = part
            self.for_ocr.append(number)
        elif number:
            self._add(_page(part, part, self._origin), part["seconds"])

    def take_scan(self, number: int, future: Future[Head]) -> None:
        """A scan that cannot be read is left empty with a warning, so that it does not cost the other pages."""
        try:
            answer = future.result()
        except InputError as error:
            self._failures.append(error)
            self._warn("page_not_read", number)
            answer = {"text": "", "confidence": 0.0, "seconds": 0.0}
        self._add(_page(self._heads[number], answer, "ocr"), answer["seconds"])

    def leave_scans(self) -> None:
        """Counts the scans as pages without reading them."""
        for number in self.for_ocr:
            self._add(_page(self._heads[number], {"text": ""}, "ocr"), 0.0)

    def in_order(self) -> list[Page]:
        """Raises what went wrong when it went wrong on every page."""
        if self._failures and len(self._failures) == self._count:
            raise self._failures[0]
        return [self._pages[number] for number in sorted(self._pages)]

    def _add(self, page: Page, seconds: float) -> None:
        self._pages[page.number] = page
        self._on_page(PageProgress(page.number, self._count, page.origin, round(seconds, 4)))

    def _warn(self, code: str, number: int) -> None:
        numbers = self.warnings.setdefault(code, [])
        if number:
            numbers.append(number)


def _document(
    file: _File, filename: str, document_id: str, pages: Sequence[Page], warnings: Mapping[str, list[int]]
) -> Document:
    return Document(
        document_id=document_id,
        filename=filename,
        media_type=file.media_type,
        sha256=file.sha256,
        size=len(file.data),
        pages=tuple(pages),
        warnings=tuple(ReadingWarning(code=code, pages=tuple(numbers)) for code, numbers in warnings.items()),
    )


def _page(head: Head, answer: Head, origin: Origin) -> Page:
    width, height, rotation = head.get("width", 0.0), head.get("height", 0.0), answer.get("rotation", 0)
    if origin == "ocr" and rotation in (90, 270):
        width, height = height, width
    return Page(
        number=head["number"],
        text=answer["text"],
        origin=origin,
        width_pt=width,
        height_pt=height,
        ocr_confidence=answer.get("confidence"),
        rotation=rotation,
        words=tuple(Word(*row) for row in answer.get("words", ())),
    )


def _as_done(waiting: dict[Future[Head], int], deadline: Deadline, is_cancelled: IsCancelled) -> Iterator[Future[Head]]:
    rest = set(waiting)
    while rest:
        done, rest = wait(rest, timeout=_CANCEL_TICK_S, return_when=FIRST_COMPLETED)
        yield from done
        deadline.check()
        if rest and is_cancelled():
            raise Cancelled


@contextmanager
def _stopping(stop: Event) -> Iterator[None]:
    """Whatever ends the wait also ends those who still work."""
    try:
        yield
    finally:
        stop.set()


def _check_legible(pages: Sequence[Page]) -> None:
    least = _LEAST_LETTERS if any(page.origin == "ocr" for page in pages) else 1
    letters = chain.from_iterable(_LETTER.finditer(page.text) for page in pages)
    if len(list(islice(letters, least))) < least:
        raise NoLegibleText(f"No text can be read on {'any' if len(pages) > 1 else 'the'} page.")
    scores = [page.ocr_confidence for page in pages if page.ocr_confidence is not None]
    if len(scores) == len(pages) and max(scores) < _LEAST_CONFIDENCE:
        raise NoLegibleText("What the pages show cannot be told from noise.")
