"""The three rule files of recovery, read strictly: every fault of every file is told, and none is passed over."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from denialops.domain.base import Record
from denialops.domain.recovery.rules import OTHER, ErrorRule, RecoveryRules, RetryPolicy, VendorRule, plain_code
from denialops.domain.rulebook.loading import Faults, Text, read_table
from denialops.errors import RulesInvalid

ERROR_CODES, RETRY_POLICIES, VENDORS = "error_codes.yaml", "retry_policies.yaml", "vendors.yaml"
FILES = (ERROR_CODES, RETRY_POLICIES, VENDORS)
VERSION_LENGTH = 12


class ErrorRow(ErrorRule):
    """`also`: other spellings of the same code."""

    id: Text
    cause: Text
    words: Text
    also: tuple[Text, ...] = ()


class RetryRow(RetryPolicy):
    id: Text


class VendorRow(VendorRule):
    id: Text
    label: Text


class ErrorTable(Record):
    error_codes: tuple[ErrorRow, ...]


class RetryTable(Record):
    retry_policies: tuple[RetryRow, ...]


class VendorTable(Record):
    vendors: tuple[VendorRow, ...]


class _Tables(NamedTuple):
    errors: tuple[ErrorRow, ...]
    policies: tuple[RetryRow, ...]
    vendors: tuple[VendorRow, ...]


def parse_recovery_rules(
    texts: Mapping[str, str], *, carc_categories: Mapping[str, str] | None = None
) -> RecoveryRules:
    """`texts`: file name to text. `carc_categories`: adjustment codes with the category whose row speaks for them.

    Raises RulesInvalid with every fault of every file.
    """
    faults = Faults()
    errors = read_table(texts, ERROR_CODES, ErrorTable, faults)
    policies = read_table(texts, RETRY_POLICIES, RetryTable, faults)
    vendors = read_table(texts, VENDORS, VendorTable, faults)
    for file in sorted(set(texts) - set(FILES)):
        faults.add(file, "file", "is not a rule file of recovery")
    if errors is None or policies is None or vendors is None:
        raise RulesInvalid(faults.lines)
    tables = _Tables(errors.error_codes, policies.retry_policies, vendors.vendors)
    _check_errors(tables, faults)
    _check_policies(tables, faults)
    _check_vendors(tables, faults)
    if faults.lines:
        raise RulesInvalid(faults.lines)
    return _rules(tables, carc_categories or {})


def _check_errors(tables: _Tables, faults: Faults) -> None:
    policies = {row.id: row for row in tables.policies}
    owners: dict[str, str] = {row.id: row.id for row in tables.errors}
    for row in tables.errors:
        key = f"error_codes[{row.id}]"
        if row.retry_policy not in policies:
            faults.add(ERROR_CODES, f"{key}.retry_policy", f"there is no policy {row.retry_policy!r}")
        elif "retry_tasks" in row.remedies and not policies[row.retry_policy].attempts:
            faults.add(ERROR_CODES, f"{key}.remedies", f"retry_tasks, but {row.retry_policy!r} never tries again")
        if len(set(row.remedies)) < len(row.remedies):
            faults.add(ERROR_CODES, f"{key}.remedies", "names one action twice")
        for code in (row.id, *row.also):
            if code != plain_code(code):
                faults.add(ERROR_CODES, key, f"{code!r} must be written {plain_code(code)!r}")
        for code in row.also:
            if code in owners:
                faults.add(ERROR_CODES, f"{key}.also", f"{code!r} belongs to {owners[code]!r} already")
            owners.setdefault(code, row.id)
    _need_other(ERROR_CODES, "error_codes", tables.errors, faults)


def _check_policies(tables: _Tables, faults: Faults) -> None:
    for row in tables.policies:
        if row.longest_s < row.base_s:
            faults.add(RETRY_POLICIES, f"retry_policies[{row.id}].longest_s", "is shorter than base_s")


def _check_vendors(tables: _Tables, faults: Faults) -> None:
    known = {row.id for row in tables.vendors}
    for row in tables.vendors:
        key = f"vendors[{row.id}].fallback"
        if row.fallback and row.fallback not in known:
            faults.add(VENDORS, key, f"there is no vendor {row.fallback!r}")
        elif row.fallback == row.id:
            faults.add(VENDORS, key, "a vendor cannot take its own place")
    _need_other(VENDORS, "vendors", tables.vendors, faults)


def _need_other(file: str, section: str, rows: Iterable[ErrorRow | VendorRow], faults: Faults) -> None:
    if OTHER not in {row.id for row in rows}:
        faults.add(file, section, f"needs the row {OTHER!r}, which speaks for all without one of their own")


def _rules(tables: _Tables, carc_categories: Mapping[str, str]) -> RecoveryRules:
    codes = {row.id for row in tables.errors}
    spoken_for = {plain_code(carc): name for carc, name in carc_categories.items() if name in codes}
    spoken_for |= {code: row.id for row in tables.errors for code in row.also}
    without_id = {"id", "also"}
    rules = RecoveryRules(
        version="",
        error_codes={row.id: ErrorRule(**row.model_dump(exclude=without_id)) for row in tables.errors},
        retry_policies={row.id: RetryPolicy(**row.model_dump(exclude=without_id)) for row in tables.policies},
        vendors={row.id: VendorRule(**row.model_dump(exclude=without_id)) for row in tables.vendors},
        spoken_for=spoken_for,
    )
    content = json.dumps(rules.model_dump(mode="json"), sort_keys=True)
    return rules.model_copy(update={"version": hashlib.sha256(content.encode()).hexdigest()[:VERSION_LENGTH]})
