"""What a person is told before acting, and what has to go with the filing."""

from __future__ import annotations

from datetime import date

import pytest

from denialops.domain.cases import CaseFile
from denialops.domain.facts import Facts
from tests.fakes.routing_cases import make_case, make_fact, route_of


def codes_of(case: CaseFile) -> list[str]:
    return [finding.code for finding in route_of(case).findings]


def test_a_complete_clear_denial_in_time_has_no_findings() -> None:
    case = make_case(
        regime="ma", category="medical_necessity", patient_name="Horatio Plumley", member_id="BBG-11-2233-4",
        appeal_fax="401-555-0102",
    )  # fmt: skip

    assert codes_of(case) == []


def test_a_passed_deadline_is_named_with_its_last_day() -> None:
    routing = route_of(make_case(regime="ma", today=date(2026, 12, 6)))

    assert routing.findings[0].code == "deadline_passed"
    assert "December 5, 2026" in routing.findings[0].detail


def test_the_last_day_itself_is_not_late() -> None:
    assert "deadline_passed" not in codes_of(make_case(regime="ma", today=date(2026, 12, 5)))


def test_a_stated_time_below_the_legal_floor_is_a_finding() -> None:
    case = make_case(regime="erisa_sf", appeal_deadline_stated="within 60 days", appeal_deadline_days="60")

    assert {"stated_shorter_than_law", "stated_and_computed_differ"} <= set(codes_of(case))


@pytest.mark.parametrize("days", ["180", "365"])
def test_a_stated_time_at_or_above_the_floor_is_no_defect(days: str) -> None:
    case = make_case(regime="erisa_sf", appeal_deadline_stated=f"within {days} days", appeal_deadline_days=days)

    assert "stated_shorter_than_law" not in codes_of(case)


def test_an_unverified_rule_accuses_nobody() -> None:
    case = make_case(regime="chip", appeal_deadline_stated="within 30 days", appeal_deadline_days="30")

    assert "stated_shorter_than_law" not in codes_of(case)
    assert "rule_unverified" not in codes_of(case)


def test_an_unverified_rule_on_its_own_is_confirmed_first() -> None:
    assert "rule_unverified" in codes_of(make_case(regime="chip"))


def test_a_code_of_another_cause_than_the_text_is_a_finding() -> None:
    quote = "There is no authorization on file for this service."
    case = make_case(category="prior_auth_absent", carc="97", denial_reason_quote=quote)

    routing = route_of(case)

    assert "code_and_text_differ" in [finding.code for finding in routing.findings]


@pytest.mark.parametrize(
    ("carc", "quote"),
    [
        ("197", "There is no authorization on file for this service."),
        ("45", "There is no authorization on file for this service."),
        ("97", "See the code."),
    ],
)
def test_codes_that_agree_or_tell_no_cause_are_no_finding(carc: str, quote: str) -> None:
    assert "code_and_text_differ" not in codes_of(make_case(carc=carc, denial_reason_quote=quote))


def test_missing_facts_are_listed_once() -> None:
    finding = next(row for row in route_of(make_case(regime="ma")).findings if row.code == "facts_missing")

    assert finding.detail == (
        "not found in this letter: the patient's name, the member number and where to send the appeal"
    )


def test_an_ambiguous_date_is_confirmed_by_a_person() -> None:
    case = make_case(denial_date="")
    date_fact = make_fact("denial_date", "2026-03-04", flags=("ambiguous_date",))
    facts = Facts(items=(*case.facts.items, date_fact))

    assert "ambiguous_date" in codes_of(case.model_copy(update={"facts": facts}))


@pytest.mark.parametrize(("regime", "code"), [("", "regime_unknown"), ("erisa_unknown", "regime_unknown")])
def test_an_unknown_regime_is_a_question_to_the_plan(regime: str, code: str) -> None:
    assert code in codes_of(make_case(regime=regime))


def test_a_weak_regime_is_confirmed_by_a_person() -> None:
    case = make_case()
    facts = Facts(items=(*case.facts.items, make_fact("regime", "ma", confidence=0.6)))

    assert "regime_unsure" in codes_of(case.model_copy(update={"facts": facts}))
    assert "regime_unsure" not in codes_of(case.model_copy(update={"facts": facts, "confirmed_regime": "ma"}))


def test_findings_carry_no_text_of_the_letter() -> None:
    case = make_case(
        patient_name="Horatio Plumley", member_id="BBG-11-2233-4", carc="97",
        denial_reason_quote="There is no authorization on file for Horatio Plumley.",
    )  # fmt: skip

    told = " ".join(finding.detail for finding in route_of(case).findings)

    assert "Plumley" not in told and "BBG" not in told


def test_evidence_that_is_attached_counts_as_there() -> None:
    case = make_case(category="medical_necessity", exhibits=("chart",))

    statuses = {item.item: item.status for item in route_of(case).missing}

    assert statuses["history and physical with recent progress notes"] == "have"
    assert statuses["the payer's criteria or policy text"] == "missing"
    assert statuses["guideline passages that support the service"] == "ask"


def test_records_that_the_payer_lacked_are_on_the_list() -> None:
    case = make_case(category="missing_info", records_lacked=["operative report", "itemized bill"])

    items = [item.item for item in route_of(case).missing]

    assert {"operative report", "itemized bill"} <= set(items)


def test_an_unverified_paper_says_so() -> None:
    items = route_of(make_case(regime="mcd_mco", category="medical_necessity")).missing

    consent = next(item for item in items if item.item == "the member's written consent")
    assert "unverified" in consent.why


def test_the_letters_own_packet_rules_must_be_met() -> None:
    case = make_case(packet_rules=["No more than 25 pages", "One claim per request"], form_required="DWC Form IMR")

    assert route_of(case).must_meet == (
        "Use the form that the letter requires: DWC Form IMR",
        "No more than 25 pages",
        "One claim per request",
    )
