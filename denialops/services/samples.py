"""The synthetic letters that come with the program."""

from __future__ import annotations

from mimetypes import guess_type
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from denialops.domain.base import Record
from denialops.errors import DocumentNotFound, RulesInvalid
from denialops.services.records import Sample, Upload

LIST_FILE = "samples.yaml"


class SampleRow(Record):
    name: str
    title: str
    description: str
    file: str


_ROWS: TypeAdapter[tuple[SampleRow, ...]] = TypeAdapter(tuple[SampleRow, ...])


def load_samples(folder: Path) -> tuple[Sample, ...]:
    return tuple(
        Sample(
            name=row.name,
            title=row.title,
            description=row.description,
            media_type=guess_type(row.file)[0] or "",
        )
        for row in _read_rows(folder)
    )


def find_sample(folder: Path, name: str) -> Upload:
    """The sample's file. Raises DocumentNotFound."""
    row = next((row for row in _read_rows(folder) if row.name == name), None)
    if row is None:
        raise DocumentNotFound("There is no such sample letter.", hint="Choose one of the list.")
    return Upload(row.file, (folder / row.file).read_bytes())


def _read_rows(folder: Path) -> tuple[SampleRow, ...]:
    listed = yaml.safe_load((folder / LIST_FILE).read_text("utf-8"))
    try:
        return _ROWS.validate_python(listed)
    except ValidationError as error:
        faults = [f"samples/{LIST_FILE}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise RulesInvalid(faults) from error
