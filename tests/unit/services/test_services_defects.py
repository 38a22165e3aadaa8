"""A gap in the notice goes into the letter with one click, as a version that was checked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from denialops.bootstrap import build_services
from denialops.config import load_settings
from denialops.errors import InvalidValue, NothingToDraft
from denialops.services import Services
from denialops.services.records import Upload

MARIA = "Maria Lopez"
LETTER = """Larkspur Mutual Health, PO Box 5150, Dayton, OH 45401
February 20, 2026

Member: Dana Whitlock      Member ID: LMH4471902      Claim number: 26-0417-88213
Service: MRI of the lumbar spine (72148) on January 28, 2026, billed $1,840.00

We have denied this claim because it is not medically necessary. Your notes do not show six weeks of therapy.
Your plan is a self-funded employer health plan. You may bring a civil action under section 502(a) of ERISA.
You have 180 days from the date you receive this notice to ask for an internal appeal. Fax: 937-555-0142.
"""


@pytest.fixture
def services() -> Iterator[Services]:
    services = build_services(load_settings(), at_once=True)
    yield services
    services.store.close()


@pytest.fixture
def case_id(services: Services) -> str:
    return services.open_case(Upload("letter.txt", LETTER.encode()), actor=MARIA)


def test_the_case_knows_what_the_notice_lacks(services: Services, case_id: str) -> None:
    routing = services.case(case_id).case.routing
    assert routing is not None

    answers = {row.rule_id: row.answer for row in routing.defects}
    assert answers["A12"] == "not_found"
    assert answers["A4-suit"] == "present"


def test_a_gap_becomes_a_point_with_its_law_in_a_new_version(services: Services, case_id: str) -> None:
    draft = services.add_defect_to_draft(case_id, "A12", actor=MARIA)

    assert (draft.version, draft.author) == (2, MARIA)
    assert "- We did not find the external review and how to start it in the notice (45 CFR 147.136" in draft.body
    assert "L17" in draft.citations
    marked = [mark.text for mark in draft.marks]
    assert not [text for text in marked if "external review" in text.lower()]


def test_the_same_gap_twice_makes_no_further_version(services: Services, case_id: str) -> None:
    services.add_defect_to_draft(case_id, "A12", actor=MARIA)

    assert services.add_defect_to_draft(case_id, "A12", actor=MARIA).version == 2


def test_two_gaps_stand_in_one_section(services: Services, case_id: str) -> None:
    services.add_defect_to_draft(case_id, "A12", actor=MARIA)
    body = services.add_defect_to_draft(case_id, "A10", actor=MARIA).body

    assert body.count("## Points of procedure") == 1
    assert "diagnosis and treatment codes" in body


@pytest.mark.parametrize("rule_id", ["A4-suit", "A23", "A5", "no such rule"])
def test_what_was_found_or_is_not_verified_or_cannot_be_judged_stays_out(
    services: Services, case_id: str, rule_id: str
) -> None:
    with pytest.raises(InvalidValue):
        services.add_defect_to_draft(case_id, rule_id, actor=MARIA)

    assert services.draft(case_id).version == 1


def test_a_case_without_a_draft_takes_no_point(services: Services) -> None:
    other = services.open_pasted("Good news: we approved your request for an MRI.", actor=MARIA)

    with pytest.raises(NothingToDraft):
        services.add_defect_to_draft(other, "A12", actor=MARIA)


FINAL = """Larkspur Mutual Health, PO Box 5150, Dayton, OH 45401
April 20, 2026
Final internal adverse benefit determination
Member: Dana Whitlock      Claim number: 26-0417-88213

We completed our review of your appeal, received March 10, 2026. The denial is upheld.
The claim is denied because the service is experimental and investigational (Larkspur Medical Policy NEU-04).
You may ask for an external review by an independent review organization within four months after you receive
this notice. Fax: 937-555-0143.
"""
OVERTURNED = """PINNACLE INDEPENDENT MEDICAL REVIEWERS, LLC
Notice of Final External Review Decision          July 25, 2026
Covered person: Dana Whitlock      Claim 26-0417-88213
DECISION. The carrier's denial is OVERTURNED. The MRI was medically necessary. The plan must pay the claim.
"""


def test_a_final_denial_moves_the_ladder_and_shows_its_new_reason(services: Services, case_id: str) -> None:
    services.attach_letter(case_id, Upload("final.txt", FINAL.encode()), actor=MARIA)

    view = services.case(case_id)
    routing = view.case.routing
    assert routing is not None
    assert (routing.level, routing.route.route, routing.regime.value) == (
        "external_review", "external_review", "erisa_sf",
    )  # fmt: skip
    assert services.draft(case_id).title == "Request for external review"
    new_reason = next(row for row in routing.defects if row.rule_id == "A21")
    assert new_reason.is_contrary and "six weeks of therapy" in new_reason.note
    assert new_reason.evidence is not None and "experimental" in new_reason.evidence.quote


def test_the_new_reason_goes_into_the_request_with_both_quotes_backed(services: Services, case_id: str) -> None:
    services.attach_letter(case_id, Upload("final.txt", FINAL.encode()), actor=MARIA)
    draft = services.add_defect_to_draft(case_id, "A21", actor=MARIA)

    assert "six weeks of therapy" in draft.body
    assert "L16" in draft.citations
    assert not [mark for mark in draft.marks if "six weeks" in mark.text]


def test_a_decision_that_overturns_leaves_nothing_to_appeal(services: Services, case_id: str) -> None:
    services.attach_letter(case_id, Upload("final.txt", FINAL.encode()), actor=MARIA)
    services.attach_letter(case_id, Upload("iro.txt", OVERTURNED.encode()), actor=MARIA)

    view = services.case(case_id)
    assert view.case.routing is not None and view.case.routing.is_denial is False
    assert view.row.safe_date is None
    assert len(view.case.earlier) == 2


def test_a_letter_from_elsewhere_with_the_claim_number_is_suggested(services: Services, case_id: str) -> None:
    later = services.open_case(Upload("final.txt", FINAL.encode()), actor=MARIA)

    assert [match.case_id for match in services.case(later).matches] == [case_id]
