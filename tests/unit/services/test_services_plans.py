"""Plan documents of a case are read, kept, shown and used; what goes wrong leaves the case as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from denialops.bootstrap import build_services
from denialops.config import Settings
from denialops.domain.plans import place_fact
from denialops.errors import DocumentNotFound, IllegalTransition, InvalidValue
from denialops.services import Services
from denialops.services.records import Upload
from tests.fakes.plan_cases import PLAN
from tests.fixtures.plan_documents import medical_policy

MARIA = "Maria Lopez"
LETTER = """Larkspur Mutual Health
PO Box 5150, Dayton, OH 45401

February 20, 2026

Member: Dana Whitlock
Member ID: LMH4471902
Claim number: 26-0417-88213
Service: MRI of the spine (72148)

Dear Dana Whitlock:

We have denied your claim because the service is not medically necessary.
You may file an appeal within 60 days from the date of this notice.
"""


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    built = build_services(Settings(data_dir=tmp_path / "data"), at_once=True)
    yield built
    built.store.close()


@pytest.fixture
def case_id(services: Services) -> str:
    return services.open_case(Upload("letter.txt", LETTER.encode()), actor=MARIA)


def add_plan(services: Services, case_id: str, data: bytes = PLAN.encode(), name: str = "plan.txt") -> str:
    return services.add_exhibit(case_id, Upload(name, data), doc_type="spd", title="", actor=MARIA)


def test_a_plan_document_is_read_and_the_letter_quotes_it(services: Services, case_id: str) -> None:
    before = services.case(case_id).case.routing
    add_plan(services, case_id)

    view = services.case(case_id)
    assert before and before.plan.status == "not_verified"
    assert view.row.status == "review"
    assert view.case.routing and view.case.routing.plan.status == "verified"
    assert "plan_time_differs" in [conflict.code for conflict in view.case.routing.plan.conflicts]
    assert view.case.draft and "Medically Necessary means a service that is:" in view.case.draft.body
    assert view.exhibits[1].title == "Summary plan description, excerpt, page 2"


def test_what_was_found_outlives_reading_the_letter_again(services: Services, case_id: str) -> None:
    add_plan(services, case_id)
    first = services.case(case_id).case.plans

    services.rerun(case_id, actor=MARIA)

    assert services.case(case_id).case.plans == first


def test_a_correction_is_matched_with_the_plan_at_once(services: Services, case_id: str) -> None:
    add_plan(services, case_id)

    services.correct_fact(case_id, "service_description", "MRI of the spine", actor=MARIA)
    services.correct_fact(case_id, "category", "not_covered_benefit", actor=MARIA)

    routing = services.case(case_id).case.routing
    assert routing and "benefits" in [quote.kind for quote in routing.plan.quotes]


def test_a_letter_that_a_person_wrote_is_not_written_over(services: Services, case_id: str) -> None:
    services.save_draft(case_id, "My own letter.", based_on=1, actor=MARIA)

    add_plan(services, case_id)

    view = services.case(case_id)
    assert view.case.draft and view.case.draft.body == "My own letter."
    assert view.draft_outdated


def test_how_it_goes_into_the_packet_is_kept(services: Services, case_id: str) -> None:
    document_id = add_plan(services, case_id)

    services.use_plan(case_id, document_id, "none", actor=MARIA)

    view = services.case(case_id)
    assert [plan.use for plan in view.case.plans] == ["none"]
    assert [exhibit.label for exhibit in view.exhibits] == ["Exhibit A", "Not in the packet"]
    assert len(services.manifest(case_id).parts) == 3


def test_a_removed_plan_document_leaves_its_terms_unverified(services: Services, case_id: str) -> None:
    document_id = add_plan(services, case_id)

    services.remove_exhibit(case_id, document_id, actor=MARIA)

    view = services.case(case_id)
    assert view.case.plans == ()
    assert view.case.routing and view.case.routing.plan.status == "not_verified"


def test_a_passage_is_shown_marked_on_its_page(services: Services, case_id: str) -> None:
    document_id = add_plan(services, case_id, medical_policy(), "policy.pdf")
    section = services.case(case_id).case.plans[0].sections[0]
    fact = place_fact(section.source, section.title, section.passages[1].place)

    marked = services.page_image(case_id, document_id, 1, fact_id=fact.fact_id)

    assert marked != services.page_image(case_id, document_id, 1)


def test_a_way_into_the_packet_that_does_not_exist_is_refused(services: Services, case_id: str) -> None:
    document_id = add_plan(services, case_id)

    with pytest.raises(InvalidValue):
        services.use_plan(case_id, document_id, "half", actor=MARIA)  # type: ignore[arg-type]
    with pytest.raises(DocumentNotFound):
        services.use_plan(case_id, "nobody", "whole", actor=MARIA)


def test_a_closed_case_takes_no_plan_document(services: Services, case_id: str) -> None:
    services.close(case_id, outcome="upheld", amount=None, actor=MARIA)

    with pytest.raises(IllegalTransition):
        add_plan(services, case_id)

    assert len(services.case(case_id).exhibits) == 1


def test_plan_documents_are_taken_without_a_store(services: Services) -> None:
    appeal = services.appeal_in_memory(Upload("letter.txt", LETTER.encode()), plans=[Upload("plan.txt", PLAN.encode())])

    assert b"Medically Necessary means a service that is:" in appeal.files["draft.md"]
    assert b"excerpt, page 2" in appeal.files["manifest.json"]


def test_an_unreadable_plan_document_stops_nothing(services: Services) -> None:
    case = services.read_in_memory(
        Upload("letter.txt", LETTER.encode()), plans=[Upload("plan.pdf", b"%PDF-1.4 broken")]
    )

    assert case.plans[0].problem
    assert case.routing and case.routing.plan.status == "unread"
