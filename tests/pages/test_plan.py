"""The tab Plan: what was found, what contradicts the letter, and what is not verified."""

from __future__ import annotations

from denialops.domain.plans import PlanConflict, PlanQuote, PlanTerms
from denialops.errors import DamagedFile
from denialops.services.records import CaseView
from denialops.ui import pages
from tests.fakes.page_cases import make_case_file, make_facts, make_routing, make_view
from tests.fakes.plan_cases import make_plan, read_plan
from tests.fakes.services import FakeServices
from tests.pages.conftest import Open, go_to, keys, words


def make_planned_view(status: str = "verified") -> CaseView:
    plan, letter = read_plan(), make_facts().find("appeal_deadline_stated")
    section = next(row for row in plan.sections if row.kind == "medical_necessity")
    term = plan.appeal_terms[0]
    quote = PlanQuote(
        kind=section.kind, source=section.source, title=section.title, place=section.passages[0].place,
        lines=tuple(item.place for item in section.items), in_letter=True,
    )  # fmt: skip
    conflict = PlanConflict(
        code="plan_time_differs", detail="the letter gives 60 calendar days to appeal, the plan 180 calendar days",
        source=f"plan:plan:{term.section_id}", title="CLAIMS AND APPEALS", plan=term.place,
        letter=letter.evidence if letter else None,
    )  # fmt: skip
    terms = PlanTerms.model_validate({"status": status, "quotes": (quote,), "conflicts": (conflict,)})
    case = make_case_file()
    routing = make_routing().model_copy(update={"plan": terms})
    documents = (*case.documents, make_plan())
    planned = case.model_copy(update={"documents": documents, "plans": (plan,), "routing": routing})
    return make_view(case=planned)


def without_plan() -> CaseView:
    routing = make_routing().model_copy(update={"plan": PlanTerms(status="not_verified")})
    return make_view(case=make_case_file(routing=routing))


def test_what_bears_on_the_denial_is_quoted_with_its_page(open_page: Open) -> None:
    at = go_to(open_page(FakeServices([make_planned_view()]), pages.CASE, case="case-1"), "Plan")

    assert "Medically Necessary means a service that is" in words(at)
    assert "in line with accepted standards of medicine" in words(at)
    assert "show_plan_0" in keys(at)


def test_a_contradiction_shows_the_words_of_both(open_page: Open) -> None:
    at = go_to(open_page(FakeServices([make_planned_view()]), pages.CASE, case="case-1"), "Plan")

    assert "The letter gives 60 calendar days to appeal, the plan 180 calendar days" in words(at)
    assert "180 days from the date you receive" in words(at)
    assert "You may file an appeal within 180 days" in words(at)


def test_a_quote_opens_its_page_in_the_viewer(open_page: Open) -> None:
    at = go_to(open_page(FakeServices([make_planned_view()]), pages.CASE, case="case-1"), "Plan")

    at.button(key="show_plan_0").click().run()

    assert not at.exception
    assert "<mark>Medically Necessary means a service that is:</mark>" in words(at)


def test_everything_that_was_found_can_be_looked_through(open_page: Open) -> None:
    at = go_to(open_page(FakeServices([make_planned_view()]), pages.CASE, case="case-1"), "Plan")

    at.selectbox(key="plan_kind_plan").select("exclusions").run()

    assert "Cosmetic surgery, except repair after an injury." in words(at)


def test_how_it_goes_into_the_packet_is_chosen(open_page: Open) -> None:
    services = FakeServices([make_planned_view()])
    at = go_to(open_page(services, pages.CASE, case="case-1"), "Plan")

    at.selectbox(key="plan_use_plan").select("whole").run()

    assert ("use_plan", ("case-1", "plan", "whole")) in services.calls


def test_a_plan_document_is_added_with_its_kind(open_page: Open) -> None:
    services = FakeServices([without_plan()])
    at = go_to(open_page(services, pages.CASE, case="case-1"), "Plan")

    at.file_uploader(key="plan_file_case-1").upload("spd.pdf", b"%PDF")
    at.selectbox(key="plan_type_case-1").select("spd")
    at.button(key="add_plan").click().run()

    assert ("add_exhibit", ("case-1", "spd.pdf", "spd", "Summary plan description")) in services.calls


def test_without_a_file_nothing_is_added(open_page: Open) -> None:
    services = FakeServices([without_plan()])
    at = go_to(open_page(services, pages.CASE, case="case-1"), "Plan")

    at.button(key="add_plan").click().run()

    assert "Choose a file first." in words(at)
    assert not services.calls


def test_a_damaged_plan_document_is_refused_with_its_reason(open_page: Open) -> None:
    services = FakeServices([without_plan()])
    services.refuse["add_exhibit"] = DamagedFile()
    at = go_to(open_page(services, pages.CASE, case="case-1"), "Plan")

    at.file_uploader(key="plan_file_case-1").upload("spd.pdf", b"%PDF")
    at.button(key="add_plan").click().run()

    assert "`damaged_file`" in words(at)


def test_unverified_terms_are_told_wherever_they_matter(open_page: Open) -> None:
    services = FakeServices([without_plan()])

    for tab in ("Route", "Plan", "Letter"):
        assert "Plan terms not verified" in words(go_to(open_page(services, pages.CASE, case="case-1"), tab))


def test_verified_terms_are_not_called_unverified(open_page: Open) -> None:
    at = go_to(open_page(FakeServices([make_planned_view()]), pages.CASE, case="case-1"), "Route")

    assert "Plan terms not verified" not in words(at)
