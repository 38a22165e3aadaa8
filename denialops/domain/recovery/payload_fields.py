"""Which fields of an event's payload may be a patient's, and what is done with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from denialops.domain.base import Record
from denialops.domain.rulebook.loading import Faults, Text, read_table
from denialops.errors import RulesInvalid

FILE = "payload_fields.yaml"
Handling = Literal["refuse", "hash", "keep"]
MOST_KEYS_REMEMBERED = 10_000

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BETWEEN = re.compile(r"[^a-z0-9]+")


class PayloadField(Record):
    """`id`: a key as `parts_of` writes it, or the end of one. `citation`: the identifier it is; "" where none is."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")]
    handling: Handling
    citation: str
    reason: Text


class PayloadFields(Record):
    fields: tuple[PayloadField, ...]

    @cached_property
    def _by_words(self) -> dict[str, PayloadField]:
        """Also by the words written as one: dateofbirth."""
        return {name: field for field in self.fields for name in (field.id.replace("_", ""), field.id)}

    @cached_property
    def _known(self) -> dict[str, PayloadField | None]:
        return {}

    def find(self, key: str) -> PayloadField | None:
        """What is known of a key, however it is written; the longest `id` that it ends with decides."""
        # Keys come again and again; somebody who makes up ever new ones must not fill the memory.
        if key not in self._known and len(self._known) < MOST_KEYS_REMEMBERED:
            self._known[key] = self._find(key)
        return self._known[key] if key in self._known else self._find(key)

    def _find(self, key: str) -> PayloadField | None:
        return next((self._by_words[end] for end in _ends(key) if end in self._by_words), None)


def parse_payload_fields(text: str) -> PayloadFields:
    """Raises RulesInvalid with every fault of the file."""
    faults = Faults()
    table = read_table({FILE: text}, FILE, PayloadFields, faults)
    for field in table.fields if table else ():
        if field.handling != "keep" and not field.citation:
            faults.add(FILE, f"fields[{field.id}]", "says of no identifier that it is one: cite it")
    if table is None or faults.lines:
        raise RulesInvalid(faults.lines)
    return table


def parts_of(key: str) -> list[str]:
    """patientName, PatientName and patient-name as patient, name."""
    return [part for part in _BETWEEN.split(_HUMP.sub("_", key).lower()) if part]


def _ends(key: str) -> Iterator[str]:
    """The whole key first, then ever shorter ends of it."""
    parts = parts_of(key)
    return ("_".join(parts[start:]) for start in range(len(parts)))
