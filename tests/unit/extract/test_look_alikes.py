"""Numbers, days and names that look like a fact and are none, beside those that are one."""

from __future__ import annotations

import pytest

from denialops.domain.facts import Facts
from tests.unit.extract.conftest import ReadFacts

CLAIM = """\
LARCH HOLLOW HEALTH PLAN
PO Box 77, Elm Landing, OH 43999

March 14, 2026

Member: Dana Whitfield
Member ID: QX4410927
Claim number: 26073551908
Date of service: 01/22/2026
Total charge: $480.00

{text}

You may appeal this decision within 180 days of receiving this notice.
"""


@pytest.fixture
def told(read_facts: ReadFacts) -> ReadFacts:
    def read(text: str, frame: str = CLAIM) -> Facts:
        return read_facts(frame.format(text=text))

    return read


@pytest.mark.parametrize(
    "words",
    [
        "The claim is denied as not medically necessary (Imaging Guideline PR-22).",
        "The claim is denied. Write to Mail Code PI-6.",
        "The claim is denied, see policy CO-12.",
    ],
)
def test_a_paper_or_desk_shaped_like_a_group_and_code_is_no_adjustment(told: ReadFacts, words: str) -> None:
    assert told(words).values("carc") == ()


def test_a_number_in_brackets_behind_the_words_of_a_denial_is_its_code(told: ReadFacts) -> None:
    facts = told("The claim is past the filing limit\n[ 29 ]. It is denied. The patient may not be billed.")

    assert facts.values("carc") == ("29",)


@pytest.mark.parametrize(
    "words",
    [
        "Claim control 26019 330 118 274 is denied. HCPCS code E0601 is not covered.",
        "E0601 is not covered and denied. Reviewer: a licensed surgeon, lic. A 55219.",
        "E0601 is not covered and denied. Another model, E0470, needs no approval.",
    ],
)
def test_parts_of_longer_numbers_licenses_and_what_is_granted_are_no_denied_procedure(
    told: ReadFacts, words: str
) -> None:
    assert told(words).values("cpt_hcpcs") == ("E0601",)


@pytest.mark.parametrize("words", ["Handbook 16.12", "42 CFR 424.22", "Dental Provider Manual 20.10"])
def test_numbers_of_manuals_and_regulations_are_no_amounts(told: ReadFacts, words: str) -> None:
    facts = told(f"The claim is denied under {words}.")

    assert facts.value("billed_amount") == "480.00"


def test_an_amount_that_was_not_paid_is_the_amount_denied(told: ReadFacts) -> None:
    facts = told("The frame was paid: $233.00. The lenses, $247.00, were not paid. One pair a year is covered.")

    assert facts.value("denied_amount") == "247.00"


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Patient number: 4471-B\nMember ID: MPA 2208 7715", "MPA 2208 7715"),
        ("ID no. PPM-0664-27, employee no. 1187", "PPM-0664-27"),
        ("Identification: DGE 0047 81193", "DGE 0047 81193"),
        ("Plan identification: TLA/8820/114/03", "TLA/8820/114/03"),
    ],
)
def test_the_number_of_the_plan_goes_before_those_of_a_chart_or_an_employer(
    told: ReadFacts, line: str, number: str
) -> None:
    facts = told("The claim is denied as not covered.", CLAIM.replace("Member ID: QX4410927", line))

    assert facts.value("member_id") == number


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Adolescent: Calder Wynn          Parent (employee): Josephine Wynn", "Calder Wynn"),
        ("25-CG-70010   Member CG 4410 882 (Orla Fugate)   visit 07/30/2025   90791", "Orla Fugate"),
        ("Attn. Hollis Nakamura\n\nDear Mr. Nakamura,", "Hollis Nakamura"),
    ],
)
def test_a_patient_is_found_in_more_places(told: ReadFacts, line: str, name: str) -> None:
    facts = told("The claim is denied as not covered.", CLAIM.replace("Member: Dana Whitfield", line))

    assert facts.value("patient_name") == name


def test_a_town_with_its_zip_code_is_no_patient(told: ReadFacts) -> None:
    frame = CLAIM.replace("Member: Dana Whitfield", "TEMPORARY ADDRESS NAME\nCONCORDIA FALLS, NH 03399")

    facts = told("The claim is denied as not covered.", frame)

    assert facts.value("patient_name") is None


def test_a_scan_stamp_is_not_the_day_of_the_letter(told: ReadFacts) -> None:
    frame = "[scanned 11/02/2026 from closed chart]\n\n" + CLAIM

    facts = told("The claim is denied as not covered.", frame)

    assert facts.value("denial_date") == "2026-03-14"


