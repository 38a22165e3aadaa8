"""The second opinion: what it learnt, how it is weighed against the rules, and that it is shown as what it is."""

from __future__ import annotations

import math
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialops.bootstrap import LIKENESS
from denialops.config import ROOT
from denialops.domain.rulebook import Rulebook
from denialops.domain.rulebook.cues import Hit
from denialops.errors import RulesInvalid
from denialops.pipeline.finders.kinds import Kind
from denialops.pipeline.finders.reading import Found, Reading
from denialops.pipeline.likeness import Likeness, Question, load_likeness, terms_of
from denialops.pipeline.second_opinion import DOUBTED, TURNED, SecondOpinion
from tests.unit.extract.conftest import LETTER

APPROVED = '"document_kind": "approval_notice"'
WORDS = ["".join(letters) for letters in product("abcdefg", repeat=3)]
WHOLE_LETTER = " ".join(WORDS)


@pytest.fixture(scope="module")
def likeness() -> Likeness:
    return load_likeness(LIKENESS)


@given(st.text(max_size=400))
def test_the_shares_of_every_question_sum_to_one_whatever_the_text(text: str) -> None:
    opinion = load_likeness(LIKENESS).weigh(Reading(text))

    for shares in opinion.shares.values():
        assert math.isclose(sum(shares.values()), 1.0, abs_tol=1e-3)


def test_numbers_and_accents_do_not_matter(likeness: Likeness) -> None:
    assert list(terms_of("Apelación 123")) == list(terms_of("apelacion 98765"))


def test_it_knows_no_digits_of_the_letters_it_learnt_from() -> None:
    with_numbers = [
        term for term in load_likeness(LIKENESS)._terms if any(sign.isdigit() for sign in term if sign != "0")
    ]

    assert not with_numbers


def test_an_answer_that_both_give_becomes_sure(likeness: Likeness, rulebook: Rulebook) -> None:
    reading = Reading(LETTER)
    opinion = SecondOpinion(likeness, rulebook, reading)
    rules = Kind("adverse_determination_preservice", True, Hit(0, 10, 4), 0.85, None)

    assert opinion.kind(rules).code == rules.code
    assert opinion.kind(rules).confidence > rules.confidence


def test_a_guess_gives_way_to_a_clear_second_opinion_and_quotes_the_letter(
    likeness: Likeness, rulebook: Rulebook
) -> None:
    golden = ROOT / "tests" / "golden" / "set_a"
    path = next(path for path in sorted(golden.glob("gold/*.json")) if APPROVED in path.read_text("utf-8"))
    reading = Reading((golden / "letters" / f"{path.stem}.txt").read_text("utf-8"))
    rules = Kind("remittance_advice", False, Hit(0, 6, 1), 0.6, None)

    kind = SecondOpinion(likeness, rulebook, reading).kind(rules)

    assert (kind.code, kind.confidence) == ("approval_notice", TURNED)
    assert reading.text[kind.hit.start : kind.hit.end].strip()


LEVELS = ("external_review", "internal_level_1", "internal_level_2", "none", "provider_dispute", "wc_imr")


def faint_likeness(bias: list[float]) -> Likeness:
    """A likeness to which no word says anything: it has only its bias about the open step."""
    weights = np.zeros((len(WORDS), len(LEVELS)), dtype=np.float16)
    question = Question(LEVELS, weights, np.array(bias, dtype=np.float32))
    terms = {word: place for place, word in enumerate(WORDS)}
    return Likeness(terms, np.ones(len(WORDS), dtype=np.float32), {"appeal_level": question})


def test_a_sure_answer_stands_against_a_faint_other_one_but_is_for_a_person(rulebook: Rulebook) -> None:
    opinion = SecondOpinion(faint_likeness([0.1, 0, 0, 0, 0, 0]), rulebook, Reading(WHOLE_LETTER))

    level = opinion.level(Found("appeal_level", "wc_imr", 0, 5, 0.95, "regimes.level"))

    assert (level.value, level.confidence) == ("wc_imr", DOUBTED)


def test_a_sure_answer_yields_to_a_clear_other_one_and_is_for_a_person(rulebook: Rulebook) -> None:
    opinion = SecondOpinion(faint_likeness([5.0, 0, 0, 0, 0, 0]), rulebook, Reading(WHOLE_LETTER))

    level = opinion.level(Found("appeal_level", "wc_imr", 0, 5, 0.95, "regimes.level"))

    assert (level.value, level.confidence) == ("external_review", TURNED)


def test_a_few_lines_are_like_nothing_and_turn_nothing(rulebook: Rulebook) -> None:
    opinion = SecondOpinion(faint_likeness([5.0, 0, 0, 0, 0, 0]), rulebook, Reading("aaa aab"))

    assert opinion.level(Found("appeal_level", "wc_imr", 0, 5, 0.6, "regimes.level")).value == "wc_imr"


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    damaged = tmp_path / "letters.npz"
    damaged.write_bytes(LIKENESS.read_bytes()[:1000])

    with pytest.raises(RulesInvalid, match="likeness"):
        load_likeness(damaged)
