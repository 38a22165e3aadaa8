"""Deadline and route by the conventions of the evaluation sets."""

from __future__ import annotations

from datetime import date

import pytest

from denialops.pipeline.routing.recorded import record_deadline, record_route
from tests.fakes.routing_cases import make_case, shipped_rules


def last_day(**values: str) -> date | None:
    return record_deadline(make_case(**values), shipped_rules()).last


def says(days: str, runs_from: str, unit: str = "day") -> dict[str, str]:
    return {
        "appeal_deadline_stated": f"within {days} {unit}s", "appeal_deadline_days": days,
        "appeal_deadline_unit": unit, "appeal_deadline_from": runs_from,
    }  # fmt: skip


def test_a_printed_date_wins() -> None:
    assert last_day(regime="ma", appeal_deadline_date="2026-11-30", **says("65", "notice")) == date(2026, 11, 30)


def test_no_day_is_shifted_to_the_safe_side() -> None:
    assert last_day(regime="ma", **says("65", "notice")) == date(2026, 12, 5)


def test_no_day_is_rolled_forward() -> None:
    assert last_day(
        regime="erisa_sf", appeal_level="external_review", denial_date="2026-09-01", **says("4", "receipt", "month")
    ) == date(2027, 1, 1)


def test_receipt_without_presumption_counts_from_the_notice() -> None:
    assert last_day(regime="erisa_sf", **says("180", "receipt")) == date(2027, 3, 30)


def test_receipt_with_presumption_adds_it() -> None:
    assert last_day(regime="mcr_ffs", **says("120", "receipt")) == date(2027, 2, 3)


def test_receipt_entered_by_a_person_does_not_change_the_record() -> None:
    case = make_case(regime="mcr_ffs", received_on=date(2026, 10, 20), **says("120", "receipt"))

    assert record_deadline(case, shipped_rules()).last == date(2027, 2, 3)


def test_a_fixed_federal_time_is_counted_though_the_letter_is_silent() -> None:
    assert last_day(regime="mcr_ffs", category="duplicate") == date(2027, 2, 3)


@pytest.mark.parametrize("regime", ["erisa_sf", "aca_ind", "dental", "unknown", "chip", "mcd_ffs", "wc"])
def test_a_silent_letter_under_a_floor_or_plan_terms_has_no_date(regime: str) -> None:
    assert last_day(regime=regime) is None


def test_a_letter_without_a_notice_date_has_no_date() -> None:
    assert last_day(regime="ma", denial_date="", **says("65", "notice")) is None


def test_words_without_a_number_have_no_date() -> None:
    assert last_day(regime="ma", appeal_deadline_stated="as soon as possible") is None


def test_the_practical_date_stands_in_for_a_missing_step() -> None:
    assert last_day(regime="unknown", category="cob", records_due_date="2027-01-13") == date(2027, 1, 13)


def test_the_practical_date_of_the_route_goes_first() -> None:
    assert last_day(
        regime="unknown", category="coding_edit", phase="post_service", records_due_date="2026-11-30",
        corrected_claim_deadline="within 90 days",
    ) == date(2026, 12, 30)  # fmt: skip


def test_a_paper_that_denies_nothing_has_no_appeal_date() -> None:
    assert last_day(is_denial="false", document_kind="approval_notice", **says("180", "notice")) is None


def test_the_rule_and_the_count_are_told() -> None:
    found = record_deadline(make_case(regime="ma", **says("65", "notice")), shipped_rules())

    assert found.words == (
        "42 CFR 422.582(b), (b)(1): 65 calendar days from the notice of October 1, 2026 is Saturday, December 5, 2026"
    )


@pytest.mark.parametrize(
    ("values", "route"),
    [
        ({"category": "timely_filing", "regime": "mcd_mco"}, "timely_filing_dispute"),
        ({"category": "underpayment_contract", "regime": "ma"}, "contract_dispute"),
        ({"category": "level_of_care", "regime": "mcr_ffs", "appeal_level": "qio_fast_track"}, "expedited_appeal"),
        ({"category": "cob", "regime": "erisa_sf"}, "cob_update"),
        ({"is_denial": "false", "document_kind": "approval_notice"}, "not_a_denial"),
        ({"is_denial": "", "document_kind": "unreadable"}, None),
    ],
)
def test_routes_are_told_in_the_sets_words(values: dict[str, str], route: str | None) -> None:
    assert record_route(make_case(**values), shipped_rules()) == route


def test_the_route_is_that_of_the_letters_own_day() -> None:
    case = make_case(
        regime="erisa_fi", category="medical_necessity", phase="pre_service", peer_to_peer_deadline="within 7 days"
    )

    assert record_route(case, shipped_rules()) == "peer_to_peer"
