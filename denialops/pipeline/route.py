"""The route stage: which law, which step, which clocks, what to do first and what is missing."""

from __future__ import annotations

from denialops.domain.cases import CaseFile
from denialops.domain.demands import demands_of
from denialops.domain.routing import Routing
from denialops.domain.rulebook import Rulebook
from denialops.pipeline.defects import find_defects
from denialops.pipeline.plans.bearing import bear_on
from denialops.pipeline.routing.choice import choose_route
from denialops.pipeline.routing.clocks import Clocks
from denialops.pipeline.routing.findings import find_findings
from denialops.pipeline.routing.papers import checklist
from denialops.pipeline.routing.situation import Situation


def decide_route(case: CaseFile, rulebook: Rulebook) -> CaseFile:
    """The case with its routing."""
    situation = Situation(case, rulebook)
    bearing = bear_on(situation, Clocks(situation).all())
    deadlines = bearing.deadlines
    demands = demands_of(case.facts)
    route, alternatives = choose_route(situation, deadlines)
    routing = Routing(
        is_denial=situation.is_denial,
        document_kind=situation.kind,
        regime=situation.regime,
        category=situation.category,
        phase=situation.phase,
        level=situation.level,
        urgency=situation.urgency,
        route=route,
        alternatives=alternatives,
        deadlines=deadlines,
        missing=(*checklist(situation), *bearing.missing),
        must_meet=tuple(demand.words for demand in demands),
        demands=demands,
        findings=(*find_findings(situation, deadlines), *bearing.findings),
        defects=find_defects(situation),
        amount_at_stake=case.facts.money("denied_amount") or case.facts.money("billed_amount"),
        plan=bearing.terms,
    )
    return case.model_copy(update={"routing": routing})
