"""Cases for tests of drafts: a synthetic letter, its facts with evidence and a routing, made by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache

from denialops.config import ROOT
from denialops.domain.cases import CaseFile
from denialops.domain.clinic import Clinic
from denialops.domain.documents import DocType, Document, Page
from denialops.domain.facts import Evidence, Fact, Facts
from denialops.domain.routing import ChecklistItem, Deadline, Finding, RouteOption, Routing
from denialops.domain.rulebook import Rulebook, parse_rulebook
from denialops.pipeline.draft import write_draft
from denialops.pipeline.ground import ground_draft
from denialops.pipeline.templates import Templates, load_templates

TODAY = date(2026, 2, 10)
CLINIC = Clinic(
    name="Juniper Street Family Clinic",
    street="18 Juniper Street",
    city="Maple Hollow",
    state="OH",
    zip_code="43999",
    npi="2000000002",
    tin="31-0000000",
    phone="614-555-0110",
    fax="614-555-0111",
    signatory_name="Ottilie Brandt, MD",
    signatory_title="Medical Director",
)
LETTER = """NORTHWIND HEALTH PLAN
Appeals Unit

Date: January 15, 2026
Member: Clementine Ashgrove      Member ID: NW-4455-01     Group: 7788
Claim: 26-000-1234        Reference: AU-9901
Provider: Juniper Street Family Clinic  NPI 2000000002

Service: knee MRI without contrast (73721), diagnosis S83.242A, on December 3, 2025
Billed: $1,240.00   Denied: $1,240.00   CARC 50   RARC N115

The request for the knee MRI is denied. The records do not show four weeks of conservative care.
A locking knee was not documented (Northwind Imaging Policy 7.2).

