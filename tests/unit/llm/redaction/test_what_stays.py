"""What a model needs to argue with stays as it is: codes, law, amounts, times, payers and doctors."""

from __future__ import annotations

import pytest

from tests.unit.llm.redaction.redacting import hidden, known


@pytest.mark.parametrize(
    "text",
    [
        "CPT 97110, 99213-25, 27447-RT and 72141",
        "HCPCS G0299, E0483, L3908, J1745 and A0429",
        "ICD-10 M43.16, F84.0, I63.512, U07.1 and Z79.4",
        "CO-50, OA-18, PR 204, CARC 29, N115, MA01 and M15",
        "DRG 291, rev code 0128, POS 11, 4 units",
        "11721 Q8   BILLED 85.00  ALLOWED 0.00",
        "NPI 2091561144 and NPI: 2425903574",
        "$41,880.00 billed, $0.00 paid, 3,318.22 due",
        "29 CFR 2560.503-1(h)(3)(i), 42 CFR 405.942 and 42 U.S.C. 300gg-19",
        "section 1879 of the Act, § 147.136(b), Chapter 7, section 40.1",
        "45 CFR 149.510 (as amended, 91 FR 33900)",
        "WAC 182-501-0165 and OAR 410-141-3885",
        "LCD L34028, NCD 220.6, Local Coverage Determination (LCD) L38994",
        "Form CMS-10003-NDMCP, OMB Approval 0938-0829, RI 73-118",
        "Medical Policy 2.04.115 and Clinical Guideline SPN-014",
        "Step Therapy Criteria ST-2026-MIG-3",
        "NDC 0169-4132-12",
        "contract H9933 and S0917-012",
        "within 180 calendar days, 65 days, 72 hours, 9 visits, 12 months",
        "120 per 30 days, 20 mg, 150 mg capsule",
        "Westmoor Mutual Health Insurance Company",
        "the Cedar Hollow Tool Employee Benefit Plan (self-funded)",
        "Fern Hollow Podiatry and Gentry Heart Clinic",
        "Dr. Tobias Wren and Lenora Abbate, MD, board certified",
        "The decision stands. Your Right To Appeal. Page 2 of 3",
        "Dear Member: Dear Dr. Okafor: Estimada familia:",
        "Patient Financial Services, Member Appeals, Child Health Plan",
        "call 1-800-MEDICARE (TTY 711)",
        "L4-L5, C5-C6, stage 3, grade 2, day 6, 96 % on room air",
    ],
)
def test_it_stays(text: str) -> None:
    assert hidden(text) == text


def test_a_payer_keeps_its_name_beside_a_known_patient() -> None:
    text = "Westmoor Mutual Health denied the request of [..]."

    assert hidden(text, known("name", "Ilya Voronov")) == text


def test_an_amount_is_no_group_number() -> None:
    assert hidden("We paid $4410.00 and 4410.00", known("other", "4410")) == "We paid $4410.00 and 4410.00"


def test_words_do_not_read_as_known_numbers() -> None:
    assert hidden("a solo practice", known("other", "5010")) == "a solo practice"
