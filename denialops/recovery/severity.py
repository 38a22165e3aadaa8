"""How grave an incident is: what its error code says, raised by how fast it fails and how far it spreads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from denialops.domain.recovery.incidents import Severity
from denialops.recovery.detection_rules import SeverityRules

LEVELS: tuple[Severity, ...] = ("low", "medium", "high", "critical")


class Spread(NamedTuple):
    """The most failures in one hour, the cases they name, and the workflows of all incidents of the group."""

    failures_an_hour: int
    cases: int
    workflows: int = 1


def judge_severity(base: Severity, now: Severity, spread: Spread, rules: SeverityRules) -> Severity:
    """It only rises: an incident that slows down has done its harm already."""
    steps = max(_passed(spread.failures_an_hour, rules.failures_an_hour), _passed(spread.cases, rules.cases))
    if spread.workflows >= rules.workflows:
        steps += 1
    return LEVELS[min(max(LEVELS.index(base) + steps, LEVELS.index(now)), len(LEVELS) - 1)]


def _passed(figure: int, limits: Sequence[int]) -> int:
    return sum(figure >= limit for limit in limits)
