"""Payer trends: what rose, in words; its cases; the approval of what is proposed; and the figures below."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from denialops.errors import InvalidValue
from denialops.ports.recovery import ActionQuery
from denialops.services import Services
from denialops.services.records import Upload
from denialops.ui import pages
from tests.fakes.desk import make_clock, open_services
from tests.fakes.pipeline import LETTER, FakePipeline
from tests.fakes.recovery import PAYER_WORDS, add_rise, add_weeks
from tests.pages.conftest import Open, keys, words
from tests.pages.recovered import NamedServices


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with open_services(tmp_path, clock=make_clock(), pipeline=FakePipeline(), kind=NamedServices) as services:
        yield services


def test_without_letters_the_page_says_where_trends_come_from(open_page: Open, services: Services) -> None:
    at = open_page(services, pages.TRENDS)

    assert "No rise found in 0 letters of 0 payers. Trends need about 8 weeks of letters." in words(at)
    assert "/api/v1/events" in words(at)


def test_steady_denials_are_no_rise_but_have_their_chart(open_page: Open, services: Services) -> None:
    add_weeks(services.recovery, [4] * 12)
    at = open_page(services, pages.TRENDS)

    assert "No rise found in 48 letters of 1 payer." in words(at)
    assert "4 · 4 · 4 · 4" in words(at)
    chart = at.get("vega_lite_chart")[0].proto
    assert "48 denials in 12 weeks" in chart.alt


def test_a_rise_names_payer_code_start_and_numbers_and_leads_to_its_cases(open_page: Open, services: Services) -> None:
    case_id = services.open_case(Upload("letter.txt", LETTER.encode()), actor="Ruth")
    add_rise(services.recovery, [case_id, "never-here"])
    at = open_page(services, pages.TRENDS)

    shown = words(at)
    assert f"{PAYER_WORDS} denies CARC 197 three times as often since Feb 3\\: 18 letters, 6 expected" in shown
    assert "more for a missing authorization" in shown
    links = {link.proto.query_string for link in at.get("page_link")}
    assert {f"case={case_id}", "incident=rise"} <= links
    assert "1 case of other programs or no longer here." in shown


def test_the_bulk_redraft_is_approved_where_the_rise_is_told(open_page: Open, services: Services) -> None:
    add_rise(services.recovery, ["c-1", "c-2"])
    at = open_page(services, pages.TRENDS)
    assert "Write the letters of 2 cases anew" in words(at)

    at.button(key="approve_trends_a-rise").click().run()

    assert not at.exception
    with services.recovery.snapshot() as reads:
        action = reads.get_action("a-rise")
    assert (action.status, action.approved_by) == ("approved", "Maria Lopez")
    assert "approve_trends_a-rise" not in keys(at)


def test_what_is_proposed_can_be_declined(open_page: Open, services: Services) -> None:
    add_rise(services.recovery)
    at = open_page(services, pages.TRENDS)

    at.button(key="decline_trends_a-rise").click().run()

    assert not at.exception
    assert "Declined" in words(at)


def test_many_payers_are_shown_a_page_at_a_time(open_page: Open, services: Services) -> None:
    for number in range(20):
        add_weeks(services.recovery, [1, number], payer=f"Payer {number:02}")
    at = open_page(services, pages.TRENDS)
    first = words(at)

    at.get("pagination")[0].set_value(2).run()

    assert not at.exception
    assert "| Payer 19 |" in first
    assert "| Payer 00 |" not in first
    assert "| Payer 00 |" in words(at)


def test_the_weeks_are_drawn_with_numbers_that_speak_without_colour(open_page: Open, services: Services) -> None:
    add_weeks(services.recovery, [1, 2, 3])
    spec = json.loads(open_page(services, pages.TRENDS).get("vega_lite_chart")[0].proto.spec)

    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["area", "line", "line", "point", "text"]


def test_cases_that_came_later_are_proposed_by_a_person(open_page: Open, services: Services) -> None:
    case_id = services.open_case(Upload("letter.txt", LETTER.encode()), actor="Ruth")
    add_rise(services.recovery, [case_id])
    with services.recovery.transaction() as work:
        first = work.get_action("a-rise")
        work.save_action(first.model_copy(update={"parameters": {"case_ids": ["c-1"]}, "status": "done"}))
    at = open_page(services, pages.TRENDS)

    at.button(key="redraft_rise").click().run()

    assert not at.exception
    assert "Write the letters of 1 case anew" in words(at)
    assert "redraft_rise" not in keys(at)
    (added,) = services.actions(ActionQuery(("proposed",), "rise"), limit=5)
    assert added.parameters == {"case_ids": [case_id]}


def test_cases_that_a_proposal_names_are_not_proposed_again(open_page: Open, services: Services) -> None:
    case_id = services.open_case(Upload("letter.txt", LETTER.encode()), actor="Ruth")
    add_rise(services.recovery, [case_id])

    assert "redraft_rise" not in keys(open_page(services, pages.TRENDS))
    with pytest.raises(InvalidValue):
        services.propose_redraft("rise", actor="Ruth")
