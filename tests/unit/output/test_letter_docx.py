"""The letter as a Word file: real styles, fields, highlighted gaps, the same words as the PDF."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.enum.text import WD_COLOR_INDEX

from denialops.documents.letter_docx import write_letter_docx
from denialops.documents.letter_pdf import write_letter_pdf
from denialops.domain.clinic import Clinic
from denialops.domain.draft_text import parse_body
from denialops.errors import OutputError
from tests.unit.draft.cases import make_routing
from tests.unit.output.sheets import BODY_MARKUP, make_letter, make_picture, pdf_text, squeezed


def word_of(*, logo=None, body=None, **options):
    frame, blocks, _ = make_letter(**options)
    return Document(BytesIO(write_letter_docx(frame, parse_body(body) if body else blocks, logo=logo)))


def texts_of(word):
    return [paragraph.text for paragraph in word.paragraphs]


def styles_of(word):
    return {paragraph.style.name for paragraph in word.paragraphs if paragraph.text}


def test_the_letter_uses_words_own_styles():
    assert styles_of(word_of()) == {"Heading 1", "Heading 2", "Normal", "List Bullet", "List Number", "Quote"}


def test_the_re_block_is_a_table():
    frame, _, _ = make_letter()

    rows = [[cell.text for cell in row.cells] for row in word_of().tables[0].rows]

    assert rows == [[f"{row.label}:", row.value] for row in frame.re_rows]


def test_word_and_pdf_say_the_same():
    frame, blocks, _ = make_letter()
    pdf = squeezed(pdf_text(write_letter_pdf(frame, blocks)))

    word = Document(BytesIO(write_letter_docx(frame, blocks)))

    lines = [line for text in texts_of(word) for line in text.splitlines() if line.strip("_ ")]
    # A line may run over the foot of a page.
    assert len([line for line in lines if squeezed(line) not in pdf]) <= 1


def test_pages_are_counted_by_fields_of_word():
    frame, blocks, _ = make_letter()

    with ZipFile(BytesIO(write_letter_docx(frame, blocks))) as archive:
        footers = "".join(archive.read(name).decode() for name in archive.namelist() if "footer" in name)

    assert footers.count("PAGE<") == 2
    assert footers.count("NUMPAGES<") == 2


def test_only_later_pages_carry_the_running_head():
    section = word_of().sections[0]

    assert section.different_first_page_header_footer
    assert section.header.paragraphs[0].text == "First-level appeal - claim 26-000-1234"
    assert section.first_page_header.paragraphs[0].text == ""


def test_blanks_are_highlighted_and_nothing_else_is():
    word = word_of(clinic=Clinic())

    runs = [run for paragraph in word.paragraphs for run in paragraph.runs if run.text]
    lit = [run.text for run in runs if run.font.highlight_color == WD_COLOR_INDEX.YELLOW]
    assert all(text.startswith("[[") and text.endswith("]]") for text in lit)
    assert not any("[[" in run.text for run in runs if run.text not in lit)
    assert "[[Clinic profile page: add the clinic's name]]" in lit


def test_each_numbered_list_counts_from_one():
    word = word_of(body="1. a\n2. b\n\nbetween\n\n1. c")

    numbers = [row._p.pPr.numPr.numId.val for row in word.paragraphs if row.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2]


def test_special_characters_stay_as_they_were_written():
    assert BODY_MARKUP in texts_of(word_of(body=BODY_MARKUP))


def test_control_characters_do_not_break_the_file():
    assert "a b" in texts_of(word_of(body="a\x07b"))


def test_an_urgent_letter_shows_its_banner():
    word = word_of(routing=make_routing(urgency="expedited", route="expedited_appeal"))

    assert "EXPEDITED - PLEASE DECIDE WITHOUT DELAY" in texts_of(word)


def test_the_logo_is_in_the_file():
    assert len(word_of(logo=make_picture("JPEG")).inline_shapes) == 1


def test_a_logo_that_is_no_picture_is_refused():
    with pytest.raises(OutputError):
        word_of(logo=b"%PDF-1.7")


def test_the_file_names_title_and_clinic():
    properties = word_of().core_properties

    assert (properties.title, properties.author) == ("First-level appeal", "Juniper Street Family Clinic")


def test_a_call_sheet_is_not_signed():
    texts = texts_of(word_of(routing=make_routing(route="peer_to_peer")))

    assert "Sincerely," not in texts
    assert not any("Signature" in text for text in texts)
