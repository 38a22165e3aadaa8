"""The evidence is found on the picture of its page, whichever way the text was read."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from denialops.domain.documents import Page, Word
from denialops.errors import DocumentNotFound
from denialops.ports import Box
from tests.fixtures import files

PDF = "application/pdf"


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("quote", ["MHP 8841-07", "72148", "You may appeal\nwithin 180 days"])
def test_a_quote_from_a_text_layer_lies_where_its_letters_are(read, imager, quote, degrees) -> None:
    data = files.turned_pdf(files.text_pdf(), degrees)
    page = read(data).pages[0]
    start = page.text.index(quote)

    boxes = imager.locate(data, PDF, page, start, start + len(quote))

    assert len(boxes) == quote.count("\n") + 1
    for box in boxes:
        assert _ink(imager.image(data, PDF, page), box) > 0.05
        assert _ink(imager.image(data, PDF, page), box._replace(x0=0.01, x1=0.1)) == 0


def test_every_word_of_a_text_layer_has_its_box(read, imager) -> None:
    def draw(pen) -> None:
        pen.drawString(72, 20, "Footer")
        for row, line in enumerate((*files.LETTER_LINES, "café naïve", "pre-", "certification § 44")):
            pen.drawString(72, 700 - 16 * row, line)

    data = files.text_pdf([[]], draw=draw)
    page = read(data).pages[0]

    words = imager.words_of(data, PDF, page)

    assert page.words == ()
    assert [page.text[word.start : word.end] for word in words] == page.text.split()
    assert page.text.endswith("Footer") and words[-1].y0 > 0.9


def test_a_quote_inside_words_with_boxes_takes_the_share_of_its_letters(imager) -> None:
    page = Page(number=1, text="ID 12345678", origin="ocr", words=(
        Word(0, 2, 0.1, 0.1, 0.15, 0.12, 0.9), Word(3, 11, 0.2, 0.1, 0.6, 0.12, 0.9),
    ))  # fmt: skip

    assert imager.locate(b"", PDF, page, 3, 7) == (Box(0.2, 0.1, 0.4, 0.12),)
    assert imager.locate(b"", PDF, page, 0, 11) == (Box(0.1, 0.1, 0.6, 0.12),)


def test_words_on_two_lines_give_two_boxes(imager) -> None:
    page = Page(number=1, text="one\ntwo", origin="ocr", words=(
        Word(0, 3, 0.7, 0.1, 0.8, 0.12, 0.9), Word(4, 7, 0.1, 0.13, 0.2, 0.15, 0.9),
    ))  # fmt: skip

    assert len(imager.locate(b"", PDF, page, 0, 7)) == 2


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "HEIF"])
def test_a_picture_is_shown_upright_at_the_asked_width(imager, kind) -> None:
    types = {"PNG": "image/png", "JPEG": "image/jpeg", "TIFF": "image/tiff", "WEBP": "image/webp", "HEIF": "image/heic"}
    data = files.image_file(Image.new("RGB", (400, 200), "white"), kind)
    page = Page(number=1, text="", origin="ocr", rotation=90)

    shown = Image.open(io.BytesIO(imager.image(data, types[kind], page, width_px=300)))

    assert shown.size == (300, 600)


def test_marks_are_laid_over_the_picture(read, imager) -> None:
    data = files.text_pdf()

    shown = Image.open(io.BytesIO(imager.image(data, PDF, read(data).pages[0], highlights=[Box(0.4, 0.8, 0.6, 0.9)])))

    assert shown.getpixel((450, round(shown.height * 0.85))) == (255, 236, 110)


@pytest.mark.parametrize("media_type", ["text/plain", "text/html"])
def test_text_has_no_picture(imager, media_type) -> None:
    page = Page(number=1, text="denied", origin="file")
    assert not imager.has_picture(media_type)
    assert imager.locate(b"denied", media_type, page, 0, 6) == ()

    with pytest.raises(DocumentNotFound):
        imager.image(b"denied", media_type, page)


def _ink(png: bytes, box: Box) -> float:
    """Share of dark pixels inside the box."""
    picture = Image.open(io.BytesIO(png)).convert("L")
    edges = (box.x0 * picture.width, box.y0 * picture.height, box.x1 * picture.width, box.y1 * picture.height)
    part = picture.crop(tuple(round(edge) for edge in edges))
    return sum(part.histogram()[:128]) / (part.width * part.height)
