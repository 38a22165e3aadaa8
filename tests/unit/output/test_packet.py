"""The packet: every exhibit in it or visibly accounted for, stamped, indexed, bookmarked."""

from __future__ import annotations

import hashlib
from io import BytesIO

import pytest
from pypdf import PdfReader

from denialops.documents.letter_pdf import write_letter_pdf
from denialops.documents.packet import STRIP_PT, assemble_packet, with_page_counts
from tests.unit.output.sheets import make_exhibit, make_letter, make_pdf, make_picture


def letter_pdf() -> bytes:
    frame, blocks, _ = make_letter()
    return write_letter_pdf(frame, blocks)


LETTER_PDF = letter_pdf()
LETTER_PAGES = len(PdfReader(BytesIO(LETTER_PDF)).pages)


def assemble(*exhibits):
    data, parts = assemble_packet(LETTER_PDF, exhibits)
    return PdfReader(BytesIO(data)), parts


def text_of(page):
    return " ".join(page.extract_text().split())


def test_the_parts_follow_each_other_with_their_first_pages():
    pdf, parts = assemble(
        make_exhibit(make_pdf("one", "two"), index=0, title="Denial notice"), make_exhibit(make_pdf("x"))
    )

    assert [(part.label, part.first_page - LETTER_PAGES, part.pages) for part in parts[1:]] == [
        ("Index of exhibits", 1, 1),
        ("Exhibit A - Denial notice", 2, 2),
        ("Exhibit B - Records", 4, 1),
    ]
    assert len(pdf.pages) == sum(part.pages for part in parts)


def test_a_packet_without_exhibits_is_the_letter():
    pdf, parts = assemble()

    assert len(pdf.pages) == LETTER_PAGES
    assert [part.label for part in parts] == ["Letter"]


def test_every_page_is_stamped_with_exhibit_and_packet_page():
    pdf, _ = assemble(make_exhibit(make_pdf("one", "two")))

    total = LETTER_PAGES + 3
    assert all(f"Packet page {number} of {total}" in text_of(page) for number, page in enumerate(pdf.pages, 1))
    assert "Exhibit B - page 2 of 2" in text_of(pdf.pages[-1])


def test_bookmarks_lead_to_the_parts():
    pdf, parts = assemble(make_exhibit(make_pdf("one")))

    found = [(entry.title, pdf.get_destination_page_number(entry) + 1) for entry in pdf.outline]
    assert found == [(part.label, part.first_page) for part in parts]


def test_the_index_lists_every_part_and_every_problem():
    pdf, _ = assemble(make_exhibit(make_pdf("one")), make_exhibit(b"%PDF-1.4 broken", index=2, title="Scan"))

    index = text_of(pdf.pages[LETTER_PAGES])
    assert "Exhibit B - Records" in index
    assert "Exhibit C - Scan This file is damaged and could not be put in." in index


def test_the_stamp_covers_nothing_of_the_exhibit():
    pdf, _ = assemble(make_exhibit(make_pdf("words at the very foot")))

    page = pdf.pages[-1]
    assert float(page.mediabox.bottom) == -STRIP_PT
    assert "words at the very foot" in text_of(page)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_turned_pages_are_stamped_upright(rotation):
    pdf, _ = assemble(make_exhibit(make_pdf("turned", rotation=rotation)))

    page = pdf.pages[-1]
    assert page.rotation == 0
    assert "Exhibit B - page 1 of 1" in text_of(page)
    assert (page.mediabox.width > page.mediabox.height) == (rotation != 180)


def test_pages_keep_their_own_size():
    pdf, _ = assemble(make_exhibit(make_pdf("legal", size=(612, 1008))))

    box = pdf.pages[-1].mediabox
    assert (round(box.width), round(box.height)) == (612, 1008)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP"])
def test_pictures_become_letter_pages(kind):
    pdf, parts = assemble(make_exhibit(make_picture(kind), f"image/{kind.lower()}"))

    assert parts[-1].problem == ""
    assert [round(float(side)) for side in pdf.pages[-1].mediabox[2:]] != [0, 0]
    assert round(float(pdf.pages[-1].mediabox.width)) == 612


def test_every_page_of_a_fax_file_is_in():
    _, parts = assemble(make_exhibit(make_picture("TIFF", frames=3), "image/tiff"))

    assert parts[-1].pages == 3


def test_texts_and_word_files_are_shown_as_read():
    pdf, parts = assemble(make_exhibit(b"", "text/plain", text="Seen on May 3.\n  A < B & #C $d$\n\nEnd"))

    assert parts[-1].problem == ""
    assert "Seen on May 3." in text_of(pdf.pages[-1])
    assert "A < B & #C $d$" in text_of(pdf.pages[-1]).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("exhibit", "words"),
    [
        (make_exhibit(b"%PDF-1.4 broken"), "damaged"),
        (make_exhibit(make_pdf("a")[:400]), "damaged"),
        (make_exhibit(make_pdf("a", password="secret")), "protected by a password"),
        (make_exhibit(b"no picture", "image/png"), "could not be opened"),
        (make_exhibit(b"", "text/plain", text="  "), "no text"),
    ],
)
def test_an_exhibit_that_cannot_be_put_in_becomes_a_page_that_says_so(exhibit, words):
    pdf, parts = assemble(exhibit)

    assert words in parts[-1].problem
    assert parts[-1].pages == 1
    assert words in text_of(pdf.pages[-1])
    assert exhibit.document.sha256[:20] in text_of(pdf.pages[-1]).replace(" ", "")


def test_a_bad_exhibit_does_not_cost_the_others():
    pdf, parts = assemble(make_exhibit(b"bad", index=1), make_exhibit(make_pdf("good"), index=2))

    assert [bool(part.problem) for part in parts[2:]] == [True, False]
    assert "good" in text_of(pdf.pages[-1])


def test_parts_carry_the_hash_of_what_they_came_from():
    data = make_pdf("one")

    _, parts = assemble(make_exhibit(data))

    assert parts[0].sha256 == hashlib.sha256(LETTER_PDF).hexdigest()
    assert parts[-1].sha256 == hashlib.sha256(data).hexdigest()


def test_many_exhibits_make_a_longer_index_and_right_page_numbers():
    exhibits = [make_exhibit(make_pdf(f"page of {number}"), index=number) for number in range(1, 40)]

    pdf, parts = assemble(*exhibits)

    assert parts[1].pages == 2
    assert "page of 39" in text_of(pdf.pages[parts[-1].first_page - 1])
    assert f"Exhibit AN - Records 1 {parts[-1].first_page}" in text_of(pdf.pages[parts[1].first_page])


def test_the_enclosure_list_counts_the_pages_of_the_packet():
    frame, _, case = make_letter()
    text = "\n".join(f"line {number}" for number in range(150))

    counted = with_page_counts(frame, [make_exhibit(b"", "text/plain", index=0, text=text)])

    assert counted.enclosures[0].pages == 3
    assert len(case.documents[0].pages) == 1
