"""A folder of letters with answers is read as a whole or refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from denialops.errors import InputError
from denialops.evaluation import load_golden


def make_folder(folder: Path, gold: str = '{"is_denial": true}') -> Path:
    (folder / "gold").mkdir()
    (folder / "letters").mkdir()
    (folder / "gold" / "L1.json").write_text(gold)
    (folder / "letters" / "L1.txt").write_text("Denied.")
    return folder


def test_letters_and_answers_are_joined_by_name(tmp_path: Path) -> None:
    golden = load_golden(make_folder(tmp_path))

    assert golden.letters == {"L1": "Denied."}
    assert golden.golds["L1"] == {"is_denial": True}
    assert golden.files == ()


def test_files_bring_their_header_text(tmp_path: Path) -> None:
    (make_folder(tmp_path) / "files").mkdir()
    rows = [{"file": "L1__fax.pdf", "id": "L1", "kind": "fax", "extra_text": "06/01/2026 FAX"}]
    (tmp_path / "files" / "manifest.json").write_text(json.dumps(rows))

    golden = load_golden(tmp_path)

    assert golden.header_texts == {"L1__fax": "06/01/2026 FAX"}


def test_a_folder_without_answers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        load_golden(tmp_path)


def test_an_answer_that_is_not_json_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        load_golden(make_folder(tmp_path, gold="{"))
