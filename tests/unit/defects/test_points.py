"""A gap in the notice as a point of the letter to the payer."""

from __future__ import annotations

from denialops.domain.draft_text import parse_body
from denialops.domain.drafts import CitedLaw, Draft
from denialops.domain.routing import Defect
from denialops.pipeline.defects.points import HEADING, with_point

BODY = "## Request\n\nPlease pay.\n\n## What we ask you to do\n\nDecide afresh.\n"
LAW = (CitedLaw(id="L02", citation="29 CFR 2560.503-1(g)(1)"), CitedLaw(id="L03", citation="29 CFR 2560.503-1(h)"))


def make_draft(body: str = BODY, law: tuple[CitedLaw, ...] = LAW) -> Draft:
    return Draft(draft_id="d1", case_id="case-1", kind="appeal", version=1, title="Appeal", body=body, allowed_law=law)


def make_defect(rule_id: str = "A2", element: str = "the plan provision", **values: object) -> Defect:
    kept = {"answer": "not_found", "severity": "M", "citation": "29 CFR", "status": "S", "cites": ("L02",), **values}
    return Defect.model_validate({"rule_id": rule_id, "element": element, **kept})


def headings(draft: Draft) -> list[str]:
    return [block.text for block in parse_body(draft.body) if block.kind == "heading"]


def test_the_points_stand_before_the_requests() -> None:
    draft = with_point(make_draft(), make_defect())

    assert headings(draft) == ["Request", "Points of procedure", "What we ask you to do"]
    assert "- We did not find the plan provision in the notice (29 CFR 2560.503-1(g)(1)).\n" in draft.body


def test_a_second_point_joins_the_first() -> None:
    draft = with_point(with_point(make_draft(), make_defect()), make_defect("A12", "the external review"))

    items = [block.text for block in parse_body(draft.body) if block.kind == "item"]
    assert draft.body.count(HEADING) == 1
    assert [item.split(" in the notice")[0] for item in items] == [
        "We did not find the plan provision", "We did not find the external review",
    ]  # fmt: skip
    assert headings(draft)[-1] == "What we ask you to do"


def test_a_letter_without_requests_has_its_points_at_the_end() -> None:
    assert headings(with_point(make_draft("## Request\n\nPlease pay.\n"), make_defect()))[-1] == "Points of procedure"


def test_a_point_is_not_made_twice() -> None:
    once = with_point(make_draft(), make_defect())

    assert with_point(once, make_defect()) is once


def test_law_that_this_letter_may_not_name_is_left_out() -> None:
    draft = with_point(make_draft(law=()), make_defect())

    assert "- We did not find the plan provision in the notice.\n" in draft.body


def test_dates_that_speak_against_it_are_told_as_they_are() -> None:
    defect = make_defect("A18", "at least 180 days to appeal", note="The letter gives 60 days.", is_contrary=True)

    draft = with_point(make_draft(), defect)

    assert "- The letter gives 60 days. Please set against this at least 180 days to appeal (29 CFR" in draft.body
