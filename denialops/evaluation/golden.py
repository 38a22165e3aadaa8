"""A folder of letters with known answers: letters/*.txt, gold/*.json, files/ with its manifest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from denialops.domain.base import Record
from denialops.errors import InputError


class GoldenFile(Record):
    """A rendering of a letter (`letter` names it) or a broken file (`letter` is None)."""

    file: str
    letter: str | None
    kind: str
    note: str = ""
    header_text: str = ""
    expected: str = ""

    @property
    def stem(self) -> str:
        return self.file.rsplit(".", 1)[0]


class Golden(Record):
    """Letters, their answers by the same name, and the files made of them."""

    letters: Mapping[str, str]
    golds: Mapping[str, Mapping[str, Any]]
    files: tuple[GoldenFile, ...] = ()

    @property
    def header_texts(self) -> dict[str, str]:
        """Text that stands on a file beside the letter's, such as a fax header, by the file's stem."""
        return {file.stem: file.header_text for file in self.files}


def load_golden(folder: Path) -> Golden:
    """Reads the folder. Raises InputError where it holds no answers or one of them is not JSON."""
    answers = {path.stem: path for path in sorted((folder / "gold").glob("*.json"))}
    if not answers:
        raise InputError(f"There are no answers in {folder / 'gold'}.")
    letters = {name: folder / "letters" / f"{name}.txt" for name in answers}
    return Golden(
        letters={name: path.read_text(encoding="utf-8") if path.exists() else "" for name, path in letters.items()},
        golds={name: _json(path) for name, path in answers.items()},
        files=_files(folder / "files" / "manifest.json"),
    )


def _files(manifest: Path) -> tuple[GoldenFile, ...]:
    rows = _json(manifest) if manifest.exists() else []
    return tuple(
        GoldenFile(
            file=row["file"],
            letter=row.get("id"),
            kind=row.get("kind", ""),
            note=row.get("note", ""),
            header_text=row.get("extra_text") or "",
            expected=row.get("expected", ""),
        )
        for row in rows
    )


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError(f"{path} is not JSON.") from error
