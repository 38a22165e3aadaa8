"""What the letter demands of the packet stands on the tab Route, with its words and whether it is met."""

from __future__ import annotations

from denialops.domain.facts import Evidence, Fact, Facts
from denialops.services.records import CaseView
from denialops.ui import pages
from tests.fakes.page_cases import make_case_file, make_facts, make_view
from tests.fakes.services import FakeServices
from tests.pages.conftest import Open, go_to, keys, words


def view_with(field: str, value: str, quote: str) -> CaseView:
    evidence = Evidence(document_id="doc-1", page=1, start=0, end=len(quote), quote=quote)
    fact = Fact(fact_id=f"{field}-1", field=field, value=value, evidence=evidence, confidence=0.96)
    return make_view(case=make_case_file(facts=Facts(items=(*make_facts().items, fact))))


def test_a_demand_shows_the_letters_words_and_what_is_missing(open_page: Open) -> None:
    view = view_with("form_required", "Member Appeal Form", "Complete the Member Appeal Form")
    at = go_to(open_page(FakeServices([view]), pages.CASE, case="case-1"), "Route")

    shown = words(at).replace("\\", "")
    assert "Use the form that the letter requires: Member Appeal Form" in shown
    assert "not met" in shown and "No exhibit has this name" in shown
    assert "“Complete the Member Appeal Form”" in shown
    assert "show_demand_0" in keys(at)


def test_a_letter_that_demands_nothing_shows_no_list(open_page: Open) -> None:
    at = go_to(open_page(FakeServices([make_view()]), pages.CASE, case="case-1"), "Route")

    assert not at.exception
    assert "The packet must" not in words(at)
