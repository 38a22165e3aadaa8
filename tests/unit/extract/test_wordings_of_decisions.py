"""Denials in words other than "denied", and papers that only sound like one."""

from __future__ import annotations

import pytest

from tests.unit.extract.conftest import ReadFacts

HEAD = "LARCH COUNTY HEALTH PLAN\nMember: Ida Thorne   Member ID LC-4471\nJune 3, 2026\n\n"
REFUSALS = (
    "Your surgeon asked that we approve a knee brace. We are sorry to say that approval is not possible.",
    "Payment of claim 88-2201 has been declined.",
    "Claim 88-2201 cannot be honored. The cover had run out on 2/15/2026.",
    "Nothing is payable on claim 88-2201.",
    "We looked at your request again and our answer stays the same.",
    "You asked us to look again at our refusal. We still say no.",
    "Your care hours are going down from 40 to 22 each month.",
    "We approved 12 visits. The other 12 are not approved.",
    "No pagaremos esta cuenta de su reclamo 88-2201.",
)
NO_REFUSALS = (
    "Good news. We looked at your request for therapy and said yes. If you disagree you have 60 days to appeal.",
    "In January we told you that we denied the MRI, and you appealed. We changed our decision and approve the MRI.",
    "We have your request. It is waiting for a nurse. Expect an answer by June 9, 2026.",
    "Before we can decide on your request we need the sleep diary by July 1, 2026. If nothing comes it may be denied.",
    "Approval notice. We have approved the surgery. A denied claim may be appealed within 180 days.",
)


@pytest.mark.parametrize("body", REFUSALS)
def test_a_refusal_in_other_words_is_a_denial(read_facts: ReadFacts, body: str) -> None:
    facts = read_facts(HEAD + body)

    assert facts.flag("is_denial") is True
    assert facts.value("denial_date") == "2026-06-03"


@pytest.mark.parametrize("body", NO_REFUSALS)
def test_a_denial_that_is_past_possible_or_of_another_case_is_none(read_facts: ReadFacts, body: str) -> None:
    facts = read_facts(HEAD + body)

    assert facts.flag("is_denial") is False
    assert facts.value("appeal_deadline_stated") is None


def test_a_bulletin_about_nobody_is_no_letter(read_facts: ReadFacts) -> None:
    facts = read_facts(
        "Network News, June\nReminder: services without prior approval are not paid.\n"
        "Provider disputes must be filed within 60 days of remittance. Register for our webinar!"
    )

    assert facts.value("document_kind") == "other_non_insurance"
    assert facts.flag("is_denial") is False
