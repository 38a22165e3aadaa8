"""Scans, faxes and photos are read by OCR: upright, in order, with the places of their words."""

from __future__ import annotations

import difflib
import io

import numpy as np
import pytest
from PIL import Image, ImageFilter

from denialops.documents import fax
from denialops.errors import Cancelled, NoLegibleText
from tests.fixtures import files

EXPECTED = " ".join(" ".join(files.LETTER_LINES).split())


def likeness(text: str) -> float:
    return difflib.SequenceMatcher(None, EXPECTED, " ".join(text.split()), autojunk=False).ratio()


@pytest.mark.ocr
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_leaning_fax_is_read_whichever_way_it_was_fed(read, turn) -> None:
    data = files.picture_pdf(files.scanned(skew=1.4, one_bit=True).rotate(turn, expand=True))

    page = read(data).pages[0]

    assert likeness(page.text) > 0.985
    assert (page.origin, page.rotation) == ("ocr", turn)
    assert page.ocr_confidence > 0.9


@pytest.mark.ocr
def test_words_of_a_scan_lie_on_their_ink(read) -> None:
    page = read(files.picture_pdf(files.scanned(skew=-1.0))).pages[0]
    (word,) = [word for word in page.words if page.text[word.start : word.end] == "72148)"] or [
        word for word in page.words if "72148" in page.text[word.start : word.end]
    ]

    picture = np.asarray(files.scanned(skew=-1.0))
    height, width = picture.shape
    box = picture[int(word.y0 * height) : int(word.y1 * height), int(word.x0 * width) : int(word.x1 * width)]
    assert (box < 128).mean() > 0.08
    assert [page.text[word.start : word.end] for word in page.words] == page.text.split()


@pytest.mark.ocr
def test_a_standard_fax_with_low_rows_is_read(read) -> None:
    page = files.scanned(dpi=204, one_bit=True)
    low = page.resize((page.width, page.height * 98 // 204))

    document = read(files.image_file(low, "TIFF", dpi=(204, 98), compression="group4"), "fax.tif")

    assert likeness(document.pages[0].text) > 0.95
    assert document.pages[0].height_pt == pytest.approx(792, rel=0.02)


@pytest.mark.ocr
def test_a_photo_in_perspective_and_shadow_is_read(read) -> None:
    document = read(files.image_file(files.photographed(), "JPEG", quality=60), "photo.jpg")

    assert likeness(document.pages[0].text) > 0.97


@pytest.mark.ocr
@pytest.mark.parametrize("kind", ["HEIF", "WEBP"])
def test_pictures_of_a_phone_are_read(read, kind) -> None:
    document = read(files.image_file(files.scanned(dpi=120).convert("RGB"), kind), "IMG_2201")

    assert likeness(document.pages[0].text) > 0.97


@pytest.mark.ocr
def test_a_tiff_of_two_pages_has_two_pages(read) -> None:
    first, second = files.scanned(dpi=100), files.scanned(["The second page of the letter says no."], dpi=100)

    document = read(files.image_file(first, "TIFF", save_all=True, append_images=[second]), "scan.tif")

    assert [page.number for page in document.pages] == [1, 2]
    assert "second page of the letter" in document.pages[1].text


@pytest.mark.ocr
def test_each_page_of_a_mixed_file_is_read_the_way_it_needs(read) -> None:
    scan = files.picture_pdf(files.scanned(dpi=120), text="FAX 03/03/2026 P.01")

    document = read(_joined(files.text_pdf(), scan))

    assert [page.origin for page in document.pages] == ["text_layer", "ocr"]
    assert "FAX 03/03/2026 P.01" in document.pages[1].text


@pytest.mark.ocr
def test_an_invisible_layer_over_a_scan_is_not_believed(read) -> None:
    document = read(files.picture_pdf(files.scanned(dpi=120), invisible="The claim was approved and paid in full."))

    assert document.pages[0].origin == "ocr"
    assert "approved" not in document.pages[0].text


@pytest.mark.ocr
def test_a_text_layer_of_wrong_letters_is_not_believed(read) -> None:
    shifted = ["Zh kdyh ghqlhg wkh fodlp iru oxpedu PUL ehfdxvh wkh uhfrugv gr qrw vkrz vla zhhnv"] * 3

    assert read(files.text_pdf([shifted])).pages[0].origin == "ocr"


@pytest.mark.ocr
def test_a_scan_of_nothing_is_not_legible(read) -> None:
    with pytest.raises(NoLegibleText):
        read(files.picture_pdf(Image.new("L", (850, 1100), 255)))


@pytest.mark.ocr
def test_reading_a_scan_can_be_cancelled(read) -> None:
    told: list[int] = []
    data = files.picture_pdf(*[files.scanned(dpi=110)] * 4)

    with pytest.raises(Cancelled):
        read(data, on_page=lambda page: told.append(page.number), is_cancelled=lambda: bool(told))
    assert len(told) < 4


@pytest.mark.ocr
def test_a_page_past_its_time_is_left_empty_with_a_warning(reader_with) -> None:
    data = _joined(files.text_pdf(), files.picture_pdf(files.scanned()))

    document = reader_with(ocr_page_timeout_s=0.01).read(data, filename="a.pdf", document_id="d1")

    assert [page.text == "" for page in document.pages] == [False, True]
    assert [(warning.code, warning.pages) for warning in document.warnings] == [("page_not_read", (2,))]


def test_lines_that_a_fax_machine_draws_go_and_letters_on_them_stay() -> None:
    page = np.full((600, 800), 255, np.uint8)
    page[300:302, :] = 0  # a streak
    page[290:312, 395:400] = 0  # a letter's stem across it

    clean = fax.cleaned(page).pixels

    assert (clean[301, :390] == 255).all()
    assert (clean[290:312, 395:400] == 0).all()


def test_a_grey_photo_is_left_as_it_is() -> None:
    page = np.tile(np.arange(256, dtype=np.uint8), (300, 2))

    assert fax.cleaned(page).pixels is page


def test_grey_print_on_much_white_keeps_its_thin_strokes() -> None:
    page = np.full((600, 800), 255, np.uint8)
    page[100:500:20, 100:700] = 150

    assert fax.cleaned(page).pixels is page


@pytest.mark.ocr
def test_a_soft_grey_scan_of_few_dots_is_read(read) -> None:
    soft = files.scanned(dpi=220, skew=0.4).resize((935, 1210)).filter(ImageFilter.GaussianBlur(0.6))

    page = read(files.picture_pdf(soft)).pages[0]

    assert likeness(page.text) > 0.97


def _joined(*parts: bytes) -> bytes:
    import pypdf

    writer = pypdf.PdfWriter()
    for part in parts:
        writer.append(io.BytesIO(part))
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
