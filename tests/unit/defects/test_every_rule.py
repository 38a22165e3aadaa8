"""Every shipped rule finds its element in one letter and misses it in another, and says so with the quote."""

from __future__ import annotations

import pytest

from denialops.domain.cases import CaseFile
from denialops.domain.routing import Defect
from tests.fakes.routing_cases import make_case, route_of, shipped_rules
from tests.unit.defects.rule_letters import RULES, Letter

SHIPPED = tuple(row.id for row in shipped_rules().defects.defects)


def case_of(letter: Letter) -> CaseFile:
    return make_case(text=letter.text, **{**letter.values, **letter.more})


def answer_of(letter: Letter, rule_id: str) -> Defect:
    return next(row for row in route_of(case_of(letter)).defects if row.rule_id == rule_id)


def test_every_shipped_rule_has_its_letters() -> None:
    assert set(SHIPPED) == set(RULES)


@pytest.mark.parametrize("rule_id", [name for name in SHIPPED if RULES[name].there])
def test_an_element_that_stands_in_the_letter_is_present(rule_id: str) -> None:
    letter = RULES[rule_id].there
    assert letter is not None

    assert answer_of(letter, rule_id).answer == "present"


@pytest.mark.parametrize("rule_id", SHIPPED)
def test_an_element_that_does_not_stand_there_gets_the_answer_that_is_due(rule_id: str) -> None:
    pair = RULES[rule_id]

    assert answer_of(pair.missing, rule_id).answer == pair.answer


@pytest.mark.parametrize("rule_id", [row.id for row in shipped_rules().defects.defects if row.if_relied_upon])
def test_an_element_due_only_if_relied_upon_is_never_called_missing(rule_id: str) -> None:
    assert answer_of(RULES[rule_id].missing, rule_id).answer == "cannot_judge"


@pytest.mark.parametrize("rule_id", SHIPPED)
def test_words_of_the_letter_that_answer_a_rule_stand_where_the_quote_says(rule_id: str) -> None:
    for letter in filter(None, (RULES[rule_id].there, RULES[rule_id].missing)):
        case, shown = case_of(letter), answer_of(letter, rule_id).evidence
        told = {fact.evidence for fact in case.facts.items}

        assert shown is None or shown in told or case.letter.pages[0].text[shown.start : shown.end] == shown.quote
