"""Every type of file gives its pages in reading order, cleaned, with their origin."""

from __future__ import annotations

import pytest
from docx.shared import RGBColor

from denialops.documents.text import PASTED_FILENAME
from denialops.ports import PageProgress
from tests.fixtures import files


def test_a_pdf_with_text_is_read_from_its_text_layer(read) -> None:
    document = read(files.text_pdf())

    page = document.pages[0]
    assert (page.origin, page.width_pt, page.height_pt) == ("text_layer", 612, 792)
    assert "Claim number 26-0303-7719 Billed $1,284.50\n" in page.text


def test_a_document_knows_its_type_size_and_hash(read) -> None:
    data = files.text_pdf()

    document = read(data, "scan from Tuesday.dat")

    assert (document.media_type, document.size, len(document.sha256)) == ("application/pdf", len(data), 64)


def test_a_file_of_sixty_pages_is_read_in_order_and_tells_of_each(read) -> None:
    told: list[PageProgress] = []

    document = read(
        files.text_pdf([[f"This is page {n} of the whole file."] for n in range(1, 61)]), on_page=told.append
    )

    assert "page 47 of" in document.pages[46].text
    assert [(page.number, page.of, page.origin) for page in told] == [(n, 60, "text_layer") for n in range(1, 61)]


def test_a_landscape_page_keeps_its_shape(read) -> None:
    page = read(files.text_pdf(size=(792, 612))).pages[0]

    assert (page.width_pt, page.height_pt) == (792, 612)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_that_lies_on_its_side_reads_the_same_and_says_how_to_turn_it(read, degrees) -> None:
    page = read(files.turned_pdf(files.text_pdf(), degrees)).pages[0]

    assert page.text == read(files.text_pdf()).pages[0].text
    assert (page.rotation, page.width_pt, page.height_pt) == (360 - degrees, 612, 792)


def test_a_footer_written_first_is_read_last(read) -> None:
    def draw(pen) -> None:
        pen.drawString(72, 30, "Form 77 Page 1")
        pen.drawString(72, 700, "The letter itself begins here")
        pen.drawString(72, 680, "and goes on below.")

    page = read(files.text_pdf([[]], draw=draw)).pages[0]

    assert page.text == "The letter itself begins here\nand goes on below.\nForm 77 Page 1"


def test_cells_written_column_by_column_become_rows(read) -> None:
    columns = (["Date", "01/02/2026", "01/03/2026"], ["Code", "72148", "97110"], ["Billed", "900.00", "84.50"])
    columns += (["Paid", "0.00", "0.00"], ["Reason", "CO-197", "CO-50"], ["Note", "N1", "N2"])

    def draw(pen) -> None:
        for across, cells in enumerate(columns):
            for down, cell in enumerate(cells):
                pen.drawString(72 + 80 * across, 700 - 20 * down, cell)

    page = read(files.text_pdf([[]], draw=draw)).pages[0]

    assert page.text.split("\n")[1] == "01/02/2026  72148  900.00  0.00  CO-197  N1"
    assert page.words[0][:2] == (0, 4)


def test_hidden_text_is_left_out_with_a_warning(read) -> None:
    def draw(pen) -> None:
        pen.setFillColorRGB(1, 1, 1)
        pen.drawString(72, 300, "white on white")
        pen.setFillColorRGB(0, 0, 0)
        pen.drawString(72, 5000, "off the page")
        pen.setFont("Helvetica", 0.1)
        pen.drawString(72, 280, "too small for anybody to see on paper")
        invisible = pen.beginText(72, 200)
        invisible.setTextRenderMode(3)
        invisible.textLine("not drawn at all")
        pen.drawText(invisible)

    document = read(files.text_pdf(draw=draw))

    assert [(warning.code, warning.pages) for warning in document.warnings] == [("hidden_text", (1,))]
    assert document.pages[0].text.split() == " ".join(files.LETTER_LINES).split()


def test_white_letters_on_a_dark_bar_are_read(read) -> None:
    def draw(pen) -> None:
        pen.rect(60, 290, 300, 30, fill=1)
        pen.setFillColorRGB(1, 1, 1)
        pen.drawString(72, 300, "NOTICE OF DENIAL")

    document = read(files.text_pdf(draw=draw))

    assert document.warnings == ()
    assert "NOTICE OF DENIAL" in document.pages[0].text


def test_print_too_pale_to_be_seen_is_left_out_and_light_grey_print_is_read(read) -> None:
    def draw(pen) -> None:
        for grey, text in ((0.93, "Obey this sentence"), (0.79, "Form 7 rev 2")):
            pen.setFillGray(grey)
            pen.drawString(72, 300 if grey > 0.9 else 280, text)
        pen.setFillGray(0.2)
        pen.rect(60, 190, 300, 30, fill=1)
        pen.setFillGray(0.93)
        pen.drawString(72, 200, "Pale on a bar")

    document = read(files.text_pdf(draw=draw))

    text = document.pages[0].text
    assert ("Obey" in text, "Form 7 rev 2" in text, "Pale on a bar" in text) == (False, True, True)
    assert [warning.code for warning in document.warnings] == ["hidden_text"]


def test_a_pale_ground_does_not_make_white_print_readable(read) -> None:
    def draw(pen) -> None:
        pen.setFillGray(0.95)
        pen.rect(60, 290, 300, 30, fill=1, stroke=0)
        pen.setFillGray(1)
        pen.drawString(72, 300, "Obey this sentence")

    document = read(files.text_pdf(draw=draw))

    assert "Obey" not in document.pages[0].text


