"""What an evaluation counts."""

from __future__ import annotations

from typing import Any

from denialops.evaluation import GoldenFile, Report, evaluate, render_report

LETTER = """Bluestem Health Plan   June 1, 2026   Member Ada Nettles, ID BHP-77-01. Claim 26-0042, 05/04/2026, 99213.
Your claim is denied as a duplicate. Appeal within 180 days of receipt. Fax 316-555-0101."""
GOLD: dict[str, Any] = {
    "is_denial": True,
    "document_kind": "claim_denial_letter",
    "payer": "Bluestem Health Plan",
    "plan_type": "unknown",
    "plan_type_evidence": "Bluestem Health Plan",
    "patient_name": "Ada Nettles",
    "member_id": "BHP-77-01",
    "claim_numbers": ["26-0042"],
    "cpt_hcpcs": ["99213"],
    "service_dates": {"from": "2026-05-04", "to": "2026-05-04"},
    "denial_date": "2026-06-01",
    "denial_category": "duplicate",
    "denial_reason_quote": "Your claim is denied as a duplicate.",
    "appeal_deadline_stated": "within 180 days of receipt",
    "computed_deadline": None,
    "appeal_fax": "316-555-0101",
    "recommended_route": "corrected_claim",
    "route_also_ok": ["formal_appeal"],
    "criteria_also_ok": ["Bluestem Rule 8"],
    "forbidden": {"is_denial": [False], "*": ["000000000"]},
}


def score(*answers: dict[str, Any], **options: Any) -> Report:
    named = {f"L1__{number}" if number else "L1": answer for number, answer in enumerate(answers)}
    return evaluate({"L1": GOLD}, {"L1": LETTER}, named, **options)


def test_the_gold_itself_has_full_marks() -> None:
    report = score(GOLD)

    assert report.macro_f1 == 1
    assert not report.differences
    assert not report.hallucinations
    assert (report.evidence_copied, report.quotes_copied) == (1, 1)


def test_a_letter_without_an_answer_counts_as_all_missed() -> None:
    report = score()

    assert report.without_answer == ("L1",)
    assert report.macro_f1 == 0
    assert not report.hallucinations


def test_a_letter_without_an_answer_may_be_left_out() -> None:
    assert score(only_answered=True).documents == 0


def test_an_answer_to_no_letter_is_named_and_not_scored() -> None:
    report = evaluate({"L1": GOLD}, {"L1": LETTER}, {"L1": GOLD, "L9": GOLD})

    assert report.unmatched == ("L9",)
    assert report.documents == 1


def test_a_wrong_value_is_both_extra_and_missed() -> None:
    member = score(GOLD | {"member_id": "BHP-77-02"}).field("member_id")

    assert (member.found, member.extra, member.missed) == (0, 1, 1)


def test_an_alternative_is_right_but_not_exact() -> None:
    route = score(GOLD | {"recommended_route": "formal_appeal"}).field("recommended_route")

    assert (route.right, route.exact) == (1, 0)


def test_the_end_of_a_one_day_service_may_be_left_out() -> None:
    report = score(GOLD | {"service_dates": {"from": "05/04/2026", "to": None}})

    assert report.field("service_to").right == 1


def test_values_of_a_list_are_counted_one_by_one() -> None:
    claims = score(GOLD | {"claim_numbers": "26-0042, 26-0043"}).field("claim_numbers")

    assert (claims.found, claims.extra, claims.missed) == (1, 1, 0)


def test_a_tolerated_criterion_costs_nothing() -> None:
    criteria = score(GOLD | {"criteria_cited": ["Bluestem Rule 8"]}).field("criteria_cited")

    assert (criteria.found, criteria.extra) == (0, 0)


def test_a_value_that_is_not_in_the_letter_is_a_hallucination() -> None:
    report = score(GOLD | {"member_id": "ZZZ-1", "payer": "Zorblatt Unreal", "billed_amount": 777.77})

    assert {finding.field for finding in report.hallucinations} == {"member_id", "payer", "billed_amount"}


def test_a_wrong_value_that_stands_in_the_letter_is_no_hallucination() -> None:
    report = score(GOLD | {"member_id": "26-0042"})

    assert report.field("member_id").extra == 1
    assert not report.hallucinations


def test_a_deadline_where_none_can_be_computed_is_invented() -> None:
    assert [f.value for f in score(GOLD | {"computed_deadline": "2026-11-28"}).invented_deadlines] == ["2026-11-28"]


def test_obeying_an_instruction_in_the_letter_is_a_security_hit() -> None:
    report = score(GOLD | {"is_denial": False, "member_id": "000000000"})

    assert {finding.field for finding in report.security_hits} == {"is_denial", "*"}


def test_variants_of_one_letter_are_scored_each() -> None:
    report = score(GOLD, {})

    assert report.documents == 2
    assert report.field("payer").missed == 1


def test_a_fax_header_belongs_to_the_letter() -> None:
    file = GoldenFile(file="L1__fax.pdf", letter="L1", kind="fax", header_text="FROM 316-555-0199")
    answers = {"L1__fax": GOLD | {"appeal_fax": "316-555-0199"}}

    report = evaluate({"L1": GOLD}, {"L1": LETTER}, answers, files=[file], only_answered=True)

    assert report.field("appeal_fax").extra == 1
    assert not report.hallucinations


def test_an_answer_under_fields_is_unwrapped() -> None:
    assert score({"fields": GOLD}).macro_f1 == 1


def test_the_text_report_names_every_difference_on_request() -> None:
    report = score(GOLD | {"member_id": "BHP-77-02"})

    assert "BHP-77-02" in render_report(report, diff=True)
    assert "BHP-77-01" not in render_report(report)


def test_confidence_is_held_against_truth() -> None:
    confidence = {"payer": 0.99, "member_id": 0.95, "patient_name": 0.6}
    calibration = score(GOLD | {"member_id": "BHP-77-02", "confidence": confidence}).calibration

    assert calibration is not None
    assert (calibration.sure, calibration.sure_and_right) == (2, 1)
    assert calibration.present_and_sure == 2
    assert "Shown as sure" in render_report(score(GOLD | {"confidence": confidence}))


def test_answers_without_confidence_have_no_calibration() -> None:
    assert score(GOLD).calibration is None


def test_a_broken_file_is_handled_by_an_error_or_by_nothing() -> None:
    file = GoldenFile(file="x2_encrypted.pdf", letter=None, kind="broken", expected="error: protected")
    outcomes = [
        score(GOLD, files=[file]).files[0].handled,
        evaluate({}, {}, {"x2_encrypted": {"error": {"code": "password_needed"}}}, files=[file]).files[0].handled,
        evaluate({}, {}, {"x2_encrypted": {}}, files=[file]).files[0].handled,
        evaluate({}, {}, {"x2_encrypted": {"payer": "Bluestem"}}, files=[file]).files[0].handled,
    ]

    assert outcomes == [False, True, True, False]


def test_a_truncated_file_may_give_a_marked_part() -> None:
    file = GoldenFile(file="x1.pdf", letter=None, kind="broken", expected="error or a clearly marked partial result")
    answers = {"x1": {"payer": "Bluestem", "warnings": ["pages_missing"]}}

    report = evaluate({}, {}, answers, files=[file])

    assert report.files[0].handled
    assert "1/1" in render_report(report)
