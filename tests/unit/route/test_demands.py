"""What the letter demands of the packet is kept with its words and checked where a program can tell."""

from __future__ import annotations

import pytest

from denialops.domain.cases import CaseFile
from denialops.domain.demands import check_demands
from denialops.domain.documents import Document, Page
from denialops.domain.drafts import Draft
from denialops.domain.packets import PacketPart, describe_files
from tests.fakes.routing_cases import make_case, route_of

STATEMENT = "I certify that the records are complete."


def exhibit(pages: int, *, title: str = "Records", filename: str = "records.pdf") -> Document:
    return Document(
        document_id=f"e-{title}", filename=filename, media_type="application/pdf", sha256="aa" * 32, size=9,
        doc_type="chart", title=title,
        pages=tuple(Page(number=number, text="x", origin="file") for number in range(1, pages + 1)),
    )  # fmt: skip


def told(case: CaseFile, *exhibits: Document, body: str = "", packet_pages: int | None = None) -> list[tuple[str, str]]:
    draft = Draft(draft_id="d", case_id="case-1", kind="appeal", version=1, title="t", body=body) if body else None
    whole = case.model_copy(update={"documents": (*case.documents, *exhibits), "draft": draft})
    return [(row.demand.field, row.status) for row in check_demands(whole, packet_pages=packet_pages)]


def test_a_demand_keeps_its_words_and_the_letters() -> None:
    (demand,) = route_of(make_case(page_limit="25")).demands

    assert (demand.words, demand.value) == ("At most 25 pages in all", "25")
    assert demand.evidence is not None and demand.evidence.quote


@pytest.mark.parametrize(
    ("pages", "packet_pages", "status"),
    [(3, None, "check"), (10, None, "not_met"), (3, 10, "met"), (3, 11, "not_met")],
)
def test_a_page_limit_is_held_against_the_packet(pages: int, packet_pages: int | None, status: str) -> None:
    assert told(make_case(page_limit="10"), exhibit(pages), packet_pages=packet_pages) == [("page_limit", status)]


@pytest.mark.parametrize(
    ("form", "name", "status"),
    [
        ("Member Appeal Form", "Member appeal form", "met"),
        ("Claim Reconsideration Form (CRF-7)", "crf-7.pdf", "met"),
        ("Form PA-1042", "PA-1042 filled in", "met"),
        ("Member Appeal Form", "Provider appeal form", "not_met"),
        ("Member Appeal Form", "Records", "not_met"),
    ],
)
def test_a_form_counts_as_there_when_an_exhibit_has_its_name(form: str, name: str, status: str) -> None:
    assert told(make_case(form_required=form), exhibit(1, title=name)) == [("form_required", status)]


@pytest.mark.parametrize(
    ("body", "status"),
    [(f"We ask for a review. {STATEMENT}", "met"), ("We ask for a review.", "not_met"), ("", "not_met")],
)
def test_a_statement_is_looked_for_in_the_draft(body: str, status: str) -> None:
    assert told(make_case(attestation=STATEMENT), body=body) == [("attestation", status)]


def test_what_only_a_person_can_see_stays_to_be_checked() -> None:
    case = make_case(signature_required="Sign it.", copies_required="2", packet_rules=["Do not staple."])

    assert told(case) == [("copies_required", "check"), ("signature_required", "check"), ("packet_rules", "check")]


def test_the_manifest_names_what_the_packet_does_not_meet() -> None:
    case = make_case(page_limit="3", form_required="Member Appeal Form")
    parts = (PacketPart(label="Letter", pages=2), PacketPart(label="Exhibit A", pages=2))
    manifest = describe_files(case, None, None, {}, parts, created_at="2026-11-20")

    assert manifest.warnings == ("not_met:page_limit", "not_met:form_required")


def test_a_letter_without_demands_asks_for_nothing() -> None:
    assert check_demands(make_case()) == ()
