"""The clocks of a case: the open step, what runs beside it, and what comes later."""

from __future__ import annotations

from datetime import date

import pytest

from denialops.domain.routing import Deadline, Routing
from tests.fakes.routing_cases import make_case, route_of

MA = {"regime": "ma", "category": "medical_necessity", "phase": "pre_service"}


def clock(routing: Routing, rule_id: str) -> Deadline:
    return next(row for row in routing.deadlines if row.rule_id == rule_id)


def test_the_open_step_is_primary_and_first() -> None:
    routing = route_of(make_case(**MA))

    assert routing.primary_deadline == routing.deadlines[0]
    assert (routing.deadlines[0].rule_id, routing.safe_date) == ("F11", date(2026, 12, 4))


def test_the_letters_limit_stands_beside_the_rules() -> None:
    case = make_case(
        **MA, appeal_deadline_stated="within 60 days of this notice", appeal_deadline_days="60",
        appeal_deadline_unit="day", appeal_deadline_from="notice",
    )  # fmt: skip

    primary = route_of(case).deadlines[0]

    assert (primary.stated, primary.computed, primary.plan_to) == (
        date(2026, 11, 30), date(2026, 12, 5), date(2026, 11, 30),
    )  # fmt: skip
    assert primary.stated_words == "within 60 days of this notice"
    assert primary.evidence is not None


def test_receipt_that_a_person_entered_is_counted_from() -> None:
    assert route_of(make_case(**MA, received_on=date(2026, 10, 20))).deadlines[0].computed == date(2026, 12, 19)


def test_receipt_before_the_notice_is_not_believed() -> None:
    routing = route_of(make_case(**MA, received_on=date(2026, 9, 20)))

    assert routing.deadlines[0].computed == date(2026, 12, 5)
    assert "received_before_notice" in [finding.code for finding in routing.findings]


def test_a_date_on_which_the_payer_received_the_claim_is_no_receipt_of_the_notice() -> None:
    assert route_of(make_case(**MA, received_date="2026-10-20")).deadlines[0].computed == date(2026, 12, 5)


def test_a_letter_without_a_date_has_no_deadline() -> None:
    routing = route_of(make_case(**MA, denial_date=""))

    assert [row.plan_to for row in routing.deadlines if row.plan_to] == []
    assert "notice_date_missing" in [finding.code for finding in routing.findings]


def test_noon_of_the_day_before_the_end_of_care_is_a_day() -> None:
    case = make_case(
        regime="mcr_ffs", appeal_level="qio_fast_track", effective_date="2026-10-16", denial_date="2026-10-14",
        appeal_deadline_stated="no later than noon of the day before the effective date", category="level_of_care",
    )  # fmt: skip

    assert route_of(case).deadlines[0].stated == date(2026, 10, 15)


@pytest.mark.parametrize(
    ("place", "rule"), [("inpatient hospital stay", "F17"), ("home health visits", "F18"), ("", "F18")]
)
def test_the_place_of_care_chooses_the_fast_track(place: str, rule: str) -> None:
    case = make_case(regime="ma", appeal_level="qio_fast_track", service_description=place)

    assert route_of(case).deadlines[0].rule_id == rule


@pytest.mark.parametrize(("state", "rule"), [("", "F4"), ("CA", "F5a"), ("NY", "F5b"), ("TX", "F4"), ("OH", "F4")])
def test_a_state_with_its_own_number_has_its_own_clock(state: str, rule: str) -> None:
    case = make_case(regime="erisa_fi", appeal_level="external_review", document_kind="appeal_decision", state=state)

    assert route_of(case).deadlines[0].rule_id == rule


def test_a_plan_outside_state_law_ignores_the_state() -> None:
    case = make_case(regime="erisa_sf", appeal_level="external_review", document_kind="appeal_decision", state="CA")

    assert route_of(case).deadlines[0].rule_id == "F4"


