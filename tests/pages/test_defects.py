"""What the notice must have, on the tab of the route."""

from __future__ import annotations

from denialops.domain.facts import Evidence
from denialops.domain.routing import Defect
from denialops.errors import InvalidValue
from denialops.services.records import CaseView
from denialops.ui import pages
from tests.fakes.page_cases import PAGE_TWO, make_case_file, make_routing, make_view
from tests.fakes.services import FakeServices
from tests.pages.conftest import Open, go_to, keys, words

QUOTE = "Your plan is self-funded by Whitlock Tool & Die."
PLACE = Evidence(document_id="doc-1", page=2, start=PAGE_TWO.index(QUOTE), end=PAGE_TWO.index(QUOTE) + 48, quote=QUOTE)
BASE = {"severity": "H", "citation": "29 CFR 2560.503-1(g)(1)", "status": "P"}
DEFECTS = (
    Defect(rule_id="A1", element="the specific reasons", answer="present", evidence=PLACE, **BASE),
    Defect(rule_id="A12", element="the external review", answer="not_found", consequence="It follows that.", **BASE),
    Defect(rule_id="A18", element="180 days", answer="not_found", is_contrary=True, note="It gives 60 days.", **BASE),
    Defect(rule_id="B13", element="an exception", answer="not_found", **{**BASE, "status": "U", "severity": "M"}),
    Defect(rule_id="A15", element="copies", answer="not_applicable", **BASE),
)


def view_with(defects: tuple[Defect, ...] = DEFECTS, **changes: object) -> CaseView:
    routing = make_routing().model_copy(update={"defects": defects})
    return make_view(case=make_case_file(routing=routing, **changes))


def test_each_element_says_how_the_letter_stands_to_it_and_by_which_law(open_page: Open) -> None:
    at = go_to(open_page(FakeServices([view_with()]), pages.CASE, case="case-1"), "Route")

    shown = words(at)
    assert not at.exception
    assert "1 found, 3 not found in this letter, 0 cannot be judged" in shown
    assert "not found in this letter]" in shown and "the letter says otherwise]" in shown
    assert "A12 · 29 CFR 2560.503-1" in shown and "read in the law itself" in shown
    assert "It follows that." in shown
    assert "**Copies**" not in shown


def test_a_quote_leads_to_its_place_in_the_letter(open_page: Open) -> None:
    at = go_to(open_page(FakeServices([view_with()]), pages.CASE, case="case-1"), "Route")
    at.button(key="show_defect_A1").click().run()

    assert not at.exception
    assert "<mark>Your plan is self-funded by Whitlock Tool &amp; Die.</mark>" in words(at)


def test_only_verified_gaps_can_be_put_into_the_letter(open_page: Open) -> None:
    at = go_to(open_page(FakeServices([view_with()]), pages.CASE, case="case-1"), "Route")

    offered = {key for key in keys(at) if key.startswith("draft_defect_")}
    assert offered == {"draft_defect_A12", "draft_defect_A18"}


def test_one_click_puts_a_gap_into_the_letter(open_page: Open) -> None:
    services = FakeServices([view_with()])
    at = go_to(open_page(services, pages.CASE, case="case-1"), "Route")
    at.button(key="draft_defect_A12").click().run()

    assert not at.exception
    assert ("add_defect_to_draft", ("case-1", "A12", "Maria Lopez")) in services.calls


def test_a_refused_point_says_why(open_page: Open) -> None:
    services = FakeServices([view_with()])
    services.refuse["add_defect_to_draft"] = InvalidValue("No.", hint="Only verified rules.")
    at = go_to(open_page(services, pages.CASE, case="case-1"), "Route")
    at.button(key="draft_defect_A12").click().run()

    assert "Only verified rules." in words(at)


def test_nothing_is_offered_where_there_is_no_draft(open_page: Open) -> None:
    at = go_to(open_page(FakeServices([view_with(draft=None)]), pages.CASE, case="case-1"), "Route")

    assert not [key for key in keys(at) if key.startswith("draft_defect_")]


def test_without_rules_nothing_is_said(open_page: Open) -> None:
    at = go_to(open_page(FakeServices([view_with(())]), pages.CASE, case="case-1"), "Route")

    assert "What the notice must have" not in words(at)


def test_gaps_stand_before_what_is_there_and_contradictions_before_gaps(open_page: Open) -> None:
    at = go_to(open_page(FakeServices([view_with()]), pages.CASE, case="case-1"), "Route")

    shown = words(at)
    assert (
        shown.index("**180 days**") < shown.index("**The external review**") < shown.index("**The specific reasons**")
    )
