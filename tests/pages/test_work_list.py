"""The work list in every state."""

from __future__ import annotations

from tests.fakes.page_cases import make_failed_view, make_row, make_running_view, make_view
from tests.fakes.services import FakeServices, many_cases
from tests.pages.conftest import Open, keys, words


def test_an_empty_list_offers_the_first_letter_and_the_samples(open_page: Open) -> None:
    at = open_page(FakeServices())

    assert "Add your first denial letter" in words(at)
    assert {"try_mri", "try_fax"} <= keys(at)


def test_a_row_says_days_left_in_words_and_leads_to_its_case(open_page: Open) -> None:
    at = open_page(FakeServices([make_view(row=make_row(days_left=2))]))

    assert "2 days left" in words(at)
    link = next(link for link in at.get("page_link") if "Dana Whitlock" in link.value)
    assert link.proto.query_string == "case=case-1"


def test_late_due_and_undated_cases_are_told_apart_in_words(open_page: Open) -> None:
    rows = [make_row("a", days_left=-3), make_row("b", days_left=0), make_row("c", days_left=None, safe_date=None)]
    at = open_page(FakeServices([make_view(row.case_id, row=row) for row in rows]))

    assert all(part in words(at) for part in ("3 days late", "Due today", "No date yet"))


def test_letters_being_read_and_failed_ones_stand_in_the_list(open_page: Open) -> None:
    at = open_page(FakeServices([make_running_view(), make_failed_view()]))

    assert "Reading" in words(at)
    assert "Needs help" in words(at)
    assert "Case 3" in words(at)


def test_a_long_list_is_shown_a_page_at_a_time(open_page: Open) -> None:
    at = open_page(FakeServices(many_cases(500)))

    assert sum("Patient 0" in link.value for link in at.get("page_link")) == 25
    assert "Cases 1 to 25 of 500" in words(at)


def test_the_second_page_shows_the_next_cases(open_page: Open) -> None:
    at = open_page(FakeServices(many_cases(60)))
    at.get("pagination")[0].set_value(3).run()

    assert not at.exception
    assert "Cases 51 to 60 of 60" in words(at)


def test_search_narrows_the_list(open_page: Open) -> None:
    at = open_page(FakeServices(many_cases(60)))
    at.text_input(key="search").set_value("patient 042").run()

    assert not at.exception
    assert [link.value for link in at.get("page_link") if "Patient" in link.value] == ["**Patient 042**"]


def test_a_search_without_a_match_says_so(open_page: Open) -> None:
    at = open_page(FakeServices(many_cases(3)))
    at.text_input(key="search").set_value("nobody").run()

    assert "No case under “Open” matches" in words(at)


def test_each_empty_heading_says_how_it_is_filled(open_page: Open) -> None:
    at = open_page(FakeServices([make_view()]))
    at.button_group(key="show").set_value("sent").run()

    assert not at.exception
    assert "mark it as sent" in words(at)


def test_text_of_a_letter_is_never_read_as_markdown(open_page: Open) -> None:
    row = make_row(payer="[click](http://x) **loud** :red[x] $a$")
    at = open_page(FakeServices([make_view(row=row)]))

    assert r"\[click\]\(http\://x\) \*\*loud\*\*" in words(at)
