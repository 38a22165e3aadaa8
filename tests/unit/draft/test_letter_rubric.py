"""Letters of every regime and category against the rows of a judge's rubric that code can hold."""

from __future__ import annotations

from functools import cache

import pytest

from denialops.domain.cases import CaseFile
from tests.unit.draft.cases import drafted, make_case, make_document, make_routing, templates
from tests.unit.draft.golden_cases import golden_cases
from tests.unit.draft.rubric import GRADE_LIMIT, WEIGHTS, grade_level, prose, score, total

GOAL = 0.90
LEVELS = {
    "mcr_ffs": "medicare_redetermination", "ma": "ma_plan_reconsideration", "ma_integrated": "ma_plan_reconsideration",
    "partd": "part_d_redetermination", "mcd_mco": "medicaid_plan_appeal", "mcd_ffs": "state_fair_hearing",
    "chip": "chip_plan_appeal", "tricare": "tricare_reconsideration", "fehb": "fehb_carrier_reconsideration",
    "pshb": "fehb_carrier_reconsideration", "wc": "wc_imr", "champva": "champva_reconsideration",
    "provider_contract": "provider_dispute",
}  # fmt: skip
FIXES = ["corrected_claim", "reopening_clerical", "records_submission", "cob_update", "eligibility_fix", "retro_auth"]


@cache
def letters() -> tuple[CaseFile, ...]:
    chart = make_document("Office note of November 4, 2025", "chart", doc_type="chart", pages=2)
    golden = [drafted(case) for case in golden_cases()]
    by_regime = [
        make_routing(regime=regime, category=category, level=LEVELS.get(regime, "internal_level_1"), phase=phase)
        for regime in templates().words.regimes
        for category, phase in (("medical_necessity", "post_service"), ("drug_um", "pre_service"))
    ]
    by_category = [
        make_routing(category=category, phase=phase)
        for category in templates().words.arguments
        for phase in ("post_service", "concurrent")
    ]
    by_route = [make_routing(route=route, level="none", regime="ma") for route in (*FIXES, "provider_dispute")]
    made = [drafted(make_case(routing=routing, exhibits=[chart])) for routing in (*by_regime, *by_category, *by_route)]
    return tuple(case for case in (*golden, *made) if case.draft)


def name_of(case: CaseFile) -> str:
    return f"{case.case_id}-{case.routing.regime.value}-{case.routing.category.value}-{case.routing.route.route}"


def test_the_letters_cover_every_regime_category_and_document():
    assert {case.routing.regime.value for case in letters()} == set(templates().words.regimes)
    assert {case.routing.category.value for case in letters()} == set(templates().words.arguments)
    assert len({case.draft.kind for case in letters()}) == 12


def test_every_letter_reaches_the_goal():
    poor = {name_of(case): round(total(score(case)), 3) for case in letters() if total(score(case)) < GOAL}

    assert poor == {}


@pytest.mark.parametrize("row", list(WEIGHTS))
def test_every_row_reaches_the_goal_over_all_letters(row):
    shares = [score(case)[row] for case in letters()]

    assert sum(shares) / len(shares) >= GOAL


def test_letters_are_as_easy_to_read_as_a_newspaper():
    grades = [grade_level(prose(case)) for case in letters()]

    assert sum(grades) / len(grades) <= GRADE_LIMIT - 1


def test_the_rubric_sees_a_letter_that_lost_its_ask():
    case = letters()[0]
    draft = case.draft.model_copy(update={"blocks": [row for row in case.draft.blocks if "We ask" not in row.text]})
    poor = case.model_copy(update={"draft": draft})

    assert score(poor)["request"] < score(case)["request"]


def test_the_rubric_sees_the_law_of_another_regime():
    case = next(case for case in letters() if case.routing.regime.value == "ma" and case.draft.kind == "appeal")
    body = case.draft.body + "\nERISA requires this.\n"
    poor = case.model_copy(update={"draft": case.draft.model_copy(update={"body": body})})

    assert score(poor)["law"] < score(case)["law"]