def test_a_step_that_only_the_letter_sets_is_counted_by_the_letter() -> None:
    case = make_case(
        regime="ma", appeal_level="provider_dispute", paid_date="2026-10-05", appeal_deadline_stated="60 days",
        appeal_deadline_days="60", appeal_deadline_unit="day", appeal_deadline_from="paid",
    )  # fmt: skip

    primary = route_of(case).deadlines[0]

    assert (primary.rule_id, primary.label, primary.stated) == ("letter", "File a provider dispute", date(2026, 12, 4))


def test_practical_clocks_run_beside_the_appeal() -> None:
    case = make_case(
        regime="erisa_fi", category="medical_necessity", phase="pre_service", peer_to_peer_deadline="within 7 days",
        records_due_date="2026-11-30", corrected_claim_deadline="within ten (10) business days",
    )  # fmt: skip

    routing = route_of(case)

    assert {row.step: row.stated for row in routing.deadlines if row.rule_id == "letter"} == {
        "peer_to_peer": date(2026, 10, 8),
        "corrected_claim": date(2026, 10, 16),
        "records_submission": date(2026, 11, 30),
    }
    assert routing.primary_deadline and routing.primary_deadline.rule_id == "F1"


def test_a_request_for_information_is_dated_from_the_letter() -> None:
    case = make_case(
        is_denial="false", document_kind="information_request", denial_date="", letter_date="2026-11-02",
        records_due_date="45 days",
    )  # fmt: skip

    assert route_of(case).safe_date == date(2026, 12, 17)


def test_without_a_dated_appeal_the_practical_clock_is_primary() -> None:
    routing = route_of(make_case(is_denial="false", document_kind="information_request", records_due_date="2026-12-13"))

    assert routing.primary_deadline and routing.primary_deadline.step == "records_submission"
    assert routing.safe_date == date(2026, 12, 11)


def test_ongoing_medicaid_care_has_the_clock_that_keeps_it() -> None:
    case = make_case(regime="mcd_mco", phase="concurrent", category="level_of_care")

    assert clock(route_of(case), "F20").plan_to == date(2026, 10, 9)


def test_a_medicare_overpayment_has_the_day_that_stops_recoupment() -> None:
    case = make_case(regime="mcr_ffs", category="post_pay_audit", phase="post_service")

    assert clock(route_of(case), "R30").computed == date(2026, 10, 31)


def test_later_steps_are_told_without_dates() -> None:
    later = [row for row in route_of(make_case(**MA)).deadlines if row.rule_id in ("F12", "F13")]

    assert [(row.computed, row.plan_to) for row in later] == [(None, None), (None, None)]
    assert "nothing to file" in later[0].limit_words


def test_the_amount_that_court_asks_for_follows_the_year() -> None:
    words = {
        year: clock(route_of(make_case(regime="mcr_ffs", today=date(year, 6, 1))), "F10").limit_words
        for year in (2026, 2027)
    }

    assert "$1,960" in words[2026]
    assert "$2,000" in words[2027]


def test_the_payers_own_time_is_told_in_words() -> None:
    routing = route_of(make_case(**MA))

    assert clock(routing, "T14").limit_words.startswith("30 calendar days from the request")


def test_a_decision_after_the_payers_own_time_is_a_finding() -> None:
    late = make_case(**MA, received_date="2026-09-20")
    in_time = make_case(**MA, received_date="2026-09-25")

    assert "decided_late" in [finding.code for finding in route_of(late).findings]
    assert "decided_late" not in [finding.code for finding in route_of(in_time).findings]


def test_clocks_are_provisional_until_a_person_confirms_the_regime() -> None:
    assert route_of(make_case(**MA)).deadlines[0].provisional
    assert not route_of(make_case(**MA, confirmed_regime="ma")).deadlines[0].provisional


def test_a_span_of_many_years_is_a_misreading() -> None:
    case = make_case(regime="dental", appeal_deadline_stated="within 9999 days", appeal_deadline_days="9999")

    assert route_of(case).safe_date is None
