"""The packet: letter, index and exhibits in one PDF, every page stamped, nothing left out in silence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import NamedTuple

from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.generic import RectangleObject

from denialops.documents.exhibit_pages import exhibit_pages
from denialops.documents.typesetting import typeset
from denialops.domain.packets import Exhibit, LetterFrame, PacketPart

STRIP_PT = 26.0
INDEX_TITLE = "Index of exhibits"


class Chapter(NamedTuple):
    """A part with its pages on their way into the packet."""

    part: PacketPart
    pdf: PdfReader
    stamp: str


def assemble_packet(letter_pdf: bytes, exhibits: Sequence[Exhibit]) -> tuple[bytes, tuple[PacketPart, ...]]:
    """The packet and its parts in order, each with its first page."""
    letter = _letter(letter_pdf)
    chapters = [letter, *map(_chapter, exhibits)]
    if exhibits:
        chapters.insert(1, _index(chapters))
    writer = PdfWriter()
    parts = []
    for chapter in chapters:
        parts.append(chapter.part.model_copy(update={"first_page": len(writer.pages) + 1}))
        _append(writer, chapter)
    _stamp(writer, chapters)
    _bookmark(writer, parts)
    out = BytesIO()
    writer.compress_identical_objects()
    writer.write(out)
    return out.getvalue(), tuple(parts)


def with_page_counts(frame: LetterFrame, exhibits: Sequence[Exhibit]) -> LetterFrame:
    """The frame whose enclosure list counts the pages that texts and pictures have in the packet."""
    counts = {exhibit.letter: len(exhibit_pages(exhibit).pdf.pages) for exhibit in exhibits}
    enclosures = tuple(row.model_copy(update={"pages": counts.get(row.letter, row.pages)}) for row in frame.enclosures)
    return frame.model_copy(update={"enclosures": enclosures})


# Parts


def _letter(data: bytes) -> Chapter:
    pdf = PdfReader(BytesIO(data))
    part = PacketPart(
        label="Letter", filename="letter.pdf", pages=len(pdf.pages), sha256=hashlib.sha256(data).hexdigest()
    )
    return Chapter(part, pdf, "")


def _chapter(exhibit: Exhibit) -> Chapter:
    made = exhibit_pages(exhibit)
    part = PacketPart(
        label=exhibit.label,
        document_id=exhibit.document.document_id,
        filename=exhibit.document.filename,
        pages=len(made.pdf.pages),
        problem=made.problem,
        sha256=exhibit.document.sha256,
    )
    return Chapter(part, made.pdf, f"Exhibit {exhibit.letter}")


def _index(chapters: Sequence[Chapter]) -> Chapter:
    """Set twice when it runs over one page, since its own length moves the exhibits."""
    pages = 1
    while True:
        pdf = PdfReader(BytesIO(typeset("packet.typ", _index_data(chapters, pages), accessible=False)))
        if len(pdf.pages) == pages:
            return Chapter(PacketPart(label=INDEX_TITLE, pages=pages), pdf, INDEX_TITLE)
        pages = len(pdf.pages)


def _index_data(chapters: Sequence[Chapter], index_pages: int) -> dict[str, object]:
    rows, page = [], 1
    for number, chapter in enumerate(chapters):
        part = chapter.part
        rows.append({"label": part.label, "pages": part.pages, "first_page": page, "problem": part.problem})
        page += part.pages + (index_pages if number == 0 else 0)
    return {"kind": "index", "title": INDEX_TITLE, "rows": rows}


# Pages


def _append(writer: PdfWriter, chapter: Chapter) -> None:
    """The letter keeps its pages as they are; exhibits shrink a little, so that the stamp covers nothing."""
    for page in chapter.pdf.pages:
        added = writer.add_page(page)
        if chapter.part.document_id:
            _make_room(added)


def _make_room(page: PageObject) -> None:
    """Scales the page as shown into the space above a strip at its foot."""
    if page.rotation:
        page.transfer_rotation_to_content()
    box = page.cropbox
    left, bottom, width, height = float(box.left), float(box.bottom), float(box.width), float(box.height)
    factor = (height - STRIP_PT) / height
    page.scale_by(factor)
    margin = width * (1 - factor) / 2
    frame = RectangleObject(
        (
            left * factor - margin,
            bottom * factor - STRIP_PT,
            left * factor - margin + width,
            bottom * factor - STRIP_PT + height,
        )
    )
    for name in ("mediabox", "cropbox", "trimbox", "artbox", "bleedbox"):
        setattr(page, name, RectangleObject(frame))


def _stamp(writer: PdfWriter, chapters: Sequence[Chapter]) -> None:
    marks = list(_marks(chapters))
    sheets = [
        _sheet(page, left, f"Packet page {number} of {len(marks)}")
        for number, (page, left) in enumerate(zip(writer.pages, marks, strict=True), 1)
    ]
    stamps = PdfReader(
        BytesIO(typeset("packet.typ", {"kind": "stamps", "title": "Stamps", "stamps": sheets}, accessible=False))
    )
    for page, stamp in zip(writer.pages, stamps.pages, strict=True):
        shift = Transformation().translate(float(page.mediabox.left), float(page.mediabox.bottom))
        page.merge_transformed_page(stamp, shift)


def _marks(chapters: Sequence[Chapter]) -> Iterator[str]:
    for chapter in chapters:
        for number in range(1, chapter.part.pages + 1):
            yield f"{chapter.stamp} - page {number} of {chapter.part.pages}" if chapter.stamp else ""


def _sheet(page: PageObject, left: str, right: str) -> dict[str, object]:
    return {"width": float(page.mediabox.width), "height": float(page.mediabox.height), "left": left, "right": right}


def _bookmark(writer: PdfWriter, parts: Sequence[PacketPart]) -> None:
    for part in parts:
        writer.add_outline_item(title=part.label, page_number=part.first_page - 1)
    writer.page_mode = "/UseOutlines"
    writer.add_metadata({"/Title": "Appeal packet"})
