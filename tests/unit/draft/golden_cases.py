"""Cases made from a labelled letter set: its answers as facts with evidence, its route as the routing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from denialops.config import ROOT
from denialops.domain.cases import CaseFile
from denialops.domain.documents import Document
from denialops.domain.facts import Evidence, Fact, Facts
from denialops.domain.wording import day
from tests.unit.draft.cases import CLINIC, make_document, make_routing, rulebook

GOLDEN = ROOT / "tests" / "golden" / "set_a"
_REGIMES = {
    "commercial_fully_insured": "erisa_fi", "self_funded_erisa": "erisa_sf", "marketplace": "aca_ind",
    "medicare_ffs": "mcr_ffs", "medicare_advantage": "ma", "part_d": "partd", "medicaid_mco": "mcd_mco",
    "medicaid_ffs": "mcd_ffs", "chip": "chip", "tricare": "tricare", "fehb": "fehb", "workers_comp": "wc",
    "dental": "dental", "vision": "vision",
}  # fmt: skip
_CATEGORIES = {
    "experimental_investigational": "experimental", "prior_authorization": "prior_auth_absent",
    "coding_bundling": "coding_edit", "missing_information": "missing_info", "coordination_of_benefits": "cob",
    "step_therapy_formulary": "drug_um", "quantity_limit": "drug_um", "concurrent_review": "level_of_care",
    "credentialing": "provider_eligibility", "benefit_limit": "benefit_max", "no_surprises_emergency": "emergency",
}  # fmt: skip
_ROUTES = {
    "peer_to_peer": "peer_to_peer", "corrected_claim": "corrected_claim", "reopening": "reopening_clerical",
    "retro_authorization": "retro_auth", "submit_information": "records_submission",
    "timely_filing_dispute": "provider_dispute", "cob_update": "cob_update", "eligibility_fix": "eligibility_fix",
    "contract_dispute": "provider_dispute", "no_surprises_dispute": "nsa_open_negotiation",
    "external_review": "external_review", "not_a_denial": "not_a_denial",
}  # fmt: skip
_SCALARS = (
    "payer patient_name member_id group_number provider_name npi service_description denial_reason_quote "
    "appeal_deadline_stated appeal_address appeal_fax appeal_phone"
).split()
_LISTS = "claim_numbers reference_numbers cpt_hcpcs icd10 carc rarc criteria_cited".split()


def golden_cases(folder: Path = GOLDEN, *, days_after: int = 20) -> Iterator[CaseFile]:
    """One case a letter, worked on `days_after` days after its notice."""
    for path in sorted((folder / "gold").glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        text = next((folder / "letters").glob(f"{gold['id']}.*")).read_text("utf-8")
        yield golden_case(gold, text, days_after=days_after)


def golden_case(gold: dict, text: str, *, days_after: int) -> CaseFile:
    letter = make_document(text, gold["id"])
    noticed = date.fromisoformat(gold["denial_date"]) if gold.get("denial_date") else date(2026, 1, 5)
    level, urgency = gold.get("appeal_level") or "none", gold.get("urgency") or "standard"
    deadline = date.fromisoformat(gold["computed_deadline"]) if gold.get("computed_deadline") else None
    return CaseFile(
        case_id=gold["id"],
        today=noticed + timedelta(days=days_after),
        clinic=CLINIC,
        documents=(letter,),
        facts=Facts(items=tuple(_facts(letter, gold))),
        routing=make_routing(
            regime=_REGIMES.get(gold.get("plan_type") or "", "unknown"),
            category=_category(gold.get("denial_category") or "unknown"),
            phase=_phase(gold),
            level=level,
            urgency=urgency,
            route=_route(gold.get("recommended_route"), level, urgency),
            deadline=deadline,
            is_denial=bool(gold.get("is_denial")),
        ),
    )


def _category(name: str) -> str:
    return _CATEGORIES.get(name, name)


def _phase(gold: dict) -> str:
    kind = gold.get("document_kind") or ""
    if "concurrent" in kind:
        return "concurrent"
    paid = (gold.get("service_dates") or {}).get("from") and gold.get("claim_numbers")
    return "post_service" if paid or ("preservice" not in kind and "appeal_decision" not in kind) else "pre_service"


def _route(name: str | None, level: str, urgency: str) -> str:
    if name in _ROUTES:
        return _ROUTES[name]
    row = rulebook().routes.by_level.get(level)
    if row is None:
        return "internal_appeal_l1" if name == "formal_appeal" else "expedited_appeal" if name else "ask_a_person"
    return row.expedited if (urgency == "expedited" or name == "expedited_appeal") and row.expedited else row.route


def _facts(letter: Document, gold: dict) -> Iterator[Fact]:
    pairs = [(name, gold.get(name)) for name in _SCALARS]
    pairs += [(name, value) for name in _LISTS for value in gold.get(name) or ()]
    dates = gold.get("service_dates") or {}
    pairs += [
        ("service_from", dates.get("from")),
        ("service_to", dates.get("to")),
        ("denial_date", gold.get("denial_date")),
    ]
    pairs += [(name, f"{gold[name]:.2f}") for name in ("billed_amount", "denied_amount") if gold.get(name) is not None]
    days = re.search(r"(\d+) (?:calendar )?days", gold.get("appeal_deadline_stated") or "")
    pairs += [("appeal_deadline_days", days[1])] if days else []
    for number, (name, value) in enumerate(pairs):
        if value:
            yield Fact(
                fact_id=f"f{number}",
                field=name,
                value=str(value),
                evidence=_evidence(letter, str(value)),
                confidence=0.96,
            )


def _evidence(letter: Document, value: str) -> Evidence:
    """The value's own words where they stand; else the first line, so that every fact has a place."""
    text = letter.pages[0].text
    spellings = [value, value.upper()]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        moment = date.fromisoformat(value)
        spellings += [day(moment), f"{moment:%m/%d/%Y}", f"{moment:%B %d, %Y}"]
    start, quote = next(
        ((match.start(), match[0]) for words in spellings if (match := re.search(_loose(words), text))),
        (0, text.splitlines()[0]),
    )
    return Evidence(document_id=letter.document_id, page=1, start=start, end=start + len(quote), quote=quote)


def _loose(words: str) -> str:
    return r"\s+".join(map(re.escape, words.split()))
