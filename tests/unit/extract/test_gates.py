"""What can be a service, a day of service, a limit or a code wherever it stands, and what cannot."""

from __future__ import annotations

import pytest

from denialops.pipeline.finders.codes import scan_procedures
from denialops.pipeline.finders.reading import Reading
from denialops.pipeline.finders.service_gate import may_name_service
from tests.unit.extract.conftest import LETTER, ReadFacts


@pytest.mark.parametrize(
    "words",
    [
        "sheets longer than one page slow us down",
        "for these services",
        "SERVICES PROVIDED",
        "Original reference",
        "MTUS, 8 CCR 9792.23.2, recommends 6 to 10 visits",
        "federal Open Negotiation Notice through the federal portal",
        "under Medical Policy AB-12",
        "both eyes",
        "call 503-555-0102 about your visit",
    ],
)
def test_instructions_legends_citations_and_papers_are_no_service(words: str) -> None:
    assert not may_name_service(words, beside_code=True)


@pytest.mark.parametrize(
    "words",
    ["lumbar MRI", "egg retrieval", "contact lenses", "adalimumab 40 mg pens", "home health aide, 4 hours a day"],
)
def test_names_of_care_are_services(words: str) -> None:
    assert may_name_service(words, beside_code=False)


@pytest.mark.parametrize(
    "line",
    [
        "Group: 30118-B",
        "denied with reason code 56900 and remark N102",
        "Claim Number: E6099-WR-22716-00",
        "ICN 0224 0551 77410 for service 02/20/2024",
        "P.O. Box 97110",
    ],
)
def test_a_part_of_another_number_is_no_procedure_code(line: str) -> None:
    assert list(scan_procedures(Reading(line))) == []


@pytest.mark.parametrize("line", ["code 92136-26-RT", "Procedure ........... 15823", "proc     = 99285"])
def test_a_code_keeps_its_modifiers_and_its_label_may_have_leaders(line: str) -> None:
    assert len(list(scan_procedures(Reading(line)))) == 1


def test_the_payers_own_time_to_answer_is_no_limit(read_facts: ReadFacts) -> None:
    letter = LETTER.replace(
        "You may appeal within 180 days of receipt of this letter:",
        "We answer an appeal within 7 calendar days after we get your appeal. Appeal within 65 days of this letter:",
    )

    assert read_facts(letter).value("appeal_deadline_days") == "65"


def test_a_time_of_treatment_is_no_limit(read_facts: ReadFacts) -> None:
    letter = LETTER.replace("You may appeal within 180 days of receipt of this letter:", "Appeals are taken.")
    letter = letter.replace("six weeks of therapy", "three months of treatment, which our review asks for")

    assert read_facts(letter).find("appeal_deadline_stated") is None


def test_a_grace_period_is_no_time_of_service(read_facts: ReadFacts) -> None:
    letter = LETTER.replace("Provider:", "Grace period: May 1, 2025 to July 31, 2025\nProvider:")

    assert read_facts(letter).find("service_from") is None


def test_a_billed_service_does_not_lie_behind_the_notice(read_facts: ReadFacts) -> None:
    letter = LETTER.replace("lumbar MRI (72148)", "payment of $400.00 for lumbar MRI (72148), service date 05/02/2027")

    assert read_facts(letter).find("service_from") is None
