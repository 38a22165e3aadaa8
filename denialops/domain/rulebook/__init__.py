"""The rule files as one checked record; a fault in any of them stops the start."""

from __future__ import annotations

from collections.abc import Mapping

from denialops.domain.base import Record
from denialops.domain.rulebook.citations import CitationRules
from denialops.domain.rulebook.loading import Faults, read_table
from denialops.errors import RulesInvalid

FILES: dict[str, type[Record]] = {
    "citations": CitationRules,
}
"""Name of the rulebook's field, and of its YAML file, with the record of the whole file."""


class Rulebook(Record):
    """Every table of data/rules that the pipeline reads."""

    citations: CitationRules


def parse_rulebook(texts: Mapping[str, str]) -> Rulebook:
    """`texts`: file name to text. Raises RulesInvalid with every fault of every file."""
    faults = Faults()
    tables = {name: read_table(texts, f"{name}.yaml", table, faults) for name, table in FILES.items()}
    for file in sorted(set(texts) - {f"{name}.yaml" for name in FILES}):
        faults.add(file, "file", "is not a rule file of this program")
    if faults.lines:
        raise RulesInvalid(faults.lines)
    return Rulebook.model_validate(tables)
