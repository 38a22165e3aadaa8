"""The files of the analysis are read strictly, and each shipped row changes something."""

from __future__ import annotations

import pytest

from denialops.domain.recovery.decisions import Proposal
from denialops.errors import RulesInvalid
from denialops.recovery.analysis_proposals import proposals_for
from denialops.recovery.analysis_rules import AnalysisRules, parse_analysis_rules
from denialops.recovery.causes import Conclusion, conclude
from tests.unit.recovery.analysis_makers import (
    FOLDER,
    make_beside,
    make_incident,
    make_inputs,
    shipped_analysis,
    shipped_codes,
)

TEXTS = {name: (FOLDER / name).read_text("utf-8") for name in ("actions.yaml", "causes.yaml")}


def broken(file: str, old: str, new: str) -> dict[str, str]:
    assert old in TEXTS[file]
    return TEXTS | {file: TEXTS[file].replace(old, new, 1)}


@pytest.mark.parametrize(
    ("texts", "fault"),
    [
        ({}, "actions.yaml: file: is missing"),
        (broken("actions.yaml", "risk: low", "risk: tiny"), "actions[retry_tasks].risk"),
        (broken("actions.yaml", "id: kill_switch", "id: stop_all"), "actions[stop_all].id"),
        (
            TEXTS | {"actions.yaml": 'actions:\n  - {id: escalate, risk: low, words: "Tell."}'},
            "says nothing about 'kill_switch'",
        ),
        (broken("causes.yaml", "{vendor} fails", "{name} fails"), "may hold {vendor} and {code} only"),
        (broken("causes.yaml", "id: own_network", "id: unknown"), "causes[unknown]"),
        (broken("causes.yaml", "side: vendor", "side: moon"), "causes[vendor_outage].side"),
        (broken("causes.yaml", "few_fail: 0.1", "few_fail: 0.9"), "must lie below most_fail"),
        (broken("causes.yaml", "deploy_hours", "deploy_days"), "limits.deploy_days"),
    ],
)
def test_a_fault_is_refused_by_name(texts: dict[str, str], fault: str) -> None:
    with pytest.raises(RulesInvalid) as refusal:
        parse_analysis_rules(texts)

    assert fault in str(refusal.value)


def test_faults_of_both_files_are_told_together() -> None:
    texts = broken("actions.yaml", "risk: low", "risk: tiny") | {"causes.yaml": "causes: []"}

    with pytest.raises(RulesInvalid) as refusal:
        parse_analysis_rules(texts)

    assert {line.split(":")[0] for line in refusal.value.faults} == {"actions.yaml", "causes.yaml"}


def test_the_version_is_that_of_the_content() -> None:
    changed = parse_analysis_rules(broken("causes.yaml", "similar_score: 0.5", "similar_score: 0.6"))

    assert changed.version != shipped_analysis().version
    assert parse_analysis_rules(TEXTS).version == shipped_analysis().version


def proposed(conclusion: Conclusion, **seen: object) -> dict[str, Proposal]:
    inputs = make_inputs(**seen)  # type: ignore[arg-type]
    made = proposals_for(conclusion, inputs, shipped_codes(), shipped_analysis())
    return {proposal.kind: proposal for proposal in made}


def asking_for(*remedies: str) -> Conclusion:
    found = conclude(make_inputs(), shipped_codes(), shipped_analysis())
    return Conclusion.model_validate(found.model_dump() | {"remedies": remedies})


def test_each_remedy_is_filled_with_what_it_acts_on() -> None:
    every = asking_for("retry_tasks", "redraft_cases", "pause_vendor", "kill_switch", "escalate", "open_work_item")

    made = proposed(every, cases=("c1", "c2"))

    assert made["retry_tasks"].parameters == {"case_ids": ["c1", "c2"]}
    assert (made["redraft_cases"].target, made["redraft_cases"].risk) == ("clearinghouse/timeout", "high")
    assert (made["pause_vendor"].target, made["pause_vendor"].risk) == ("clearinghouse", "medium")
    assert (made["kill_switch"].target, made["kill_switch"].parameters["scope"]) == ("claim_submission", "workflow")
    assert made["escalate"].parameters["severity"] == "medium"
    assert made["open_work_item"].parameters["title"] == "Incident 7: clearinghouse timeout"


def test_what_has_nothing_to_act_on_is_not_proposed() -> None:
    every = asking_for("retry_tasks", "redraft_cases", "reroute_provider", "resume_vendor", "pause_vendor")

    assert proposed(every).keys() == {"pause_vendor"}
    assert proposed(every, is_paused=True).keys() == {"resume_vendor"}
    assert proposed(every, incident=make_incident(vendor="")) == {}


def test_a_provider_gives_way_to_the_fallback_of_the_rules_unless_that_fails_too() -> None:
    reroute, openai = asking_for("reroute_provider"), make_incident(vendor="openai", error_code="model_unavailable")

    assert proposed(reroute, incident=openai)["reroute_provider"].parameters == {"instead": "anthropic"}
    assert proposed(reroute, incident=openai, beside=(make_beside(8, vendor="anthropic"),)) == {}


@pytest.mark.parametrize("kind", sorted(shipped_analysis().risks))
def test_the_risk_of_each_shipped_action_is_that_of_its_proposals(kind: str) -> None:
    raised = {"low": "medium", "medium": "high", "high": "low"}
    rules = shipped_analysis()
    changed = AnalysisRules.model_validate(
        rules.model_dump() | {"risks": {name: raised[risk] for name, risk in rules.risks.items()}}
    )
    inputs = make_inputs(make_incident(vendor="openai"), cases=("c1",), is_paused=kind == "resume_vendor")

    made = proposals_for(asking_for(kind), inputs, shipped_codes(), changed)

    assert [(row.kind, row.risk) for row in made] == [(kind, changed.risks[made[0].kind])]
