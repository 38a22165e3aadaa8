"""Plan documents become sections with page anchors; every quote stands where it says."""

from __future__ import annotations

from time import perf_counter

import pytest

from denialops.bootstrap import build_pipeline
from denialops.config import Settings
from denialops.documents.children import Children
from denialops.documents.imager import PdfImager
from denialops.documents.limits import Limits
from denialops.domain.documents import Document
from denialops.domain.plans import PlanReading, PlanSection
from denialops.pipeline.plans.reading import reading_of
from tests.fakes.plan_cases import PLAN, RULES, make_plan, read_plan
from tests.fixtures.plan_documents import (
    BENEFIT,
    DEFINITION_LINES,
    POLICY_ITEMS,
    WAIVED,
    evidence_of_coverage,
    medical_policy,
    summary_plan_description,
)


@pytest.fixture(scope="module")
def children() -> Children:
    return Children(Limits.of(Settings()))


def read_pdf(data: bytes, children: Children) -> tuple[Document, PlanReading]:
    """As the product reads a plan document: pages, then the places of their words."""
    document = build_pipeline(Settings()).reader.read(data, filename="plan.pdf", document_id="plan")
    imager = PdfImager(children)
    pages = tuple(
        page.model_copy(update={"words": imager.words_of(data, document.media_type, page)}) for page in document.pages
    )
    shaped = document.model_copy(update={"pages": pages, "doc_type": "spd"})
    return shaped, reading_of(shaped, RULES)


def of_kind(reading: PlanReading, kind: str) -> list[PlanSection]:
    return [section for section in reading.sections if section.kind == kind]


def quotes(section: PlanSection) -> list[str]:
    return [" ".join(passage.place.quote.split()) for passage in section.passages]


def test_a_summary_plan_description_gives_its_sections(children: Children) -> None:
    document, reading = read_pdf(summary_plan_description(), children)

    assert len(document.pages) == 20
    assert quotes(of_kind(reading, "benefits")[0]) == [BENEFIT]
    assert [section.title for section in of_kind(reading, "appeal_terms")] == [
        "5.1 First-level appeal",
        "5.2 Second-level appeal",
        "5.3 External review",
    ]
    (definition,) = of_kind(reading, "medical_necessity")
    assert [" ".join(item.place.quote.split()) for item in definition.items] == list(DEFINITION_LINES)
    assert (definition.title, definition.place.page) == ("Medically Necessary", 13)
    assert len(of_kind(reading, "experimental")) == 1


def test_every_passage_is_word_for_word_at_its_place(children: Children) -> None:
    document, reading = read_pdf(summary_plan_description(), children)
    texts = {page.number: page.text for page in document.pages}

    places = [row.place for section in reading.sections for row in section.passages]
    places += [row.place for row in (*reading.appeal_terms, *reading.waivers)]
    assert len(places) > 80
    assert all(texts[place.page][place.start : place.end] == place.quote for place in places)


def test_contents_running_heads_and_page_numbers_are_no_sections(children: Children) -> None:
    _, reading = read_pdf(summary_plan_description(), children)

    everything = " ".join(words for section in reading.sections for words in (section.title, *quotes(section)))
    assert "....." not in everything
    assert "Juniper Fabrication Health Plan" not in everything
    assert "Page 1" not in everything


def test_an_evidence_of_coverage_gives_its_chapters(children: Children) -> None:
    _, reading = read_pdf(evidence_of_coverage(), children)

    assert [s.title for s in of_kind(reading, "exclusions")] == ["CHAPTER 4 WHAT IS NOT COVERED"]
    assert "gynecology" in reading.waivers[0].place.quote
    assert "methotrexate" in quotes(of_kind(reading, "step_therapy")[0])[0]
    assert of_kind(reading, "medical_necessity")[0].title == "Medically Necessary"


def test_a_medical_policy_keeps_its_criteria_as_items(children: Children) -> None:
    _, reading = read_pdf(medical_policy(), children)

    (criteria,) = reading.sections
    assert [" ".join(item.place.quote.split()) for item in criteria.items] == list(POLICY_ITEMS)


def test_a_list_of_services_without_authorization_is_told_from_the_other_list(children: Children) -> None:
    _, reading = read_pdf(summary_plan_description(), children)

    waived = [" ".join(waiver.place.quote.split()) for waiver in reading.waivers]
    assert WAIVED in waived
    assert not any("Organ transplants" in quote for quote in waived)


def test_a_hundred_pages_are_sectioned_in_less_than_a_second(children: Children) -> None:
    document, _ = read_pdf(evidence_of_coverage(100), children)
    started = perf_counter()

    reading_of(document, RULES)

    assert len(document.pages) >= 100
    assert perf_counter() - started < 1


def test_plain_text_is_sectioned_by_blank_lines_and_capitals() -> None:
    kinds = [section.kind for section in read_plan().sections]

    assert kinds == [
        "benefits",
        "prior_authorization",
        "exclusions",
        "appeal_terms",
        "medical_necessity",
        "experimental",
    ]


def test_a_definition_ends_with_its_list() -> None:
    definition = next(row for row in read_plan().sections if row.kind == "medical_necessity")

    assert quotes(definition) == [
        "Medically Necessary means a service that is:",
        "in line with accepted standards of medicine; and",
        "not mainly for convenience.",
    ]
    assert definition.passages[0].place.page == 2


def test_experimental_named_among_the_exclusions_is_an_exclusion() -> None:
    text = "EXCLUSIONS\n\n1. Experimental Services\n\nDrugs in trials are not paid.\n"

    reading = read_plan(text)

    assert [section.kind for section in reading.sections] == ["exclusions"]


def test_a_neutral_heading_ends_the_section_above_it() -> None:
    text = "COVERED SERVICES\n\nThe plan pays for imaging.\n\nELIGIBILITY\n\nEmployees of the sponsor may enroll.\n"

    reading = read_plan(text)

    assert [quotes(section) for section in reading.sections] == [["The plan pays for imaging."]]


def test_running_text_is_no_heading() -> None:
    text = "Section 5 describes what the plan excludes and\nexclusions are listed there in full for your reading.\n"

    assert read_plan(text).sections == ()


def test_a_document_without_sections_has_none() -> None:
    assert read_plan("Lunch menu\n\nSoup and bread.\n").sections == ()
    assert read_plan("").sections == ()


def test_a_title_is_kept_when_a_document_is_read_twice() -> None:
    assert reading_of(make_plan(PLAN), RULES) == reading_of(make_plan(PLAN), RULES)
