"""What the work list shows and finds of a case."""

from __future__ import annotations

from denialops.domain.cases import CaseFile
from denialops.domain.records import Listing

SEARCHED_FIELDS = ("patient_name", "claim_numbers", "reference_numbers", "member_id", "payer", "subscriber_name", "mbi")


def listing_of(case: CaseFile) -> Listing:
    facts, routing = case.facts, case.routing
    return Listing(
        payer=facts.value("payer") or "",
        patient=facts.value("patient_name") or "",
        amount=(routing and routing.amount_at_stake) or facts.money("denied_amount"),
        category=routing.category.value if routing else "",
        route=routing.route.route if routing else "",
        safe_date=routing.safe_date if routing else None,
        search_terms=tuple(value for field in SEARCHED_FIELDS for value in facts.values(field)),
    )
