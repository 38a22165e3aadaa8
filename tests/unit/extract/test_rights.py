"""The limit, address and numbers of the appeal, told from all the others a letter names."""

from __future__ import annotations

import pytest

from tests.unit.extract.conftest import LETTER, ReadFacts

RIGHTS = LETTER[LETTER.index("You may appeal") :]


def _with(rights: str) -> str:
    return LETTER.replace(RIGHTS, rights)


@pytest.mark.parametrize(
    ("words", "days", "unit", "origin"),
    [
        ("An appeal must be filed within 60 days of the date of this letter.", "60", "day", "notice"),
        ("You have one hundred eighty (180) days from receipt to appeal.", "180", "day", "receipt"),
        ("Appeals are accepted for 6 months after the date of this notice.", "6", "month", "notice"),
        ("Ask for an appeal within 30 business days of this notice.", "30", "business_day", "notice"),
        ("Appeal not later than the 65th day after the decision date.", "65", "day", "notice"),
    ],
)
def test_the_limit_is_read_with_its_count(read_facts: ReadFacts, words: str, days: str, unit: str, origin: str) -> None:
    facts = read_facts(_with(words))

    found = tuple(facts.value(f"appeal_deadline_{part}") for part in ("days", "unit", "from"))
    assert found[:2] == (days, unit)
    assert found[2] in (origin, "decision")


def test_a_printed_last_day_is_kept_as_a_date(read_facts: ReadFacts) -> None:
    facts = read_facts(_with("Your appeal must reach us by August 30, 2026."))

    assert facts.value("appeal_deadline_date") == "2026-08-30"


@pytest.mark.parametrize(
    "words",
    [
        "We will decide your appeal within 30 days.",
        "A peer-to-peer call is available within 7 days: 503-555-0133.",
        "Corrected claims are accepted within 90 days.",
    ],
)
def test_other_clocks_are_not_the_limit_of_the_appeal(read_facts: ReadFacts, words: str) -> None:
    facts = read_facts(_with(words + " You may appeal within 180 days of this notice."))

    assert facts.value("appeal_deadline_days") == "180"


def test_without_a_stated_limit_there_is_none(read_facts: ReadFacts) -> None:
    facts = read_facts(_with("You have the right to appeal. We answer in 72 hours."))

    assert facts.find("appeal_deadline_stated") is None


def test_the_call_with_a_reviewer_has_its_own_limit_and_number(read_facts: ReadFacts) -> None:
    facts = read_facts(_with("A peer-to-peer call is available within 7 days: 503-555-0133. " + RIGHTS))

    assert "7 days" in (facts.value("peer_to_peer_deadline") or "")
    assert facts.value("peer_to_peer_phone") == "503-555-0133"
    assert facts.value("appeal_phone") == "503-555-0102"


def test_an_address_over_several_lines_is_one_address(read_facts: ReadFacts) -> None:
    lines = "Send it to:\n   Harbor Point\n   Appeals Unit\n   PO Box 77\n   Salt Inlet, OR 97999"
    block = f"You may appeal within 180 days. {lines}"

    value = read_facts(_with(block)).value("appeal_address")
    assert value == "Harbor Point, Appeals Unit, PO Box 77, Salt Inlet, OR 97999"


def test_an_address_for_refunds_is_not_where_the_appeal_goes(read_facts: ReadFacts) -> None:
    letter = _with("You may appeal within 180 days. Send corrected claims to PO Box 9, Salt Inlet, OR 97998.")

    assert read_facts(letter).find("appeal_address") is None


def test_government_help_lines_are_no_appeal_phones(read_facts: ReadFacts) -> None:
    letter = _with("You may appeal within 180 days of receipt. Questions about your rights: EBSA 1-866-444-3272.")

    assert read_facts(letter).find("appeal_phone") is None
