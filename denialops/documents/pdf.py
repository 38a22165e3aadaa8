"""PDF to pages: the text layer where it is worth reading, a request for OCR where it is not.

Runs in a child process only: pdfium must never be used from two threads.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

from pypdfium2 import raw

from denialops.documents import pdf_words
from denialops.documents.layout import Rect
from denialops.documents.limits import Limits
from denialops.documents.pdf_page import PdfPage, opened, opened_page
from denialops.documents.pdf_scan import PageScan
from denialops.documents.text import clean
from denialops.errors import DamagedFile

Part = dict[str, Any]

_FEW_CHARACTERS = 25
_STAMP_CHARACTERS = 300
_SCANNED_SHARE = 0.5
_PICTURE_SHARE = 0.15
_READABLE_SHARE = 0.7
_VOWEL_SHARE = 0.2
_MANY_LETTERS = 80


def read(data: bytes, limits: Limits) -> Iterator[Part]:
    """First {"pages": n}, then a part a page: its text or {"ocr": true}, with warnings beside."""
    with opened(data) as (document, repaired):
        count = len(document)
        limits.check_pages(count)
        if count == 0:
            raise DamagedFile("The PDF has no pages.")
        yield {"pages": count, "warnings": ["repaired_file"] if repaired else []}
        for number in range(1, count + 1):
            with opened_page(document, number) as page:
                limits.check_page_size(number, page.width, page.height)
                limits.check_pixels(*page.scan.largest_image)
                yield {"number": number, "width": page.width, "height": page.height, **_content(page)}


def locate(data: bytes, number: int, text: str, start: int, end: int) -> list[Rect]:
    """Boxes of the characters [start, end) of the text that read() gave for the page."""
    with opened(data) as (document, _), opened_page(document, number) as page:
        return pdf_words.boxes_of_span(page, text, start, end)


def words_of(data: bytes, number: int, text: str) -> list[pdf_words.WordRow]:
    with opened(data) as (document, _), opened_page(document, number) as page:
        return pdf_words.words_in_text(page, text)


def _content(page: PdfPage) -> Part:
    scan = page.scan
    if scan.is_ocr_layer:
        return {"ocr": True, "warnings": []}  # what the scanner's own OCR wrote is not what a person sees
    warnings = ["hidden_text"] if scan.hidden else []
    words: list[pdf_words.WordRow] = []
    if scan.hidden or scan.is_shuffled:
        text, words = pdf_words.arranged(page)
    else:
        text = _text_of(page)
    if _needs_ocr(text, scan):
        return {"ocr": True, "warnings": warnings}
    if scan.picture_share > _PICTURE_SHARE:
        warnings.append("picture_not_read")
    return {"text": text, "words": words, "rotation": page.turned, "warnings": warnings}


def _needs_ocr(text: str, scan: PageScan) -> bool:
    """A scan with a fax line or a stamp as text is still a scan; a page with nothing drawn is just blank."""
    characters = len(text) - text.count(" ") - text.count("\n")
    if scan.picture_share >= _SCANNED_SHARE and characters < _STAMP_CHARACTERS:
        return True
    if characters < _FEW_CHARACTERS:
        return scan.has_drawing or (scan.has_text and characters == 0)
    return _is_gibberish(text, characters)


def _is_gibberish(text: str, characters: int) -> bool:
    """Fonts without a table of letters give other letters than those on the paper: signs, or words without vowels."""
    if not text.isascii():
        unreadable = sum(not (character.isascii() or character.isalpha()) for character in text)
        if unreadable > (1 - _READABLE_SHARE) * characters:
            return True
    vowels = sum(map(text.count, "aeiouAEIOU"))
    if vowels > _VOWEL_SHARE * characters:
        return False
    letters = sum(map(str.isalpha, text))
    return letters > _MANY_LETTERS and vowels < _VOWEL_SHARE * letters


def _text_of(page: PdfPage) -> str:
    """The text of a page in the order of its content stream, cleaned; pdf_words maps it back to places."""
    count = raw.FPDFText_CountChars(page.textpage)
    buffer = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(page.textpage, 0, count, buffer)
    text = clean(bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")).replace("\f", "\n")
    if page.scan.footer_lines:
        lines = text.split("\n")
        text = "\n".join([*lines[page.scan.footer_lines :], *lines[: page.scan.footer_lines]])
    return text.strip("\n")
