"""The rules of recovery that are shipped: good, complete, and every row changes something."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from denialops import errors
from denialops.bootstrap import RULES, load_rulebook
from denialops.domain.providers import PROVIDERS
from denialops.domain.recovery.rule_tables import FILES, ErrorTable, RetryTable, VendorTable, parse_recovery_rules
from denialops.domain.recovery.rules import OTHER, RecoveryRules
from denialops.domain.rulebook.loading import Faults, read_table
from denialops.errors import DenialOpsError

TEXTS = {name: (RULES / "recovery" / name).read_text("utf-8") for name in FILES}
CARC = {row.id: row.category for row in load_rulebook().codes.carc if row.category}
SHIPPED = parse_recovery_rules(TEXTS, carc_categories=CARC)
FAILURES_OF_WORK = (errors.InputError, errors.ModelError, errors.OutputError, errors.StoreUnavailable)
OWN_FAILURES = (errors.SealBroken, errors.SecretKeyLost, errors.WorkDied, errors.RulesInvalid, DenialOpsError)
ANSWERS = (errors.DuplicateDocument, errors.InvalidValue)
"""What is said at once to whoever asks; no workflow ever waits on it."""


def without(rules: RecoveryRules, table: str, name: str) -> RecoveryRules:
    rows = {key: row for key, row in getattr(rules, table).items() if key != name}
    spoken_for = {code: row for code, row in rules.spoken_for.items() if row != name}
    return rules.model_copy(update={table: rows, "spoken_for": spoken_for})


def kinds_below(kind: type[DenialOpsError]) -> Iterator[type[DenialOpsError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from kinds_below(below)


@pytest.mark.parametrize("code", [code for code in SHIPPED.error_codes if code != OTHER])
def test_every_shipped_error_code_changes_the_answer(code: str) -> None:
    assert SHIPPED.error(code) != without(SHIPPED, "error_codes", code).error(code)


@pytest.mark.parametrize("vendor", [vendor for vendor in SHIPPED.vendors if vendor != OTHER])
def test_every_shipped_vendor_changes_the_answer(vendor: str) -> None:
    assert SHIPPED.vendor(vendor) != without(SHIPPED, "vendors", vendor).vendor(vendor)


@pytest.mark.parametrize("policy", SHIPPED.retry_policies)
def test_every_shipped_retry_policy_is_what_some_code_waits_by(policy: str) -> None:
    waiting = [code for code in SHIPPED.error_codes if SHIPPED.retry(code) == SHIPPED.retry_policies[policy]]

    assert waiting


@pytest.mark.parametrize("spelling", SHIPPED.spoken_for)
def test_every_shipped_spelling_changes_the_answer(spelling: str) -> None:
    spoken_for = {code: row for code, row in SHIPPED.spoken_for.items() if code != spelling}

    assert SHIPPED.row_of(spelling) != SHIPPED.model_copy(update={"spoken_for": spoken_for}).row_of(spelling)


@pytest.mark.parametrize("kind", FAILURES_OF_WORK + OWN_FAILURES)
def test_every_failure_of_our_own_work_has_a_row(kind: type[DenialOpsError]) -> None:
    below = {kind} if kind in OWN_FAILURES else set(kinds_below(kind))
    codes = {found.code for found in below if not issubclass(found, ANSWERS)}

    assert codes <= set(SHIPPED.error_codes)


def test_every_category_of_denials_has_a_row_that_speaks_for_its_codes() -> None:
    categories = {row.id for row in load_rulebook().categories.categories}

    assert categories <= set(SHIPPED.error_codes)
    assert {SHIPPED.row_of(f"CO-{code}") for code in CARC} == set(CARC.values())
    assert {SHIPPED.error(category).error_class for category in categories} == {"payer_policy"}


def test_every_provider_of_models_is_a_vendor() -> None:
    assert {name for name, row in SHIPPED.vendors.items() if row.kind == "model"} == set(PROVIDERS)


def test_no_spelling_hides_an_adjustment_code() -> None:
    faults = Faults()
    table = read_table(TEXTS, "error_codes.yaml", ErrorTable, faults)

    assert table and not faults.lines
    spellings = {code for row in table.error_codes for code in (row.id, *row.also)}
    assert spellings.isdisjoint(code.casefold() for code in CARC)


@pytest.mark.parametrize(
    ("file", "kind"),
    [("error_codes.yaml", ErrorTable), ("retry_policies.yaml", RetryTable), ("vendors.yaml", VendorTable)],
)
def test_a_key_that_nobody_knows_is_refused_in_each_file(file: str, kind: type) -> None:
    faults = Faults()

    assert read_table({file: TEXTS[file].replace("{id: ", "{colour: red, id: ", 1)}, file, kind, faults) is None
    assert any(line.endswith("colour: Extra inputs are not permitted") for line in faults.lines)
