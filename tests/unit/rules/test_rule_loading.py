"""The loader refuses every fault and lists all of them together."""

from __future__ import annotations

from datetime import date

import pytest

from denialops.domain.rulebook import Rulebook, parse_rulebook
from denialops.domain.rulebook.deadlines import DeadlineRules
from denialops.domain.rulebook.loading import Faults, read_table
from denialops.errors import RulesInvalid
from tests.fakes.routing_cases import rule_texts, shipped_rules

ROW = """\
- id: F1
  regimes: [ma]
  step: external_review
  rank: 1
  label: Review
  decided_by: the plan
  limit: {number: 60, unit: day}
  runs_from: notice
  citation: "1 CFR 1"
  status: S
  sources: [M]
  last_verified: 2026-11-21
"""


def faults_with(**files: str) -> list[str]:
    """What the loader says when these files replace the shipped ones."""
    with pytest.raises(RulesInvalid) as refused:
        parse_rulebook({**rule_texts(), **{f"{name}.yaml": text for name, text in files.items()}})
    return refused.value.faults


def faults_of(text: str) -> list[str]:
    """What is wrong with one file of deadlines."""
    faults = Faults()
    read_table({"deadlines.yaml": text}, "deadlines.yaml", DeadlineRules, faults)
    return faults.lines


def deadlines(row: str = ROW) -> str:
    return f"deadlines:\n{row}"


def test_the_shipped_rules_are_read_without_a_fault() -> None:
    rules = shipped_rules()

    assert isinstance(rules, Rulebook)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("rank: 1", "rank: 1\n  colour: red", "deadlines[F1].colour: Extra inputs are not permitted"),
        ('citation: "1 CFR 1"', 'citation: ""', "deadlines[F1].citation: String should have at least 1 character"),
        ('  citation: "1 CFR 1"\n', "", "deadlines[F1].citation: Field required"),
        ("  status: S\n", "", "deadlines[F1].status: Field required"),
        ("sources: [M]", "sources: []", "deadlines[F1].sources: Tuple should have at least 1 item"),
        ("status: S", "status: X", "deadlines[F1].status: Input should be 'P', 'S' or 'U'"),
        (
            "last_verified: 2026-11-21",
            "last_verified: 2026-02-30",
            "deadlines[F1].last_verified: Input should be a valid date",
        ),
        ("number: 60", "number: -1", "deadlines[F1].limit.number: Input should be greater than or equal to 0"),
        ("unit: day", "unit: moon", "deadlines[F1].limit.unit: Input should be"),
        ("rank: 1", "rank: 1\n  rank: 2", "line 6: the key 'rank' is written twice"),
    ],
)
def test_a_faulty_row_is_named_by_file_and_key(old: str, new: str, fault: str) -> None:
    faults = faults_of(deadlines(ROW.replace(old, new)))

    assert any(line.startswith(f"deadlines.yaml: {fault}") for line in faults)


def test_all_faults_of_all_files_are_listed_together() -> None:
    broken = deadlines(ROW.replace("rank: 1", "rank: first").replace("status: S", "status: maybe"))

    faults = faults_with(deadlines=broken, holidays="holidays: 7", checklists="[")

    assert {line.split(":")[0] for line in faults} == {"deadlines.yaml", "holidays.yaml", "checklists.yaml"}
    assert len([line for line in faults if line.startswith("deadlines.yaml")]) == 2


def test_an_id_used_twice_is_refused() -> None:
    assert "deadlines.yaml: deadlines[F1]: the id is used twice" in faults_of(deadlines(ROW + ROW))


def test_versions_of_a_row_may_follow_each_other() -> None:
    first = ROW.replace("last_verified", "effective_to: 2026-12-31\n  last_verified")
    second = ROW.replace("last_verified", "effective_from: 2027-01-01\n  last_verified")

    rules = parse_rulebook({**rule_texts(), "deadlines.yaml": deadlines(first + second)})

    assert [len(list(rules.deadlines.of("ma", day))) for day in (date(2026, 12, 31), date(2027, 1, 1))] == [1, 1]


def test_versions_in_force_on_the_same_day_are_refused() -> None:
    first = ROW.replace("last_verified", "effective_to: 2027-01-01\n  last_verified")
    second = ROW.replace("last_verified", "effective_from: 2027-01-01\n  last_verified")

    faults = faults_of(deadlines(first + second))

    assert "deadlines.yaml: deadlines[F1]: two versions are in force on the same day" in faults


def test_a_version_that_ends_before_it_starts_is_refused() -> None:
    row = ROW.replace("last_verified", "effective_from: 2027-01-01\n  effective_to: 2026-01-01\n  last_verified")

    assert any("effective_to lies before effective_from" in line for line in faults_of(deadlines(row)))


@pytest.mark.parametrize("text", ["- a\n- b\n", "", "deadlines: [", "deadlines: {a: 1, a: 2}"])
def test_a_file_of_another_shape_is_refused(text: str) -> None:
    assert faults_of(text)


def test_a_missing_file_is_refused() -> None:
    texts = {name: text for name, text in rule_texts().items() if name != "routes.yaml"}

    with pytest.raises(RulesInvalid, match=r"routes\.yaml: file: is missing"):
        parse_rulebook(texts)


def test_a_file_that_nobody_reads_is_refused() -> None:
    assert "notes.yaml: file: is not a rule file of this program" in faults_with(notes="a: 1")


def test_a_holiday_needs_one_way_to_fall() -> None:
    text = rule_texts()["holidays.yaml"].replace("{month: 1, day: 1}", "{month: 1, day: 1, nth: 2}")

    assert any("needs either a day, or a weekday with its nth" in line for line in faults_with(holidays=text))
