"""What is a denial and what only speaks of one."""

from __future__ import annotations

import pytest

from tests.unit.extract.conftest import ReadFacts

HEAD = "NORTH FORK HEALTH PLAN\nJune 3, 2026\nMember: Ana Villar   ID: NFH-22017-4\n"

NOT_DENIALS = {
    "approval_notice": HEAD + "Approval notice. We have approved knee surgery (27447). Payment depends on eligibility; "
    "a claim can be denied, and you may appeal within 180 days if that happens.",
    "information_request": HEAD
    + "Request for more information. Your claim 55-2201-7 is on hold and has not been denied. "
    "Please send the operative report by July 15, 2026.",
    "acknowledgement": HEAD
    + "Acknowledgment of your appeal. We received your appeal on June 1, 2026. You will have our "
    "decision within 30 days.",
    "other_non_insurance": "SUPPLY HOUSE CO.   INVOICE 7781\nInvoice date 6/3/2026\n12 boxes gloves  $112.80\n"
    "Freight claim 44 was denied by the carrier. Net 30 days. Remit payment to PO Box 6.",
}
DENIALS = {
    "explanation_of_benefits": HEAD
    + "EXPLANATION OF BENEFITS\nClaim 88-1200-3\n06/01/2026  99213  $120.00  paid $0.00  CO-50",
    "remittance_advice": "REMITTANCE ADVICE\nRiver Plan Insurance Company\nPatient Ana Villar  Claim 88-1200-3\n"
    "06/01/2026  99213  billed 120.00  paid 0.00  CO-197",
    "overpayment_demand": HEAD
    + "Overpayment notice. We paid claim 88-1200-3 in error. Return the overpayment of $200.00.",
    "prior_authorization_non_affirmation": "RIDGE MEDICARE CONTRACTOR\nDecision: provisional non-affirmation\n"
    "The prior authorization request is non-affirmed. Beneficiary: Ana Villar",
    "appeal_decision": HEAD
    + "Appeal decision. We reviewed your appeal. The denial is upheld. This is our final decision.",
    "adverse_determination_concurrent": HEAD
    + "Concurrent review. Further inpatient days from 06/04/2026 forward are denied.",
    "adverse_determination_preservice": HEAD + "Your doctor asked for a wheelchair (E1234). We can't cover it.",
    "claim_denial_letter": HEAD + "Claim 88-1200-3, date of service 05/01/2026, $120.00. We are not paying this claim.",
}


@pytest.mark.parametrize(("kind", "text"), NOT_DENIALS.items())
def test_papers_that_only_mention_denial_are_no_denials(read_facts: ReadFacts, kind: str, text: str) -> None:
    facts = read_facts(text)

    assert (facts.value("document_kind"), facts.flag("is_denial")) == (kind, False)
    assert facts.find("denial_date") is None


@pytest.mark.parametrize(("kind", "text"), DENIALS.items())
def test_denials_are_named_by_title_and_decision(read_facts: ReadFacts, kind: str, text: str) -> None:
    facts = read_facts(text)

    assert (facts.value("document_kind"), facts.flag("is_denial")) == (kind, True)


def test_scraps_are_unreadable_and_say_nothing_else(read_facts: ReadFacts) -> None:
    assert [fact.field for fact in read_facts("..lt  y   M b r  20\n ~~ c . m").items] == ["document_kind"]


def test_an_overturned_denial_is_no_denial(read_facts: ReadFacts) -> None:
    facts = read_facts(HEAD + "External review decision. The denial is OVERTURNED. The plan must pay.")

    assert facts.flag("is_denial") is False
