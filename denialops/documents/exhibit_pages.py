"""Turns an original of any kind into PDF pages; what cannot be turned becomes a page that says so."""

from __future__ import annotations

from io import BytesIO
from typing import NamedTuple

import pillow_heif
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from denialops.documents.typesetting import typeset
from denialops.domain.packets import Exhibit

pillow_heif.register_heif_opener()

MARGIN_PT = 36
PAGE_PT = (612, 792)
MAX_SIDE_PX = 2200
_LINE_CHARACTERS = 96


class ExhibitPages(NamedTuple):
    """A PDF of the exhibit; `problem` says in words why the original itself could not be put in."""

    pdf: PdfReader
    problem: str = ""


def exhibit_pages(exhibit: Exhibit) -> ExhibitPages:
    """Pages as they are for a PDF, pictures fitted to pages, and the text as read for everything else."""
    media_type = exhibit.document.media_type
    if media_type == "application/pdf":
        return _pdf(exhibit)
    if media_type.startswith("image/"):
        return _pictures(exhibit)
    return _text(exhibit)


def notice_page(exhibit: Exhibit, problem: str) -> ExhibitPages:
    data = {
        "kind": "notice",
        "title": exhibit.label,
        "problem": problem,
        "detail": f"The original is kept by the clinic. SHA-256 {exhibit.document.sha256}",
    }
    return ExhibitPages(PdfReader(BytesIO(typeset("packet.typ", data, accessible=False))), problem)


def _pdf(exhibit: Exhibit) -> ExhibitPages:
    try:
        pdf = PdfReader(BytesIO(exhibit.data))
        if pdf.is_encrypted and not pdf.decrypt(""):
            return notice_page(exhibit, "This file is protected by a password and could not be put in.")
        if not len(pdf.pages):
            return notice_page(exhibit, "This file has no pages.")
        pdf = _own_pages(exhibit, pdf)
        _try_to_copy(pdf)
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return notice_page(exhibit, "This file is damaged and could not be put in.")
    return ExhibitPages(pdf)


def _own_pages(exhibit: Exhibit, pdf: PdfReader) -> PdfReader:
    """Without the pages of a file that are another case's letter, or outside the excerpt."""
    numbers = _kept(exhibit, len(pdf.pages))
    if len(numbers) == len(pdf.pages):
        return pdf
    writer, out = PdfWriter(), BytesIO()
    for number in numbers:
        writer.add_page(pdf.pages[number - 1])
    writer.write(out)
    return PdfReader(out)


def _kept(exhibit: Exhibit, count: int) -> list[int]:
    """The numbers of the pages that go into the packet."""
    document = exhibit.document
    first, last = document.own_pages or (1, count)
    numbers = document.excerpt or range(first, last + 1)
    return [number for number in numbers if number <= count]


def _try_to_copy(pdf: PdfReader) -> None:
    """A damaged file often shows only when its pages are copied."""
    trial = PdfWriter()
    for page in pdf.pages:
        trial.add_page(page)


def _pictures(exhibit: Exhibit) -> ExhibitPages:
    try:
        with Image.open(BytesIO(exhibit.data)) as image:
            kept = _kept(exhibit, getattr(image, "n_frames", 1))
            frames = [_fitted(frame) for number, frame in enumerate(ImageSequence.Iterator(image), 1) if number in kept]
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return notice_page(exhibit, "This picture could not be opened and was not put in.")
    writer, out = PdfWriter(), BytesIO()
    for frame in frames:
        writer.append(_sheet_pdf(frame))
    writer.write(out)
    return ExhibitPages(PdfReader(out))


def _sheet_pdf(sheet: Image.Image) -> BytesIO:
    """One letter-size page, whatever the number of pixels."""
    out = BytesIO()
    sheet.save(out, "PDF", resolution=sheet.width / PAGE_PT[0] * 72)
    return out


def _fitted(frame: Image.Image) -> Image.Image:
    """Upright, in colours that a PDF takes, on a white page with a margin."""
    picture = ImageOps.exif_transpose(frame).convert("RGB")
    picture.thumbnail((MAX_SIDE_PX, MAX_SIDE_PX))
    scale = max(
        picture.width / (PAGE_PT[0] - 2 * MARGIN_PT),
        picture.height / (PAGE_PT[1] - 2 * MARGIN_PT),
    )
    sheet = Image.new("RGB", (round(PAGE_PT[0] * scale), round(PAGE_PT[1] * scale)), "white")
    sheet.paste(picture, ((sheet.width - picture.width) // 2, round(MARGIN_PT * scale)))
    return sheet


def _text(exhibit: Exhibit) -> ExhibitPages:
    """Word files, web pages and plain texts are shown as they were read."""
    pages = [_lines(page.text) for page in exhibit.document.pages if page.text.strip()]
    if not pages:
        return notice_page(exhibit, "This file has no text that could be shown.")
    data = {"kind": "text", "title": exhibit.label, "pages": pages}
    return ExhibitPages(PdfReader(BytesIO(typeset("packet.typ", data, accessible=False))))


def _lines(text: str) -> list[str]:
    """Lines with their spaces kept and no control characters."""
    lines = (line.rstrip().expandtabs(4) for line in text.splitlines())
    clean = ("".join(" " if ord(mark) < 32 else mark for mark in line) for line in lines)
    return [line.replace(" ", "\u00a0") if len(line) < _LINE_CHARACTERS else line for line in clean]
