"""Time limits and notice dates as letters put them."""

from __future__ import annotations

import pytest

from tests.unit.extract.conftest import ReadFacts

DENIAL = "LARCH COUNTY HEALTH PLAN\nMember: Ida Thorne   Member ID LC-4471\n{day}\n\nClaim 88-2201 is denied. {rights}"
LIMITS = {
    "You may appeal within sixty-five (65) calendar days from the date of this notice.": ("65", "day", "notice"),
    "You can challenge this no more than one hundred eighty days after you receive this letter.": (
        "180", "day", "receipt",
    ),
    "Unhappy with this? Tell us on paper. You have 60 calendar days from the mailed date above.": (
        "60", "day", "notice",
    ),
    "You may object in writing during the 120 days after the letter date.": ("120", "day", "notice"),
    "Disputes of this result must reach us before the 121st day following the notice.": ("120", "day", "notice"),
    "You may ask us to reconsider in the ninety (90) business days following this letter.": (
        "90", "business_day", "notice",
    ),
    "Puede apelar dentro de los ciento ochenta dias siguientes a la fecha de esta carta.": ("180", "day", "notice"),
    "If you disagree with this coverage decision, appeal within 60 days of the date of this letter.": (
        "60", "day", "notice",
    ),
}  # fmt: skip
NO_LIMITS = (
    "We answer standard appeals in 30 days and fast ones in 72 hours.",
    "Claims must be filed within 180 days of the date of service.",
    "Approved visits must be used within 90 days.",
    "A lawsuit about this appeal has to be filed within 2 years of this decision.",
    "Any civil action must be brought within three years after the final denial.",
    "You may not sue later than 1 year after this notice.",
    "Records of this appeal are kept six years after the decision.",
    "Legal action under the policy must start within 180 days of this decision.",
)
DAYS = (
    "Notice date ........ June 3, 2026",
    "Our date   2026 June 3",
    "Served by mail on June 3, 2026",
    "Claim result 06/03/2026",
    "June 3, 2026",
    "Request received 05/20/2026, decided 06/03/2026",
)


@pytest.mark.parametrize(("rights", "expected"), LIMITS.items())
def test_a_limit_is_a_number_a_unit_and_what_it_runs_from(
    read_facts: ReadFacts, rights: str, expected: tuple[str, str, str]
) -> None:
    facts = read_facts(DENIAL.format(day="June 3, 2026", rights=rights))

    found = tuple(facts.value(f"appeal_deadline_{part}") for part in ("days", "unit", "from"))
    assert found == expected


@pytest.mark.parametrize("rights", NO_LIMITS)
def test_clocks_of_the_payer_and_of_claims_are_no_appeal_limit(read_facts: ReadFacts, rights: str) -> None:
    facts = read_facts(DENIAL.format(day="June 3, 2026", rights=rights))

    assert facts.find("appeal_deadline_stated") is None


def test_a_day_before_the_notice_is_no_last_day(read_facts: ReadFacts) -> None:
    facts = read_facts(DENIAL.format(day="June 3, 2026", rights="Your appeal was filed on May 1, 2026."))

    assert facts.find("appeal_deadline_date") is None


@pytest.mark.parametrize("day", DAYS)
def test_the_day_of_the_letter_is_found_by_its_place_or_label(read_facts: ReadFacts, day: str) -> None:
    facts = read_facts(DENIAL.format(day=day, rights="You may appeal."))

    assert facts.value("denial_date") == "2026-06-03"


@pytest.mark.parametrize("verb", ["answer", "respond to", "process", "review"])
def test_the_payers_own_clock_for_a_resubmission_is_no_day_for_the_clinic(read_facts: ReadFacts, verb: str) -> None:
    facts = read_facts(DENIAL.format(day=DAYS[0], rights=f"We {verb} a resubmission in 7 calendar days."))

    assert facts.value("corrected_claim_deadline") is None
