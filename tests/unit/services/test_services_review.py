"""People check what was read, and everything that depends on it follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from denialops.errors import InvalidValue, NothingToDraft
from denialops.services import Services
from tests.fakes.pipeline import LETTER

MARIA = "Maria Lopez"


def test_a_correction_is_seen_at_once_and_the_reading_is_kept_beside_it(services: Services, case_id: str) -> None:
    services.correct_fact(case_id, "member_id", "LMH4471903", actor=MARIA, reason="typo")

    case = services.case(case_id).case
    corrected = case.facts.find("member_id")
    assert corrected and (corrected.value, corrected.found_by) == ("LMH4471903", "person")
    assert corrected.evidence and corrected.evidence.quote == "LMH4471902"
    kept = case.corrections[0]
    assert (kept.previous, kept.value, kept.actor, kept.reason) == ("LMH4471902", "LMH4471903", MARIA, "typo")


def test_a_corrected_date_moves_the_deadline(services: Services, case_id: str) -> None:
    services.correct_fact(case_id, "denial_date", "02/10/2026", actor=MARIA)

    assert services.case(case_id).row.safe_date == date(2026, 8, 9)


def test_a_correction_rewrites_the_draft_that_nobody_edited(services: Services, case_id: str) -> None:
    services.correct_fact(case_id, "member_id", "LMH4471903", actor=MARIA)

    view = services.case(case_id)
    assert view.case.draft and "LMH4471903" in view.case.draft.body
    assert [version.version for version in view.versions] == [2, 1]
    assert not view.draft_outdated


def test_a_correction_never_writes_over_a_persons_draft(services: Services, case_id: str) -> None:
    services.save_draft(case_id, "## Request\n\nOur own words.\n", based_on=1, actor=MARIA)

    services.correct_fact(case_id, "member_id", "LMH4471903", actor=MARIA)

    view = services.case(case_id)
    assert view.case.draft and view.case.draft.body == "## Request\n\nOur own words.\n"
    assert view.draft_outdated


def test_a_new_draft_ends_the_warning_that_it_is_outdated(services: Services, case_id: str) -> None:
    services.save_draft(case_id, "## Request\n\nOur own words.\n", based_on=1, actor=MARIA)
    services.correct_fact(case_id, "member_id", "LMH4471903", actor=MARIA)

    redrafted = services.redraft(case_id, actor=MARIA)

    view = services.case(case_id)
    assert "LMH4471903" in redrafted.body
    assert not view.draft_outdated
    assert len(view.versions) == 3


def test_a_value_can_be_said_to_be_absent(services: Services, case_id: str) -> None:
    services.correct_fact(case_id, "member_id", None, actor=MARIA)

    assert services.case(case_id).case.facts.find("member_id") is None


def test_a_field_that_was_not_read_can_be_filled_in(services: Services, case_id: str) -> None:
    services.correct_fact(case_id, "group_number", "G-7", actor=MARIA)

    filled = services.case(case_id).case.facts.find("group_number")
    assert filled and (filled.value, filled.evidence, filled.found_by) == ("G-7", None, "person")


def test_one_value_of_a_list_is_corrected_and_the_others_stay(services: Services, case_id: str) -> None:
    services.correct_fact(case_id, "claim_numbers", "26-0417-99999", ordinal=1, actor=MARIA)

    assert services.case(case_id).case.facts.values("claim_numbers") == ("26-0417-88213", "26-0417-99999")


def test_a_value_is_added_after_the_last_of_a_list(services: Services, case_id: str) -> None:
    services.correct_fact(case_id, "claim_numbers", "26-0417-88215", ordinal=2, actor=MARIA)

    assert services.case(case_id).case.facts.values("claim_numbers")[2] == "26-0417-88215"


def test_after_one_value_is_taken_out_the_next_is_meant_by_its_new_place(services: Services, case_id: str) -> None:
    services.correct_fact(case_id, "claim_numbers", None, ordinal=0, actor=MARIA)
    services.correct_fact(case_id, "claim_numbers", "26-0417-99999", ordinal=0, actor=MARIA)

    assert services.case(case_id).case.facts.values("claim_numbers") == ("26-0417-99999",)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("npi", "2000000011"),
        ("denial_date", "soon"),
        ("denied_amount", "a lot"),
        ("member_id", " "),
        ("icd10", "99213"),
    ],
)
def test_a_value_that_cannot_be_right_is_refused(services: Services, case_id: str, field: str, value: str) -> None:
    with pytest.raises(InvalidValue):
        services.correct_fact(case_id, field, value, actor=MARIA)

    assert services.case(case_id).case.corrections == ()


def test_a_refusal_does_not_repeat_the_value(services: Services, case_id: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        services.correct_fact(case_id, "npi", "2000000011", actor=MARIA)

    assert "2000000011" not in f"{refused.value} {refused.value.hint_text}"


def test_a_place_beyond_a_list_is_refused(services: Services, case_id: str) -> None:
    with pytest.raises(InvalidValue):
        services.correct_fact(case_id, "claim_numbers", "X", ordinal=7, actor=MARIA)


def test_the_same_value_again_is_no_correction(services: Services, case_id: str) -> None:
    services.correct_fact(case_id, "member_id", "LMH4471902", actor=MARIA)

    assert services.case(case_id).case.corrections == ()


def test_a_confirmed_regime_moves_the_deadline(services: Services, case_id: str) -> None:
    services.confirm_regime(case_id, "ma", actor=MARIA)

    view = services.case(case_id)
    assert view.case.routing and view.case.routing.regime.is_confirmed
    assert view.row.safe_date == date(2026, 4, 26)


def test_an_unknown_regime_is_refused(services: Services, case_id: str) -> None:
    with pytest.raises(InvalidValue):
        services.confirm_regime(case_id, "martian", actor=MARIA)


def test_the_received_date_moves_the_deadline_and_can_be_taken_back(services: Services, case_id: str) -> None:
    services.set_received_date(case_id, date(2026, 2, 25), actor=MARIA)
    received = services.case(case_id).row.safe_date
    services.set_received_date(case_id, None, actor=MARIA)

    assert received == date(2026, 8, 24)
    assert services.case(case_id).row.safe_date == date(2026, 8, 19)


@pytest.mark.parametrize("day", [date(2026, 3, 3), date(2026, 2, 19)], ids=["in the future", "before its own date"])
def test_a_letter_cannot_arrive(services: Services, case_id: str, day: date) -> None:
    with pytest.raises(InvalidValue):
        services.set_received_date(case_id, day, actor=MARIA)


def test_a_letter_corrected_to_no_denial_gets_its_route(services: Services, case_id: str) -> None:
    services.correct_fact(case_id, "is_denial", "False", actor=MARIA)

    view = services.case(case_id)
    assert (view.row.route, view.row.safe_date) == ("not_a_denial", None)
    assert view.case.draft is None
    with pytest.raises(NothingToDraft):
        services.letter_pdf(case_id)


def test_a_letter_corrected_back_to_a_denial_has_its_draft_again(services: Services, case_id: str) -> None:
    services.correct_fact(case_id, "is_denial", "false", actor=MARIA)
    services.correct_fact(case_id, "is_denial", "true", actor=MARIA)

    assert services.case(case_id).case.draft is not None


def test_corrections_outlive_a_second_reading(services: Services, open_letter: Callable[..., str]) -> None:
    case_id = open_letter(LETTER + "dob: 1980-01-01\n")
    services.correct_fact(case_id, "claim_numbers", "26-0417-99999", ordinal=1, actor=MARIA)

    services.rerun(case_id, first_stage="ingest", actor=MARIA)

    assert services.case(case_id).case.facts.values("claim_numbers") == ("26-0417-88213", "26-0417-99999")
