"""What can be nobody's name or number, whatever stands before it."""

from __future__ import annotations

import pytest

from denialops.pipeline.finders.gates import may_be_member_id, may_be_patient, may_be_payer, may_be_provider
from denialops.pipeline.finders.reading import Reading, Span


@pytest.mark.parametrize("name", ["Ada Quill", "Mai See Vang", "Augusta March", "Tomasz West", "Virginia Page"])
def test_a_person_may_be_the_patient(name: str) -> None:
    reading = Reading(f"Name: {name}\n12 Mill Road\n")

    assert may_be_patient(reading, Span(6, 6 + len(name)))


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        ("for ", "Part B", " in 2025"),
        ("", "South Carolina Healthy Connections", " plan"),
        ("To: ", "Batsto Behavioral", "   NPI"),
        ("Dr. ", "Lazaro Whitcombe", " asked us"),
        ("To: ", "Lucinda Brazos", ", MD, Hill Country"),
        ("Sincerely,\n\n", "Ada Quill", "\n"),
        ("Thank you,\n", "Ada Quill", "\nAppeals Coordinator\n"),
        ("\n", "Ada Quill", ", Clinical Appeals Specialist\n"),
    ],
)
def test_an_office_a_paper_a_doctor_or_who_signs_is_no_patient(before: str, name: str, after: str) -> None:
    reading = Reading(before + name + after)

    assert not may_be_patient(reading, Span(len(before), len(before) + len(name)))


@pytest.mark.parametrize("name", ["Riverbend Pain Associates", "Dr. Ada Quill", "West End Allergy Clinic"])
def test_people_and_organisations_of_care_may_be_the_provider(name: str) -> None:
    assert may_be_provider(name)


@pytest.mark.parametrize(
    "name", ["April 9", "Part B Overpayment Recovery", "Health Claims", "TRICARE", "12 Mill Road", "Serv Date"]
)
def test_a_date_a_desk_a_street_or_a_program_is_no_provider(name: str) -> None:
    assert not may_be_provider(name)


@pytest.mark.parametrize("name", ["Willet Bay Health", "Gold Coast Medicare HMO", "Lakeside Marketplace HMO"])
def test_a_plan_may_be_the_payer(name: str) -> None:
    assert may_be_payer(name)


@pytest.mark.parametrize(
    "name",
    [
        "State Link Silver 70 PPO",
        "Dental Explanation of Benefits",
        "Certified URA, Department of Insurance Certificate 0977",
        "Carolina Health Marketplace",
        "OMB Approval No",
    ],
)
def test_a_product_a_paper_an_agency_or_an_exchange_is_no_payer(name: str) -> None:
    assert not may_be_payer(name)


@pytest.mark.parametrize("value", ["7.01.162", "XXX-XX-RC18", "555-0117", "800-555-0117", "M54.16", "L5856"])
def test_a_rule_a_code_a_telephone_or_a_masked_number_is_no_member_number(value: str) -> None:
    assert not may_be_member_id(Reading(f"Member ID: {value}"), value, 11)


@pytest.mark.parametrize("label", ["NPI: ", "Check no. ", "Claim number: ", "Group: ", "Insurance Certificate "])
def test_a_number_under_another_label_is_no_member_number(label: str) -> None:
    assert not may_be_member_id(Reading(f"{label}44170921"), "44170921", len(label))


@pytest.mark.parametrize("value", ["118.204.418", "CCH7719403 02", "BVT 883-40-1177"])
def test_numbers_with_stops_and_blanks_may_be_a_members(value: str) -> None:
    assert may_be_member_id(Reading(f"Member ID: {value}"), value, 11)
