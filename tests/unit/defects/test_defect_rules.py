"""The file of rules on notices is refused with every fault in it."""

from __future__ import annotations

import pytest

from denialops.domain.rulebook import parse_rulebook
from denialops.errors import RulesInvalid
from tests.fakes.routing_cases import rule_texts, shipped_rules


def faults_after(old: str, new: str) -> list[str]:
    text = rule_texts()["defects.yaml"]
    assert old in text
    with pytest.raises(RulesInvalid) as refused:
        parse_rulebook({**rule_texts(), "defects.yaml": text.replace(old, new, 1)})
    return refused.value.faults


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  severity: H\n", "  severity: X\n", "defects[A1].severity"),
        ("  severity: H\n", "  severity: H\n  colour: red\n", "defects[A1].colour"),
        ("cites: [L02, L13]", "cites: [L99]", "names L99, which is not defined"),
        ("cites: [L02, L13]", "cites: [L48]", "names L48, which is not defined"),
        ("consequence: deemed_exhausted", "consequence: the_end", "names the_end"),
        ("states: [CA]", "states: [ZZ]", "names ZZ"),
        ("categories: [missing_info]", "categories: [mising_info]", "names mising_info"),
        ("levels: [internal_level_1]", "levels: [level_9]", "names level_9"),
        ('sources: ["E1", "CL"]', 'sources: ["E99"]', "names E99"),
        ('- "502 ?', '- "(502 ?', "is no regular expression"),
        ("notice_kinds: [", "notice_kinds: [postcard, ", "names postcard"),
    ],
)
def test_a_faulty_rule_is_named(old: str, new: str, told: str) -> None:
    assert any(told in line for line in faults_after(old, new))


def test_an_element_due_only_if_relied_upon_may_not_be_called_missing() -> None:
    row = "  if_relied_upon: true\n"
    faults = faults_after(row, row + "  decisions: [first]\n  otherwise: not_found\n")

    assert any("otherwise" in line for line in faults)


def test_a_rule_that_nothing_tells_is_refused() -> None:
    faults = faults_after("  facts: [appeal_deadline_stated, appeal_deadline_date, appeal_deadline_days]\n", "")

    assert any("nothing tells whether the element is there" in line for line in faults)


def test_a_comparison_with_a_limit_needs_it() -> None:
    faults = faults_after("  limit: {number: 180, unit: day}\n", "")

    assert any("window needs a limit" in line for line in faults)


def test_every_consequence_follows_from_some_rule() -> None:
    rules = shipped_rules().defects

    assert {row.id for row in rules.consequences} == {row.consequence for row in rules.defects} - {""}
