"""Pages of another letter in the same file never leave the clinic with this one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

from PIL import Image
from pypdf import PdfWriter

from denialops.documents.exhibit_pages import exhibit_pages
from denialops.domain.cases import CaseFile
from denialops.domain.documents import PAGE_RANGE, Document, Page, ReadingWarning
from denialops.domain.packets import Exhibit
from denialops.pipeline.ingest import SEVERAL_LETTERS, of_first_letter
from denialops.services import Services

MARIA = "Maria Lopez"


def _document(media_type: str, *own: int) -> Document:
    warnings = (ReadingWarning(code=PAGE_RANGE, pages=own),) if own else ()
    return Document(document_id="d", filename="file", media_type=media_type, sha256="0", size=1, warnings=warnings)


def _pdf(pages: int) -> bytes:
    writer, out = PdfWriter(), BytesIO()
    for number in range(pages):
        writer.add_blank_page(width=100 + number, height=200)
    writer.write(out)
    return out.getvalue()


def _tiff(pages: int) -> bytes:
    frames = [Image.new("L", (20 + number, 30), 255) for number in range(pages)]
    out = BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def test_an_exhibit_has_only_the_pages_of_its_letter() -> None:
    made = exhibit_pages(Exhibit("A", "Denial notice", _document("application/pdf", 2, 3), _pdf(5)))

    assert [round(float(page.mediabox.width)) for page in made.pdf.pages] == [101, 102]


def test_a_scan_of_several_pictures_has_only_those_of_its_letter() -> None:
    made = exhibit_pages(Exhibit("A", "Denial notice", _document("image/tiff", 2, 3), _tiff(4)))

    assert len(made.pdf.pages) == 2


def test_an_exhibit_of_its_own_file_is_whole() -> None:
    made = exhibit_pages(Exhibit("A", "Denial notice", _document("application/pdf"), _pdf(5)))

    assert len(made.pdf.pages) == 5


def test_before_the_split_the_case_stands_on_its_first_letter_alone() -> None:
    pages = tuple(Page(number=number, text="text", origin="file") for number in (1, 2, 3))
    letter = _document("application/pdf").model_copy(update={"pages": pages})
    warning = ReadingWarning(code=SEVERAL_LETTERS, pages=(1, 3))
    case = CaseFile(case_id="c", today=date(2026, 3, 2), documents=(letter,), warnings=(warning,))

    first = of_first_letter(case).letter

    assert [page.number for page in first.pages] == [1, 2]
    assert first.own_pages == (1, 2)


def test_after_the_split_each_case_stands_on_its_own_pages(services: Services, open_letter: Callable[..., str]) -> None:
    letter = "Notice of denial\nPage 1 of 1\nYour claim was denied. You may appeal this determination.\n"
    case_id = open_letter(f"claim_numbers: 26-1\n{letter}\f claim_numbers: 26-2\n{letter}")

    (other,) = services.split_letters(case_id, actor=MARIA)

    assert services.case(case_id).case.letter.own_pages == (1, 1)
    assert services.case(other).case.letter.own_pages == (2, 2)
