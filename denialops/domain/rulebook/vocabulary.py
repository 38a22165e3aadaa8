"""Our words and the words of the evaluation sets, both ways."""

from __future__ import annotations

from functools import cached_property

from pydantic import Field

from denialops.domain.base import Record


class Translation(Record):
    """`ours` becomes `theirs`, or nothing for the given `reason`. `when`: conditions on other fields, all must hold;
    rows with conditions stand before the row without."""

    ours: str
    theirs: str | None
    when: dict[str, str] = Field(default_factory=dict)
    reason: str = ""


class Vocabulary(Record):
    regimes: tuple[Translation, ...]
    categories: tuple[Translation, ...]
    routes: tuple[Translation, ...]
    document_types: tuple[Translation, ...]
    levels: tuple[Translation, ...]

    @cached_property
    def _tables(self) -> dict[str, dict[str, list[Translation]]]:
        tables: dict[str, dict[str, list[Translation]]] = {}
        for name in ("regimes", "categories", "routes", "document_types", "levels"):
            rows: dict[str, list[Translation]] = {}
            for row in getattr(self, name):
                rows.setdefault(row.ours, []).append(row)
            tables[name] = rows
        return tables

    def translate(self, table: str, ours: str, facts: dict[str, str]) -> str | None:
        """Their word for ours, given the values of other fields."""
        for row in self._tables[table].get(ours, []):
            if all(facts.get(field, "") == value for field, value in row.when.items()):
                return row.theirs
        return None
