"""What is said, and what is never said, of a notice that lacks something."""

from __future__ import annotations

import pytest

from denialops.domain.cases import CaseFile, EarlierLetter
from denialops.domain.facts import Facts
from denialops.domain.routing import Defect
from tests.fakes.routing_cases import make_case, make_fact, make_facts, route_of, shipped_rules
from tests.unit.defects.rule_letters import ADVANTAGE, COMMERCIAL, REVIEW, TIME

RULES = shipped_rules()


def defects_of(case: CaseFile) -> dict[str, Defect]:
    return {row.rule_id: row for row in route_of(case).defects}


def test_every_rule_of_the_regime_gets_one_answer() -> None:
    found = route_of(make_case(**COMMERCIAL)).defects

    expected = [row.id for row in RULES.defects.defects if "erisa_sf" in row.regimes]
    assert [row.rule_id for row in found] == expected


@pytest.mark.parametrize("is_denial", ["false", ""])
def test_what_denies_nothing_lacks_nothing(is_denial: str) -> None:
    assert defects_of(make_case(**COMMERCIAL, is_denial=is_denial)) == {}


def test_without_a_known_regime_no_rule_is_asked() -> None:
    assert defects_of(make_case(**{**COMMERCIAL, "regime": ""})) == {}


def test_a_confirmed_regime_brings_its_own_rules() -> None:
    found = defects_of(make_case(**COMMERCIAL, confirmed_regime="ma"))

    assert "B2" in found and "A1" not in found


def test_what_somebody_else_decided_is_no_notice_of_the_payer() -> None:
    assert defects_of(make_case(**{**REVIEW, "appeal_level": "court"})) == {}


def test_a_remittance_is_no_member_notice() -> None:
    found = defects_of(make_case(**{**COMMERCIAL, "document_kind": "remittance_advice"}))

    assert {row.answer for row in found.values()} == {"not_applicable"}


def test_rules_on_final_denials_ask_nothing_of_a_first_one() -> None:
    assert defects_of(make_case(**COMMERCIAL))["A15"].answer == "not_applicable"


def test_an_enclosure_that_may_have_it_is_asked_for_and_not_called_missing() -> None:
    found = defects_of(make_case(text="Your appeal rights are enclosed.", **COMMERCIAL))

    assert found["A10"].answer == "cannot_judge"
    assert "enclosure" in found["A10"].note


def test_missing_pages_leave_open_what_they_say() -> None:
    found = defects_of(make_case(text="We denied your claim. Page 1 of 3", **COMMERCIAL))

    assert found["A12"].answer == "cannot_judge"
    assert found["A12"].note == "Pages of this letter are missing."


def test_the_last_page_of_several_is_enough() -> None:
    found = defects_of(make_case(text="Page 1 of 2 We denied your claim. Page 2 of 2", **COMMERCIAL))

    assert found["A12"].answer == "not_found"


def test_a_letter_in_another_language_is_not_judged_by_english_phrases() -> None:
    found = defects_of(make_case(text="Usted puede presentar una apelacion.", **COMMERCIAL))

    assert found["A12"].answer == "cannot_judge"


def test_a_decision_within_an_extension_is_left_open() -> None:
    found = defects_of(make_case(**COMMERCIAL, received_date="2026-08-25"))

    assert found["A17"].answer == "cannot_judge"
    assert "notice of extension" in found["A17"].note


def test_a_late_decision_shows_its_days_and_what_follows() -> None:
    found = defects_of(make_case(**COMMERCIAL, received_date="2026-06-01"))["A17"]

    assert found.is_contrary
    assert found.note == (
        "The request came in on June 1, 2026; 30 calendar days end on July 1, 2026; "
        "the notice is dated October 1, 2026."
    )
    assert "File the internal appeal all the same" in found.consequence


def test_a_late_answer_to_an_appeal_is_counted_from_the_day_of_the_appeal() -> None:
    review = {**COMMERCIAL, "document_kind": "appeal_decision", "appeal_level": "external_review"}
    found = defects_of(make_case(**review, received_date="2026-01-05", appeal_received_date="2026-06-01"))["A17"]

    assert (found.answer, found.is_contrary) == ("not_found", True)
    assert found.note.startswith("The appeal came in on June 1, 2026;")


def test_the_day_of_the_first_request_tells_nothing_of_an_appeals_time() -> None:
    review = {**COMMERCIAL, "document_kind": "appeal_decision", "appeal_level": "external_review"}

    assert defects_of(make_case(**review, received_date="2026-01-05"))["A17"].answer == "cannot_judge"


def test_a_request_dated_after_the_notice_tells_nothing() -> None:
    assert defects_of(make_case(**COMMERCIAL, received_date="2026-10-02"))["A17"].answer == "cannot_judge"


@pytest.mark.parametrize(
    ("days", "unit", "answer"),
    [("180", "day", "present"), ("179", "day", "not_found"), ("6", "month", "present"), ("4", "month", "not_found")],
)
def test_the_time_to_appeal_is_compared_in_its_own_unit(days: str, unit: str, answer: str) -> None:
    told = {**TIME, "appeal_deadline_days": days, "appeal_deadline_unit": unit}

    assert defects_of(make_case(**COMMERCIAL, **told))["A18"].answer == answer


