"""The letter as PDF: all of it, nothing acting as markup, accessible, gaps visible."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from denialops.documents.letter_parts import runs_of
from denialops.documents.letter_pdf import write_letter_pdf
from denialops.domain.clinic import Clinic
from denialops.domain.draft_text import parse_body
from denialops.errors import OutputError
from tests.unit.draft.cases import make_routing
from tests.unit.output.sheets import BODY_MARKUP, make_letter, make_picture, pdf_text, squeezed


def outline_of(data: bytes) -> list[str]:
    return [entry.title for entry in PdfReader(BytesIO(data)).outline]


def test_the_pdf_holds_the_whole_letter():
    frame, blocks, case = make_letter()

    text = squeezed(pdf_text(write_letter_pdf(frame, blocks)))

    framed = (*frame.letterhead, *frame.recipient, *frame.signature, frame.delivery, frame.enclosures[0].line)
    assert [line for line in framed if squeezed(line) not in text] == []
    assert [row for row in frame.re_rows if squeezed(f"{row.label}:{row.value}") not in text] == []
    said = [sentence.text for block in case.draft.blocks for sentence in block.sentences]
    # A sentence may run over the foot of a page.
    assert len([sentence for sentence in said if squeezed(sentence) not in text]) <= 1


def test_pages_count_themselves_and_later_ones_name_the_claim():
    frame, blocks, _ = make_letter()

    pages = [page.extract_text() for page in PdfReader(BytesIO(write_letter_pdf(frame, blocks))).pages]

    assert len(pages) > 1
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1))
    assert frame.running_head not in pages[0]
    assert frame.running_head in pages[1]


def test_the_pdf_is_tagged_titled_and_in_english():
    frame, blocks, _ = make_letter()

    pdf = PdfReader(BytesIO(write_letter_pdf(frame, blocks)))

    assert pdf.metadata.title == "First-level appeal"
    assert pdf.root_object["/MarkInfo"]["/Marked"]
    assert pdf.root_object["/Lang"] == "en"
    assert "pdfuaid" in pdf.xmp_metadata.stream.get_data().decode()


def test_headings_are_bookmarks():
    frame, blocks, _ = make_letter()

    assert outline_of(write_letter_pdf(frame, blocks)) == [block.text for block in blocks if block.kind == "heading"]


def test_nothing_that_staff_or_letters_write_acts_as_markup():
    frame, _, _ = make_letter()
    lines = ("## {}", "{}", "- {}", "> {}", "1. {}", "| a | {} |")
    body = "\n\n".join(line.format(BODY_MARKUP) for line in lines)

    text = pdf_text(write_letter_pdf(frame, parse_body(body)))

    assert text.count("A < B & C #let x $y$ *bold* _under_ `code` <label> @ref") == 6


def test_blanks_stand_out_in_the_text():
    frame, blocks, _ = make_letter(clinic=Clinic())

    text = pdf_text(write_letter_pdf(frame, blocks))

    assert "[[Clinic profile page: add the clinic's name]]" in text
    assert "[[Attach: the authorization signed by the patient" in text


def test_an_urgent_letter_shows_its_banner():
    frame, blocks, _ = make_letter(routing=make_routing(urgency="expedited", route="expedited_appeal"))

    assert "EXPEDITED - PLEASE DECIDE WITHOUT DELAY" in pdf_text(write_letter_pdf(frame, blocks))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP"])
def test_a_logo_of_any_kind_is_shown(kind):
    frame, blocks, _ = make_letter()

    pdf = PdfReader(BytesIO(write_letter_pdf(frame, blocks, logo=make_picture(kind))))

    assert len(pdf.pages[0].images) == 1


def test_a_logo_that_is_no_picture_is_refused():
    frame, blocks, _ = make_letter()

    with pytest.raises(OutputError):
        write_letter_pdf(frame, blocks, logo=b"not a picture")


def test_control_characters_do_not_reach_the_page():
    frame, _, _ = make_letter()

    assert "a b" in pdf_text(write_letter_pdf(frame, parse_body("a\x07b")))


def test_a_table_whose_rows_differ_in_length_is_still_a_table():
    frame, _, _ = make_letter()

    text = pdf_text(write_letter_pdf(frame, parse_body("| a | b | c |\n| only one |\n| x | y |")))

    assert "only one" in text


def test_a_letter_without_a_body_is_still_a_letter():
    frame, _, _ = make_letter()

    assert "Sincerely," in pdf_text(write_letter_pdf(frame, ()))


def test_dashes_under_a_table_head_are_no_row():
    (run,) = runs_of(parse_body("| a | b |\n|---|---|\n| c | d |"))

    assert run.entries == (("a", "b"), ("c", "d"))
