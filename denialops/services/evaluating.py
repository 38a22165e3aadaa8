"""Scores the reader on a folder of letters, or of files, with known answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from denialops.evaluation import Report, evaluate, load_golden
from denialops.services.memory import InMemory
from denialops.services.records import Upload


def evaluate_folder(services: InMemory, folder: Path, *, files: bool = False) -> Report:
    """FOLDER/letters, or FOLDER/files, against FOLDER/gold. Raises InputError where there are no answers."""
    golden = load_golden(folder)
    if files:
        paths = [folder / "files" / file.file for file in golden.files]
    else:
        paths = [folder / "letters" / f"{name}.txt" for name in golden.golds]
    answers = dict(_answers(services, paths))
    return evaluate(golden.golds, golden.letters, answers, files=golden.files if files else (), only_answered=files)


def _answers(services: InMemory, paths: list[Path]) -> Iterator[tuple[str, dict[str, Any]]]:
    """By file stem; a file that is not there has no answer."""
    for path in paths:
        if path.is_file():
            yield path.stem, services.record(Upload(path.name, path.read_bytes()))
