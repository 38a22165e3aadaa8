"""The development set's rendered files, when they lie beside the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from denialops.errors import DamagedFile, DenialOpsError, EmptyFile, PasswordNeeded

FILES = Path(__file__).resolve().parents[4] / "shared" / "devset" / "files"
LETTERS = FILES.parent / "letters"

pytestmark = pytest.mark.skipif(not FILES.is_dir(), reason="the development set is not beside this repository")


@pytest.mark.parametrize(
    "name",
    [
        "D01_bayberry__text.pdf",
        "D04_marigold__text.pdf",
        "D09_federalcrest__word.docx",
        pytest.param("D03_prairieshield__fax.pdf", marks=pytest.mark.ocr),
        pytest.param("D07_lakeview__photo.jpg", marks=pytest.mark.ocr),
        pytest.param("D08_blueheron__fax.pdf", marks=pytest.mark.ocr),
    ],
)
def test_nearly_every_word_of_the_letter_is_read(read, name) -> None:
    written = (LETTERS / f"{name.partition('__')[0]}.txt").read_text().split()

    text = " ".join(page.text for page in read((FILES / name).read_bytes(), name).pages)

    found = set(text.split())
    missing = [word for word in written if word not in found]
    assert len(missing) <= 0.02 * len(written)


@pytest.mark.parametrize(
    ("name", "error"),
    [("x1_truncated.pdf", DamagedFile), ("x2_encrypted.pdf", PasswordNeeded), ("x3_zero.pdf", EmptyFile)],
)
def test_each_broken_file_has_its_error(read, name, error: type[DenialOpsError]) -> None:
    with pytest.raises(error):
        read((FILES / name).read_bytes(), name)
