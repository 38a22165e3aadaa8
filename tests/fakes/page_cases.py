"""Synthetic cases in every state that a page must show."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from denialops.domain.cases import CaseFile, CaseRow, CaseStatus
from denialops.domain.documents import Document, Page, ReadingWarning
from denialops.domain.drafts import Blank, Draft, Mark
from denialops.domain.facts import Evidence, Fact, Facts
from denialops.domain.routing import ChecklistItem, Deadline, Finding, RouteOption, Routing
from denialops.services.records import CaseView, DraftInfo, ExhibitView, Progress, StageState

TODAY = date(2026, 3, 2)
NOW = "2026-03-02T15:04:00+00:00"

PAGE_ONE = """Larkspur Mutual Health
Notice of Adverse Benefit Determination
February 20, 2026

Member: Dana Whitlock
Member ID: LMH4471902
Claim number: 26-0417-88213
Provider: Harbor Street Imaging, NPI 2000000010

We reviewed your request for an MRI of the lumbar spine (72148) on January 28, 2026.
We have denied this service because it is not medically necessary.
Amount denied: $1,840.00
"""

PAGE_TWO = """How to appeal
You have 180 days from the date you receive this notice to ask for an internal appeal.
Write to Larkspur Mutual Health, Appeals Unit, PO Box 5150, Dayton, OH 45401 or fax 937-555-0142.
Your plan is self-funded by Whitlock Tool & Die.
"""

BODY = """## Why this claim should be paid

Your notice of February 20, 2026 says the MRI was "not medically necessary". We ask you to reverse that decision.

- Six weeks of physical therapy did not help: [[add the dates of the visits]]
- The MRI was ordered after new weakness in the left leg.

> We have denied this service because it is not medically necessary.

| Date | Service | Denied |
| January 28, 2026 | 72148 | $1,840.00 |

