"""Why it was denied: phrases of every category, and the narrower kinds among them."""

from __future__ import annotations

from pydantic import Field

from denialops.domain.base import Record
from denialops.domain.rulebook.cues import CueSet


class DenialCategory(Record):
    """`subcategories`: narrower words that name a kind of the category (step_therapy, quantity_limit ...).
    `is_broad`: its words are also said beside a narrower cause, which then goes before."""

    id: str
    cues: CueSet
    is_broad: bool = False
    subcategories: dict[str, CueSet] = Field(default_factory=dict)


class CategoryRules(Record):
    """Categories in order of preference when they tie."""

    categories: tuple[DenialCategory, ...]
