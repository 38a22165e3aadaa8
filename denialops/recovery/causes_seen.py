"""One thing that was seen, and what all of them are made from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from denialops.domain.recovery.decisions import CauseEvidence
from denialops.domain.recovery.rules import RecoveryRules
from denialops.recovery.analysis_inputs import Inputs
from denialops.recovery.analysis_rules import CauseRule, Limits


class Clue(NamedTuple):
    """Without `supports` and `against` it only tells what was seen."""

    kind: str
    words: str
    ids: tuple[str, ...] = ()
    supports: frozenset[str] = frozenset()
    against: frozenset[str] = frozenset()
    weight: float = 1.0

    def as_evidence(self, place: int) -> CauseEvidence:
        return CauseEvidence(kind=self.kind, words=self.words, ids=self.ids, evidence_id=f"E{place}")


class Seen(NamedTuple):
    """What every kind of clue is made from."""

    inputs: Inputs
    codes: RecoveryRules
    causes: Mapping[str, CauseRule]
    limits: Limits

    def told(self) -> frozenset[str]:
        """The cause of the error code, where it tells one."""
        return frozenset({self.codes.row_of(self.inputs.incident.error_code)} & self.causes.keys())

    def of_side(self, side: str) -> frozenset[str]:
        return frozenset(name for name, cause in self.causes.items() if cause.side == side)

    def of_classes(self, classes: frozenset[str]) -> frozenset[str]:
        """Causes on the vendor's side, and the one that the code tells, of these classes."""
        near = self.of_side("vendor") | self.told()
        return frozenset(name for name in near if self.causes[name].error_class in classes)

    def only(self, *names: str) -> frozenset[str]:
        return frozenset(names) & self.causes.keys()
