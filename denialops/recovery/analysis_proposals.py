"""What a conclusion asks to be done: the remedies of its cause, each with its target, parameters and risk."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pydantic import JsonValue

from denialops.domain.recovery.actions import ActionKind
from denialops.domain.recovery.decisions import Proposal
from denialops.domain.recovery.rules import RecoveryRules
from denialops.recovery.analysis_inputs import Inputs
from denialops.recovery.analysis_rules import AnalysisRules
from denialops.recovery.causes import Conclusion

MOST_CASES = 1000
"""Of one proposal: those that a person sees are those that are written anew."""
SWITCH_HOURS = 4

Filled = tuple[str, Mapping[str, JsonValue]] | None
"""Target and parameters; None where the remedy has nothing to act on."""


def proposals_for(
    conclusion: Conclusion, inputs: Inputs, codes: RecoveryRules, rules: AnalysisRules
) -> tuple[Proposal, ...]:
    """In the order of the remedies; one without anything to act on is left out."""
    made = []
    for kind in dict.fromkeys(conclusion.remedies):
        filled = _FILL[kind](conclusion, inputs, codes)
        if filled is not None:
            target, parameters = filled
            made.append(Proposal(kind=kind, target=target, parameters=parameters, risk=rules.risks[kind]))
    return tuple(made)


def _retry_tasks(conclusion: Conclusion, inputs: Inputs, codes: RecoveryRules) -> Filled:
    """Only work of our own can be tried again by us: that which the events name a case of."""
    incident = inputs.incident
    return (incident.vendor or incident.workflow_id, {"case_ids": _cases(inputs)}) if inputs.cases else None


def _redraft_cases(conclusion: Conclusion, inputs: Inputs, codes: RecoveryRules) -> Filled:
    incident = inputs.incident
    return (f"{incident.vendor}/{incident.error_code}", {"case_ids": _cases(inputs)}) if inputs.cases else None


def _pause_vendor(conclusion: Conclusion, inputs: Inputs, codes: RecoveryRules) -> Filled:
    vendor = inputs.incident.vendor
    return (vendor, {"reason": conclusion.words}) if vendor and not inputs.is_paused else None


def _resume_vendor(conclusion: Conclusion, inputs: Inputs, codes: RecoveryRules) -> Filled:
    vendor = inputs.incident.vendor
    return (vendor, {"reason": conclusion.words}) if vendor and inputs.is_paused else None


def _reroute_provider(conclusion: Conclusion, inputs: Inputs, codes: RecoveryRules) -> Filled:
    """To the fallback that the rules name, unless that one fails as well."""
    vendor = inputs.incident.vendor
    fallback = codes.vendor(vendor).fallback if vendor else ""
    failing = {row.vendor for row in inputs.beside if row.kind == "failures"}
    return (vendor, {"instead": fallback}) if fallback and fallback not in failing else None


def _kill_switch(conclusion: Conclusion, inputs: Inputs, codes: RecoveryRules) -> Filled:
    """The narrowest that stops it: the workflow, and the vendor only where no workflow is named."""
    incident = inputs.incident
    scope, target = ("workflow", incident.workflow_id) if incident.workflow_id else ("vendor", incident.vendor)
    return (target, {"scope": scope, "hours": SWITCH_HOURS, "reason": conclusion.words}) if target else None


def _escalate(conclusion: Conclusion, inputs: Inputs, codes: RecoveryRules) -> Filled:
    incident = inputs.incident
    return incident.severity, {"severity": incident.severity, "note": conclusion.words}


def _open_work_item(conclusion: Conclusion, inputs: Inputs, codes: RecoveryRules) -> Filled:
    incident = inputs.incident
    named = " ".join(part for part in (incident.vendor, incident.error_code) if part) or incident.workflow_id
    return incident.incident_id, {"title": f"Incident {incident.number}: {named}", "text": conclusion.words}


def _cases(inputs: Inputs) -> list[JsonValue]:
    return list(inputs.cases[:MOST_CASES])


_FILL: Mapping[ActionKind, Callable[[Conclusion, Inputs, RecoveryRules], Filled]] = {
    "retry_tasks": _retry_tasks,
    "redraft_cases": _redraft_cases,
    "pause_vendor": _pause_vendor,
    "resume_vendor": _resume_vendor,
    "reroute_provider": _reroute_provider,
    "kill_switch": _kill_switch,
    "escalate": _escalate,
    "open_work_item": _open_work_item,
}
