"""What a plan document means for route, deadlines, checklist and findings of a denial."""

from __future__ import annotations

from datetime import date

import pytest

from denialops.domain.plans import PLAN_STEP
from denialops.domain.routing import Deadline, Routing
from tests.fakes.plan_cases import PLAN, make_planned_case
from tests.fakes.routing_cases import make_case, route_of

STATED = {
    "appeal_deadline_stated": "within 60 days of this notice",
    "appeal_deadline_days": "60",
    "appeal_deadline_unit": "day",
    "appeal_deadline_from": "notice",
}


def plan_row(routing: Routing) -> Deadline:
    return next(row for row in routing.deadlines if row.step == PLAN_STEP)


def codes(routing: Routing) -> list[str]:
    return [conflict.code for conflict in routing.plan.conflicts]


def test_without_a_plan_document_its_terms_are_not_verified() -> None:
    routing = route_of(make_case(category="medical_necessity"))

    (item,) = [row for row in routing.missing if row.for_staff]
    assert routing.plan.status == "not_verified"
    assert "plan terms not verified" in item.why


def test_a_denial_that_no_plan_term_decides_needs_no_plan_document() -> None:
    routing = route_of(make_case(category="duplicate"))

    assert routing.plan.status == "not_needed"
    assert not any(row.for_staff for row in routing.missing)


def test_an_approval_needs_no_plan_document() -> None:
    assert route_of(make_case(is_denial="false", category="medical_necessity")).plan.status == "not_needed"


def test_an_unread_plan_document_is_not_called_verified() -> None:
    case = make_planned_case()

    routing = route_of(case.model_copy(update={"plans": ()}))

    assert routing.plan.status == "unread"


def test_the_definition_is_quoted_and_each_of_its_lines_is_to_be_answered() -> None:
    routing = route_of(make_planned_case())

    quote = routing.plan.quotes[0]
    assert (quote.kind, quote.in_letter, quote.place.page) == ("medical_necessity", True, 2)
    assert [row.item for row in routing.missing if row.for_staff] == [
        "in line with accepted standards of medicine",
        "not mainly for convenience.",
    ]


def test_a_definition_without_a_list_is_answered_clause_by_clause() -> None:
    text = "DEFINITIONS\n\nMedically Necessary means care that is safe; effective; and needed.\n"

    (quote,) = route_of(make_planned_case(text)).plan.quotes

    assert [line.quote for line in quote.lines] == [
        "Medically Necessary means care that is safe",
        "effective",
        "needed.",
    ]


def test_the_benefit_of_the_service_is_found_by_other_words_for_it() -> None:
    routing = route_of(make_planned_case(category="not_covered_benefit"))

    quotes = {quote.kind: quote.place.quote for quote in routing.plan.quotes}
    assert quotes["benefits"].startswith("Outpatient imaging")


def test_the_exclusion_that_the_payer_cites_is_shown_with_its_real_text() -> None:
    routing = route_of(
        make_planned_case(
            category="not_covered_benefit",
            service_description="rhinoplasty",
            denial_reason_quote="Cosmetic surgery is excluded.",
        )
    )

    quotes = {quote.kind: quote.place.quote for quote in routing.plan.quotes}
    assert quotes["exclusions"] == "Cosmetic surgery, except repair after an injury."


def test_passages_about_other_services_are_not_quoted() -> None:
    routing = route_of(make_planned_case(category="not_covered_benefit", service_description="acupuncture"))

    assert routing.plan.quotes == ()


def test_the_time_of_the_plan_stands_beside_those_of_letter_and_law() -> None:
    routing = route_of(make_planned_case(regime="erisa_sf", **STATED))

    row = plan_row(routing)
    assert row.computed == date(2027, 3, 30)
    assert row.evidence and row.evidence.quote.startswith("You may file an appeal within 180 days")
    assert "page 1" in row.citation
    assert not row.is_primary
    assert routing.primary_deadline and routing.primary_deadline.stated == date(2026, 11, 30)


def test_a_time_that_differs_from_the_letters_is_a_finding_with_both_quotes() -> None:
    routing = route_of(make_planned_case(**STATED))

    (conflict,) = routing.plan.conflicts
    assert conflict.code == "plan_time_differs"
    assert conflict.detail.startswith("the letter gives 60 calendar days to appeal, the plan 180 calendar days")
    assert conflict.letter and conflict.letter.quote == "within 60 days of this notice"
    assert "plan_time_differs" in [finding.code for finding in routing.findings]


def test_the_same_time_is_no_finding() -> None:
    told = {**STATED, "appeal_deadline_days": "180"}

    assert codes(route_of(make_planned_case(**told))) == []


def test_a_shorter_plan_time_moves_the_day_to_plan_to() -> None:
    plan = PLAN.replace("within 180 days after", "within 30 days after")

    routing = route_of(make_planned_case(plan, regime="erisa_sf", **STATED))

    assert routing.primary_deadline and routing.primary_deadline.plan_to == plan_row(routing).plan_to
    assert "the plan document gives less" in routing.primary_deadline.arithmetic


def test_the_plans_time_leads_where_neither_letter_nor_law_gives_one() -> None:
    routing = route_of(make_planned_case(regime="unknown"))

    assert routing.primary_deadline and routing.primary_deadline.step == PLAN_STEP


def test_a_step_without_a_plan_time_gets_no_row() -> None:
    routing = route_of(make_planned_case(appeal_level="external_review"))

    assert not any(row.step == PLAN_STEP for row in routing.deadlines)


def test_an_authorization_that_the_plan_does_not_ask_for_is_a_finding() -> None:
    case = make_planned_case(category="prior_auth_absent", denial_reason_quote="No prior authorization was obtained.")

    (conflict,) = route_of(case).plan.conflicts

    assert conflict.code == "plan_step_not_needed"
    assert conflict.plan.quote == "Magnetic resonance imaging of the spine"
    assert conflict.letter and conflict.letter.quote == "No prior authorization was obtained."


@pytest.mark.parametrize("service", ["bariatric surgery", "acupuncture"])
def test_a_service_that_needs_authorization_or_is_not_named_is_no_finding(service: str) -> None:
    routing = route_of(make_planned_case(category="prior_auth_absent", service_description=service))

    assert codes(routing) == []


def test_a_definition_in_other_words_is_a_finding() -> None:
    letter = "Medically necessary means the least costly treatment that a nurse reviewer approves in advance."

    (conflict,) = route_of(make_planned_case(text=letter)).plan.conflicts

    assert conflict.code == "plan_definition_differs"
    assert conflict.letter and conflict.letter.quote == letter


def test_the_plans_own_definition_in_the_letter_is_no_finding() -> None:
    letter = (
        "Medically Necessary means a service in line with accepted standards of medicine, not mainly for convenience."
    )

    assert codes(route_of(make_planned_case(text=letter))) == []


def test_a_listed_benefit_that_is_called_not_covered_is_a_finding() -> None:
    routing = route_of(make_planned_case(category="not_covered_benefit"))

    assert "plan_lists_the_service" in codes(routing)
