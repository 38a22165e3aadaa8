"""Analyses incidents: gathers, concludes by rules, and keeps decision, proposed actions and status all together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from hashlib import sha256
from typing import NamedTuple, Protocol

from denialops.domain.recovery.actions import AutoLimit
from denialops.domain.recovery.decisions import Decision
from denialops.domain.recovery.incidents import Incident, IncidentStep, refuse_illegal
from denialops.domain.recovery.rules import RecoveryRules
from denialops.ports import Clock
from denialops.ports.recovery import RecoveryStore, RecoveryWork, RulesSource
from denialops.recovery.analysis_gathering import Around, Seen, gather
from denialops.recovery.analysis_inputs import Inputs
from denialops.recovery.analysis_proposals import proposals_for
from denialops.recovery.analysis_rules import AnalysisRules
from denialops.recovery.causes import conclude
from denialops.recovery.journals import MACHINE
from denialops.recovery.proposing import propose
from denialops.recovery.similar import words_of

AT_ONCE = 20
"""Incidents looked at in one round; the others come in the next."""


class Explains(Protocol):
    """A second opinion on what the rules decided, or None; never raises for a model that is away or talks nonsense."""

    def explain(self, decision: Decision, inputs: Inputs, codes: RecoveryRules) -> Decision | None: ...


class Rules(NamedTuple):
    """`codes` may change while the program runs; `auto`: up to which risk an action starts by itself."""

    codes: RulesSource
    analysis: AnalysisRules
    auto: AutoLimit


class Analysis:
    """`analyse_new` may run in several processes and be killed anywhere: each decision is made once."""

    def __init__(
        self, store: RecoveryStore, rules: Rules, clock: Clock, around: Around, explainer: Explains | None = None
    ) -> None:
        self._store, self._rules, self._clock = store, rules, clock
        self._around, self._explainer = around, explainer

    def analyse_new(self, go_on: Callable[[], bool] = lambda: True) -> int:
        """Decides about open incidents without a decision at their present severity; how many it decided about."""
        with self._store.snapshot() as reads:
            undecided = reads.list_undecided(limit=AT_ONCE)
        decided = 0
        for incident_id in undecided:
            if not go_on():
                break
            decided += self.analyse(incident_id) is not None
        return decided

    def analyse(self, incident_id: str) -> Decision | None:
        """The decision of the rules; None where it was made already. Raises IncidentNotFound."""
        codes = self._rules.codes.current()
        with self._store.snapshot() as reads:
            vendor = reads.get_incident(incident_id).vendor
        if self._around.likeness is not None:
            self._around.likeness.prepare()
        seen = Seen(self._clock.now().astimezone(UTC), self._around.breaker(vendor) if vendor else "")
        with self._store.snapshot() as reads:
            incident = reads.get_incident(incident_id)
            inputs = gather(reads, incident, self._around, self._rules.analysis.limits, seen)
        kept = self._keep(decide(inputs, codes, self._rules.analysis), inputs)
        if kept is not None and self._explainer is not None:
            self._ask(self._explainer, kept, inputs, codes)
        return kept

    def _keep(self, decision: Decision, inputs: Inputs) -> Decision | None:
        with self._store.transaction() as work:
            # Another process may have decided since the snapshot, or the incident may be over.
            if not work.list_undecided(limit=1, incident_id=decision.incident_id):
                return None
            kept = work.add_decision(decision)
            incident = work.get_incident(decision.incident_id)
            work.index_incident(incident.incident_id, words_of(incident, inputs.message, decision.cause))
            propose(
                work,
                incident.incident_id,
                decision.proposals,
                now=decision.made_at,
                auto=self._rules.auto,
                decision_id=decision.decision_id,
            )
            _begin_analysis(work, incident, kept.made_at)
        return kept

    def _ask(self, explainer: Explains, decision: Decision, inputs: Inputs, codes: RecoveryRules) -> None:
        """Outside of any transaction: a model may take its time."""
        second = explainer.explain(decision, inputs, codes)
        if second is not None:
            with self._store.transaction() as work:
                if all(row.decision_id != second.decision_id for row in work.list_decisions(second.incident_id)):
                    work.add_decision(second)


def decide(inputs: Inputs, codes: RecoveryRules, rules: AnalysisRules) -> Decision:
    """The decision of the rules. Its id is made of incident and severity: the same is never kept twice."""
    conclusion = conclude(inputs, codes, rules)
    incident = inputs.incident
    named = f"rules:{incident.incident_id}:{incident.severity}"
    return Decision(
        decision_id=f"dec-{sha256(named.encode()).hexdigest()[:20]}",
        incident_id=incident.incident_id,
        number=0,
        made_at=inputs.at,
        made_by="rules",
        version=f"{rules.version}+{codes.version}",
        severity=incident.severity,
        inputs=inputs.as_kept(),
        error_class=conclusion.error_class,
        cause=conclusion.cause,
        words=conclusion.words,
        confidence=conclusion.confidence,
        evidence=conclusion.evidence,
        similar=inputs.similar,
        proposals=proposals_for(conclusion, inputs, codes, rules),
        missing=conclusion.missing,
    )


def _begin_analysis(work: RecoveryWork, incident: Incident, at: str) -> None:
    """A new incident is being analysed now; one that was acted on stays so, with one more decision."""
    if incident.status != "NEW":
        return
    refuse_illegal(incident.status, "ANALYZING")
    work.save_incident(incident.model_copy(update={"status": "ANALYZING", "changed_at": at}))
    moved = {"before": "NEW", "after": "ANALYZING", "reason": ""}
    step = IncidentStep(number=0, at=at, type="status_changed", actor=MACHINE, body=moved)
    work.add_incident_step(incident.incident_id, step)
