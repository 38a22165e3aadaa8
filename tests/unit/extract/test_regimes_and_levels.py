"""Which law governs, and which step is open."""

from __future__ import annotations

import pytest

from tests.unit.extract.conftest import ReadFacts

BODY = (
    "\nDate: March 4, 2026\nMember: Ana Villar   ID: NF-22017-4\nWe denied your request for a knee brace (L1833) as "
    "not medically necessary. You may appeal within {limit} of the date of this notice."
)
WORDS = {
    "ma": ("Sol Health, a Medicare Advantage HMO plan", "ma_plan_reconsideration"),
    "partd": ("Sol Rx (PDP), a Medicare Part D plan", "part_d_redetermination"),
    "mcr_ffs": (
        "MEDICARE PART B REMITTANCE NOTICE of the Medicare Administrative Contractor",
        "medicare_redetermination",
    ),
    "mcd_mco": ("Sol Care, a Medicaid managed care plan", "medicaid_plan_appeal"),
    "chip": ("Sol Kids, Children's Health Insurance Program", "chip_plan_appeal"),
    "tricare": ("TRICARE West, military health benefits", "tricare_reconsideration"),
    "fehb": ("Federal Employees Health Benefits Program brochure RI 71-990", "fehb_carrier_reconsideration"),
    "aca_ind": ("Sol Silver plan, covered through HealthCare.gov", "internal_level_1"),
    "erisa_sf": ("Sol TPA for the Brick Works Employee Benefit Plan (self-funded)", "internal_level_1"),
    "erisa_fi": ("Sol Insurance Company, fully insured group policy", "internal_level_1"),
    "dental": ("Sol Dental Plan, group dental benefits", "internal_level_1"),
    "vision": ("Sol Vision Plan, vision benefits", "internal_level_1"),
}


@pytest.mark.parametrize(("regime", "words", "level"), [(name, *pair) for name, pair in WORDS.items()])
def test_the_letterhead_tells_law_and_first_step(read_facts: ReadFacts, regime: str, words: str, level: str) -> None:
    facts = read_facts(words + BODY.format(limit="60 days"))

    assert (facts.value("regime"), facts.value("appeal_level")) == (regime, level)


def test_a_plan_without_telling_words_has_no_regime(read_facts: ReadFacts) -> None:
    assert read_facts("Sol Partners" + BODY.format(limit="60 days")).find("regime") is None


def test_the_evidence_of_the_regime_is_copied_from_the_letter(read_facts: ReadFacts) -> None:
    facts = read_facts(WORDS["fehb"][0] + BODY.format(limit="6 months"))

    assert facts.value("plan_type_evidence") == WORDS["fehb"][0]


def test_after_a_lost_appeal_the_next_step_is_open(read_facts: ReadFacts) -> None:
    letter = (
        "Sol Insurance Company, fully insured group policy\nMarch 4, 2026\nAppeal decision\nMember: Ana Villar\n"
        "We reviewed your appeal. The denial is upheld. This is our final decision. You may ask for an external review "
        "within four months."
    )

    assert read_facts(letter).value("appeal_level") == "external_review"


def test_ongoing_hospital_care_is_urgent(read_facts: ReadFacts) -> None:
    letter = "Sol Insurance Company" + BODY.format(limit="60 days").replace(
        "We denied your request for a knee brace (L1833)", "Continued inpatient stay from 03/05/2026 forward is denied"
    )
    facts = read_facts(letter)

    assert (facts.value("phase"), facts.value("urgency")) == ("concurrent", "expedited")


def test_offering_a_fast_appeal_makes_no_letter_urgent(read_facts: ReadFacts) -> None:
    letter = (
        "Sol Insurance Company"
        + BODY.format(limit="60 days")
        + " If you need a fast decision, ask for an expedited appeal."
    )

    assert read_facts(letter).value("urgency") == "standard"
