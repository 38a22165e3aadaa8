"""Damaged files of every kind: the reader answers with pages or with one of our errors, never with anything else."""

from __future__ import annotations

import random
import time
from datetime import date

import pytest

from denialops.bootstrap import build_pipeline
from denialops.config import load_settings
from denialops.domain.cases import CaseFile
from denialops.domain.documents import Document
from denialops.errors import InputError
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

TODAY = date(2026, 11, 21)

SEEDS = [
    path
    for folder in ("data/samples", "tests/golden/set_a/files", "tests/golden/set_a/letters")
    for path in sorted((ROOT / folder).iterdir())
    if path.suffix in (".pdf", ".docx", ".html", ".txt")
]


def test_damaged_files_end_in_pages_or_in_an_error_of_ours(pytestconfig: pytest.Config) -> None:
    pipeline = build_pipeline(load_settings())
    chance, ends_at, tried = random.Random(47), time.monotonic() + pytestconfig.getoption("--fuzz-seconds"), 0

    while time.monotonic() < ends_at:
        seed = chance.choice(SEEDS)
        data = damaged(seed.read_bytes(), chance)
        document = Document(document_id="d1", filename=seed.name, media_type="", sha256="", size=len(data))
        case = CaseFile(case_id="c1", today=TODAY, documents=(document,))
        try:
            pipeline.run(case, source=lambda _, data=data: data)  # type: ignore[misc]
        except InputError as refused:
            assert refused.code
        tried += 1

    assert tried


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Cut, flipped, doubled or filled with noise, in one to eight places."""
    result = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(result) + 1)
        length = chance.randint(1, max(1, len(result) // 10))
        match chance.randrange(4):
            case 0:
                del result[at : at + length]
            case 1:
                result[at:at] = result[at : at + length]
            case 2:
                result[at : at + 4] = chance.randbytes(4)
            case _:
                result[at:at] = chance.randbytes(chance.randint(1, 64))
    return bytes(result)