You may appeal within 180 days of the date of this notice.
Northwind Appeals, PO Box 12, Maple Hollow, OH 43999. Fax 614-555-0120. Phone 614-555-0121.
"""
FACTS: Mapping[str, tuple[str, str]] = {
    "payer": ("Northwind Health Plan", "NORTHWIND HEALTH PLAN"),
    "patient_name": ("Clementine Ashgrove", "Clementine Ashgrove"),
    "member_id": ("NW-4455-01", "NW-4455-01"),
    "group_number": ("7788", "7788"),
    "claim_numbers": ("26-000-1234", "26-000-1234"),
    "reference_numbers": ("AU-9901", "AU-9901"),
    "provider_name": ("Juniper Street Family Clinic", "Juniper Street Family Clinic"),
    "npi": ("2000000002", "2000000002"),
    "service_description": ("knee MRI without contrast", "knee MRI without contrast"),
    "cpt_hcpcs": ("73721", "73721"),
    "icd10": ("S83.242A", "S83.242A"),
    "service_from": ("2025-12-03", "December 3, 2025"),
    "service_to": ("2025-12-03", "December 3, 2025"),
    "billed_amount": ("1240.00", "$1,240.00"),
    "denied_amount": ("1240.00", "$1,240.00"),
    "carc": ("50", "50"),
    "rarc": ("N115", "N115"),
    "denial_date": ("2026-01-15", "January 15, 2026"),
    "denial_reason_quote": (
        "The records do not show four weeks of conservative care. A locking knee was not documented",
        "The records do not show four weeks of conservative care.\nA locking knee was not documented",
    ),
    "criteria_cited": ("Northwind Imaging Policy 7.2", "Northwind Imaging Policy 7.2"),
    "appeal_deadline_stated": (
        "within 180 days of the date of this notice",
        "within 180 days of the date of this notice",
    ),
    "appeal_deadline_days": ("180", "180"),
    "appeal_address": (
        "Northwind Appeals, PO Box 12, Maple Hollow, OH 43999",
        "Northwind Appeals, PO Box 12, Maple Hollow, OH 43999",
    ),
    "appeal_fax": ("614-555-0120", "614-555-0120"),
    "appeal_phone": ("614-555-0121", "614-555-0121"),
}
PRE_SERVICE_GAPS = frozenset({"service_from", "service_to", "billed_amount", "denied_amount", "claim_numbers"})


@cache
def rulebook() -> Rulebook:
    folder = ROOT / "data" / "rules"
    return parse_rulebook({path.name: path.read_text("utf-8") for path in folder.glob("*.yaml")})


@cache
def templates() -> Templates:
    return load_templates(ROOT / "data" / "templates")


def make_document(
    text: str, document_id: str = "letter", *, doc_type: DocType = "denial_letter", title: str = "", pages: int = 1
) -> Document:
    return Document(
        document_id=document_id,
        filename=f"{document_id}.txt",
        media_type="text/plain",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        size=len(text),
        doc_type=doc_type,
        title=title,
        pages=tuple(Page(number=number, text=text, origin="file") for number in range(1, pages + 1)),
    )


def make_fact(
    letter: Document, field: str, value: str, quote: str, *, confidence: float = 0.99, ordinal: int = 0
) -> Fact:
    start = letter.pages[0].text.index(quote)
    evidence = Evidence(document_id=letter.document_id, page=1, start=start, end=start + len(quote), quote=quote)
    return Fact(fact_id=f"{field}-{ordinal}", field=field, value=value, evidence=evidence, confidence=confidence)


def make_facts(
    letter: Document, *, without: Sequence[str] = (), unsure: Sequence[str] = (), **values: tuple[str, str]
) -> Facts:
    """The facts of LETTER, less `without`, plus `values`; those named in `unsure` at confidence 0.7."""
    chosen = {name: pair for name, pair in {**FACTS, **values}.items() if name not in without}
    return Facts(
        items=tuple(
            make_fact(letter, name, *pair, confidence=0.7 if name in unsure else 0.99) for name, pair in chosen.items()
        )
    )


def make_routing(
    *,
    regime: str = "erisa_sf",
    regime_confidence: float = 0.97,
    category: str = "medical_necessity",
    phase: str = "post_service",
    level: str = "internal_level_1",
    urgency: str = "standard",
    route: str = "internal_appeal_l1",
    deadline: date | None = date(2026, 7, 14),
    computed: date | None = None,
    missing: Sequence[str] = (),
    is_denial: bool = True,
) -> Routing:
    deadlines = (
        (
            Deadline(
                rule_id="F1",
                step=level,
                label="Appeal",
                limit_words="180 days",
                stated=deadline,
                stated_words="within 180 days of the date of this notice",
                computed=computed or deadline,
                plan_to=deadline,
                is_primary=True,
                status="P",
            ),
        )
        if deadline
        else ()
    )
    return Routing(
        is_denial=is_denial,
        document_kind=Finding(value="claim_denial_letter", confidence=0.95),
        regime=Finding(value=regime, confidence=regime_confidence),
        category=Finding(value=category, confidence=0.95),
        phase=phase,
        level=level,
        urgency=urgency,
        route=RouteOption(route=route, label=route),
        deadlines=deadlines,
        missing=tuple(ChecklistItem(item=item, status="missing") for item in missing),
        amount_at_stake=Decimal("1240.00"),
    )


def make_case(
    *,
    routing: Routing | None = None,
    facts: Facts | None = None,
    exhibits: Sequence[Document] = (),
    clinic: Clinic = CLINIC,
    today: date = TODAY,
    confirmed_regime: str = "",
) -> CaseFile:
    letter = make_document(LETTER)
    return CaseFile(
        case_id="case-1",
        today=today,
        clinic=clinic,
        documents=(letter, *exhibits),
        facts=facts or make_facts(letter),
        confirmed_regime=confirmed_regime,
        routing=routing or make_routing(),
    )


def drafted(case: CaseFile) -> CaseFile:
    """The case after the stages draft and ground."""
    return ground_draft(write_draft(case, rulebook(), templates()))
