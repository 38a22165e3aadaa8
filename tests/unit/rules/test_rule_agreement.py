"""A word that one file uses and no other defines is refused at start."""

from __future__ import annotations

import pytest

from denialops.domain.rulebook import parse_rulebook
from denialops.domain.rulebook.agreement import check_agreement
from denialops.domain.rulebook.loading import Faults, read_table
from denialops.errors import RulesInvalid
from tests.fakes.routing_cases import rule_texts, shipped_rules


def faults_after(file: str, old: str, new: str) -> list[str]:
    """What the files disagree on once one text is changed; only that file is read again."""
    text = rule_texts()[file]
    assert old in text
    name, faults = file.removesuffix(".yaml"), Faults()
    table = read_table({file: text.replace(old, new, 1)}, file, type(getattr(shipped_rules(), name)), faults)
    assert faults.lines == []
    check_agreement(shipped_rules().model_copy(update={name: table}), faults)
    return faults.lines


def test_the_shipped_files_agree() -> None:
    faults = Faults()

    check_agreement(shipped_rules(), faults)

    assert faults.lines == []


def test_files_that_disagree_are_refused_at_start() -> None:
    text = rule_texts()["vocabulary.yaml"].replace("{ours: church,", "{ours: temple,")

    with pytest.raises(RulesInvalid, match="has no row for church"):
        parse_rulebook({**rule_texts(), "vocabulary.yaml": text})


@pytest.mark.parametrize(
    ("section", "word"),
    [("regimes", "tricare"), ("categories", "coding_edit"), ("routes", "retro_auth"), ("levels", "wc_imr"),
     ("document_types", "nomnc")],
)  # fmt: skip
def test_a_gap_in_the_vocabulary_is_refused(section: str, word: str) -> None:
    faults = faults_after("vocabulary.yaml", f"{{ours: {word},", "{ours: elsewhere,")

    assert any(f"vocabulary.yaml: {section}: has no row for {word}" in line for line in faults)


def test_a_word_without_translation_needs_a_reason() -> None:
    faults = faults_after("vocabulary.yaml", 'theirs: null, reason: "no word for church plans"', "theirs: null")

    assert faults == ["vocabulary.yaml: regimes[church]: a word without a translation needs a reason"]


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("routes.yaml", "route: by_level", "route: by_magic", "by_magic"),
        ("routes.yaml", "then: [eligibility_fix]", "then: [prayer]", "prayer"),
        ("routes.yaml", "when: {category: [cob]}", "when: {category: [cobb]}", "cobb"),
        ("routes.yaml", "signal: [unprocessable]", "signal: [unprocessible]", "unprocessible"),
        ("routes.yaml", "offer: [reopening]", "offer: [opening]", "opening"),
        ("routes.yaml", "{level: wc_imr,", "{level: wc_mri,", "wc_mri"),
        ("deadlines.yaml", "regimes: [tricare]", "regimes: [tricar]", "tricar"),
        ("deadlines.yaml", "step: wc_imr", "step: wc_mri", "wc_mri"),
        ("decision_times.yaml", "steps: [claim]", "steps: [claims]", "claims"),
        ("checklists.yaml", "- category: cob\n", "- category: cobb\n", "cob"),
        ("checklists.yaml", "sources: [E2]", "sources: [E99]", "E99"),
        ("citations.yaml", "regimes: [mcr_ffs]", "regimes: [mcr]", "mcr"),
        ("citations.yaml", '{id: "R1",', '{id: "R9",', "R1"),
    ],
)
def test_a_name_that_nothing_defines_is_refused(file: str, old: str, new: str, named: str) -> None:
    faults = faults_after(file, old, new)

    assert any(named in line for line in faults)
