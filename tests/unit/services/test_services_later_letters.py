"""A later letter of a claim is read like any while the first stays; whether two cases are one, people decide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from denialops.errors import DuplicateDocument, IllegalTransition, InvalidValue, StateError
from denialops.services import Services
from denialops.services.records import Upload
from tests.fakes.pipeline import DAMAGED, LETTER, FakePipeline

MARIA = "Maria Lopez"
FINAL = """payer: Larkspur Mutual Health
claim_numbers: 26-0417-88213
denial_date: 2026-03-01
denial_reason_quote: the visit limit was reached
"""
APPROVAL = "claim_numbers: 26-0417-88213\ndenial_date: 2026-03-01\nis_denial: false\n"
OTHER_CLAIM = "patient_name: Dana Whitlock\nclaim_numbers: 99-0001\ndenial_date: 2026-02-25\n"

OpenLetter = Callable[..., str]


def upload(text: str = FINAL, name: str = "final.txt") -> Upload:
    return Upload(name, text.encode())


def told(services: Services, case_id: str) -> list[str]:
    return [line.text for line in services.timeline(case_id)]


def test_the_later_letter_becomes_the_letter_and_the_first_stays_as_exhibit(services: Services, case_id: str) -> None:
    first = services.case(case_id).case.letter.document_id
    attached = services.attach_letter(case_id, upload(), actor=MARIA)

    view = services.case(case_id)
    assert [document.document_id for document in view.case.documents] == [attached, first]
    assert [exhibit.label for exhibit in view.exhibits] == ["Exhibit A", "Exhibit B"]
    assert view.exhibits[1].title == "Earlier notice for this claim"
    assert view.row.status == "review"
    assert f"{MARIA} added a later letter for this claim" in told(services, case_id)


def test_deadlines_run_from_the_later_letter(services: Services, case_id: str) -> None:
    services.set_received_date(case_id, date(2026, 2, 25), actor=MARIA)
    services.attach_letter(case_id, upload(), actor=MARIA)

    view = services.case(case_id)
    assert view.case.received_on is None
    assert view.row.safe_date == date(2026, 8, 28)
    assert view.case.earlier[0].received_on == date(2026, 2, 25)


def test_what_a_short_later_letter_does_not_repeat_comes_from_the_first(services: Services, case_id: str) -> None:
    services.attach_letter(case_id, upload(), actor=MARIA)

    case = services.case(case_id).case
    member = case.facts.find("member_id")
    assert member is not None and member.evidence is not None
    assert member.value == "LMH4471902"
    assert member.evidence.document_id == case.earlier[0].document_id
    assert case.facts.value("denial_reason_quote") == "the visit limit was reached"
    assert services.case(case_id).row.patient == "Dana Whitlock"


def test_the_first_letters_facts_and_corrections_stay_its_own(services: Services, case_id: str) -> None:
    services.correct_fact(case_id, "denial_date", "2026-02-19", actor=MARIA)
    services.correct_fact(case_id, "member_id", "LMH4471903", actor=MARIA)
    services.attach_letter(case_id, upload(), actor=MARIA)

    case = services.case(case_id).case
    assert case.facts.value("denial_date") == "2026-03-01"
    assert case.earlier[0].facts.value("denial_date") == "2026-02-19"
    assert case.facts.value("member_id") == "LMH4471903"
    assert case.corrections == ()


def test_a_correction_after_it_belongs_to_the_later_letter(services: Services, case_id: str) -> None:
    services.attach_letter(case_id, upload(), actor=MARIA)
    services.correct_fact(case_id, "denial_date", "2026-02-28", actor=MARIA)

    case = services.case(case_id).case
    assert case.facts.value("denial_date") == "2026-02-28"
    assert case.earlier[0].facts.value("denial_date") == "2026-02-20"


def test_a_new_draft_is_written_beside_what_a_person_wrote_for_the_first(services: Services, case_id: str) -> None:
    services.save_draft(case_id, "## Request\n\nMaria's words.\n", based_on=1, actor=MARIA)
    services.attach_letter(case_id, upload(), actor=MARIA)

    assert services.draft(case_id).version == 3
    assert services.draft(case_id).author == "DenialOps"
    assert "Maria's words." in services.draft(case_id, 2).body
    assert services.case(case_id).draft_outdated is False


def test_the_answer_to_a_sent_appeal_opens_the_case_again(services: Services, case_id: str) -> None:
    services.sign_off(case_id, version=services.draft(case_id).version, actor=MARIA)
    services.mark_sent(case_id, sent_on=date(2026, 3, 1), channel="fax", confirmation="", proof=None, actor=MARIA)
    services.attach_letter(case_id, upload(), actor=MARIA)

    assert services.case(case_id).row.status == "review"
    assert f"{MARIA} reopened the case" in told(services, case_id)


def test_an_approval_leaves_nothing_to_draft_and_keeps_the_appeal_that_won(services: Services, case_id: str) -> None:
    services.attach_letter(case_id, upload(APPROVAL), actor=MARIA)

    view = services.case(case_id)
    assert view.case.routing is not None and view.case.routing.route.route == "not_a_denial"
    assert [info.version for info in view.versions] == [1]


def test_a_third_letter_follows_the_second(services: Services, case_id: str) -> None:
    services.attach_letter(case_id, upload(), actor=MARIA)
    services.attach_letter(case_id, upload(APPROVAL, "third.txt"), actor=MARIA)

    earlier = services.case(case_id).case.earlier
    assert [letter.facts.value("denial_date") for letter in earlier] == ["2026-02-20", "2026-03-01"]


def test_a_later_letter_that_cannot_be_read_can_be_replaced(services: Services, case_id: str) -> None:
    services.attach_letter(case_id, Upload("final.pdf", DAMAGED), actor=MARIA)
    assert services.case(case_id).row.status == "failed"

    services.replace_letter(case_id, upload(), actor=MARIA)

    view = services.case(case_id)
    assert view.row.status == "review"
    assert len(view.case.earlier) == 1
    assert view.case.facts.value("denial_date") == "2026-03-01"


def test_the_same_letter_is_not_its_own_answer(services: Services, case_id: str) -> None:
    with pytest.raises(DuplicateDocument):
        services.attach_letter(case_id, upload(LETTER), actor=MARIA)

    assert services.case(case_id).case.earlier == ()


def test_nothing_follows_a_letter_that_was_never_read(services: Services) -> None:
    case_id = services.open_case(Upload("letter.pdf", DAMAGED), actor=MARIA)

    with pytest.raises(StateError):
        services.attach_letter(case_id, upload(), actor=MARIA)


def test_while_a_letter_is_being_read_no_other_is_taken(
    services: Services, case_id: str, pipeline: FakePipeline
) -> None:
    refused = []

    def attach_meanwhile(stage: str) -> None:
        if stage == "ingest" and not refused:
            refused.append(stage)
            services.queue._ended[case_id] = "running"  # type: ignore[attr-defined]
            with pytest.raises(IllegalTransition):
                services.attach_letter(case_id, upload(), actor=MARIA)

    pipeline.before = attach_meanwhile
    services.rerun(case_id, actor=MARIA)

    assert refused == ["ingest"]


def test_a_letter_with_the_same_claim_number_is_suggested_for_its_case(
    services: Services, case_id: str, open_letter: OpenLetter
) -> None:
    later = open_letter("claim_numbers: 26 0417 88213\ndenial_date: 2026-03-01\n")

    (match,) = services.case(later).matches
    assert (match.case_id, match.number, match.reason) == (case_id, 1, "claim_number")
    assert services.case(case_id).matches == ()
    assert "An earlier case for the same claim was found" in told(services, later)


def test_the_same_member_and_days_are_a_match_without_a_claim_number(
    services: Services, open_letter: OpenLetter
) -> None:
    first = open_letter("member_id: LMH4471902\nservice_from: 2026-01-28\nservice_to: 2026-01-28\n")
    later = open_letter("member_id: LMH-447-1902\nservice_from: 2026-01-28\nservice_to: 2026-01-28\nis_denial: true\n")

    assert [(match.case_id, match.reason) for match in services.case(later).matches] == [(first, "member_and_dates")]


@pytest.mark.parametrize(
    "text",
    [OTHER_CLAIM, "member_id: LMH4471902\nservice_from: 2026-01-28\n", "claim_numbers: 88213\n", "payer: Larkspur\n"],
    ids=["another claim", "the first has no days", "a part of a number", "nothing told"],
)
def test_other_letters_of_the_same_patient_are_no_match(
    services: Services, case_id: str, open_letter: OpenLetter, text: str
) -> None:
    assert services.case(open_letter(text)).matches == ()


def test_a_person_joins_the_two_and_nothing_is_lost(services: Services, case_id: str, open_letter: OpenLetter) -> None:
    later = open_letter(FINAL)
    services.join_case(later, case_id, actor=MARIA)

    joined, left = services.case(case_id), services.case(later)
    assert joined.case.facts.value("denial_date") == "2026-03-01"
    assert joined.case.earlier[0].facts.value("denial_date") == "2026-02-20"
    assert left.row.removed_at
    assert f"{MARIA} moved the letter to the earlier case of this claim" in told(services, later)


def test_a_person_keeps_the_two_apart_for_good(services: Services, case_id: str, open_letter: OpenLetter) -> None:
    later = open_letter(FINAL)
    services.keep_apart(later, case_id, actor=MARIA)
    services.rerun(later, actor=MARIA)

    assert services.case(later).matches == ()
    assert f"{MARIA} kept this case apart from the other" in told(services, later)


def test_cases_that_nobody_found_alike_are_not_joined(
    services: Services, case_id: str, open_letter: OpenLetter
) -> None:
    other = open_letter(OTHER_CLAIM)

    for act in (services.join_case, services.keep_apart):
        with pytest.raises(InvalidValue):
            act(other, case_id, actor=MARIA)


def test_a_closed_case_is_not_suggested(services: Services, case_id: str, open_letter: OpenLetter) -> None:
    services.close(case_id, outcome="paid", amount=None, actor=MARIA)

    assert services.case(open_letter(FINAL)).matches == ()


def test_a_case_removed_before_or_after_is_not_suggested(
    services: Services, case_id: str, open_letter: OpenLetter
) -> None:
    later = open_letter(FINAL)
    services.remove(case_id, actor=MARIA)

    assert services.case(later).matches == ()
    assert services.case(open_letter(FINAL + "npi: 2000000010\n")).matches[0].case_id == later
