"""Letters that are new each time although they say the same, and files that are no letters."""

from __future__ import annotations

import io
import zipfile
from itertools import cycle
from pathlib import Path

from tests.conftest import ROOT

SAMPLES = ROOT / "data" / "samples"
SET_A = ROOT / "tests" / "golden" / "set_a"

LETTERS = (
    SAMPLES / "commercial-imaging-denial.pdf",
    SET_A / "letters" / "A01_ironwood.txt",
    SAMPLES / "part-d-step-therapy.html",
    SET_A / "letters" / "A03_valle_sereno.txt",
    SAMPLES / "medicaid-therapy-notice.docx",
    SET_A / "letters" / "A05_stonebridge.txt",
    SAMPLES / "self-funded-eob.pdf",
    SET_A / "letters" / "A08_colonial_opm.txt",
)
SCAN = SAMPLES / "workers-compensation-scan.pdf"
FAULTY = tuple(sorted((SET_A / "files").glob("x*.pdf")))

SCAN_EVERY, FAULTY_EVERY = 60, 12
"""Text recognition takes some hundred times as long as a letter with text."""


class Letters:
    """`take(number)` puts the file of this round into the folder."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._faulty = folder, cycle(FAULTY)

    def take(self, number: int) -> Path:
        # Early, so that the child that recognises text is there before anything is measured.
        if number % SCAN_EVERY == SCAN_EVERY // 20:
            return self._fresh(SCAN, number)
        if number % FAULTY_EVERY == FAULTY_EVERY // 2 + 1:
            return self._fresh(next(self._faulty), number)
        return self._fresh(LETTERS[number % len(LETTERS)], number)

    def _fresh(self, letter: Path, number: int) -> Path:
        """Other bytes, since a letter that is here already is refused."""
        path = self._folder / f"{number}{letter.suffix}"
        path.write_bytes(_marked(letter, str(number).encode()))
        return path


def _marked(letter: Path, mark: bytes) -> bytes:
    data = letter.read_bytes()
    if letter.suffix == ".docx":
        file = io.BytesIO(data)
        with zipfile.ZipFile(file, "a") as archive:
            archive.comment = mark
        return file.getvalue()
    if letter.suffix == ".html":
        return data + b"<!-- " + mark + b" -->"
    return data + b"\n%" + mark if letter.suffix == ".pdf" else data + b"\nPage mark " + mark
