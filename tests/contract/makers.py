"""Small synthetic records for the store's tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from denialops.domain.cases import STAGE_NAMES, CaseFile, StageName
from denialops.domain.documents import Document, Page, ReadingWarning, Word
from denialops.domain.drafts import Draft, Mark
from denialops.domain.facts import Evidence, Fact, Facts
from denialops.domain.records import Change, Listing
from denialops.domain.routing import Finding, RouteOption, Routing
from denialops.ports import CaseStore

TODAY = date(2026, 3, 2)
LISTING = Listing(
    payer="Harbor Ridge Health Plan",
    patient="Muñoz, Ada",
    amount=Decimal("4812.50"),
    category="medical_necessity",
    route="internal_appeal",
    safe_date=date(2026, 4, 1),
    search_terms=("PSI 4400-22-10", "HRH-009-112"),
)


class FakeClock:
    """Stands still until told to move."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)

    def today(self) -> date:
        return self.moment.date()

    def now(self) -> datetime:
        return self.moment

    def pass_days(self, days: float) -> None:
        self.moment += timedelta(days=days)


def make_change(
    event_type: str = "something_happened", key: str = "", *, actor: str = "Ruth", **ids: str | int
) -> Change:
    return Change(type=event_type, actor=actor, ids=dict(ids), key=key)


def make_page(number: int = 1, text: str = "We deny claim 7.") -> Page:
    word = Word(start=0, end=2, x0=0.1, y0=1 / 3, x1=0.2, y1=0.4, confidence=0.987654321)
    return Page(number=number, text=text, origin="ocr", width_pt=612, height_pt=792, ocr_confidence=0.9, words=(word,))


def make_document(document_id: str = "d1", *, sha256: str = "aa" * 32, pages: int = 0) -> Document:
    return Document(
        document_id=document_id,
        filename="letter.pdf",
        media_type="application/pdf",
        sha256=sha256,
        size=1234,
        pages=tuple(make_page(number) for number in range(1, pages + 1)),
        warnings=(ReadingWarning(code="low_confidence", pages=(1,)),) if pages else (),
    )


def make_fact(field: str = "payer", value: str = "Harbor Ridge", fact_id: str = "") -> Fact:
    evidence = Evidence(document_id="d1", page=1, start=0, end=2, quote="We")
    return Fact(fact_id=fact_id or f"f-{field}-{value}", field=field, value=value, evidence=evidence, confidence=0.95)


def make_routing(route: str = "internal_appeal") -> Routing:
    return Routing(
        is_denial=True,
        document_kind=Finding(value="denial_letter", confidence=0.9),
        regime=Finding(value="erisa_sf", confidence=0.8),
        category=Finding(value="medical_necessity", confidence=0.9),
        phase="post_service",
        level="first",
        urgency="standard",
        route=RouteOption(route=route, label="First appeal"),
        amount_at_stake=Decimal("4812.50"),
    )


def make_draft(body: str = "Dear reviewer,", *, case_id: str = "c1", author: str = "DenialOps") -> Draft:
    return Draft(
        draft_id="draft-1", case_id=case_id, kind="appeal", version=1, author=author, title="Appeal", body=body
    )


def make_case_file(case_id: str = "c1", *, body: str = "Dear reviewer,", marks: tuple[Mark, ...] = ()) -> CaseFile:
    """A case as it leaves the last stage."""
    return CaseFile(
        case_id=case_id,
        today=TODAY,
        documents=(make_document(pages=2),),
        facts=Facts(items=(make_fact("payer", "Harbor Ridge"), make_fact("claim_numbers", "7"))),
        routing=make_routing(),
        draft=make_draft(body, case_id=case_id).model_copy(update={"marks": marks}),
    )


def open_case(store: CaseStore, case_id: str = "c1", *, sha256: str = "aa" * 32) -> None:
    with store.transaction() as tx:
        tx.open_case(case_id, make_change("case_opened"))
        tx.add_document(case_id, make_document(sha256=sha256), make_change("document_added", document_id="d1"))


def run_stages(
    store: CaseStore, case: CaseFile, *stages: StageName, listing: Listing = LISTING, finish: bool = True
) -> None:
    """What the services do after each stage; all of them when none is named."""
    for stage in stages or STAGE_NAMES:
        with store.transaction() as tx:
            tx.save_stage(stage, case, listing, make_change("stage_finished", stage=stage))
    if finish:
        with store.transaction() as tx:
            tx.finish(case.case_id, make_change("case_ready"))


def open_reviewed(
    store: CaseStore, case_id: str = "c1", *, listing: Listing = LISTING, sha256: str = "aa" * 32
) -> None:
    open_case(store, case_id, sha256=sha256)
    run_stages(store, make_case_file(case_id), listing=listing)
