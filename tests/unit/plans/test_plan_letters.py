"""Letters quote the plan with section and page; the check accepts the plan's words and refuses others."""

from __future__ import annotations

from denialops.bootstrap import TEMPLATES
from denialops.domain.cases import CaseFile
from denialops.domain.drafts import Draft
from denialops.domain.packets import exhibits_of
from denialops.domain.plans import PlanUse
from denialops.pipeline.draft import write_draft
from denialops.pipeline.frame import letter_frame
from denialops.pipeline.ground import ground_draft
from denialops.pipeline.route import decide_route
from denialops.pipeline.templates import load_templates
from tests.fakes.plan_cases import make_planned_case
from tests.fakes.routing_cases import make_case, shipped_rules

LOADED = load_templates(TEMPLATES)


def drafted(case: CaseFile) -> tuple[CaseFile, Draft]:
    routed = decide_route(case, shipped_rules())
    written = ground_draft(write_draft(routed, shipped_rules(), LOADED))
    assert written.draft is not None
    return written, written.draft


def edited(case: CaseFile, body: str) -> Draft:
    assert case.draft is not None
    checked = ground_draft(case.model_copy(update={"draft": case.draft.model_copy(update={"body": body})})).draft
    assert checked is not None
    return checked


def with_use(case: CaseFile, use: PlanUse) -> CaseFile:
    return case.model_copy(update={"plans": tuple(plan.model_copy(update={"use": use}) for plan in case.plans)})


def test_the_definition_is_quoted_and_answered_line_by_line() -> None:
    _, draft = drafted(make_planned_case())

    assert "under “Medically Necessary” (Exhibit B, original page 2):" in draft.body
    assert "> Medically Necessary means a service that is:" in draft.body
    assert "| in line with accepted standards of medicine | [[Add: the chart entry" in draft.body


def test_quotes_rest_on_their_section_and_carry_no_mark() -> None:
    _, draft = drafted(make_planned_case())

    quoted = [
        row for block in draft.blocks for row in block.sentences if row.text.startswith("Medically Necessary means")
    ]
    assert [row.rests_on for row in quoted] == [("plan:plan:s5",)]
    assert not any("Medically" in mark.text for mark in draft.marks)


def test_words_of_the_plan_that_a_person_adds_are_accepted_from_the_plan() -> None:
    case, draft = drafted(make_planned_case())

    checked = edited(
        case, draft.body + "\n> Hearing aids. The Plan pays for one hearing aid an ear every three years.\n"
    )

    assert not any(mark.reason.startswith("these words") for mark in checked.marks)
    assert checked.blocks[-1].sentences[0].rests_on == ("plan:plan:s1",)


def test_words_that_no_plan_has_are_refused() -> None:
    case, draft = drafted(make_planned_case())

    checked = edited(case, draft.body + "\n> The Plan pays for two hearing aids every year.\n")

    assert [mark.text for mark in checked.marks if mark.reason.startswith("these words")] == [
        "The Plan pays for two hearing aids every year."
    ]


def test_a_letter_without_a_plan_document_says_nothing_of_the_plan_being_unverified() -> None:
    _, draft = drafted(make_case(category="medical_necessity", appeal_level="internal_level_1"))

    assert "not verified" not in draft.body
    assert "The plan itself says" not in draft.body


def test_the_benefit_and_the_exclusion_take_the_place_of_their_blanks() -> None:
    case = make_planned_case(
        category="not_covered_benefit", service_description="hearing aids", denial_reason_quote="Hearing aids excluded."
    )

    _, draft = drafted(case)

    assert "The plan provides this benefit" in draft.body
    assert "The exclusion in question reads in full" in draft.body
    assert "[[Add: the benefit that covers the service" not in draft.body


def test_the_packet_has_the_quoted_pages_only_and_says_so() -> None:
    case, _ = drafted(make_planned_case())

    exhibits = exhibits_of(case, lambda _: b"")
    assert exhibits[1].title == "Summary plan description, excerpt, page 2"
    assert [page.number for page in exhibits[1].document.pages] == [2]
    assert letter_frame(case).enclosures[1].line == "Exhibit B - Summary plan description, excerpt, page 2 (1 page)"


def test_a_page_that_a_person_quotes_joins_the_excerpt() -> None:
    case, draft = drafted(make_planned_case())

    checked = edited(case, draft.body + "\n> Hearing aids beyond one an ear.\n")

    exhibits = exhibits_of(case.model_copy(update={"draft": checked}), lambda _: b"")
    assert exhibits[1].title == "Summary plan description, excerpt, pages 1 and 2"


def test_the_whole_document_or_nothing_of_it_is_a_choice() -> None:
    whole, _ = drafted(with_use(make_planned_case(), "whole"))
    none, draft = drafted(with_use(make_planned_case(), "none"))

    assert [row.title for row in exhibits_of(whole, lambda _: b"")][1:] == ["Summary plan description"]
    assert len(exhibits_of(none, lambda _: b"")) == 1
    assert "under “Medically Necessary” (original page 2):" in draft.body
