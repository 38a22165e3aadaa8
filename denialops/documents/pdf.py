"""PDF to pages: the text layer where it is worth reading, a request for OCR where it is not.

Runs in a child process only: pdfium must never be used from two threads.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from denialops.documents import pdf_words
from denialops.documents.layout import Rect
from denialops.documents.limits import Limits
from denialops.documents.pdf_scan import PageScan, scan_page
from denialops.documents.text import clean
from denialops.errors import DamagedFile, PasswordNeeded, WrongPassword

Part = dict[str, Any]

_PASSWORD_ERROR = 4
_FEW_CHARACTERS = 25
_STAMP_CHARACTERS = 300
_SCANNED_SHARE = 0.5
_PICTURE_SHARE = 0.15
_READABLE_SHARE = 0.7


def read(data: bytes, limits: Limits) -> Iterator[Part]:
    """First {"pages": n}, then a part a page: its text or {"ocr": true}, with warnings beside."""
    with opened(data) as (document, repaired):
        count = len(document)
        limits.check_pages(count)
        if count == 0:
            raise DamagedFile("The PDF has no pages.")
        yield {"pages": count, "warnings": ["repaired_file"] if repaired else []}
        for index in range(count):
            yield _read_page(document, index, limits)


@contextmanager
def opened(data: bytes, password: str | None = None) -> Iterator[tuple[pdfium.PdfDocument, bool]]:
    """The document and whether it had to be repaired. Raises PasswordNeeded or DamagedFile."""
    document, repaired = _open(data, password)
    try:
        yield document, repaired
    finally:
        document.close()


def unlock(data: bytes, password: str) -> bytes:
    """The same PDF without its password."""
    try:
        document = pdfium.PdfDocument(data, password=password)
    except pdfium.PdfiumError as error:
        if error.err_code == _PASSWORD_ERROR:
            raise WrongPassword("That password does not open the file.") from error
        raise DamagedFile("The PDF is damaged.") from error
    buffer = io.BytesIO()
    document.save(buffer, flags=raw.FPDF_REMOVE_SECURITY)
    document.close()
    return buffer.getvalue()


def locate(data: bytes, number: int, text: str, start: int, end: int) -> list[Rect]:
    """Boxes of the characters [start, end) of the text that read() gave for the page."""
    with _page_of(data, number) as (page, textpage):
        return pdf_words.boxes_of_span(page, textpage, text, start, end)


def words_of(data: bytes, number: int, text: str) -> list[pdf_words.WordRow]:
    with _page_of(data, number) as (page, textpage):
        return pdf_words.words_in_text(page, textpage, text)


@contextmanager
def _page_of(data: bytes, number: int) -> Iterator[tuple[Any, Any]]:
    with opened(data) as (document, _):
        page = document[number - 1]
        textpage = page.get_textpage()
        yield page.raw, textpage.raw


def _open(data: bytes, password: str | None) -> tuple[pdfium.PdfDocument, bool]:
    try:
        return pdfium.PdfDocument(data, password=password), b"%%EOF" not in data[-2048:]
    except pdfium.PdfiumError as error:
        if error.err_code == _PASSWORD_ERROR:
            raise PasswordNeeded("The file is protected by a password.") from error
    try:
        return pdfium.PdfDocument(_rebuilt(data)), True
    except pdfium.PdfiumError as error:
        raise DamagedFile("The PDF is cut off or damaged.") from error


def _rebuilt(data: bytes) -> bytes:
    """A new file of whatever pages pypdf finds in a broken one."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError

    try:
        writer = PdfWriter()
        for page in PdfReader(io.BytesIO(data), strict=False).pages:
            writer.add_page(page)
        buffer = io.BytesIO()
        writer.write(buffer)
    except PyPdfError as error:
        raise DamagedFile("The PDF is cut off or damaged.") from error
    return buffer.getvalue()


def _read_page(document: pdfium.PdfDocument, index: int, limits: Limits) -> Part:
    page = raw.FPDF_LoadPage(document.raw, index)
    if not page:
        return {"number": index + 1, "text": "", "warnings": ["damaged_page"]}
    textpage = raw.FPDFText_LoadPage(page)
    try:
        width, height = raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page)
        limits.check_page_size(index + 1, width, height)
        scan = scan_page(page)
        limits.check_pixels(*scan.largest_image)
        part = _page_part(page, textpage, scan)
    finally:
        raw.FPDFText_ClosePage(textpage)
        raw.FPDF_ClosePage(page)
    return {"number": index + 1, "width": width, "height": height, **part}


def _page_part(page: Any, textpage: Any, scan: PageScan) -> Part:
    warnings = ["hidden_text"] if scan.hidden else []
    words: list[pdf_words.WordRow] = []
    if scan.is_ocr_layer:
        return {"ocr": True, "warnings": []}  # what the scanner's own OCR wrote is not what a person sees
    if scan.hidden or scan.is_shuffled:
        text, words = pdf_words.arranged(page, textpage, scan.hidden)
    else:
        text = text_of(textpage)
    if _needs_ocr(text, scan):
        return {"ocr": True, "warnings": warnings}
    if scan.picture_share > _PICTURE_SHARE:
        warnings.append("picture_not_read")
    return {"text": text, "words": words, "warnings": warnings}


def _needs_ocr(text: str, scan: PageScan) -> bool:
    """A scan with a fax line or a stamp as text is still a scan; a page with nothing drawn is just blank."""
    characters = [character for character in text[:4000] if not character.isspace()]
    if scan.picture_share >= _SCANNED_SHARE and len(characters) < _STAMP_CHARACTERS:
        return True
    if len(characters) < _FEW_CHARACTERS:
        return scan.has_drawing
    readable = sum(character.isascii() or character.isalpha() for character in characters)
    return readable < _READABLE_SHARE * len(characters)


def text_of(textpage: Any) -> str:
    """The text of a page in the order of its content stream, cleaned; pdf_words maps it back to places."""
    count = raw.FPDFText_CountChars(textpage)
    buffer = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(textpage, 0, count, buffer)
    text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")
    return clean(text).replace("\f", "\n").strip("\n")
