"""Patients, member numbers, payers and providers in the layouts of real mail, each class with its contrast."""

from __future__ import annotations

import pytest

from tests.unit.extract.conftest import ReadFacts

HEAD = "Harbor Point Health Plan\n\nMarch 4, 2026\n\n"
TAIL = (
    "\n\nWe denied this request because it is not medically necessary.\n"
    "You may appeal within 180 days of this notice.\n"
)


@pytest.mark.parametrize(
    "words",
    [
        "Patient Name: QUINTANA, DOLORES",
        "MBR: QUINTANA,DOLORES",
        "Name of enrollee     Dolores Quintana",
        "Patient name        Member ID        Claim number\nDolores Quintana    HPH552011        CL-22014",
        "Dolores Quintana (member ID HPH552011)",
        "For: Dolores Quintana (daughter)",
        "Member HPH-552011, Ms. Dolores Quintana",
        "Services for Dolores Quintana on March 1, 2026",
        "Member Dolores Quintana's request for an MRI",
        "To the guardian of Dolores Quintana, Medicaid card 0600442918",
        "LAST NAME   FIRST\nQUINTANA   DOLORES",
    ],
)
def test_the_patient_is_found_by_the_place_of_the_name(read_facts: ReadFacts, words: str) -> None:
    assert read_facts(HEAD + words + TAIL).value("patient_name") == "Dolores Quintana"


@pytest.mark.parametrize(
    "words",
    [
        "Attn: Appeals Coordinator",
        "Provider: Dolores Quintana, MD",
        "Sincerely,\n\nDolores Quintana\nAppeals Coordinator",
        "For Prior Authorization of services, call us. The prior authorization desk is open.",
        "To: Lakeside Dermatology, fax 503-555-0199",
    ],
)
def test_an_officer_a_doctor_or_an_office_is_no_patient(read_facts: ReadFacts, words: str) -> None:
    assert read_facts(HEAD + words + TAIL).value("patient_name") is None


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("Member ID: HM*2201*8874", "HM*2201*8874"),
        ("Member ID: 8 4471 20 93", "8 4471 20 93"),
        ("ID | Group  GPS-500418-B | 20117", "GPS-500418-B"),
        ("Patient: Dolores Quintana (PCH 4417 22 901)", "PCH 4417 22 901"),
        ("Patient: Dolores Quintana, contract QM-4471-A", "QM-4471-A"),
        ("Person with Medicare: QUINTANA, DOLORES       Number 4KM1TR7XC90", "4KM1TR7XC90"),
        ("Card: MF-V 40077 1", "MF-V 40077 1"),
    ],
)
def test_a_member_number_keeps_its_signs_and_its_place(read_facts: ReadFacts, words: str, number: str) -> None:
    assert read_facts(HEAD + words + TAIL).value("member_id") == number


@pytest.mark.parametrize(
    "words",
    [
        "Bill ID 7004418",
        "Case ID HPH552011",
        "Payer ID: 60054",
        "Medical policy 20114",
        "Advantage plan, contract H9944",
    ],
)
def test_other_numbers_are_no_member_numbers(read_facts: ReadFacts, words: str) -> None:
    assert read_facts(HEAD + words + TAIL).value("member_id") is None


@pytest.mark.parametrize(
    "words",
    ["Valley Imaging Group NPI 2091561144", "group 3 power wheelchair", "Group NPI 2091561144 / TIN 86-0000412"],
)
def test_a_practice_or_a_sort_of_device_is_no_group_number(read_facts: ReadFacts, words: str) -> None:
    assert read_facts(HEAD + words + TAIL).value("group_number") is None


def test_numbers_of_one_shape_in_a_list_are_all_read(read_facts: ReadFacts) -> None:
    facts = read_facts(HEAD + "Claims 25X-88410, 25X-90277 and 25X-90311 of 02/03/2026, $90.00." + TAIL)

    assert facts.values("claim_numbers") == ("25X-88410", "25X-90277", "25X-90311")


@pytest.mark.parametrize("words", ["P.01/01", "Page 1 of 3", "OMB Approval 0938-0829", "determination L38994"])
def test_page_counts_forms_and_rules_are_no_reference_numbers(read_facts: ReadFacts, words: str) -> None:
    assert read_facts(HEAD + words + TAIL).values("reference_numbers") == ()


@pytest.mark.parametrize(
    ("top", "payer"),
    [
        ("HARBOR POINT | Benefit Services", "Harbor Point Benefit Services"),
        ("H A R B O R   P O I N T   H E A L T H", "Harbor Point Health"),
        ("Harbor Point of Oregon\nDenial of your claim", "Harbor Point of Oregon"),
        ("*** Harbor Point Health ***", "Harbor Point Health"),
    ],
)
def test_a_letterhead_is_read_however_it_is_set(read_facts: ReadFacts, top: str, payer: str) -> None:
    assert read_facts(f"{top}\n\nMarch 4, 2026\n\nMember: Dolores Quintana\n{TAIL}").value("payer") == payer


def test_the_name_on_the_return_address_is_the_payer_where_no_letterhead_is(read_facts: ReadFacts) -> None:
    address = "Send appeals to Harbor Point Health Plan, Appeals, PO Box 77, Salt Inlet, OR 97999."
    facts = read_facts(f"NOTICE OF DENIAL\n\nMarch 4, 2026\n\nDear Ms. Quintana:\n{TAIL}\n{address}\n")

    assert facts.value("payer") == "Harbor Point Health Plan"


@pytest.mark.parametrize(
    "words",
    [
        "Lakeside Spine Clinic asked us to approve an MRI.",
        "your visit to Lakeside Spine Clinic",
        "Who asked: Lakeside Spine Clinic",
        "Place of service: Lakeside Spine Clinic",
        "Service provider / NPI: Lakeside Spine Clinic / 2091561144",
    ],
)
def test_a_provider_is_found_by_what_it_does(read_facts: ReadFacts, words: str) -> None:
    assert read_facts(HEAD + words + TAIL).value("provider_name") == "Lakeside Spine Clinic"


@pytest.mark.parametrize(
    "words",
    ["Medical Director: Ann Foe, MD", "Call Provider Relations", "Contact your provider. Health Care Advocate"],
)
def test_a_director_a_desk_or_an_advocate_is_no_provider(read_facts: ReadFacts, words: str) -> None:
    assert read_facts(HEAD + words + TAIL).value("provider_name") is None


@pytest.mark.parametrize(
    ("line", "patient"),
    [
        ("Employee / patient   Ann Lee / Bo Lee (spouse)", "Bo Lee"),
        ("Subscriber/Patient: Ann Lee / Bo Lee", "Bo Lee"),
        ("Patient / employee   Bo Lee / Ann Lee", "Bo Lee"),
        ("Patient   Bo Lee / spouse of Ann Lee", "Bo Lee"),
    ],
)
def test_of_two_labels_with_two_names_each_has_its_own(read_facts: ReadFacts, line: str, patient: str) -> None:
    facts = read_facts(f"ELM COUNTY HEALTH PLAN\nDate: June 3, 2026\n{line}\nClaim 88-2201 is denied as a duplicate.\n")

    assert facts.value("patient_name") == patient
