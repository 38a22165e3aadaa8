"""Every kind of bad file has its own error, and says which limit or what to do."""

from __future__ import annotations

import pytest

from denialops.errors import (
    DamagedFile,
    EmptyFile,
    FileTooLarge,
    ImageTooLarge,
    NoLegibleText,
    PageTooLarge,
    PasswordNeeded,
    ReaderOutOfMemory,
    ReadingTimedOut,
    TooManyPages,
    UnsupportedType,
    WrongPassword,
)
from tests.fixtures import files


def test_an_empty_file_is_told_as_empty(read) -> None:
    with pytest.raises(EmptyFile):
        read(b"", "letter.pdf")


@pytest.mark.parametrize("keep", [0.1, 0.5])
def test_a_pdf_cut_off_before_its_pages_is_damaged(read, keep) -> None:
    data = files.raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>", b"x" * 2000)

    with pytest.raises(DamagedFile):
        read(data[: int(len(data) * keep)])


def test_a_pdf_of_which_pages_can_be_saved_is_read_with_a_warning(read) -> None:
    data = files.text_pdf()

    document = read(data[: data.rindex(b"xref")])

    assert [warning.code for warning in document.warnings] == ["repaired_file"]
    assert "conservative treatment" in document.pages[0].text


def test_garbage_behind_a_pdf_head_is_damaged(read) -> None:
    with pytest.raises(DamagedFile):
        read(b"%PDF-1.4\n" + bytes(range(256)) * 40)


def test_a_locked_pdf_asks_for_its_password(read) -> None:
    with pytest.raises(PasswordNeeded) as raised:
        read(files.locked_pdf("open-sesame"))

    assert "enter it" in raised.value.hint_text


def test_the_right_password_unlocks_a_pdf_for_good(reader_with) -> None:
    reader = reader_with()

    unlocked = reader.unlock(files.locked_pdf("open-sesame"), "open-sesame")

    document = reader.read(unlocked, filename="letter.pdf", document_id="d1")
    assert "Odessa Fairweather" in document.pages[0].text


def test_a_wrong_password_is_refused(reader_with) -> None:
    with pytest.raises(WrongPassword):
        reader_with().unlock(files.locked_pdf("open-sesame"), "guess")


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00" + bytes(500),
        b"\x7fELF" + bytes(500),
        b"#!/bin/sh\necho hello\n",
        bytes(300),
        b"\x01\x02\xff\xfe\x00" * 90,
    ],
    ids=["windows program", "linux program", "script", "zeros", "noise"],
)
def test_a_program_or_noise_named_pdf_is_not_a_letter(read, data) -> None:
    with pytest.raises(UnsupportedType):
        read(data, "denial.pdf")


@pytest.mark.parametrize(
    ("data", "advice"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "DOCX"),
        (b"PK\x03\x04" + bytes(600), "Unpack"),
        (b"PK\x03\x04 xl/workbook.xml" + bytes(60), "PDF"),
        (b"{\\rtf1 hello}", "DOCX"),
        (b"Received: from a\r\nMIME-Version: 1.0\r\nSubject: x\r\n\r\nbody", "Print"),
        (b"GIF89a" + bytes(90), "PNG"),
    ],
    ids=["old word", "zip", "spreadsheet", "rtf", "e-mail", "gif"],
)
def test_other_types_are_refused_with_the_way_out(read, data, advice) -> None:
    with pytest.raises(UnsupportedType) as raised:
        read(data, "letter.doc")

    assert advice in raised.value.hint_text


def test_a_locked_word_file_asks_for_an_unlocked_copy(read) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + bytes(600)

    with pytest.raises(PasswordNeeded) as raised:
        read(data, "letter.docx")

    assert "unlocked copy" in raised.value.hint_text


def test_a_file_over_the_limit_says_both_sizes(reader_with) -> None:
    with pytest.raises(FileTooLarge, match=r"has 3 MB; the limit is 1 MB"):
        reader_with(file_mb=1).read(b"%PDF-" + bytes(2_200_000), filename="a.pdf", document_id="d1")


@pytest.mark.parametrize(
    "data", [files.text_pdf([["one"], ["two"], ["three"]]), b"one\ftwo\fthree"], ids=["pdf", "text"]
)
def test_too_many_pages_says_both_numbers(reader_with, data) -> None:
    with pytest.raises(TooManyPages, match=r"3 pages; the limit is 2"):
        reader_with(pages=2).read(data, filename="a", document_id="d1")


def test_an_absurd_page_box_is_refused(read) -> None:
    with pytest.raises(PageTooLarge, match=r"14,400 pt"):
        read(files.pdf_with_page_box(200_000, 200_000))


@pytest.mark.parametrize(
    "data",
    [files.png_header(30_000, 30_000), files.pdf_with_image_of(30_000, 30_000)],
    ids=["picture", "picture in a pdf"],
)
def test_a_picture_bomb_is_refused_by_its_head(read, data) -> None:
    with pytest.raises(ImageTooLarge, match=r"900 megapixels; the limit is 50"):
        read(data, "photo.png")


def test_a_word_file_that_unpacks_to_a_bomb_is_refused(reader_with) -> None:
    with pytest.raises(FileTooLarge, match=r"unpacks to 6 MB; the limit is 4 MB"):
        reader_with(file_mb=1).read(files.docx_of_xml(b" " * 6_000_000), filename="a.docx", document_id="d1")


@pytest.mark.parametrize(
    "data",
    [files.docx_of_xml(b"<w:document"), files.docx_file()[:-900], files.image_file(files.scanned(dpi=40), "PNG")[:80]],
    ids=["broken xml", "cut off word file", "cut off picture"],
)
def test_a_damaged_file_of_any_type_is_told_as_damaged(read, data) -> None:
    with pytest.raises(DamagedFile):
        read(data, "letter")


@pytest.mark.parametrize("data", [b"  \n \t \n", b"\n\f\n"], ids=["blanks", "blank pages"])
def test_text_without_a_letter_is_not_legible(read, data) -> None:
    with pytest.raises(NoLegibleText):
        read(data, "letter.txt")


def test_a_word_file_without_text_says_what_to_do_with_a_picture(read) -> None:
    with pytest.raises(NoLegibleText) as raised:
        read(files.docx_file(lambda document: document.add_paragraph(" ")), "letter.docx")

    assert "save it as PDF" in raised.value.hint_text


def test_a_blank_pdf_is_not_legible(read) -> None:
    with pytest.raises(NoLegibleText):
        read(files.text_pdf([[""]]))


def test_parsing_past_its_time_ends_and_says_the_limit(reader_with) -> None:
    with pytest.raises(ReadingTimedOut, match=r"0\.01 s, the limit for opening"):
        reader_with(parse_timeout_s=0.01).read(
            files.text_pdf([files.LETTER_LINES * 4] * 150), filename="a.pdf", document_id="d1"
        )


def test_a_file_that_needs_too_much_memory_ends_its_child_only(reader_with) -> None:
    reader = reader_with(child_memory_mb=90)

    with pytest.raises(ReaderOutOfMemory, match="90 MB"):
        reader.read(files.slow_docx(), filename="a.docx", document_id="d1")

    assert reader.read(files.docx_file(), filename="a.docx", document_id="d1").pages
