"""Cases with a plan document beside the letter; the document is text, sectioned by the shipped rules."""

from __future__ import annotations

from denialops.domain.cases import CaseFile
from denialops.domain.documents import Document, Page
from denialops.domain.plans import PlanReading
from denialops.domain.rulebook.plan_sections import PlanSectionRules
from denialops.pipeline.plans.reading import reading_of
from tests.fakes.routing_cases import make_case, shipped_rules

RULES = shipped_rules().plan_sections

PLAN = """COVERED SERVICES

Outpatient imaging. The Plan pays 80% for magnetic resonance imaging ordered by a physician.

Hearing aids. The Plan pays for one hearing aid an ear every three years.

PRIOR AUTHORIZATION

These services must be authorized first:

- Inpatient stays
- Bariatric surgery

These services do not require prior authorization:

- Magnetic resonance imaging of the spine
- Emergency services

EXCLUSIONS

- Cosmetic surgery, except repair after an injury.
- Hearing aids beyond one an ear.

CLAIMS AND APPEALS

You may file an appeal within 180 days after you receive the notice. We will decide within 30 days.

\f

DEFINITIONS

Medically Necessary means a service that is:

- in line with accepted standards of medicine; and
- not mainly for convenience.

Experimental means a service that the Food and Drug Administration has not approved for the use.
"""


def make_plan(text: str = PLAN, *, document_id: str = "plan", doc_type: str = "spd") -> Document:
    """Pages end with a form feed."""
    pages = tuple(Page(number=n, text=page, origin="file") for n, page in enumerate(text.split("\f"), 1))
    return Document.model_validate(
        {
            "document_id": document_id,
            "filename": f"{document_id}.txt",
            "media_type": "text/plain",
            "sha256": "1" * 64,
            "size": len(text),
            "doc_type": doc_type,
            "pages": pages,
        }
    )


def read_plan(text: str = PLAN, rules: PlanSectionRules = RULES, *, document_id: str = "plan") -> PlanReading:
    return reading_of(make_plan(text, document_id=document_id), rules)


def make_planned_case(plan: str = PLAN, *, text: str = "", **values: str | list[str]) -> CaseFile:
    """A denial of an MRI of the spine with the plan document read; the values are facts of the letter."""
    told: dict[str, str | list[str]] = {
        "service_description": "MRI of the spine",
        "category": "medical_necessity",
        "appeal_level": "internal_level_1",
        **values,
    }
    case = make_case(text=text, **told)  # type: ignore[arg-type]
    return case.model_copy(update={"documents": (*case.documents, make_plan(plan)), "plans": (read_plan(plan),)})
