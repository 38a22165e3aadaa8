"""Our scorer and the one beside the shared development set give the same numbers."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from denialops.evaluation import Golden, evaluate, load_golden
from tests.unit.evaluation.perturbing import perturbed

GOLDEN = Path(__file__).resolve().parents[2] / "golden"


@pytest.fixture
def shared_scorer(devset: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("shared_score", devset / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", ["devset", "set_a"])
def test_spoilt_answers_get_the_same_numbers_from_both(
    name: str, seed: int, devset: Path, shared_scorer: ModuleType
) -> None:
    golden = load_golden(devset if name == "devset" else GOLDEN / name)
    answers = perturbed(golden.golds, golden.letters, seed)

    theirs = shared_scorer.score(golden.golds, golden.letters, answers)
    ours = evaluate(golden.golds, golden.letters, answers)

    assert ours.macro_f1 == pytest.approx(shared_scorer.macro(theirs))
    assert {score.field: (score.found, score.extra, score.missed) for score in ours.fields} == {
        field: (count.tp, count.fp, count.fn) for field, count in theirs["fields"].items()
    }
    assert {field: ours.field(field).exact for field in theirs["strict"]} == {
        field: count.ok for field, count in theirs["strict"].items()
    }
    assert sorted((f.letter, f.field, f.value) for f in ours.hallucinations) == sorted(
        (letter, field, str(value)) for letter, field, value in theirs["halluc"]
    )
    assert [f.letter for f in ours.invented_deadlines] == sorted(row[0] for row in theirs["invented"])
    assert sorted(f.letter for f in ours.security_hits) == sorted(row[0] for row in theirs["security"])
    assert [ours.evidence_copied, ours.evidence_asked] == theirs["evidence"]
    assert [ours.quotes_copied, ours.quotes_given] == theirs["verbatim"]


def test_the_gold_itself_scores_full_marks_with_both(devset: Path, shared_scorer: ModuleType) -> None:
    golden: Golden = load_golden(devset)

    theirs = shared_scorer.score(golden.golds, golden.letters, dict(golden.golds))
    ours = evaluate(golden.golds, golden.letters, golden.golds)

    assert ours.macro_f1 == shared_scorer.macro(theirs) == 1
