"""What to do first: the routes, what letters offer, and the ordered decisions that choose among them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from denialops.domain.base import Record
from denialops.domain.rulebook.cues import CueSet
from denialops.domain.rulebook.loading import Text

Condition = Literal[
    "answer", "kind", "regime", "category", "subcategory", "phase", "urgency", "level", "signal", "offer", "group"
]
Values = frozenset[str]


class Route(Record):
    """A thing to do. `is_fix`: it repairs an administrative cause, so the appeal is kept as a fallback.

    `is_urgent`: it is done today, whatever the last day is.
    """

    id: Text
    label: Text
    is_fix: bool = False
    is_urgent: bool = False


class Offer(Record):
    """A door that the letter itself opens: told by a fact, or by words of the letter."""

    id: Text
    facts: tuple[Text, ...] = ()
    cues: CueSet = CueSet()


class Setting(Record):
    """Where care is given, told by the words of the service and the reason."""

    id: Text
    cues: CueSet


class CategoryGroup(Record):
    """Categories that decisions treat alike."""

    id: Text
    categories: Annotated[tuple[Text, ...], Field(min_length=1)]


class LevelRoute(Record):
    """The route that a step of a ladder is, once an appeal is the answer.

    `after_decision`: the step that is really open when an appeal decision names this one.
    """

    level: Text
    route: Text
    expedited: str = ""
    after_decision: str = ""


class Decision(Record):
    """The first decision whose conditions all hold is taken; of the words in one condition any may hold.

    `route` "by_level" takes the route of the open step. `reasons` and `changes_if` speak to the nurse.
    """

    id: Text
    when: dict[Condition, tuple[Text, ...]]
    route: Text
    then: tuple[Text, ...] = ()
    reasons: Annotated[tuple[Text, ...], Field(min_length=1)]
    changes_if: tuple[Text, ...] = ()

    def holds(self, situation: Mapping[str, Values]) -> bool:
        return all(not situation[name].isdisjoint(words) for name, words in self.when.items())


class RouteRules(Record):
    fallback_days: Annotated[int, Field(ge=1)]
    routes: tuple[Route, ...]
    offers: tuple[Offer, ...]
    settings: tuple[Setting, ...]
    groups: tuple[CategoryGroup, ...]
    levels: tuple[LevelRoute, ...]
    decisions: tuple[Decision, ...]
    families: tuple[CategoryGroup, ...]

    @cached_property
    def by_id(self) -> dict[str, Route]:
        return {row.id: row for row in self.routes}

    @cached_property
    def by_level(self) -> dict[str, LevelRoute]:
        return {row.level: row for row in self.levels}

    def groups_of(self, category: str) -> Values:
        return frozenset(row.id for row in self.groups if category in row.categories)

    def agree(self, first: str, second: str) -> bool:
        """Whether two causes may be told by one denial."""
        return first == second or any({first, second} <= set(row.categories) for row in self.families)
