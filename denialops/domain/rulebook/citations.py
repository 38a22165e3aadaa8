"""The citation library: the only law that a draft may name, and the sources behind every rule row."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated

from pydantic import Field

from denialops.domain.base import Record
from denialops.domain.rulebook.loading import LawRow, Text


class Source(Record):
    """Where a rule was read: `id` is what rows name, `copy_date` the date of the copy as far as known."""

    id: Text
    what: Text
    copy_date: Text


class Citation(LawRow):
    """`meaning` in our own words. Empty categories, phases, steps or states mean any."""

    meaning: Text
    when: Text
    regimes: Annotated[tuple[Text, ...], Field(min_length=1)]
    categories: tuple[Text, ...] = ()
    phases: tuple[Text, ...] = ()
    steps: tuple[Text, ...] = ()
    states: tuple[Text, ...] = ()

    @property
    def citable(self) -> bool:
        """Status U informs a person and never enters a letter."""
        return self.status != "U"


class CitationRules(Record):
    sources: tuple[Source, ...]
    citations: tuple[Citation, ...]

    @cached_property
    def by_id(self) -> dict[str, Citation]:
        return {row.id: row for row in self.citations}

    def for_regime(self, regime: str) -> Iterator[Citation]:
        """What a letter of this regime may cite."""
        return (row for row in self.citations if row.citable and regime in row.regimes)