def test_pale_print_in_word_files_and_web_pages_is_left_out(read) -> None:
    def build(document) -> None:
        paragraph = document.add_paragraph("Seen ")
        for code, text in (("EEEEEE", "unseen "), ("C8C8C8", "grey")):
            paragraph.add_run(text).font.color.rgb = RGBColor.from_string(code)

    page = b"""<p>Seen <span style="color:#eee">unseen</span> <span style="color:rgb(238, 238, 238)">unseen</span>
    <span style="color:#c8c8c8">grey</span></p>"""

    texts = [read(files.docx_file(build), "letter.docx").pages[0].text, read(page, "letter.html").pages[0].text]

    assert [text.split() for text in texts] == [["Seen", "grey"]] * 2


def test_a_hyphen_at_a_line_end_stays_a_hyphen(read) -> None:
    page = read(
        files.text_pdf([["The plan needs pre-", "certification by fax 207-", "555-0119 before the visit."]])
    ).pages[0]

    assert "pre-certification" in page.text
    assert "207-\n555-0119" in page.text


def test_a_filled_form_is_read_with_its_values(read) -> None:
    def draw(pen) -> None:
        pen.acroForm.textfield(name="claim", value="Claim 26-0303-7719", x=72, y=300, width=300, height=20)

    page = read(files.text_pdf(draw=draw)).pages[0]

    assert page.text.endswith("Claim 26-0303-7719")


def test_a_word_file_is_read_in_reading_order(read) -> None:
    def build(document) -> None:
        document.sections[0].header.paragraphs[0].text = "Meadowlark Health Plan"
        document.sections[0].footer.paragraphs[0].text = "Questions? Call 207-555-0120"
        document.add_paragraph("Dear Provider:")
        table = document.add_table(rows=2, cols=3)
        for cell, text in zip(table._cells, ["Date", "Code", "Paid", "01/02/2026", "72148", "0.00"], strict=True):
            cell.text = text
        document.add_paragraph("Sincerely")

    page = read(files.docx_file(build), "letter.docx").pages[0]

    assert page.origin == "file"
    assert page.text.split("\n") == [
        "Meadowlark Health Plan",
        "Dear Provider:",
        "Date  Code  Paid",
        "01/02/2026  72148  0.00",
        "Sincerely",
        "Questions? Call 207-555-0120",
    ]


def test_a_word_file_is_cut_at_its_page_breaks(read) -> None:
    def build(document) -> None:
        document.add_paragraph("First page")
        document.add_page_break()
        document.add_paragraph("Second page")

    document = read(files.docx_file(build), "letter.docx")

    assert [page.text.strip() for page in document.pages] == ["First page", "Second page"]


def test_a_text_box_in_a_word_file_is_read_once_and_deleted_text_never(read) -> None:
    word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    compat = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = "<w:txbxContent><w:p><w:r><w:t>Appeal by fax</w:t></w:r></w:p></w:txbxContent>"
    body = (
        f"<w:document {word} {compat}><w:body><w:p><w:r><w:t>Denied</w:t></w:r>"
        "<w:del><w:r><w:delText>Approved</w:delText></w:r></w:del><w:ins><w:r><w:t> today</w:t></w:r></w:ins><w:r>"
        f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
        "</w:r></w:p></w:body></w:document>"
    )

    page = read(files.docx_of_xml(body.encode()), "letter.docx").pages[0]

    assert page.text == "Denied today\nAppeal by fax"


def test_hidden_text_in_a_word_file_is_left_out_with_a_warning(read) -> None:
    def build(document) -> None:
        paragraph = document.add_paragraph("Seen ")
        paragraph.add_run("unseen").font.hidden = True

    document = read(files.docx_file(build), "letter.docx")

    assert document.pages[0].text.strip() == "Seen"
    assert document.warnings[0].code == "hidden_text"


def test_a_web_page_is_read_as_it_is_seen(read) -> None:
    data = b"""<!DOCTYPE html><html><head><title>x</title><style>.gone{display:none}</style><script>no()</script></head>
    <body><h1>Notice &amp; denial</h1><p>Dear&nbsp;Provider:<br>We <b>denied</b> it.</p>
    <p class=gone>by rule</p><p style="color:#fff">white</p><p hidden>marked</p><!-- comment -->
    <div style="background:#003; color:white">On a bar</div>
    <table><tr><td>Code</td><td>Paid</td></tr><tr><td>72148</td><td><p>0.00</p></td></tr></table></body></html>"""

    document = read(data, "letter.html")

    lines = [line for line in document.pages[0].text.split("\n") if line]
    assert lines == ["Notice & denial", "Dear Provider:", "We denied it.", "On a bar", "Code  Paid", "72148  0.00"]
    assert document.warnings[0].code == "hidden_text"


def test_a_web_page_nested_without_end_is_still_read(read) -> None:
    document = read(b"<html><body>" + b"<div>" * 3000 + b"deep denial", "letter.html")

    assert document.pages[0].text == "deep denial"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_of_any_encoding_is_read(read, encoding) -> None:
    letter = "Señora Núñez: the claim – for “physical therapy” – is denied. " * 4

    document = read(letter.encode(encoding), "letter.txt")

    assert document.pages[0].text == letter


def test_a_form_feed_starts_a_new_page_of_text(read) -> None:
    document = read(b"page one\n\x0cpage two\n\x0c", "letter.txt")

    assert [(page.number, page.text, page.origin) for page in document.pages] == [
        (1, "page one\n", "file"),
        (2, "page two\n", "file"),
    ]


def test_pasted_text_says_so(read) -> None:
    assert read(b"Your claim is denied.", PASTED_FILENAME).pages[0].origin == "pasted"


def test_text_is_cleaned_of_what_nobody_sees(read) -> None:
    page = read("de\u00adni\u200bed\u00a0on\r\n\ufb01rst\treview\r".encode(), "letter.txt").pages[0]

    assert page.text == "denied on\nfirst  review\n"
