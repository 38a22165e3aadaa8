"""How failures become incidents, as checked data."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from denialops.domain.base import Record
from denialops.domain.recovery.decisions import ErrorClass
from denialops.domain.recovery.denial_rates import RiseTest
from denialops.domain.rulebook.loading import Faults, read_table
from denialops.errors import RulesInvalid

FILE = "detection.yaml"

Figures = Annotated[tuple[Annotated[int, Field(gt=0)], ...], Field(max_length=3)]


class IncidentRules(Record):
    window_minutes: int = Field(gt=0)
    ignore_days: int = Field(gt=0)

    @property
    def window(self) -> timedelta:
        return timedelta(minutes=self.window_minutes)


class SeverityRules(Record):
    """Figures that raise the severity by one step each when they are reached."""

    failures_an_hour: Figures
    cases: Figures
    workflows: int = Field(gt=1)


class GroupingRules(Record):
    """`causes`: error classes that one cause may bring."""

    window_minutes: int = Field(gt=0)
    causes: tuple[tuple[ErrorClass, ...], ...]

    def are_alike(self, first: ErrorClass, second: ErrorClass) -> bool:
        return first == second or any(first in line and second in line for line in self.causes)


class BackRules(Record):
    """When a rise in denials is over: after so many weeks, and `odds` times as likely as that it goes on."""

    weeks: int = Field(gt=0)
    odds: float = Field(gt=1)


class DetectionRules(Record):
    incidents: IncidentRules
    severity: SeverityRules
    grouping: GroupingRules
    quiet_minutes: float = Field(gt=0)
    denials: RiseTest
    back: BackRules


def parse_detection(text: str) -> DetectionRules:
    """`text`: data/rules/recovery/detection.yaml. Raises RulesInvalid with every fault."""
    faults = Faults()
    rules = read_table({FILE: text}, FILE, DetectionRules, faults)
    if rules is None:
        raise RulesInvalid(faults.lines)
    return rules
