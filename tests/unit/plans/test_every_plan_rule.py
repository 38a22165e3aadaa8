"""Every row and every phrase of the plan rules changes something: without it, some document is read another way."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from denialops.domain.documents import Document
from denialops.domain.rulebook import Rulebook
from denialops.domain.rulebook.plan_sections import PlanSectionRules, Sayings, UseRule
from denialops.pipeline.plans.bearing import bear_on
from denialops.pipeline.plans.ranking import Ranking, ServiceWords
from denialops.pipeline.plans.reading import reading_of
from denialops.pipeline.routing.situation import Situation
from tests.fakes.plan_cases import RULES, make_plan, make_planned_case
from tests.fakes.routing_cases import shipped_rules
from tests.unit.rules.test_rule_loading import faults_with

BODY = "The first paragraph says what there is to say of it."


def said(phrase: str) -> str:
    """Words that a phrase matches: the first of each choice, what may be left out left out."""
    text = re.sub(r"\(\?:([^()|]*)(?:\|[^()]*)?\)", r"\1", phrase)
    text = re.sub(r"\[([a-z]).*?\]", r"\1", text)
    return re.sub(r".\?", "", text)


def without(row: Sayings, phrase: str) -> Sayings:
    return row.model_copy(update={"says": tuple(say for say in row.says if say != phrase)})


def read(text: str, rules: PlanSectionRules) -> object:
    document: Document = make_plan(text)
    return reading_of(document, rules)


def phrases(*fields: str) -> Iterator[tuple[str, int, str]]:
    for field in fields:
        table = getattr(RULES, field)
        for number, row in enumerate(table if isinstance(table, tuple) else (table,)):
            yield from ((field, number, phrase) for phrase in row.says)


def rules_without(field: str, number: int, phrase: str) -> PlanSectionRules:
    table = getattr(RULES, field)
    if not isinstance(table, tuple):
        return RULES.model_copy(update={field: without(table, phrase)})
    rows = tuple(without(row, phrase) if at == number else row for at, row in enumerate(table))
    return RULES.model_copy(update={field: rows})


@pytest.mark.parametrize(("field", "number", "phrase"), list(phrases("sections")))
def test_every_heading_phrase(field: str, number: int, phrase: str) -> None:
    text = f"{said(phrase).upper()}\n\n{BODY}\n"

    assert read(text, RULES) != read(text, rules_without(field, number, phrase))


@pytest.mark.parametrize(
    ("number", "phrase"), [(at, say) for at, row in enumerate(RULES.sections) for say in row.unless], ids=str
)
def test_every_phrase_against_a_heading(number: int, phrase: str) -> None:
    text = f"{said(phrase).upper()}\n\n{BODY}\n"
    rows = tuple(
        row.model_copy(update={"unless": ()}) if at == number else row for at, row in enumerate(RULES.sections)
    )

    assert read(text, RULES) != read(text, RULES.model_copy(update={"sections": rows}))


@pytest.mark.parametrize(
    ("number", "phrase"), [(at, say) for at, row in enumerate(RULES.sections) for say in row.defines], ids=str
)
def test_every_term_that_is_defined_in_running_text(number: int, phrase: str) -> None:
    text = f"WORDS TO KNOW\n\n{said(phrase).capitalize()} means what is written here.\n"
    row = RULES.sections[number]
    fewer = row.model_copy(update={"defines": tuple(say for say in row.defines if say != phrase)})
    rows = tuple(fewer if at == number else other for at, other in enumerate(RULES.sections))

    assert read(text, RULES) != read(text, RULES.model_copy(update={"sections": rows}))


@pytest.mark.parametrize(("field", "number", "phrase"), list(phrases("neutral")))
def test_every_neutral_heading(field: str, number: int, phrase: str) -> None:
    text = f"CHAPTER 1 BENEFITS\n\n{BODY}\n\n{said(phrase).upper()}\n\n{BODY}\n"

    assert read(text, RULES) != read(text, rules_without(field, number, phrase))


@pytest.mark.parametrize(("field", "number", "phrase"), list(phrases("contents")))
def test_every_name_of_a_list_of_contents(field: str, number: int, phrase: str) -> None:
    entries = "\n".join(f"Part number {number} .......... {number}" for number in range(1, 7))
    text = f"BENEFITS\n\n{BODY}\n\n{said(phrase).upper()}\n{entries}\n\n{BODY}\n"

    assert read(text, RULES) != read(text, rules_without(field, number, phrase))


@pytest.mark.parametrize(("field", "number", "phrase"), list(phrases("asks")))
def test_every_word_for_asking(field: str, number: int, phrase: str) -> None:
    text = f"GRIEVANCES\n\nMembers {said(phrase)} it within 45 days of receipt.\n"

    assert read(text, RULES) != read(text, rules_without(field, number, phrase))


@pytest.mark.parametrize(("field", "number", "phrase"), list(phrases("decides")))
def test_every_word_for_the_plans_own_answer(field: str, number: int, phrase: str) -> None:
    text = f"GRIEVANCES\n\nWhen members appeal, {said(phrase)} an answer within 45 days.\n"

    assert read(text, RULES) != read(text, rules_without(field, number, phrase))


@pytest.mark.parametrize(("field", "number", "phrase"), [row for row in phrases("steps") if row[1] < 2])
def test_every_word_for_a_later_step(field: str, number: int, phrase: str) -> None:
    text = f"GRIEVANCES\n\nYou may request {said(phrase)} within 45 days of receipt.\n"

    assert read(text, RULES) != read(text, rules_without(field, number, phrase))


@pytest.mark.parametrize(("field", "number", "phrase"), list(phrases("waivers")))
def test_every_word_for_what_is_not_needed(field: str, number: int, phrase: str) -> None:
    kind = RULES.waivers[number].kind.replace("_", " ").upper()
    text = f"{kind}\n\nEye care {said(phrase)} at any time.\n"

    assert read(text, RULES) != read(text, rules_without(field, number, phrase))


@pytest.mark.parametrize(("field", "number", "phrase"), list(phrases("needed")))
def test_every_word_for_what_is_needed_ends_a_list_without(field: str, number: int, phrase: str) -> None:
    text = (
        "PRIOR AUTHORIZATION\n\nThese do not need it, no prior authorization:\n\n- Eye care\n\n"
        f"These {said(phrase)} reviewed:\n\n- Transplants\n"
    )

    assert read(text, RULES) != read(text, rules_without(field, number, phrase))


@pytest.mark.parametrize("row", RULES.uses, ids=lambda row: row.category)
def test_every_use_of_a_category(row: UseRule) -> None:
    case = make_planned_case(category=row.category).model_copy(update={"plans": ()})
    case = case.model_copy(update={"documents": case.documents[:1]})
    fewer = RULES.model_copy(update={"uses": tuple(other for other in RULES.uses if other is not row)})
    rulebook: Rulebook = shipped_rules().model_copy(update={"plan_sections": fewer})

    assert bear_on(Situation(case, shipped_rules()), ()) != bear_on(Situation(case, rulebook), ())


@pytest.mark.parametrize("group", RULES.same, ids=lambda group: group[0])
def test_every_pair_of_names_for_one_service(group: tuple[str, ...]) -> None:
    fewer = RULES.model_copy(update={"same": tuple(other for other in RULES.same if other is not group)})
    shares = [
        Ranking([f"The plan pays for {group[1]}.", BODY], ServiceWords([group[0]], [], rules)).share(0)
        for rules in (RULES, fewer)
    ]

    assert shares[0] > shares[1]


@pytest.mark.parametrize("word", sorted(word for word in RULES.plain_words if len(word) > 1))
def test_every_plain_word_tells_nothing_of_a_service(word: str) -> None:
    fewer = RULES.model_copy(update={"plain_words": RULES.plain_words - {word}})

    assert ServiceWords([word], [], RULES).telling == ()
    assert ServiceWords([word], [], fewer).telling != ()


def test_unknown_words_in_the_plan_rules_are_refused() -> None:
    text = _text().replace("{category: referral, show: [referral]}", "{category: weather, show: [referral]}")

    assert "plan_sections.yaml: uses: names weather, which is not defined" in faults_with(plan_sections=text)


def test_an_unknown_kind_of_section_is_refused() -> None:
    faults = faults_with(plan_sections=_text().replace("- kind: benefits", "- kind: perks"))

    assert any(fault.startswith("plan_sections.yaml: sections[8].kind") for fault in faults)


def _text() -> str:
    from tests.fakes.routing_cases import rule_texts

    return rule_texts()["plan_sections.yaml"]