def test_the_letters_that_a_scan_makes_of_digits_of_a_day_are_put_right(told: ReadFacts) -> None:
    facts = told("The claim is denied as not covered.", CLAIM.replace("March 14, 2026", "March l4, 2O26"))

    assert facts.value("denial_date") == "2026-03-14"


def test_a_claim_is_never_urgent(told: ReadFacts) -> None:
    facts = told("We denied payment of the claim. A fast appeal is not available for care you already received.")

    assert facts.value("urgency") == "standard"


def test_a_time_in_which_the_payer_answers_limits_nobody_else(told: ReadFacts) -> None:
    facts = told("The claim is denied. A resubmission gets an answer in 7 calendar days.")

    assert facts.value("corrected_claim_deadline") is None


def test_a_limit_that_runs_from_a_later_review_is_not_the_one_open_now(told: ReadFacts) -> None:
    frame = CLAIM.replace("You may appeal this decision within 180 days of receiving this notice.", "{rights}").format(
        text="The bill is denied. If you disagree you may ask for a second review. Send the form within 90 days of "
        "this notice.",
        rights="After the second review a request for independent review may be made within 30 days.",
    )

    facts = told("", frame)

    assert facts.value("appeal_deadline_days") == "90"


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Letter ID  ADR-7719-204-55", "ADR-7719-204-55"),
        ("In reply refer to: RECON 26-00714", "RECON 26-00714"),
    ],
)
def test_a_letter_names_its_number_in_more_ways(told: ReadFacts, line: str, number: str) -> None:
    facts = told(f"The claim is denied as not covered.\n\n{line}\n")

    assert number in facts.values("reference_numbers")


@pytest.mark.parametrize(
    "words",
    ["You can ask for an expedited (72 hours) appeal. A 14-day limit applies to payment.", "cc: file   MM-2207 (1/25)"],
)
def test_the_next_sentence_and_a_copy_line_number_nothing(told: ReadFacts, words: str) -> None:
    facts = told(f"The claim is denied as not covered. {words}\n")

    assert facts.values("reference_numbers") == ()


def test_a_claims_office_numbers_its_file(told: ReadFacts) -> None:
    frame = CLAIM.replace("Claim number: 26073551908", "Claims office file 26.0417.00915")

    facts = told("The claim is denied as not covered.", frame)

    assert facts.values("claim_numbers") == ("26.0417.00915",)


def test_the_first_day_of_a_span_of_time_is_not_the_day_of_the_letter(told: ReadFacts) -> None:
    frame = CLAIM.replace("March 14, 2026", "Telephoned 03/14/2026 4:40 PM\nAsked for: 5 days, 03/15 to 03/19/2026")

    facts = told("The days are not certified.", frame)

    assert facts.value("denial_date") != "2026-03-15"


@pytest.mark.parametrize(
    "words",
    [
        "The time to ask us for a first appeal was 60 days.",
        "(If we had not answered, the limit would have been 120 days from your appeal.)",
        "You appealed our denial of the program (H0035, 15 days).",
        "A rebuttal, which is not an appeal, may be sent within 15 days of this letter.",
        "Network providers use the allowable charge review (one year).",
    ],
)
def test_a_time_that_has_passed_or_belongs_to_others_is_not_the_limit(told: ReadFacts, words: str) -> None:
    facts = told(f"The claim is denied as not medically necessary. {words}")

    assert facts.value("appeal_deadline_days") == "180"


def test_what_cannot_be_upheld_is_overturned(read_facts: ReadFacts) -> None:
    facts = read_facts(
        "ELM INDEPENDENT REVIEW, INC.\n\nNOTICE OF EXTERNAL REVIEW DECISION\n\nDate: March 4, 2026\n"
        "Covered person: Dana Whitfield\nHealth carrier: Larch Hollow Insurance\n\n"
        "DECISION. The carrier's determination is OVERTURNED.\n\n"
        "The denial cannot be upheld; the service is medically necessary. The carrier must approve the service.\n"
    )

    assert facts.flag("is_denial") is False


@pytest.mark.parametrize(
    "words",
    [
        "NEWS FOR MEMBERS\n\nIN THIS ISSUE\n * What is an appeal?\n * Recipe: white bean soup\n\nA plan may deny care.",
        "This confirms your visit on Wednesday. Please come 15 minutes early. Without referral a claim may be denied.",
    ],
)
def test_newsletters_and_appointments_are_no_letters_of_a_payer(read_facts: ReadFacts, words: str) -> None:
    facts = read_facts(f"MAPLE ROW CLINIC\n\nNovember 3, 2026\n\n{words}\n\nSee you soon.\n")

    assert facts.value("document_kind") == "other_non_insurance"
