"""What evidence each kind of denial asks for, and who may file under each regime."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

from pydantic import Field

from denialops.domain.base import Record
from denialops.domain.documents import DocType
from denialops.domain.rulebook.loading import LawRow, Text


class Evidence(Record):
    """`shown_by`: exhibits of these types count as having it. `ask`: only a person can tell."""

    item: Text
    why: Text
    shown_by: tuple[DocType, ...] = ()
    ask: bool = False


class Checklist(Record):
    """What wins against a denial of this category, most important first."""

    category: Text
    label: Text
    items: Annotated[tuple[Evidence, ...], Field(min_length=1)]


class Standing(LawRow):
    """A paper without which the payer may refuse whoever files. Empty levels or phases mean any."""

    regimes: Annotated[tuple[Text, ...], Field(min_length=1)]
    levels: tuple[Text, ...] = ()
    phases: tuple[Text, ...] = ()
    item: Text
    why: Text


class ChecklistRules(Record):
    checklists: tuple[Checklist, ...]
    standing: tuple[Standing, ...]

    @cached_property
    def by_category(self) -> dict[str, Checklist]:
        return {row.category: row for row in self.checklists}
