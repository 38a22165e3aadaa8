"""The published page says what each set is and hides nothing."""

from __future__ import annotations

from denialops.evaluation import evaluate, load_golden, render_page
from denialops.evaluation.page import Scored
from tests.conftest import ROOT

SET_C = ROOT / "tests" / "golden" / "set_c"


def scored(answers: dict[str, dict[str, object]]) -> Scored:
    golden = load_golden(SET_C)
    return "set_c", "held out", evaluate(golden.golds, golden.letters, answers)


def test_perfect_answers_show_100_in_every_field() -> None:
    page = render_page([scored(dict(load_golden(SET_C).golds))])

    assert "| Macro F1 | 100.0 |" in page
    assert "| payer | 100.0 |" in page
    assert "- **set_c** (45 letters): held out" in page


def test_an_invented_value_is_counted_on_the_page() -> None:
    answers = {name: dict(gold) for name, gold in load_golden(SET_C).golds.items()}
    answers[min(answers)]["member_id"] = "ZZ-NOWHERE-1"

    page = render_page([scored(answers)])

    assert "| Values that are not in the letter | 1 |" in page
    assert "| member_id | 100.0 |" not in page


def test_no_answers_score_nothing() -> None:
    page = render_page([scored({})])

    assert "| Macro F1 | 0.0 |" in page
