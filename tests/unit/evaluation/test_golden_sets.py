"""The answers of our own sets are true to their letters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from denialops.evaluation import Golden, evaluate, load_golden
from denialops.evaluation.normalise import spaced

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
SETS = {name: load_golden(GOLDEN / name) for name in ("set_a", "set_b", "set_c", "set_d", "set_e")}
QUOTED = ("denial_reason_quote", "plan_type_evidence", "appeal_deadline_stated")
PLAN_TYPES = """commercial_fully_insured self_funded_erisa marketplace medicare_ffs medicare_advantage part_d
medicaid_mco medicaid_ffs chip tricare fehb workers_comp dental vision unknown""".split()
CATEGORIES = """medical_necessity experimental_investigational prior_authorization out_of_network not_covered_benefit
timely_filing duplicate coding_bundling missing_information eligibility coordination_of_benefits level_of_care
step_therapy_formulary quantity_limit concurrent_review credentialing benefit_limit no_surprises_emergency""".split()


def all_golds() -> list[Mapping[str, Any]]:
    return [gold for golden in SETS.values() for gold in golden.golds.values()]


@pytest.fixture(params=sorted(SETS))
def golden(request: pytest.FixtureRequest) -> Golden:
    return SETS[request.param]


def test_a_set_agrees_with_itself(golden: Golden) -> None:
    report = evaluate(golden.golds, golden.letters, golden.golds)

    assert report.macro_f1 == 1
    assert not report.hallucinations + report.invented_deadlines + report.security_hits
    assert report.evidence_copied == report.evidence_asked


def test_every_quote_stands_in_its_letter(golden: Golden) -> None:
    strange = [
        (name, field)
        for name, gold in golden.golds.items()
        for field in QUOTED
        if gold[field] and spaced(gold[field]) not in spaced(golden.letters[name])
    ]

    assert strange == []


def test_every_npi_is_one_nobody_has_with_a_valid_check_digit(golden: Golden) -> None:
    npis = [gold["npi"] for gold in golden.golds.values() if gold["npi"]]

    assert [npi for npi in npis if not (npi.startswith("2") and has_valid_check_digit(npi))] == []


def test_every_phone_is_a_fictitious_one(golden: Golden) -> None:
    numbers = [gold[field] for gold in golden.golds.values() for field in ("appeal_phone", "appeal_fax") if gold[field]]

    assert [number for number in numbers if not re.search(r"555\D?01\d\d$", number)] == []


def test_every_regime_and_every_reason_is_asked_three_times() -> None:
    plans = Counter(gold["plan_type"] for gold in all_golds())
    categories = Counter(gold["denial_category"] for gold in all_golds())

    assert [plan for plan in PLAN_TYPES if plans[plan] < 3] == []
    assert [category for category in CATEGORIES if categories[category] < 3] == []


def test_a_letter_of_one_set_is_not_in_the_other() -> None:
    payers = [{gold["payer"] for gold in golden.golds.values() if gold["payer"]} for golden in SETS.values()]

    assert [one & other for one, other in combinations(payers, 2) if one & other] == []


def test_every_file_of_the_manifest_is_there_and_its_letter_has_an_answer() -> None:
    golden = SETS["set_a"]
    named = {file.file for file in golden.files}

    assert {path.name for path in (GOLDEN / "set_a" / "files").iterdir()} == named | {"manifest.json"}
    assert {file.letter for file in golden.files if file.letter} <= set(golden.golds)


def has_valid_check_digit(npi: str) -> bool:
    digits = [int(digit) for digit in reversed("80840" + npi)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
