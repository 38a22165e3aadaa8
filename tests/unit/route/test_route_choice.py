"""What is recommended, why, and what else could be done."""

from __future__ import annotations

from datetime import date

import pytest

from tests.fakes.routing_cases import make_case, route_of


@pytest.mark.parametrize(
    ("facts", "route"),
    [
        ({"regime": "erisa_sf", "category": "medical_necessity", "phase": "post_service"}, "internal_appeal_l1"),
        ({"regime": "ma", "category": "medical_necessity", "phase": "pre_service"}, "internal_appeal_l1"),
        ({"regime": "mcr_ffs", "category": "medical_necessity", "phase": "post_service"}, "mcr_redetermination"),
        ({"regime": "mcd_ffs", "category": "not_covered_benefit", "phase": "pre_service"}, "fair_hearing"),
        ({"regime": "partd", "category": "drug_um", "phase": "pre_service"}, "internal_appeal_l1"),
        ({"regime": "erisa_sf", "category": "cob", "phase": "post_service"}, "cob_update"),
        ({"regime": "erisa_sf", "category": "eligibility"}, "eligibility_fix"),
        ({"regime": "erisa_sf", "category": "coding_edit", "phase": "post_service"}, "corrected_claim"),
        ({"regime": "erisa_sf", "category": "duplicate", "phase": "post_service"}, "corrected_claim"),
        ({"regime": "mcr_ffs", "category": "duplicate", "phase": "post_service"}, "reopening_clerical"),
        ({"regime": "mcd_mco", "category": "timely_filing", "appeal_level": "provider_dispute"}, "provider_dispute"),
        ({"regime": "erisa_sf", "category": "underpayment_contract"}, "provider_dispute"),
        ({"regime": "erisa_fi", "category": "nsa_payment", "phase": "post_service"}, "nsa_open_negotiation"),
        ({"regime": "chip", "category": "missing_info", "phase": "pre_service"}, "records_submission"),
        ({"regime": "erisa_sf", "category": "premium_grace"}, "hold"),
        ({"regime": "erisa_sf", "category": "patient_responsibility"}, "patient_bill"),
        ({"regime": "wc", "category": "medical_necessity", "appeal_level": "wc_imr"}, "external_review"),
        ({"regime": "tricare", "category": "level_of_care", "phase": "concurrent"}, "expedited_appeal"),
        (
            {"regime": "ma", "category": "level_of_care", "phase": "pre_service", "urgency": "expedited"},
            "expedited_appeal",
        ),
        ({"regime": "mcr_ffs", "category": "level_of_care", "appeal_level": "qio_fast_track"}, "qio_fast_appeal"),
        ({"regime": "unknown", "category": "medical_necessity", "phase": "post_service"}, "internal_appeal_l1"),
    ],
)
def test_the_first_thing_to_do(facts: dict[str, str], route: str) -> None:
    assert route_of(make_case(**facts)).route.route == route


@pytest.mark.parametrize(
    ("level", "urgency", "route"),
    [
        ("external_review", "standard", "external_review"),
        ("external_review", "expedited", "expedited_external_review"),
        ("internal_level_2", "standard", "internal_appeal_l2"),
        ("fehb_opm_review", "standard", "external_review"),
        ("medicare_qic_reconsideration", "standard", "mcr_reconsideration"),
        ("medicare_alj_hearing", "standard", "mcr_alj"),
        ("state_fair_hearing", "standard", "fair_hearing"),
    ],
)
def test_an_appeal_decision_goes_to_the_next_step(level: str, urgency: str, route: str) -> None:
    case = make_case(document_kind="appeal_decision", category="experimental", appeal_level=level, urgency=urgency)

    assert route_of(case).route.route == route


def test_a_denied_redetermination_opens_the_independent_entity() -> None:
    case = make_case(document_kind="appeal_decision", regime="partd", appeal_level="part_d_redetermination")

    assert route_of(case).level == "part_d_ire"


@pytest.mark.parametrize("codes", [{"rarc": "MA130"}, {"rarc": "N704"}, {"rarc": "N211"}])
def test_a_bar_of_appeal_goes_before_everything_else(codes: dict[str, str]) -> None:
    case = make_case(category="medical_necessity", urgency="expedited", regime="erisa_sf", **codes)

    routing = route_of(case)

    assert routing.route.route == "corrected_claim"
    assert "internal_appeal_l1" not in [option.route for option in routing.alternatives]


def test_a_refused_filing_limit_without_appeal_can_only_be_excepted() -> None:
    assert route_of(make_case(category="timely_filing", rarc="N211")).route.route == "provider_dispute"


def test_a_line_that_is_still_open_is_waited_for() -> None:
    assert route_of(make_case(category="", carc="133")).route.route == "hold"


@pytest.mark.parametrize("phase", ["pre_service", "concurrent", "urgent"])
def test_an_offered_call_before_or_during_care_comes_first(phase: str) -> None:
    case = make_case(regime="erisa_fi", category="medical_necessity", phase=phase, peer_to_peer_phone="785-555-0133")

    assert route_of(case).route.route == "peer_to_peer"


@pytest.mark.parametrize(
    "text",
    [
        "Peer-to-peer is no longer available for this request.",
        "No peer-to-peer is offered.",
        "A peer-to-peer was completed on October 1.",
    ],
)
def test_a_call_that_is_not_offered_is_not_recommended(text: str) -> None:
    case = make_case(text=text, regime="erisa_fi", category="medical_necessity", phase="pre_service")

    assert route_of(case).route.route == "internal_appeal_l1"