Please send your decision in writing.
"""

FOUND = (
    ("patient_name", "Dana Whitlock", "Dana Whitlock", 1, 0.98),
    ("member_id", "LMH4471902", "LMH4471902", 1, 0.97),
    ("payer", "Larkspur Mutual Health", "Larkspur Mutual Health", 1, 0.95),
    ("claim_numbers", "26-0417-88213", "26-0417-88213", 1, 0.97),
    ("npi", "2000000010", "2000000010", 1, 0.6),
    ("denial_date", "2026-02-20", "February 20, 2026", 1, 0.98),
    ("denial_reason_quote", "it is not medically necessary", "it is not medically necessary", 1, 0.94),
    ("cpt_hcpcs", "72148", "72148", 1, 0.95),
    ("denied_amount", "1840.00", "$1,840.00", 1, 0.96),
    ("appeal_deadline_stated", "180 days from the date you receive", "180 days from the date you receive", 2, 0.93),
    ("appeal_fax", "9375550142", "937-555-0142", 2, 0.8),
    ("regime", "erisa_sf", "Your plan is self-funded", 2, 0.9),
)  # fmt: skip


def make_document(
    document_id: str = "doc-1", *, media_type: str = "application/pdf", filename: str = "denial.pdf"
) -> Document:
    return Document(
        document_id=document_id,
        filename=filename,
        media_type=media_type,
        sha256="0" * 64,
        size=48_213,
        pages=(
            Page(number=1, text=PAGE_ONE, origin="text_layer", width_pt=612, height_pt=792),
            Page(number=2, text=PAGE_TWO, origin="ocr", width_pt=612, height_pt=792, ocr_confidence=0.91),
        ),
    )


def make_facts() -> Facts:
    items = []
    for number, (field, value, quote, page, confidence) in enumerate(FOUND):
        start = (PAGE_ONE if page == 1 else PAGE_TWO).index(quote)
        evidence = Evidence(document_id="doc-1", page=page, start=start, end=start + len(quote), quote=quote)
        flags = ("npi_checksum",) if field == "npi" else ()
        items.append(
            Fact(fact_id=f"f{number}", field=field, value=value, evidence=evidence, confidence=confidence, flags=flags)
        )
    return Facts(items=tuple(items))


def make_routing() -> Routing:
    regime_evidence = make_facts().find("regime")
    assert regime_evidence and regime_evidence.evidence
    return Routing(
        is_denial=True,
        document_kind=Finding(value="adverse_determination_preservice", confidence=0.95),
        regime=Finding(
            value="erisa_sf",
            confidence=0.9,
            evidence=(regime_evidence.evidence,),
            reasons=("The letter calls the plan self-funded.",),
            alternatives=(("erisa_fi", 0.2),),
        ),
        category=Finding(
            value="medical_necessity", confidence=0.96, reasons=("The letter says not medically necessary.",)
        ),
        phase="post_service",
        level="internal_level_1",
        urgency="standard",
        route=RouteOption(
            route="internal_appeal_l1",
            label="Appeal, first level",
            reasons=("A clinical denial that the plan must review again.",),
            changes_if=("The clinic finds an approval on file.",),
            due=date(2026, 8, 19),
        ),
        alternatives=(
            RouteOption(route="peer_to_peer", label="Peer-to-peer call", reasons=("A doctor may settle it by phone.",)),
        ),
        deadlines=(
            Deadline(
                rule_id="F1",
                step="internal_level_1",
                label="Internal appeal",
                limit_words="180 days from receipt",
                stated=date(2026, 8, 19),
                stated_words="180 days from the date you receive this notice",
                computed=date(2026, 8, 19),
                safe=date(2026, 8, 19),
                plan_to=date(2026, 8, 19),
                arithmetic="February 20, 2026 + 180 days = August 19, 2026",
                citation="29 CFR 2560.503-1(h)(3)(i)",
                status="P",
                is_primary=True,
            ),
        ),
        missing=(
            ChecklistItem(item="Physical therapy notes", status="missing", why="Shows that conservative care failed."),
            ChecklistItem(item="Denial letter", status="have"),
            ChecklistItem(item="Order for the MRI", status="ask"),
        ),
        must_meet=("Say why the plan's criteria are met.",),
        amount_at_stake=Decimal("1840.00"),
    )


def make_draft(version: int = 1, *, body: str = BODY, author: str = "DenialOps") -> Draft:
    start = body.find("new weakness in the left leg")
    marks = (
        Mark(
            text="new weakness in the left leg", reason="No record of the case says this.", start=start, end=start + 28
        ),
    )
    return Draft(
        draft_id=f"d{version}",
        case_id="case-1",
        kind="appeal",
        version=version,
        based_on=version - 1,
        author=author,
        created_at=NOW,
        title="Appeal, first level",
        body=body,
        blanks=(Blank(text="add the dates of the visits"),) if "[[" in body else (),
        marks=marks if start >= 0 else (),
    )


def make_case_file(case_id: str = "case-1", **changes: object) -> CaseFile:
    case = CaseFile(
        case_id=case_id,
        today=TODAY,
        documents=(make_document(),),
        facts=make_facts(),
        routing=make_routing(),
        draft=make_draft(),
    )
    return case.model_copy(update=changes)


def make_row(case_id: str = "case-1", *, number: int = 1, status: CaseStatus = "review", **changes: object) -> CaseRow:
    row = CaseRow(
        case_id=case_id,
        number=number,
        status=status,
        payer="Larkspur Mutual Health",
        patient="Dana Whitlock",
        amount=Decimal("1840.00"),
        category="medical_necessity",
        route="internal_appeal_l1",
        safe_date=date(2026, 8, 19),
        days_left=170,
        created_at=NOW,
    )
    return row.model_copy(update=changes)


def make_stages(done: int = 5, failed: str = "") -> dict[str, StageState]:
    names = ("ingest", "extract", "route", "draft", "ground")
    stages = {name: StageState(name=name, status="done" if i < done else "waiting") for i, name in enumerate(names)}
    if failed:
        stages[names[done]] = StageState(name=names[done], status="failed", code=failed)
    elif done < len(names):
        stages[names[done]] = StageState(name=names[done], status="running")
    return stages


def make_view(case_id: str = "case-1", **changes: object) -> CaseView:
    """A case in review with everything in place."""
    case = make_case_file(case_id)
    view = CaseView(
        row=make_row(case_id),
        case=case,
        stages=make_stages(),
        progress=Progress(is_running=False, pages=2, facts_found=12),
        versions=(
            DraftInfo(
                version=1, based_on=0, author="DenialOps", created_at=NOW, title="Appeal, first level", is_latest=True
            ),
        ),
        exhibits=(
            ExhibitView(
                document_id="doc-1",
                label="Exhibit A",
                title="Denial letter",
                filename="denial.pdf",
                media_type="application/pdf",
                doc_type="denial_letter",
                pages=2,
                size=48_213,
            ),
        ),
    )
    return view.model_copy(update=changes)


def make_running_view(case_id: str = "case-run") -> CaseView:
    """Reading page 1 of 2; some facts are in, no route yet."""
    case = make_case_file(case_id, routing=None, draft=None, facts=Facts(items=make_facts().items[:3]))
    row = make_row(
        case_id, number=2, status="reading", safe_date=None, days_left=None, category="", route="", amount=None
    )
    return CaseView(
        row=row,
        case=case,
        stages=make_stages(done=1),
        progress=Progress(is_running=True, stage="extract", page=1, pages=2, facts_found=3, last_event=6),
    )


def make_failed_view(
    case_id: str = "case-bad", *, code: str = "damaged_file", message: str = "", hint: str = "Get a fresh copy."
) -> CaseView:
    row = CaseRow(case_id=case_id, number=3, status="failed", created_at=NOW, error_code=code)
    case = CaseFile(case_id=case_id, today=TODAY, documents=(make_document().model_copy(update={"pages": ()}),))
    error = {"code": code, "message": message or hint, "hint": hint}
    return CaseView(
        row=row,
        case=case,
        stages=make_stages(done=0, failed=code),
        progress=Progress(is_running=False, stage="ingest"),
        error=error,
    )


def make_several_letters_view(case_id: str = "case-two") -> CaseView:
    warning = ReadingWarning(code="several_letters", detail="2", pages=(1, 2))
    return make_view(case_id, case=make_case_file(case_id, warnings=(warning,)))
