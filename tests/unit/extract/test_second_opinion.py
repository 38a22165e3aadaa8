"""The second opinion: what it learnt, how it is weighed against the rules, and that it is shown as what it is."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialops.bootstrap import LIKENESS
from denialops.domain.rulebook import Rulebook
from denialops.domain.rulebook.cues import Hit
from denialops.errors import RulesInvalid
from denialops.pipeline.finders.kinds import Kind
from denialops.pipeline.finders.reading import Found, Reading
from denialops.pipeline.likeness import Likeness, Question, load_likeness, terms_of
from denialops.pipeline.second_opinion import DOUBTED, TURNED, SecondOpinion
from tests.unit.extract.conftest import LETTER

EXPEDITED_HOSPITAL = (
    "Notice about your inpatient stay. We reviewed your continued hospital stay. Days after June 3 are not approved. "
    "You may ask for an expedited appeal while you are in the hospital."
)


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
    reading = Reading(EXPEDITED_HOSPITAL)
    opinion = SecondOpinion(likeness, rulebook, reading)
    rules = Kind("remittance_advice", True, Hit(0, 6, 1), 0.6, None)

    kind = opinion.kind(rules)

    assert kind.code != "remittance_advice"
    assert kind.confidence == TURNED
    assert reading.text[kind.hit.start : kind.hit.end].strip() in EXPEDITED_HOSPITAL


LEVELS = ("external_review", "internal_level_1", "internal_level_2", "none", "provider_dispute", "wc_imr")


def faint_likeness(bias: list[float]) -> Likeness:
    """A likeness that knows no word and has only its bias about the open step."""
    question = Question(LEVELS, np.zeros((0, len(LEVELS)), dtype=np.float16), np.array(bias, dtype=np.float32))
    return Likeness({}, np.zeros(0, dtype=np.float32), {"appeal_level": question})


def test_a_sure_answer_stands_against_a_faint_other_one_but_is_for_a_person(rulebook: Rulebook) -> None:
    opinion = SecondOpinion(faint_likeness([0.1, 0, 0, 0, 0, 0]), rulebook, Reading("No known word."))

    level = opinion.level(Found("appeal_level", "wc_imr", 0, 5, 0.95, "regimes.level"))

    assert (level.value, level.confidence) == ("wc_imr", DOUBTED)


def test_a_sure_answer_yields_to_a_clear_other_one_and_is_for_a_person(rulebook: Rulebook) -> None:
    opinion = SecondOpinion(faint_likeness([5.0, 0, 0, 0, 0, 0]), rulebook, Reading("No known word at all here."))

    level = opinion.level(Found("appeal_level", "wc_imr", 0, 5, 0.95, "regimes.level"))

    assert (level.value, level.confidence) == ("external_review", TURNED)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    damaged = tmp_path / "letters.npz"
    damaged.write_bytes(LIKENESS.read_bytes()[:1000])

    with pytest.raises(RulesInvalid, match="likeness"):
        load_likeness(damaged)
