"""Records for the tests of the analysis."""

from __future__ import annotations

from functools import cache
from typing import Any

from denialops.config import ROOT
from denialops.domain.recovery.decisions import Note, SimilarIncident
from denialops.domain.recovery.incidents import Incident
from denialops.domain.recovery.rule_tables import FILES, parse_recovery_rules
from denialops.domain.recovery.rules import RecoveryRules
from denialops.domain.recovery.safety import KillSwitch
from denialops.recovery.analysis_inputs import Beside, Calls, Inputs
from denialops.recovery.analysis_rules import AnalysisRules, load_analysis_rules

FOLDER = ROOT / "data" / "rules" / "recovery"
BEGAN, NOW = "2026-03-02T14:30:00.000000+00:00", "2026-03-02T15:00:00.000000+00:00"
BEFORE, AFTER = "2026-03-02T14:00:00.000000+00:00", "2026-03-02T14:45:00.000000+00:00"


@cache
def shipped_codes() -> RecoveryRules:
    texts = {name: (FOLDER / name).read_text("utf-8") for name in FILES}
    return parse_recovery_rules(texts, carc_categories={"50": "medical_necessity"})


@cache
def shipped_analysis() -> AnalysisRules:
    return load_analysis_rules(FOLDER)


def make_incident(**changes: Any) -> Incident:
    values: dict[str, Any] = {
        "incident_id": "i1",
        "number": 7,
        "kind": "failures",
        "signature": "sig-1",
        "signature_rules": "2026-11-01",
        "workflow_id": "claim_submission",
        "vendor": "clearinghouse",
        "error_code": "timeout",
        "severity": "medium",
        "status": "NEW",
        "event_count": 12,
        "case_count": 0,
        "first_seen": BEGAN,
        "last_seen": NOW,
        "opened_at": BEGAN,
        "changed_at": BEGAN,
        "first_event": 1,
        "last_event": 12,
    }
    return Incident.model_validate(values | changes)


def make_denials(**changes: Any) -> Incident:
    values = {"kind": "denials", "workflow_id": "claim", "vendor": "harbor_ridge", "error_code": "50", "case_count": 12}
    evidence = {"seen": 12, "expected": 4.0, "since": "2026-02-20"}
    return make_incident(**(values | {"evidence": evidence} | changes))


def make_inputs(incident: Incident | None = None, **changes: Any) -> Inputs:
    """By itself: twelve failures, and nothing else known."""
    values: dict[str, Any] = {
        "at": NOW,
        "incident": incident or make_incident(),
        "event_ids": ("e1", "e2"),
        "message": "",
        "hours": {"2026-03-02T14": 12},
        "calls": (),
        "reports_successes": False,
        "earlier_failures": 0,
        "earlier_calls": 0,
        "breaker": "",
        "is_paused": False,
        "switches": (),
        "deploys": (),
        "bulletins": (),
        "beside": (),
        "cases": (),
        "similar": (),
    }
    return Inputs.model_validate(values | changes)


def make_calls(vendor: str, failed: int, succeeded: int) -> Calls:
    return Calls(vendor=vendor, failed=failed, succeeded=succeeded)


def make_note(kind: str = "deploy", words: str = "DenialOps 2", *, vendor: str = "", at: str = BEFORE) -> Note:
    values = {"note_id": f"note-{kind}", "number": 1, "kind": kind, "vendor": vendor, "at": at, "words": words}
    return Note.model_validate(values | {"link": "", "actor": "Ruth"})


def make_switch(*, set_at: str = BEFORE) -> KillSwitch:
    return KillSwitch(
        switch_id="s1", scope="vendor", target="clearinghouse", reason="audit", set_by="Ruth", set_at=set_at
    )


def make_beside(number: int, *, vendor: str = "clearinghouse", kind: str = "failures", code: str = "x") -> Beside:
    values = {"incident_id": f"i{number}", "number": number, "kind": kind, "vendor": vendor, "error_code": code}
    return Beside.model_validate(values)


def make_similar(cause: str, *, score: float = 0.8, remedy: str = "pause vendor", number: int = 3) -> SimilarIncident:
    return SimilarIncident(incident_id=f"i{number}", number=number, score=score, cause=cause, remedy=remedy)
