"""Strict reading of rule files: every fault of every file is collected, none is passed over."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Annotated, Any, Literal, Self, TypeVar

import yaml
from pydantic import Field, ValidationError, model_validator

from denialops.domain.base import Record

Status = Literal["P", "S", "U"]
Text = Annotated[str, Field(min_length=1)]
Table = TypeVar("Table", bound=Record)

FIRST_DAY = "0001-01-01"
LAST_DAY = "9999-12-31"


class LawRow(Record):
    """A row that states law or practice: cited, with a status, sourced and dated."""

    id: Text
    citation: Text
    status: Status
    sources: Annotated[tuple[Text, ...], Field(min_length=1)]
    effective_from: date | None = None
    effective_to: date | None = None
    last_verified: date

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            raise ValueError("effective_to lies before effective_from")
        return self

    def in_force(self, on: date) -> bool:
        started = self.effective_from is None or self.effective_from <= on
        return started and (self.effective_to is None or on <= self.effective_to)


class Faults:
    """Collects 'file: key: what' lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, file: str, key: str, what: str) -> None:
        self.lines.append(f"{file}: {key}: {what}")


def read_table(texts: Mapping[str, str], file: str, table: type[Table], faults: Faults) -> Table | None:
    """The file as its record, or None after its faults were added."""
    if file not in texts:
        faults.add(file, "file", "is missing")
        return None
    raw = _parse_yaml(texts[file], file, faults)
    if raw is None:
        return None
    _check_rows(raw, file, faults)
    try:
        return table.model_validate(raw)
    except ValidationError as error:
        for found in error.errors(include_url=False, include_input=False):
            faults.add(file, _key_words(raw, found["loc"]), found["msg"])
        return None


class _StrictLoader(yaml.CSafeLoader):
    """Dates stay text (the records check them) and a key written twice is noted."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the library's own class attribute
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.repeated: list[tuple[str, int]] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            key = str(self.construct_object(key_node, deep=True))
            if key in seen:
                self.repeated.append((key, key_node.start_mark.line + 1))
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def _parse_yaml(text: str, file: str, faults: Faults) -> dict[str, Any] | None:
    loader = _StrictLoader(text)
    try:
        raw = loader.get_single_data()
    except yaml.YAMLError as error:
        faults.add(file, _place(error), "is not readable as YAML")
        return None
    finally:
        loader.dispose()
    for key, line in loader.repeated:
        faults.add(file, f"line {line}", f"the key {key!r} is written twice")
    if not isinstance(raw, dict):
        faults.add(file, "file", "must be a mapping of sections")
        return None
    return raw


def _place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 1}" if mark else "file"


def _check_rows(raw: Mapping[str, Any], file: str, faults: Faults) -> None:
    """Rows of one id are refused unless their effective dates keep them apart."""
    for section, rows in raw.items():
        for name, versions in _versions(rows).items():
            for first, second in combinations(versions, 2):
                dated = any(key in row for row in (first, second) for key in ("effective_from", "effective_to"))
                if not dated:
                    faults.add(file, f"{section}[{name}]", "the id is used twice")
                elif _overlap(first, second):
                    faults.add(file, f"{section}[{name}]", "two versions are in force on the same day")


def _versions(rows: object) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and isinstance(row.get("id"), str):
            grouped.setdefault(row["id"], []).append(row)
    return grouped


def _overlap(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """ISO dates compare as text; a missing end is open."""
    starts = [str(row.get("effective_from") or FIRST_DAY) for row in (first, second)]
    ends = [str(row.get("effective_to") or LAST_DAY) for row in (first, second)]
    return max(starts) <= min(ends)


def _key_words(raw: object, location: Sequence[str | int]) -> str:
    """('deadlines', 3, 'limit') as 'deadlines[F4].limit'."""
    return "".join(_key_parts(raw, location)).lstrip(".") or "file"


def _key_parts(raw: object, location: Sequence[str | int]) -> Iterator[str]:
    for part in location:
        if isinstance(part, int):
            raw = raw[part] if isinstance(raw, list) and part < len(raw) else None
            yield f"[{raw['id'] if isinstance(raw, dict) and 'id' in raw else part}]"
        else:
            raw = raw.get(part) if isinstance(raw, dict) else None
            yield f".{part}"