def test_a_short_time_for_a_second_level_is_no_gap() -> None:
    told = {**TIME, "appeal_deadline_days": "60"}
    case = make_case(**{**COMMERCIAL, "appeal_level": "internal_level_2"}, **told)

    assert defects_of(case)["A18"].answer == "not_applicable"


def test_sixty_days_from_receipt_are_the_whole_time_of_an_advantage_plan() -> None:
    told = {**TIME, "appeal_deadline_days": "60", "appeal_deadline_from": "receipt"}

    assert defects_of(make_case(**ADVANTAGE, **told))["B4"].answer == "present"


def test_a_reason_that_the_reader_did_not_find_is_not_called_missing() -> None:
    found = defects_of(make_case(text="We cannot pay because the form is blank.", **COMMERCIAL))

    assert found["A1"].answer == "cannot_judge"


def test_micrograms_are_no_vendor_criteria() -> None:
    found = defects_of(make_case(text="Dose 50 mcg.", **ADVANTAGE, criteria_cited="Plan policy 50 mcg"))

    assert found["B6"].answer != "not_found"


def test_state_law_applies_where_the_letter_names_that_state_alone() -> None:
    insured = {**COMMERCIAL, "regime": "erisa_fi"}
    both = "Texas Department of Insurance or the Department of Managed Health Care"

    assert defects_of(make_case(text="Call the DMHC.", **insured))["CA1"].answer == "not_found"
    assert defects_of(make_case(text=both, **insured))["CA1"].answer == "not_applicable"


def test_unverified_rules_inform_and_are_never_drafted() -> None:
    found = defects_of(make_case(**{**ADVANTAGE, "regime": "partd", "category": "drug_um"}))["B13"]

    assert (found.answer, found.status, found.can_be_drafted) == ("not_found", "U", False)


def test_what_is_never_missing_carries_no_consequence() -> None:
    found = defects_of(make_case(text="You may ask for an external review.", **COMMERCIAL))

    assert found["A12"].consequence == "" and found["A12"].can_be_drafted is False


def followed_by(first: dict[str, str], now: dict[str, str]) -> CaseFile:
    """A final denial after a first one."""
    earlier = EarlierLetter(document_id="first", facts=make_facts(**first))
    return make_case(**{**REVIEW, **now}).model_copy(update={"earlier": (earlier,)})


def test_a_final_denial_for_another_reason_shows_both_reasons() -> None:
    first = {"denial_reason_quote": "No records of therapy", "category": "medical_necessity"}
    now = {"denial_reason_quote": "The device is unproven", "category": "experimental", "criteria_cited": "Policy 9"}

    found = defects_of(followed_by(first, now))["A21"]

    assert (found.answer, found.is_contrary) == ("not_found", True)
    assert found.evidence is not None and found.evidence.quote == "The device is unproven"
    assert "experimental" in found.note.lower() and "the criteria Policy 9" in found.note
    assert "“No records of therapy”" in found.note


def test_a_final_denial_for_the_same_reason_is_in_order() -> None:
    same = {"denial_reason_quote": "No records of therapy", "category": "medical_necessity", "criteria_cited": "P 9"}

    found = defects_of(followed_by(same, same))["A21"]

    assert found.answer == "present"


def test_a_reason_read_with_doubt_is_not_called_new() -> None:
    first = {"denial_reason_quote": "No records of therapy", "category": "medical_necessity"}
    case = followed_by(first, {"denial_reason_quote": "Unproven", "category": ""})
    doubtful = make_fact("category", "experimental", confidence=0.6)
    case = case.model_copy(update={"facts": Facts(items=(*case.facts.items, doubtful))})

    assert defects_of(case)["A21"].answer == "present"


def test_one_reviewer_under_both_letters_is_told() -> None:
    first, now = {"reviewer_name": "Lenora Abbate, MD"}, {"reviewer_name": "LENORA ABBATE, MD"}

    assert defects_of(followed_by(first, now))["A19"].note == "Both letters name the same reviewer."


def test_a_later_letter_older_than_the_one_before_is_a_finding() -> None:
    routing = route_of(followed_by({"denial_date": "2026-10-20"}, {}))

    assert "letters_out_of_order" in [row.code for row in routing.findings]


def test_letters_in_their_order_are_no_finding() -> None:
    routing = route_of(followed_by({"denial_date": "2026-09-20"}, {}))

    assert "letters_out_of_order" not in [row.code for row in routing.findings]


def test_a_hospitals_important_message_is_no_notice_that_skilled_care_ends() -> None:
    cut = {**ADVANTAGE, "document_kind": "adverse_determination_concurrent", "effective_date": "2026-10-02"}
    case = make_case(text="Important Message from Medicare: call the quality improvement organization.", **cut)

    assert defects_of(case)["B17"].answer == "not_applicable"


def test_a_short_time_beside_the_full_one_accuses_nobody() -> None:
    told = {"appeal_deadline_stated": "by October 13, 2026", "appeal_deadline_date": "2026-10-13"}
    text = "Call us by October 13, 2026. You have 180 days from receipt to appeal."

    assert defects_of(make_case(text=text, **COMMERCIAL, **told))["A18"].answer == "cannot_judge"
    assert defects_of(make_case(text="Appeal by October 13, 2026.", **COMMERCIAL, **told))["A18"].answer == "not_found"
