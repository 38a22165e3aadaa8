"""Makes tests/golden/set_a/files from its letters: run `python -m tools.build_golden_files` after a letter changed."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import NamedTuple

from docx import Document
from docx.shared import Pt

from tools.rendering import as_html, encrypted_pdf, fax_pdf, photo_jpg, plain_pdf, scan_pdf

SET = Path(__file__).resolve().parents[1] / "tests" / "golden" / "set_a"
FOLDER = SET / "files"
PASSWORD = "golden-password"


class Made(NamedTuple):
    """A file and its line of the manifest; `header` is text that stands on the file and not in the letter."""

    file: str
    kind: str
    note: str
    data: bytes
    letter: str | None = None
    header: str = ""
    expected: str = "score"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = [*printed(), *faxed(), *pictures(), *typed(), *broken()]
    for file in made:
        (FOLDER / file.file).write_bytes(file.data)
    rows = [
        {
            "file": file.file,
            "id": file.letter,
            "kind": file.kind,
            "note": file.note,
            "extra_text": file.header,
            "expected": file.expected,
        }
        for file in made
    ]
    (FOLDER / "manifest.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def printed() -> list[Made]:
    return [
        _made("A01_ironwood", "text.pdf", "text_pdf", "three pages of text", plain_pdf(_latin("A01_ironwood"))),
        _made(
            "A04_copperline", "text.pdf", "text_pdf", "landscape table", plain_pdf(_text("A04_copperline"), wide=True)
        ),
        _made(
            "A39_medicaid_long_quantity",
            "text.pdf",
            "text_pdf",
            "four pages",
            plain_pdf(_latin("A39_medicaid_long_quantity")),
        ),
    ]


def faxed() -> list[Made]:
    settings = (
        ("A02_tamarack", "08/12/2026 16:02  TAMARACK UM", 0.9),
        ("A12_wc_redwood", "09/02/26 11:15 REDWOOD COAST UR", -1.2),
        ("A30_concurrent_psych", "11/12/2026 16:40 BRIGHTHARBOR BH", 0.5),
    )
    return [
        _made(
            name,
            "fax.pdf",
            "fax_image_pdf",
            f"skew {skew}",
            fax_pdf(plain_pdf(_text(name)), header=header, skew=skew),
            header,
        )
        for name, header, skew in settings
    ]


def pictures() -> list[Made]:
    return [
        _made("A36_er_old", "photo.jpg", "photo", "tilted, shaded", photo_jpg(plain_pdf(_text("A36_er_old")))),
        _made(
            "A16_nomnc_oakhaven",
            "photo.jpg",
            "photo",
            "tilted",
            photo_jpg(plain_pdf(_text("A16_nomnc_oakhaven")), seed=8),
        ),
        _made(
            "A31_timely_words",
            "scan.pdf",
            "scan_pdf",
            "grey scan",
            scan_pdf(plain_pdf(_text("A31_timely_words")), skew=-0.5),
        ),
    ]


def typed() -> list[Made]:
    return [
        _made("A08_colonial_opm", "word.docx", "docx", "plain", _docx(_text("A08_colonial_opm"))),
        _made("A03_valle_sereno", "word.docx", "docx", "Spanish", _docx(_text("A03_valle_sereno"))),
        _made("A33_pbm_step", "page.html", "html", "saved message", as_html(_text("A33_pbm_step"), "Your request")),
    ]


def broken() -> list[Made]:
    whole = fax_pdf(plain_pdf(_text("A02_tamarack")), header="", skew=0.2)
    partial, protected = "error or a clearly marked partial result", "error that says the file is password protected"
    return [
        Made("x1_truncated.pdf", "broken", "cut in half", whole[: len(whole) // 2], expected=partial),
        Made(
            "x2_encrypted.pdf", "broken", f"password {PASSWORD}", encrypted_pdf("Denied.", PASSWORD), expected=protected
        ),
        Made("x3_zero.pdf", "broken", "zero bytes", b"", expected="error: empty file"),
        Made(
            "x4_program.pdf", "broken", "a program named .pdf", b"MZ\x90\x00" + bytes(400), expected="error: not a PDF"
        ),
    ]


def _made(letter: str, ending: str, kind: str, note: str, data: bytes, header: str = "") -> Made:
    return Made(f"{letter}__{ending}", kind, note, data, letter, header)


def _text(letter: str) -> str:
    return (SET / "letters" / f"{letter}.txt").read_text(encoding="utf-8")


def _latin(letter: str) -> str:
    """Without the lines that the built-in printer faces have no letters for."""
    return "\n".join(line for line in _text(letter).splitlines() if line.isascii() or line.lower().startswith("esp"))


def _docx(text: str) -> bytes:
    document = Document()
    document.styles["Normal"].font.name = "Calibri"
    for line in text.splitlines():
        paragraph = document.add_paragraph(line)
        paragraph.paragraph_format.space_after = Pt(0)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


if __name__ == "__main__":
    main()
