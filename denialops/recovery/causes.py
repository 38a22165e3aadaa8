"""Which cause the evidence names, how sure that is, and what is missing where it names none. Pure: no I/O.

Each clue speaks for some causes and against others, with a weight: 1, or the score of a similar past incident.
A cause's standing is what speaks for it less what speaks against it. It is named only when it stands alone at the
top, at 1 or more; one that no error code tells needs 2, so never one clue alone. Between causes of one side that
stand equal, the one that the error code tells is named. All else is "unknown".

confidence = for / (for + against + for others only + 1): the 1 stands for what nobody looked at, so it is never 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from denialops.domain.base import Record
from denialops.domain.recovery.actions import ActionKind
from denialops.domain.recovery.decisions import UNKNOWN, CauseEvidence, ErrorClass
from denialops.domain.recovery.rules import OTHER, ErrorRule, RecoveryRules
from denialops.recovery.analysis_inputs import Inputs
from denialops.recovery.analysis_rules import AnalysisRules, CauseRule, Side
from denialops.recovery.causes_clues import clues_of, missing_of
from denialops.recovery.causes_denials import POLICY_CHANGE, naming_bulletins
from denialops.recovery.causes_seen import Clue

ANSWERED: frozenset[ErrorClass] = frozenset(
    {"rate_limited", "credentials", "bad_input", "configuration", "payer_policy", "quota"}
)
"""Who answers with such a code can be reached: neither its service nor our network is down."""
DOWN = frozenset({"vendor_outage", "own_network"})
SIDES: Mapping[ErrorClass, Side] = {"bad_input": "request", "configuration": "request", "payer_policy": "payer"}
"""Of the causes that error codes tell; all others lie with the vendor."""
LEAST_TOLD, LEAST_INFERRED = 1.0, 2.0
MAY_ALWAYS_HELP: tuple[ActionKind, ...] = ("retry_tasks", "open_work_item", "escalate")
"""Of the remedies of a code, what may be proposed while its cause is not known."""


class Conclusion(Record):
    """`evidence` in the order in which it was looked at; each piece is named E1, E2 …"""

    cause: str
    error_class: ErrorClass
    words: str
    confidence: float
    evidence: tuple[CauseEvidence, ...]
    missing: tuple[str, ...]
    remedies: tuple[ActionKind, ...]


class Standing(NamedTuple):
    cause: str
    supporting: float
    against: float
    elsewhere: float

    @property
    def net(self) -> float:
        return self.supporting - self.against

    @property
    def confidence(self) -> float:
        return self.supporting / (self.supporting + self.against + self.elsewhere + 1)


def conclude(inputs: Inputs, codes: RecoveryRules, rules: AnalysisRules) -> Conclusion:
    """The same inputs and rules always give the same conclusion."""
    candidates = possible_causes(inputs, codes, rules)
    clues = clues_of(inputs, codes, candidates, rules.limits)
    standings = [_standing(cause, clues) for cause in candidates]
    told = told_cause(inputs, codes)
    best = _best(standings, candidates, told)
    named = candidates[best.cause] if best else None
    code = codes.error(inputs.incident.error_code)
    return Conclusion(
        cause=named.id if named else UNKNOWN,
        error_class=named.error_class if named else "unknown",
        words=_words(named, told, code, inputs) if named else _words_of_unknown(standings, candidates, inputs),
        confidence=round(best.confidence, 4) if best else 0.0,
        evidence=tuple(clue.as_evidence(place) for place, clue in enumerate(clues, 1)),
        missing=missing_of(inputs, codes, rules.limits),
        remedies=_remedies(named, code, codes.retry(inputs.incident.error_code).attempts > 0, inputs),
    )


def confidence_in(cause: str, inputs: Inputs, codes: RecoveryRules, rules: AnalysisRules) -> float:
    """How far the evidence speaks for a cause that somebody else names; 0 for unknown and impossible ones."""
    candidates = possible_causes(inputs, codes, rules)
    if cause not in candidates:
        return 0.0
    return round(_standing(cause, clues_of(inputs, codes, candidates, rules.limits)).confidence, 4)


def told_cause(inputs: Inputs, codes: RecoveryRules) -> str:
    """The row of the error code where it tells a cause; empty for a code that no rule knows or that says nothing."""
    row = codes.row_of(inputs.incident.error_code)
    return "" if row == OTHER or codes.error_codes[row].error_class == "unknown" else row


def possible_causes(inputs: Inputs, codes: RecoveryRules, rules: AnalysisRules) -> dict[str, CauseRule]:
    """The cause that the error code tells, and those of causes.yaml that it leaves possible."""
    told = told_cause(inputs, codes)
    possible = {row.id: row for row in rules.causes.values() if row.of == inputs.incident.kind}
    if not naming_bulletins(inputs, codes):
        possible.pop(POLICY_CHANGE, None)
    if not told:
        return possible
    rule = codes.error_codes[told]
    row = CauseRule(
        id=told,
        of=inputs.incident.kind,
        side=SIDES.get(rule.error_class, "vendor"),
        error_class=rule.error_class,
        words=rule.cause,
        remedies=rule.remedies or ("open_work_item",),
    )
    left_out = DOWN if rule.error_class in ANSWERED else {"vendor_outage"} if rule.error_class == "outage" else set()
    kept = {name: cause for name, cause in possible.items() if name not in left_out | {"payer_practice"}}
    return {told: row, **kept}


def _standing(cause: str, clues: Sequence[Clue]) -> Standing:
    return Standing(
        cause,
        sum(clue.weight for clue in clues if cause in clue.supports),
        sum(clue.weight for clue in clues if cause in clue.against),
        sum(clue.weight for clue in clues if clue.supports and cause not in clue.supports | clue.against),
    )


def _best(standings: Sequence[Standing], candidates: Mapping[str, CauseRule], told: str) -> Standing | None:
    highest = max((standing.net for standing in standings), default=0.0)
    first = [standing for standing in standings if standing.net == highest]
    if len(first) > 1:
        sides = {candidates[standing.cause].side for standing in first}
        first = [standing for standing in first if standing.cause == told and len(sides) == 1]
    if not first or highest < (LEAST_TOLD if first[0].cause == told else LEAST_INFERRED):
        return None
    return first[0]


def _words(named: CauseRule, told: str, code: ErrorRule, inputs: Inputs) -> str:
    if named.id == told:
        return f"{code.cause} {code.words}"
    incident = inputs.incident
    return named.words.format(vendor=incident.vendor or "The vendor", code=incident.error_code or "no code")


def _words_of_unknown(standings: Sequence[Standing], candidates: Mapping[str, CauseRule], inputs: Inputs) -> str:
    """Names what stands equal at the top, as possibilities."""
    highest = max((standing.net for standing in standings), default=0.0)
    first = [standing.cause for standing in standings if standing.net == highest and highest >= LEAST_TOLD]
    if not first:
        return "The cause is not known: what was seen points nowhere."
    names = ", or ".join(cause.replace("_", " ") for cause in first)
    return f"The cause is not known. What was seen would fit: {names}; it is not enough to say so."


def _remedies(named: CauseRule | None, code: ErrorRule, may_retry: bool, inputs: Inputs) -> tuple[ActionKind, ...]:
    wanted = named.remedies if named else tuple(kind for kind in code.remedies if kind in MAY_ALWAYS_HELP)
    kinds = tuple(kind for kind in wanted if may_retry or kind != "retry_tasks")
    if inputs.incident.severity == "critical" and "escalate" not in kinds:
        kinds = (*kinds, "escalate")
    return kinds
