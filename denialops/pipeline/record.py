"""A case as one flat record, in the words and shape of the evaluation sets, with confidence and evidence beside it."""

from __future__ import annotations

from typing import Any

from denialops.domain.cases import CaseFile
from denialops.domain.facts import Fact, Facts
from denialops.domain.rulebook import Rulebook
from denialops.domain.rulebook.vocabulary import Vocabulary
from denialops.pipeline.routing.recorded import record_deadline, record_route

_TEXTS = (
    "payer plan_type_evidence patient_name member_id group_number provider_name npi service_description denial_date "
    "denial_reason_quote appeal_deadline_stated appeal_address appeal_fax appeal_phone"
).split()
_LISTS = "claim_numbers reference_numbers cpt_hcpcs icd10 carc rarc criteria_cited".split()
_MONEY = ("billed_amount", "denied_amount")
_ORIGIN = {"plan_type": "regime", "denial_category": "category"}


def to_record(case: CaseFile, rulebook: Rulebook) -> dict[str, Any]:
    """Every field of a gold file, null or empty where the letter does not say it."""
    facts = case.facts
    record: dict[str, Any] = {"is_denial": facts.flag("is_denial"), "document_kind": facts.value("document_kind")}
    record |= {field: facts.value(field) for field in _TEXTS}
    record |= {field: list(facts.values(field)) for field in _LISTS}
    record |= {field: _amount(facts, field) for field in _MONEY}
    record["service_dates"] = {"from": facts.value("service_from"), "to": facts.value("service_to")}
    record |= _classified(facts, rulebook.vocabulary)
    record |= _routed(case, rulebook)
    record["confidence"], record["evidence"] = _proofs(facts, record)
    record["warnings"] = [warning.model_dump() for warning in (*case.letter.warnings, *case.warnings)]
    return record


def _amount(facts: Facts, field: str) -> float | None:
    value = facts.money(field)
    return None if value is None else float(value)


def _classified(facts: Facts, vocabulary: Vocabulary) -> dict[str, Any]:
    conditions = {field: facts.value(field) or "" for field in ("phase", "subcategory", "category", "regime")}
    regime, category, level = (facts.value(field) for field in ("regime", "category", "appeal_level"))
    return {
        "plan_type": vocabulary.translate("regimes", regime, conditions) if regime else None,
        "denial_category": vocabulary.translate("categories", category, conditions) if category else None,
        "appeal_level": vocabulary.translate("levels", level, conditions) if level else None,
        "urgency": facts.value("urgency"),
    }


def _routed(case: CaseFile, rulebook: Rulebook) -> dict[str, Any]:
    """What the route stage decided; nulls before it ran."""
    if case.routing is None:
        return {"computed_deadline": None, "deadline_rule": None, "recommended_route": None}
    deadline = record_deadline(case, rulebook)
    return {
        "computed_deadline": deadline.last.isoformat() if deadline.last else None,
        "deadline_rule": deadline.words or None,
        "recommended_route": record_route(case, rulebook),
    }


def _proofs(facts: Facts, record: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Confidence and place of every field that has a value; a list field has one entry a value."""
    confidence: dict[str, Any] = {}
    evidence: dict[str, Any] = {}
    dates = {"service_from": "service_from", "service_to": "service_to"}
    names = {**{field: field for field in record}, **_ORIGIN, **dates}
    for name, field in names.items():
        found = facts.all(field)
        if not found:
            continue
        confidence[name] = [fact.confidence for fact in found] if name in _LISTS else found[0].confidence
        evidence[name] = [_place(fact) for fact in found] if name in _LISTS else _place(found[0])
    return confidence, evidence


def _place(fact: Fact) -> dict[str, Any]:
    place = fact.evidence
    return {} if place is None else {"page": place.page, "start": place.start, "end": place.end, "quote": place.quote}
