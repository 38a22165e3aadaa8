"""The rule files of recovery are read strictly, and what they say is found however a code is written."""

from __future__ import annotations

import pytest

from denialops.domain.recovery.rule_tables import parse_recovery_rules
from denialops.errors import RulesInvalid
from tests.unit.recovery.makers import ERRORS, POLICIES, VENDORS, make_texts


def faults_of(**texts: str) -> list[str]:
    with pytest.raises(RulesInvalid) as raised:
        parse_recovery_rules(make_texts(**texts))
    return raised.value.faults


@pytest.mark.parametrize("code", ["timeout", "Timeout", " TIMEOUT ", "504", "HTTP 504", "http_504", "HTTP-504"])
def test_a_code_is_found_however_it_is_written(code: str) -> None:
    assert parse_recovery_rules(make_texts()).row_of(code) == "timeout"


@pytest.mark.parametrize("code", ["50", "CO-50", "co50", "CARC 50", "PR.50", "medical necessity"])
def test_an_adjustment_code_is_spoken_for_by_its_category(code: str) -> None:
    rules = parse_recovery_rules(make_texts(), carc_categories={"50": "medical_necessity"})

    assert rules.row_of(code) == "medical_necessity"
    assert rules.error(code).error_class == "payer_policy"


@pytest.mark.parametrize("code", ["", "never_heard_of", "CO-51", "http_999", "504b"])
def test_what_no_row_knows_is_other(code: str) -> None:
    rules = parse_recovery_rules(make_texts(), carc_categories={"50": "medical_necessity", "51": "no_such_row"})

    assert rules.row_of(code) == "other"
    assert rules.error(code).error_class == "unknown"


def test_a_code_leads_to_its_policy_and_a_vendor_to_its_limits() -> None:
    rules = parse_recovery_rules(make_texts())

    assert rules.retry("504").kind == "exponential"
    assert rules.retry("bad_request").attempts == 0
    assert rules.vendor("quick_fax").fallback == "slow_fax"
    assert rules.vendor("Harbor Ridge").label == "Any other"


def test_the_version_changes_with_the_content_and_only_with_it() -> None:
    version = parse_recovery_rules(make_texts()).version

    assert parse_recovery_rules(make_texts(errors=f"# A note.\n{ERRORS}")).version == version
    assert parse_recovery_rules(make_texts(errors=ERRORS.replace("It is slow", "It is late"))).version != version
    assert parse_recovery_rules(make_texts(), carc_categories={"50": "medical_necessity"}).version != version


def test_every_fault_of_every_file_is_told_with_file_and_key() -> None:
    faults = faults_of(
        errors=ERRORS.replace("severity: medium", "severity: awful").replace("words: ", "word: "),
        policies=POLICIES.replace("kind: fixed", "kind: random").replace("jitter: 0.5", "jitter: 5"),
        vendors=VENDORS.replace("breaker_failures: 3", "breaker_failures: 0").replace('label: "Slow Fax", ', ""),
    )

    assert "error_codes.yaml: error_codes[timeout].word: Extra inputs are not permitted" in faults
    assert "error_codes.yaml: error_codes[timeout].words: Field required" in faults
    assert any(fault.startswith("error_codes.yaml: error_codes[other].severity: ") for fault in faults)
    assert any(fault.startswith("retry_policies.yaml: retry_policies[never].kind: ") for fault in faults)
    assert any(fault.startswith("retry_policies.yaml: retry_policies[quick].jitter: ") for fault in faults)
    assert any(fault.startswith("vendors.yaml: vendors[quick_fax].breaker_failures: ") for fault in faults)
    assert "vendors.yaml: vendors[slow_fax].label: Field required" in faults


def test_every_contradiction_is_told_at_once() -> None:
    faults = faults_of(
        errors=ERRORS.replace("retry_policy: never", "retry_policy: nowhere").replace('also: ["504"]', "also: [other]"),
        policies=POLICIES.replace("longest_s: 60", "longest_s: 1"),
        vendors=VENDORS.replace("fallback: slow_fax", "fallback: gone").replace("{id: other", "{id: all"),
    )

    assert faults == [
        "error_codes.yaml: error_codes[timeout].also: 'other' belongs to 'other' already",
        "error_codes.yaml: error_codes[bad_request].retry_policy: there is no policy 'nowhere'",
        "error_codes.yaml: error_codes[medical_necessity].retry_policy: there is no policy 'nowhere'",
        "retry_policies.yaml: retry_policies[quick].longest_s: is shorter than base_s",
        "vendors.yaml: vendors[quick_fax].fallback: there is no vendor 'gone'",
        "vendors.yaml: vendors: needs the row 'other', which speaks for all without one of their own",
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[retry_tasks]", "[retry_tasks, retry_tasks]", "[timeout].remedies: names one action twice"),
        ("[retry_tasks]", "[make_coffee]", "[timeout].remedies[0]: "),
        ("id: timeout", "id: Time-Out", "[Time-Out]: 'Time-Out' must be written 'time_out'"),
        ('["504"]', '["HTTP 504"]', "[timeout]: 'HTTP 504' must be written '504'"),
        ("id: bad_request", "id: timeout", "[timeout]: the id is used twice"),
        ("{id: other", "{id: any", ": needs the row 'other'"),
        (
            'words: "Appeal."',
            'words: "Appeal.", remedies: [retry_tasks]',
            "[medical_necessity].remedies: retry_tasks, but 'never' never tries again",
        ),
    ],
)
def test_a_faulty_row_is_refused(old: str, new: str, told: str) -> None:
    faults = faults_of(errors=ERRORS.replace(old, new))

    assert any(told in fault for fault in faults), faults


def test_a_vendor_cannot_take_its_own_place() -> None:
    faults = faults_of(vendors=VENDORS.replace("fallback: slow_fax", "fallback: quick_fax"))

    assert faults == ["vendors.yaml: vendors[quick_fax].fallback: a vendor cannot take its own place"]


def test_a_missing_file_and_a_strange_one_are_told_together() -> None:
    texts = make_texts()
    del texts["vendors.yaml"]

    with pytest.raises(RulesInvalid) as raised:
        parse_recovery_rules(texts | {"vendor.yaml": VENDORS})

    assert raised.value.faults == [
        "vendors.yaml: file: is missing",
        "vendor.yaml: file: is not a rule file of recovery",
    ]
