"""What a case says beyond the fields of the evaluation sets: findings, points of the notice, demands, other facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from denialops.domain.cases import CaseFile
from denialops.domain.demands import CheckedDemand, check_demands
from denialops.domain.facts import Evidence, Fact
from denialops.domain.routing import Defect

_IN_RECORD = frozenset({"regime", "category", "service_from", "service_to", "phase", "subcategory"})


def to_advice(case: CaseFile, record: Mapping[str, Any]) -> dict[str, Any]:
    """Each with the words of the letter that show it. `record` names the fields that are told there already."""
    routing, told = case.routing, _IN_RECORD.union(record)
    return {
        "findings": [{"code": row.code, "detail": row.detail} for row in routing.findings] if routing else [],
        "defects": [_defect(row) for row in routing.defects if row.answer != "not_applicable"] if routing else [],
        "must_meet": [_demand(row) for row in check_demands(case)],
        "evidence_needed": [row.model_dump(mode="json", exclude={"for_staff"}) for row in routing.missing]
        if routing
        else [],
        "other_facts": [_fact(fact) for fact in case.facts.items if fact.field not in told],
    }


def _defect(row: Defect) -> dict[str, Any]:
    shown = row.model_dump(mode="json", include={"rule_id", "element", "answer", "severity", "citation", "status"})
    return {**shown, "note": row.note, "is_contrary": row.is_contrary, "quote": _quote(row.evidence)}


def _demand(row: CheckedDemand) -> dict[str, Any]:
    demand = row.demand
    return {
        "field": demand.field, "words": demand.words, "status": row.status, "note": row.note,
        "quote": _quote(demand.evidence),
    }  # fmt: skip


def _fact(fact: Fact) -> dict[str, Any]:
    return {"field": fact.field, "value": fact.value, "confidence": fact.confidence, "quote": _quote(fact.evidence)}


def _quote(place: Evidence | None) -> str:
    return place.quote if place else ""
