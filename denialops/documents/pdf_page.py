"""Opening PDF files and their pages with pdfium, repaired and upright where need be. Child process only."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from denialops.documents.pdf_scan import PageScan, scan_page
from denialops.errors import DamagedFile, PasswordNeeded, WrongPassword

_PASSWORD_ERROR = 4
_ANGLE_SAMPLES = 9
_DRAWN_NOTES = (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP)


class PdfPage(NamedTuple):
    """An open page; `turned` clockwise, beside its own /Rotate, for its text to be upright."""

    page: Any
    textpage: Any
    width: float
    height: float
    turned: int
    scan: PageScan


@contextmanager
def opened(data: bytes) -> Iterator[tuple[pdfium.PdfDocument, bool]]:
    """The document and whether it had to be repaired. Raises PasswordNeeded or DamagedFile."""
    document, repaired = _open(data)
    try:
        yield document, repaired
    finally:
        document.close()


@contextmanager
def opened_page(document: pdfium.PdfDocument, number: int) -> Iterator[PdfPage]:
    """Raises DamagedFile when the page cannot be loaded."""
    page = _loaded(document, number)
    if draw_annotations(page):
        raw.FPDF_ClosePage(page)
        page = _loaded(document, number)
    textpage = raw.FPDFText_LoadPage(page)
    turned = _turn_needed(page, textpage)
    if turned:
        raw.FPDFPage_SetRotation(page, (raw.FPDFPage_GetRotation(page) + turned // 90) % 4)
        raw.FPDFText_ClosePage(textpage)
        textpage = raw.FPDFText_LoadPage(page)
    try:
        width, height = raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page)
        yield PdfPage(page, textpage, width, height, turned, scan_page(page))
    finally:
        raw.FPDFText_ClosePage(textpage)
        raw.FPDF_ClosePage(page)


def draw_annotations(page: Any) -> bool:
    """Makes filled form fields and typed notes part of the page: they are on the paper as well."""
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, index)
        kind = raw.FPDFAnnot_GetSubtype(note)
        raw.FPDFPage_CloseAnnot(note)
        if kind in _DRAWN_NOTES:
            return bool(raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS)
    return False


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


def _loaded(document: pdfium.PdfDocument, number: int) -> Any:
    page = raw.FPDF_LoadPage(document.raw, number - 1)
    if not page:
        raise DamagedFile(f"Page {number} of the PDF is damaged.")
    return page


def _open(data: bytes) -> tuple[pdfium.PdfDocument, bool]:
    try:
        return pdfium.PdfDocument(data), b"%%EOF" not in data[-2048:]
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


def _turn_needed(page: Any, textpage: Any) -> int:
    """Text that runs down, up or upside down on the page as shown would come out line by line in the wrong order."""
    count = raw.FPDFText_CountChars(textpage)
    step = max(count // _ANGLE_SAMPLES, 1)
    samples = [index for index in range(0, count, step) if raw.FPDFText_GetUnicode(textpage, index) > 0x20]
    wanted = [_upright_rotation(raw.FPDFText_GetCharAngle(textpage, index)) for index in samples]
    usual = max(set(wanted), key=wanted.count) if wanted else None
    if usual is None or wanted.count(usual) < 0.6 * len(wanted):
        return 0
    return int(usual - 90 * raw.FPDFPage_GetRotation(page)) % 360


def _upright_rotation(angle: float) -> int:
    return -round(math.degrees(angle) / 90) * 90 % 360
