"""What people see."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from denialops.errors import DocumentNotFound
from denialops.services import Services
from denialops.services.records import Upload
from tests.fakes.pipeline import DAMAGED, LETTER, FakeClock

MARIA = "Maria Lopez"


def test_the_soonest_deadline_stands_first_and_none_last(services: Services, open_letter: Callable[..., str]) -> None:
    late = open_letter("denial_date: 2026-02-25\n")
    without = open_letter("payer: Larkspur\n")
    soon = open_letter("denial_date: 2026-01-02\n")

    rows = services.work_list().rows

    assert [row.case_id for row in rows] == [soon, late, without]


def test_days_left_are_counted_from_today(services: Services, case_id: str, clock: FakeClock) -> None:
    before = services.work_list().rows[0].days_left
    clock.pass_days(10)

    assert (before, services.work_list().rows[0].days_left) == (170, 160)


@pytest.mark.parametrize("words", ["whitlock", "0417-88213", "LMH4471902", "larkspur"])
def test_a_case_is_found_by(services: Services, case_id: str, open_letter: Callable[..., str], words: str) -> None:
    open_letter("patient_name: Somebody Else\n")

    assert [row.case_id for row in services.work_list(search=words).rows] == [case_id]


def test_a_corrected_name_is_found(services: Services, case_id: str) -> None:
    services.correct_fact(case_id, "patient_name", "Diana Whitlock", actor=MARIA)

    assert [row.patient for row in services.work_list(search="diana").rows] == ["Diana Whitlock"]


def test_events_are_told_from_a_number_on(services: Services, case_id: str) -> None:
    events = services.events(case_id)

    assert [event.number for event in events] == list(range(1, len(events) + 1))
    assert services.events(case_id, after=events[-2].number) == events[-1:]


def test_no_event_carries_text_of_the_letter(services: Services, case_id: str) -> None:
    services.correct_fact(case_id, "patient_name", "Diana Whitlock", actor=MARIA)

    told = repr(services.events(case_id))

    assert not any(word in told for word in ("Whitlock", "LMH4471902", "88213", "1840", "letter.txt"))


def test_every_fact_is_an_event_with_its_id(services: Services, case_id: str) -> None:
    found = [event.ids["fact_id"] for event in services.events(case_id) if event.type == "fact_found"]

    assert found == [fact.fact_id for fact in services.case(case_id).case.facts.items]


def test_the_timeline_is_in_words_newest_first(services: Services, case_id: str) -> None:
    services.correct_fact(case_id, "member_id", "LMH4471903", actor=MARIA)
    services.save_draft(case_id, "## Request\n\nPay.\n", based_on=2, actor=MARIA)
    services.remove(case_id, actor=MARIA)

    lines = [line.text for line in services.timeline(case_id)]

    assert lines[0] == "Maria Lopez removed the case"
    assert "Maria Lopez saved version 3 of the draft" in lines
    assert "Maria Lopez corrected the member ID" in lines
    assert lines[-1] == "Maria Lopez opened the case"
    assert not any("_" in line for line in lines)


def test_a_letter_without_a_picture_is_shown_as_text(services: Services, case_id: str) -> None:
    letter = services.case(case_id).case.letter

    assert services.page_image(case_id, letter.document_id, 1) is None


def test_the_place_of_a_fact_is_marked_on_its_page_only(services: Services) -> None:
    case_id = services.open_case(Upload("letter.pdf", f"{LETTER}\f\n".encode()), actor=MARIA)
    view = services.case(case_id)
    fact = view.case.facts.items[0]
    document_id = view.case.letter.document_id
    assert fact.evidence

    first = services.page_image(case_id, document_id, 1, fact_id=fact.fact_id)
    second = services.page_image(case_id, document_id, 2, fact_id=fact.fact_id)

    assert first == f"1:[({fact.evidence.start}, {fact.evidence.end})]".encode()
    assert second == b"2:[]"


def test_a_page_that_does_not_exist_is_said_so(services: Services) -> None:
    case_id = services.open_case(Upload("letter.pdf", LETTER.encode()), actor=MARIA)
    document_id = services.case(case_id).case.letter.document_id

    with pytest.raises(DocumentNotFound):
        services.page_image(case_id, document_id, 9)
    with pytest.raises(DocumentNotFound):
        services.page_image(case_id, "none", 1)


def test_an_error_is_shown_with_its_hint(services: Services) -> None:
    case_id = services.open_case(Upload("letter.pdf", DAMAGED), actor=MARIA)

    error = services.case(case_id).error

    assert error and error["code"] == "damaged_file"
    assert "fresh copy" in error["hint"]
