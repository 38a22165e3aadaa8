"""More than one letter of a claim, on the page of its case."""

from __future__ import annotations

from denialops.domain.cases import EarlierLetter
from denialops.domain.routing import Finding
from denialops.errors import DuplicateDocument
from denialops.services.records import CaseView, ExhibitView, MatchView
from denialops.ui import pages
from tests.fakes.page_cases import make_case_file, make_facts, make_routing, make_row, make_view
from tests.fakes.services import FakeServices
from tests.pages.conftest import Open, go_to, keys, words

MATCH = MatchView(
    case_id="case-0", number=7, payer="Larkspur Mutual Health", patient="Dana Whitlock", reason="claim_number"
)
EARLIER = (EarlierLetter(document_id="doc-0", facts=make_facts()),)


def matched_view() -> CaseView:
    return make_view(matches=(MATCH,))


def approved_view(status: str = "review") -> CaseView:
    kind = Finding(value="approval_notice", confidence=0.95)
    routing = make_routing().model_copy(update={"is_denial": False, "document_kind": kind})
    return make_view(case=make_case_file(routing=routing, earlier=EARLIER), row=make_row(status=status))


def test_a_case_found_for_the_same_claim_is_suggested_with_its_reason(open_page: Open) -> None:
    at = open_page(FakeServices([matched_view()]), pages.CASE, case="case-1")

    assert "Case 7 (Dana Whitlock, Larkspur Mutual Health) has the same claim number" in words(at)
    assert {"join_case-0", "apart_case-0"} <= keys(at)


def test_a_person_adds_it_to_the_earlier_case_and_lands_there(open_page: Open) -> None:
    services = FakeServices([matched_view(), make_view("case-0")])
    at = open_page(services, pages.CASE, case="case-1")
    at.button(key="join_case-0").click().run()

    assert not at.exception
    assert ("join_case", ("case-1", "case-0", "Maria Lopez")) in services.calls
    assert "case-0" in at.query_params["case"]


def test_a_person_keeps_them_apart_and_is_not_asked_again(open_page: Open) -> None:
    services = FakeServices([matched_view()])
    at = open_page(services, pages.CASE, case="case-1")
    at.button(key="apart_case-0").click().run()

    assert ("keep_apart", ("case-1", "case-0", "Maria Lopez")) in services.calls
    assert "Same claim?" not in words(at)


def test_a_refused_joining_stays_on_the_page_and_says_why(open_page: Open) -> None:
    services = FakeServices([matched_view(), make_view("case-0")])
    services.refuse["join_case"] = DuplicateDocument("case-0")
    at = open_page(services, pages.CASE, case="case-1")
    at.button(key="join_case-0").click().run()

    assert "case-1" in at.query_params["case"]
    assert "`duplicate_document`" in words(at)


def test_a_later_letter_is_added_and_read(open_page: Open) -> None:
    services = FakeServices([make_view()])
    at = go_to(open_page(services, pages.CASE, case="case-1"), "Actions")
    at.file_uploader(key="later_case-1").upload("final.txt", b"The denial is upheld.")
    at.button(key="attach_letter").click().run()

    assert not at.exception
    assert ("attach_letter", ("case-1", "final.txt", "Maria Lopez")) in services.calls


def test_without_a_file_nothing_is_added(open_page: Open) -> None:
    services = FakeServices([make_view()])
    at = go_to(open_page(services, pages.CASE, case="case-1"), "Actions")
    at.button(key="attach_letter").click().run()

    assert "Choose a file first." in words(at)
    assert not [call for call in services.calls if call[0] == "attach_letter"]


def test_the_history_shows_every_letter_with_its_reason(open_page: Open) -> None:
    view = make_view(case=make_case_file(earlier=EARLIER))
    at = go_to(open_page(FakeServices([view]), pages.CASE, case="case-1"), "Timeline")

    assert "Letters of this claim" in words(at)
    assert words(at).count("| Feb 20, 2026 |") == 2


def test_a_case_with_one_letter_lists_none(open_page: Open) -> None:
    at = go_to(open_page(FakeServices([make_view()]), pages.CASE, case="case-1"), "Timeline")

    assert "Letters of this claim" not in words(at)


def test_an_approval_suggests_to_close_the_case(open_page: Open) -> None:
    services = FakeServices([approved_view()])
    at = open_page(services, pages.CASE, case="case-1")
    at.button(key="close_as_paid").click().run()

    assert not at.exception
    assert ("close", ("case-1", "paid", None)) in services.calls


def test_a_closed_case_is_not_closed_again(open_page: Open) -> None:
    at = open_page(FakeServices([approved_view("closed")]), pages.CASE, case="case-1")

    assert "close_as_paid" not in keys(at)


def test_a_first_letter_that_denies_nothing_closes_nothing(open_page: Open) -> None:
    view = approved_view()
    view = view.model_copy(update={"case": view.case.model_copy(update={"earlier": ()})})
    at = open_page(FakeServices([view]), pages.CASE, case="case-1")

    assert "close_as_paid" not in keys(at)


def test_the_last_of_several_letters_gets_its_own_case_on_a_click(open_page: Open) -> None:
    services = FakeServices([make_view(case=make_case_file(earlier=EARLIER))])
    at = go_to(open_page(services, pages.CASE, case="case-1"), "Timeline")
    at.button(key="detach_letter").click().run()

    assert not at.exception
    assert ("detach_letter", ("case-1", "Maria Lopez")) in services.calls
    assert "case-own" in at.query_params["case"]


def test_the_only_letter_of_a_case_cannot_be_detached(open_page: Open) -> None:
    at = go_to(open_page(FakeServices([make_view()]), pages.CASE, case="case-1"), "Timeline")

    assert "detach_letter" not in keys(at)


def test_a_joined_remittance_gets_its_own_case_on_a_click(open_page: Open) -> None:
    remittance = ExhibitView(
        document_id="rem-1", label="Exhibit B", title="Denied claim 1", filename="november-1.835",
        media_type="text/plain", doc_type="remittance", pages=1, size=900, is_joined=True, whole="november.835",
    )  # fmt: skip
    view = make_view()
    services = FakeServices([view.model_copy(update={"exhibits": (*view.exhibits, remittance)})])
    at = go_to(open_page(services, pages.CASE, case="case-1"), "Exhibits")
    at.button(key="detach_rem-1").click().run()

    assert not at.exception
    assert ("detach_remittance", ("case-1", "rem-1", "Maria Lopez")) in services.calls


def test_a_case_that_was_joined_shows_the_way_to_where_it_goes_on(open_page: Open) -> None:
    gone = make_view(row=make_row(removed_at="2026-11-20T10:00:00+00:00"), moved_to="case-0")
    at = open_page(FakeServices([gone, make_view("case-0")]), pages.CASE, case="case-1")

    assert not at.exception
    assert "goes on in the case of the same claim" in words(at)
    assert "restore_case-1" not in keys(at)