def test_a_decision_on_a_request_comes_before_the_care() -> None:
    kind = "adverse_determination_preservice"

    assert route_of(make_case(document_kind=kind, phase="post_service")).phase == "pre_service"
    assert route_of(make_case(document_kind=kind, phase="urgent")).phase == "urgent"
    assert route_of(make_case(document_kind="appeal_decision", phase="post_service")).phase == "post_service"


def test_a_call_is_not_recommended_after_the_care() -> None:
    case = make_case(text="Peer-to-peer: 785-555-0133", category="medical_necessity", phase="post_service")

    routing = route_of(case)

    assert "peer_to_peer" not in [routing.route.route, *(option.route for option in routing.alternatives)]


def test_a_window_that_has_closed_is_no_longer_recommended() -> None:
    case = make_case(
        regime="erisa_fi", category="medical_necessity", phase="pre_service", peer_to_peer_deadline="within 7 days"
    )

    assert route_of(case).route.route == "internal_appeal_l1"
    assert route_of(case.model_copy(update={"today": date(2026, 10, 8)})).route.route == "peer_to_peer"


@pytest.mark.parametrize("kind", ["information_request", "prior_authorization_non_affirmation"])
def test_a_request_for_information_is_answered_with_information(kind: str) -> None:
    routing = route_of(make_case(is_denial="false", document_kind=kind))

    assert (routing.route.route, routing.level) == ("records_submission", "none")


@pytest.mark.parametrize("kind", ["approval_notice", "acknowledgement", "other_non_insurance", "remittance_advice"])
def test_a_document_that_denies_nothing_is_not_appealed(kind: str) -> None:
    routing = route_of(make_case(is_denial="false", document_kind=kind))

    assert routing.route.route == "not_a_denial"
    assert (routing.alternatives, routing.missing) == ((), ())


def test_an_unreadable_document_is_a_persons_matter() -> None:
    assert route_of(make_case(is_denial="", document_kind="unreadable")).route.route == "ask_a_person"


def test_a_case_without_facts_is_a_persons_matter() -> None:
    routing = route_of(make_case(is_denial="", denial_date=""))

    assert routing.route.route == "ask_a_person"
    assert routing.deadlines == ()


def test_a_denial_without_a_known_step_says_so() -> None:
    reasons = route_of(make_case(category="medical_necessity", phase="post_service")).route.reasons

    assert any("names no step of appeal" in reason for reason in reasons)


def test_codes_are_explained_in_our_words() -> None:
    reasons = route_of(make_case(category="coding_edit", carc="97", phase="post_service")).route.reasons

    assert any(reason.startswith("Code 97: ") for reason in reasons)


def test_a_repair_keeps_the_appeal_thirty_days_before_its_end() -> None:
    case = make_case(regime="erisa_sf", category="cob", phase="post_service")

    fallback = next(row for row in route_of(case).alternatives if row.route == "internal_appeal_l1")

    assert fallback.due == date(2027, 2, 26)
    assert fallback.reasons == (
        "Fallback: file on February 26, 2027, 30 days before the end, if the repair has not worked by then.",
    )


def test_a_repair_with_little_time_left_is_appealed_at_once() -> None:
    case = make_case(regime="erisa_sf", category="cob", phase="post_service", today=date(2027, 3, 15))

    fallback = next(row for row in route_of(case).alternatives if row.route == "internal_appeal_l1")

    assert fallback.due == date(2027, 3, 30)
    assert "file it beside the repair" in fallback.reasons[0]


def test_a_repair_after_the_end_of_the_appeal_says_so() -> None:
    case = make_case(regime="erisa_sf", category="cob", phase="post_service", today=date(2027, 4, 1))

    fallback = next(row for row in route_of(case).alternatives if row.route == "internal_appeal_l1")

    assert fallback.reasons == ("The time to appeal ended on March 30, 2027: ask whether good cause is accepted.",)


def test_what_is_urgent_is_done_today() -> None:
    case = make_case(regime="ma", category="level_of_care", phase="concurrent")

    assert route_of(case).route.due == case.today


def test_the_route_is_due_by_its_own_clock() -> None:
    case = make_case(regime="ma", category="coding_edit", corrected_claim_deadline="within 90 days of the paid date")

    assert route_of(case).route.due == date(2026, 12, 30)


@pytest.mark.parametrize(
    ("confirmed", "level"), [("ma", "ma_plan_reconsideration"), ("mcr_ffs", "medicare_redetermination")]
)
def test_a_confirmed_regime_moves_the_step(confirmed: str, level: str) -> None:
    case = make_case(regime="erisa_fi", appeal_level="internal_level_1", confirmed_regime=confirmed)

    routing = route_of(case)

    assert (routing.level, routing.regime.value, routing.regime.is_confirmed) == (level, confirmed, True)
    assert routing.regime.alternatives == (("erisa_fi", 0.95),)


def test_a_step_that_the_letter_names_outright_survives_the_confirmation() -> None:
    case = make_case(regime="ma", appeal_level="provider_dispute", confirmed_regime="mcd_mco")

    assert route_of(case).level == "provider_dispute"


def test_the_amount_at_stake_is_what_was_denied() -> None:
    assert str(route_of(make_case(denied_amount="130.00", billed_amount="290.00")).amount_at_stake) == "130.00"
    assert str(route_of(make_case(billed_amount="290.00")).amount_at_stake) == "290.00"
    assert route_of(make_case()).amount_at_stake is None
